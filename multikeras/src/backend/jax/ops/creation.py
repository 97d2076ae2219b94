"""Creation of tensors on JAX."""

from jax import Array
from jax import numpy as jnp

from multikeras.src.backend.jax.tensor import compiled, convert

zeros = compiled("shape", "dtype")(lambda shape, dtype: jnp.zeros(shape, dtype))
ones = compiled("shape", "dtype")(lambda shape, dtype: jnp.ones(shape, dtype))
_broadcast = compiled("shape")(lambda x, shape: jnp.broadcast_to(x, shape))


def full(shape, fill_value, dtype) -> Array:
    return _broadcast(convert(fill_value, dtype), shape=shape)


def arange(start, stop, step, dtype) -> Array:
    return jnp.arange(start, stop, step, dtype)


@compiled("num", "endpoint", "dtype", "axis")
def linspace(start, stop, num, endpoint, dtype, axis) -> Array:
    return jnp.linspace(start, stop, num, endpoint=endpoint, dtype=dtype, axis=axis)


@compiled("n", "m", "k", "dtype")
def eye(n, m, k, dtype) -> Array:
    return jnp.eye(n, m, k, dtype)
