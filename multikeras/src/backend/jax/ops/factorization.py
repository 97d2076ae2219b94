"""What factors of matrices tell, on JAX."""

from typing import Any

import jax
from jax import Array
from jax import numpy as jnp

from multikeras.src.backend.jax.tensor import compiled, in_float32


@in_float32
def eig(x) -> tuple[Array, Array]:
    return tuple(jnp.linalg.eig(x))


@in_float32
@compiled()
def slogdet(x) -> tuple[Array, Array]:
    return tuple(jnp.linalg.slogdet(x))


@in_float32
@compiled()
def lu_factor(x) -> tuple[Array, Array]:
    return jax.scipy.linalg.lu_factor(x)


@in_float32
@compiled("rcond")
def pinv(x, rcond: Any = None) -> Array:
    return jnp.linalg.pinv(x, rtol=max(x.shape[-2:]) * jnp.finfo(x.dtype).eps if rcond is None else rcond)
