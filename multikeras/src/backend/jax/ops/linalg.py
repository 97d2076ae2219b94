"""Linear algebra on JAX."""

import jax
from jax import Array
from jax import numpy as jnp
from jax.numpy import matmul as matmul
from jax.numpy import tensordot as tensordot
from jax.numpy.linalg import cholesky as cholesky
from jax.numpy.linalg import det as det
from jax.numpy.linalg import eigh as eigh
from jax.numpy.linalg import inv as inv
from jax.numpy.linalg import qr as qr
from jax.numpy.linalg import svd as svd

from multikeras.src.backend.jax.tensor import compiled


@compiled("subscripts")
def einsum(subscripts, *operands) -> Array:
    return jnp.einsum(subscripts, *operands)


@compiled()
def linear(x, kernel, bias) -> Array:
    return jnp.matmul(x, kernel) + bias


@compiled()
def solve(a, b) -> Array:
    if b.ndim == a.ndim - 1:
        return jnp.linalg.solve(a, b[..., None])[..., 0]
    return jnp.linalg.solve(a, b)


@compiled("lower")
def solve_triangular(a, b, lower=False) -> Array:
    if b.ndim == a.ndim - 1:
        return jax.lax.linalg.triangular_solve(a, b[..., None], left_side=True, lower=lower)[..., 0]
    return jax.lax.linalg.triangular_solve(a, b, left_side=True, lower=lower)
