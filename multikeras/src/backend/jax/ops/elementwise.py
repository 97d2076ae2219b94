"""Elementwise primitives on JAX."""

from jax import Array, lax
from jax import numpy as jnp
from jax.numpy import arccos as arccos
from jax.numpy import arccosh as arccosh
from jax.numpy import arcsin as arcsin
from jax.numpy import arcsinh as arcsinh
from jax.numpy import arctan as arctan
from jax.numpy import arctanh as arctanh
from jax.numpy import bitwise_not as bitwise_not
from jax.numpy import ceil as ceil
from jax.numpy import clip as clip
from jax.numpy import conjugate as conjugate
from jax.numpy import cos as cos
from jax.numpy import cosh as cosh
from jax.numpy import divide as divide
from jax.numpy import equal as equal
from jax.numpy import exp as exp
from jax.numpy import expm1 as expm1
from jax.numpy import floor as floor
from jax.numpy import floor_divide as floor_divide
from jax.numpy import greater as greater
from jax.numpy import greater_equal as greater_equal
from jax.numpy import imag as imag
from jax.numpy import isfinite as isfinite
from jax.numpy import isinf as isinf
from jax.numpy import isnan as isnan
from jax.numpy import left_shift as left_shift
from jax.numpy import less as less
from jax.numpy import less_equal as less_equal
from jax.numpy import log as log
from jax.numpy import log1p as log1p
from jax.numpy import log2 as log2
from jax.numpy import logical_not as logical_not
from jax.numpy import mod as mod
from jax.numpy import nextafter as nextafter
from jax.numpy import not_equal as not_equal
from jax.numpy import real as real
from jax.numpy import reciprocal as reciprocal
from jax.numpy import right_shift as right_shift
from jax.numpy import sign as sign
from jax.numpy import sin as sin
from jax.numpy import sinh as sinh
from jax.numpy import sqrt as sqrt
from jax.numpy import square as square
from jax.numpy import tan as tan
from jax.numpy import tanh as tanh
from jax.numpy import where as where

from multikeras.src.backend.jax.tensor import compiled, exact

# jax.numpy has these as ufunc objects and jax.lax as single dispatches; a compiled function is called faster than either.
add = compiled()(jnp.add)
bitwise_and = compiled()(jnp.bitwise_and)
bitwise_or = compiled()(jnp.bitwise_or)
bitwise_xor = compiled()(jnp.bitwise_xor)
log10 = exact(jnp.log10)
logical_and = compiled()(jnp.logical_and)
logical_or = compiled()(jnp.logical_or)
logical_xor = compiled()(jnp.logical_xor)
maximum = compiled()(jnp.maximum)
minimum = compiled()(jnp.minimum)
multiply = compiled()(jnp.multiply)
negative = compiled()(jnp.negative)
rsqrt = compiled()(lax.rsqrt)
subtract = compiled()(jnp.subtract)


@compiled()
def absolute(x) -> Array:
    size = jnp.absolute(x)
    return jnp.where(x == 0, 0, size) if jnp.issubdtype(x.dtype, jnp.floating) else size  # at 0 the gradient is 0


@compiled()
def arctan2(x1, x2) -> Array:
    at_origin = (x1 == 0) & (x2 == 0)  # where the gradient would be NaN
    return jnp.where(at_origin, lax.stop_gradient(jnp.arctan2(x1, x2)), jnp.arctan2(x1, jnp.where(at_origin, 1, x2)))


@compiled()
def power(x1, x2) -> Array:
    result = jnp.power(jnp.where((x1 == 0) & (x2 == 0), 1, x1), x2)  # of 0 ** 0 the gradient would be NaN
    if jnp.iscomplexobj(result):
        return jnp.where((x1 == 0) & (jnp.real(x2) > 0), 0, result)
    return result


@compiled("decimals")
def round(x, decimals=0) -> Array:
    if decimals >= 0 or not jnp.issubdtype(x.dtype, jnp.integer):
        return jnp.round(x, decimals)
    if 10**-decimals > jnp.iinfo(x.dtype).max:
        return jnp.zeros_like(x)
    unit = jnp.asarray(10**-decimals, x.dtype)
    quotient, rest = jnp.divmod(x, unit)
    up = (rest > unit - rest) | ((rest == unit - rest) & (quotient % 2 == 1))
    return (quotient + up.astype(x.dtype)) * unit
