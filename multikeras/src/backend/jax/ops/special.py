"""Special functions on JAX."""

from jax import lax
from jax import numpy as jnp

from multikeras.src.backend.jax.tensor import compiled, exact

erf = compiled()(lax.erf)
erfc = compiled()(lax.erfc)
erfinv = compiled()(lax.erf_inv)
gammainc = exact(compiled()(lambda x1, x2: lax.igamma(*jnp.broadcast_arrays(x1, x2))))
i0 = exact(jnp.i0)
