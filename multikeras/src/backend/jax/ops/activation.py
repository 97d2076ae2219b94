"""Activations on JAX."""

import jax.numpy as jnp
from jax import Array, nn
from jax.nn import hard_sigmoid as hard_sigmoid
from jax.nn import hard_silu as hard_silu
from jax.nn import hard_tanh as hard_tanh
from jax.nn import log_sigmoid as log_sigmoid
from jax.nn import log_softmax as log_softmax
from jax.nn import mish as mish
from jax.nn import sigmoid as sigmoid
from jax.nn import silu as silu
from jax.nn import softplus as softplus

from multikeras.src.backend.jax.tensor import compiled, exact

softsign = nn.soft_sign

# These are Python functions or custom derivatives in jax.nn, slow to call one at a time.
relu = compiled()(nn.relu)
relu6 = compiled()(nn.relu6)
softmax = compiled("axis")(lambda x, axis=-1: nn.softmax(x, axis))
celu = exact(nn.celu)
elu = exact(nn.elu)
leaky_relu = exact(compiled()(lambda x, negative_slope=0.2: nn.leaky_relu(x, negative_slope)))
selu = exact(nn.selu)


@exact
@compiled("approximate")
def gelu(x, approximate=True) -> Array:
    # The cube in the tanh form leaves the range of float16.
    wide = x.astype(jnp.promote_types(x.dtype, "float32"))
    return nn.gelu(wide, approximate).astype(x.dtype)
