"""Reductions on JAX."""

from jax import Array
from jax import numpy as jnp
from jax.lax import cumlogsumexp
from jax.numpy import all as all
from jax.numpy import any as any
from jax.numpy import mean as mean
from jax.numpy import var as var
from jax.scipy.special import logsumexp as _logsumexp

from multikeras.src.backend.jax.tensor import WIDE_DTYPES, compiled, exact

max = exact(jnp.max)
min = exact(jnp.min)


@compiled("axis", "keepdims")
def sum(x, axis=None, keepdims=False) -> Array:
    return jnp.sum(x, axis=axis, keepdims=keepdims, promote_integers=False)


@exact
@compiled("axis", "keepdims")
def prod(x, axis=None, keepdims=False) -> Array:
    return jnp.prod(x, axis=axis, keepdims=keepdims, promote_integers=False)


@compiled("axis", "keepdims")
def argmax(x, axis=None, keepdims=False) -> Array:
    if x.dtype in WIDE_DTYPES:
        return _first_equal(x, max(x, axis, keepdims=True), axis, keepdims)
    return jnp.argmax(x, axis=axis, keepdims=keepdims).astype("int32")


@compiled("axis", "keepdims")
def argmin(x, axis=None, keepdims=False) -> Array:
    if x.dtype in WIDE_DTYPES:
        return _first_equal(x, min(x, axis, keepdims=True), axis, keepdims)
    return jnp.argmin(x, axis=axis, keepdims=keepdims).astype("int32")


def _first_equal(x: Array, extreme: Array, axis: int | None, keepdims: bool) -> Array:
    """Index of the extreme value. JAX's own argmax cannot be compiled for 64 bits unless they are on for the whole process."""
    found = (x == extreme) | (x != x)
    return jnp.argmax(found, axis=axis, keepdims=keepdims).astype("int32")


@compiled("axis", "keepdims")
def logsumexp(x, axis=None, keepdims=False) -> Array:
    return _logsumexp(x, axis=axis, keepdims=keepdims)


@compiled("axis")
def cumsum(x, axis=None) -> Array:
    return jnp.cumsum(x, axis=axis, dtype=x.dtype)


@exact
@compiled("axis")
def cumprod(x, axis=None) -> Array:
    return jnp.cumprod(x, axis=axis, dtype=x.dtype)


@exact
@compiled("axis", "reverse")
def logcumsumexp(x, axis=None, reverse=False) -> Array:
    if axis is None:
        x, axis = x.reshape(-1), 0
    return cumlogsumexp(x, axis=axis % x.ndim, reverse=reverse)
