"""Linear algebra on JAX."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import jax
from jax import Array
from jax import numpy as jnp
from jax.core import Tracer
from jax.numpy import matmul as matmul
from jax.numpy import tensordot as tensordot

from multikeras.src.backend.jax.tensor import compiled, in_float32


@compiled("subscripts")
def einsum(subscripts, *operands) -> Array:
    return jnp.einsum(subscripts, *operands)


@compiled()
def linear(x, kernel, bias) -> Array:
    return jnp.matmul(x, kernel) + bias


def _refusing(reason: str) -> Callable:
    """Decorator: where finite matrices have no finite result, which JAX lets pass, eager calls raise a ValueError as everywhere."""

    def decorate(function: Callable) -> Callable:
        @wraps(function)
        def calculate(*operands: Any) -> Array:
            result = function(*operands)
            if not isinstance(result, Tracer) and not _is_finite(result) and all(map(_is_finite, operands)):
                raise ValueError(reason)
            return result

        return in_float32(calculate)

    return decorate


@compiled()
def _is_finite(x: Array) -> Array:
    return jnp.isfinite(x).all()


@_refusing("The matrix is not positive definite.")
@compiled()
def cholesky(x) -> Array:
    return jnp.linalg.cholesky(x, symmetrize_input=False)


inv = _refusing("The matrix is singular.")(jnp.linalg.inv)
det = in_float32(jnp.linalg.det)
qr = in_float32(jnp.linalg.qr)
svd = in_float32(jnp.linalg.svd)


@in_float32
@compiled()
def eigh(x) -> tuple[Array, Array]:
    return jnp.linalg.eigh(x, symmetrize_input=False)


@_refusing("The matrix is singular.")
@compiled()
def solve(a, b) -> Array:
    if b.ndim == a.ndim - 1:
        return jnp.linalg.solve(a, b[..., None])[..., 0]
    return jnp.linalg.solve(a, b)


@in_float32
@compiled("lower")
def solve_triangular(a, b, lower=False) -> Array:
    if b.ndim == a.ndim - 1:
        return jax.lax.linalg.triangular_solve(a, b[..., None], left_side=True, lower=lower)[..., 0]
    batch = jnp.broadcast_shapes(a.shape[:-2], b.shape[:-2])
    a, b = (jnp.broadcast_to(x, (*batch, *x.shape[-2:])) for x in (a, b))
    return jax.lax.linalg.triangular_solve(a, b, left_side=True, lower=lower)
