"""Pooling on JAX."""

from math import prod

import jax.numpy as jnp
import numpy as np
from jax import Array, lax

from multikeras.src.backend.jax.tensor import compiled, exact


def _over_channels(sizes: tuple, data_format: str) -> tuple:
    return (1, *sizes, 1) if data_format == "channels_last" else (1, 1, *sizes)


@exact
@compiled("pool_size", "strides", "padding", "data_format")
def max_pool(inputs, pool_size, strides, padding, data_format) -> Array:
    floating = jnp.issubdtype(inputs.dtype, jnp.floating)
    lowest = -np.inf if floating else jnp.iinfo(inputs.dtype).min
    return _reduce_windows(inputs, lowest, lax.max, pool_size, strides, padding, data_format)


@exact
@compiled("pool_size", "strides", "padding", "data_format")
def average_pool(inputs, pool_size, strides, padding, data_format) -> Array:
    wide = inputs.astype(jnp.promote_types(inputs.dtype, "float32"))
    total = _reduce_windows(wide, 0, lax.add, pool_size, strides, padding, data_format)
    if padding == "valid":
        count = prod(pool_size)
    else:
        spatial = inputs.shape[1:-1] if data_format == "channels_last" else inputs.shape[2:]
        ones = jnp.ones(_over_channels(spatial, data_format), wide.dtype)
        count = _reduce_windows(ones, 0, lax.add, pool_size, strides, padding, data_format)
    return (total / count).astype(inputs.dtype)


def _reduce_windows(inputs, start, reducer, pool_size, strides, padding, data_format) -> Array:
    sizes, steps = _over_channels(pool_size, data_format), _over_channels(strides, data_format)
    return lax.reduce_window(inputs, np.array(start, inputs.dtype), reducer, sizes, steps, padding.upper())
