"""Primitives that move elements without changing them, on JAX."""

from itertools import pairwise

from jax import Array
from jax import numpy as jnp
from jax.numpy import flip as flip
from jax.numpy import roll as roll
from jax.numpy import tril as tril
from jax.numpy import triu as triu

from multikeras.src.backend.jax.tensor import compiled, exact

broadcast_to = compiled("shape")(lambda x, shape: jnp.broadcast_to(x, shape))
concatenate = compiled("axis")(lambda xs, axis=0: jnp.concatenate(xs, axis))
expand_dims = compiled("axis")(lambda x, axis: jnp.expand_dims(x, axis))
reshape = compiled("newshape")(lambda x, newshape: jnp.reshape(x, newshape))
squeeze = compiled("axis")(lambda x, axis=None: jnp.squeeze(x, axis))
stack = compiled("axis")(lambda xs, axis=0: jnp.stack(xs, axis))
tile = compiled("repeats")(lambda x, repeats: jnp.tile(x, repeats))
transpose = compiled("axes")(lambda x, axes=None: jnp.transpose(x, axes))
view = compiled("dtype")(lambda x, dtype: x.view(dtype))


@compiled("indices_or_sections", "axis")
def split(x, indices_or_sections, axis=0) -> list[Array]:
    if isinstance(indices_or_sections, int):
        return jnp.split(x, indices_or_sections, axis)
    bounds = (0, *indices_or_sections, x.shape[axis])
    if all(start <= stop for start, stop in pairwise(bounds)):  # its gradient is one concatenation, those of slices are padded sums
        return jnp.split(x, indices_or_sections, axis)
    before = (slice(None),) * (axis % x.ndim)
    return [x[(*before, slice(*bounds))] for bounds in pairwise((None, *indices_or_sections, None))]


_repeat = compiled("repeats", "axis")(jnp.repeat)


def repeat(x, repeats, axis=None) -> Array:
    if isinstance(repeats, int):
        return _repeat(x, repeats=repeats, axis=axis)
    return jnp.repeat(x, repeats, axis)  # the size of the result depends on values, so that nothing can be compiled


@exact
@compiled("pad_width", "mode")
def pad(x, pad_width, mode="constant", constant_values=0) -> Array:
    if mode == "constant":
        return jnp.pad(x, pad_width, constant_values=constant_values)
    return jnp.pad(x, pad_width, mode)
