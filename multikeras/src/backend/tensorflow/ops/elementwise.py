"""Elementwise primitives on TensorFlow.

A raw op stands where the function of `tf.math` spends more time in Python before it reaches the same kernel.
"""

from math import log as _natural_log

import tensorflow as tf
from tensorflow import raw_ops as raw
from tensorflow.math import cos as cos
from tensorflow.math import cosh as cosh
from tensorflow.math import expm1 as expm1
from tensorflow.math import log as log
from tensorflow.math import log1p as log1p
from tensorflow.math import logical_and as logical_and
from tensorflow.math import logical_not as logical_not
from tensorflow.math import logical_or as logical_or
from tensorflow.math import nextafter as nextafter
from tensorflow.math import sin as sin
from tensorflow.math import sinh as sinh
from tensorflow.math import tan as tan

from multikeras.src.backend.tensorflow import tensor

arccos = tf.math.acos
arccosh = tf.math.acosh
arcsin = tf.math.asin
arcsinh = tf.math.asinh
arctan = tf.math.atan
arctanh = tf.math.atanh

_BOOL = tf.bool
_UNSIGNED = frozenset((tf.uint8, tf.uint16, tf.uint32, tf.uint64))
_LN2 = _natural_log(2)
_LN10 = _natural_log(10)


def _dtype(x1, x2) -> tf.DType:
    """The dtype of two arguments, one of which may be a Python number."""
    return (x1 if isinstance(x1, tf.Tensor) else x2).dtype


def exp(x) -> tf.Tensor:
    return raw.Exp(x=x)


def log2(x) -> tf.Tensor:
    return _parts_over(raw.Log(x=x), _LN2)


def log10(x) -> tf.Tensor:
    return _parts_over(raw.Log(x=x), _LN10)


def _parts_over(x, divisor) -> tf.Tensor:
    """A quotient whose imaginary part is right beside an infinite real part too."""
    if x.dtype.is_complex:
        return tf.complex(raw.RealDiv(x=real(x), y=divisor), raw.RealDiv(x=imag(x), y=divisor))
    return raw.RealDiv(x=x, y=divisor)


def sqrt(x) -> tf.Tensor:
    return raw.Sqrt(x=x)


def rsqrt(x) -> tf.Tensor:
    return raw.Rsqrt(x=x)


def tanh(x) -> tf.Tensor:
    return raw.Tanh(x=x)


def arctan2(x1, x2) -> tf.Tensor:
    if not (isinstance(x1, tf.Tensor) and isinstance(x2, tf.Tensor)):
        dtype = _dtype(x1, x2)
        x1, x2 = tensor.convert(x1, dtype), tensor.convert(x2, dtype)
    at_origin = raw.LogicalAnd(x=raw.Equal(x=x1, y=0), y=raw.Equal(x=x2, y=0))  # where the gradient would be NaN
    angle = raw.Atan2(y=x1, x=raw.SelectV2(condition=at_origin, t=tf.ones((), x2.dtype), e=x2))
    return raw.SelectV2(condition=at_origin, t=tf.stop_gradient(raw.Atan2(y=x1, x=x2)), e=angle)


def divide(x1, x2) -> tf.Tensor:
    return raw.RealDiv(x=x1, y=x2)


# --------------------------------------------------------------------------------------------------- numeric, dtype kept


def absolute(x) -> tf.Tensor:
    dtype = x.dtype
    if dtype in _UNSIGNED:
        return x
    return raw.ComplexAbs(x=x, Tout=dtype.real_dtype) if dtype.is_complex else raw.Abs(x=x)


def negative(x) -> tf.Tensor:
    return raw.AddV2(x=raw.Invert(x=x), y=tf.ones((), x.dtype)) if x.dtype in _UNSIGNED else raw.Neg(x=x)


def sign(x) -> tf.Tensor:
    return raw.Minimum(x=x, y=tf.ones((), x.dtype)) if x.dtype in _UNSIGNED else raw.Sign(x=x)


def floor(x) -> tf.Tensor:
    return raw.Floor(x=x)


def ceil(x) -> tf.Tensor:
    return raw.Ceil(x=x)


def round(x, decimals=0) -> tf.Tensor:
    if x.dtype.is_complex:
        return tf.complex(round(real(x), decimals), round(imag(x), decimals))
    if x.dtype.is_integer:
        if decimals >= 0:
            return x
        unit = 10.0**-decimals
        return tensor.cast(raw.Round(x=tensor.cast(x, tf.float64) / unit) * unit, x.dtype)
    if not decimals:
        return raw.Round(x=x)
    unit = 10.0**decimals
    return raw.RealDiv(x=raw.Round(x=raw.Mul(x=x, y=unit)), y=unit)


def add(x1, x2) -> tf.Tensor:
    return raw.LogicalOr(x=x1, y=x2) if _dtype(x1, x2) is _BOOL else raw.AddV2(x=x1, y=x2)


def subtract(x1, x2) -> tf.Tensor:
    return raw.Sub(x=x1, y=x2)


def multiply(x1, x2) -> tf.Tensor:
    return raw.LogicalAnd(x=x1, y=x2) if _dtype(x1, x2) is _BOOL else raw.Mul(x=x1, y=x2)


def floor_divide(x1, x2) -> tf.Tensor:
    if _dtype(x1, x2).is_floating:
        # The quotient that belongs to the remainder: floor(1 / 0.1) would be 10, and 1 holds 0.1 nine times only.
        whole = raw.Round(x=raw.RealDiv(x=raw.Sub(x=x1, y=raw.FloorMod(x=x1, y=x2)), y=x2))
        return raw.SelectV2(condition=raw.IsFinite(x=whole), t=whole, e=raw.FloorDiv(x=x1 + x1 * 0, y=x2))  # of infinity NaN
    return raw.FloorDiv(x=x1, y=x2)


def mod(x1, x2) -> tf.Tensor:
    return raw.FloorMod(x=x1, y=x2)


def power(x1, x2) -> tf.Tensor:
    dtype = _dtype(x1, x2)
    if dtype in _UNSIGNED:  # no kernel; 64 signed bits wrap around as unsigned ones do
        return tensor.cast(raw.Pow(x=tensor.cast(x1, tf.int64), y=tensor.cast(x2, tf.int64)), dtype)
    if not dtype.is_integer and _may_be_zero(x1) and _may_be_zero(x2):  # 0 ** 0 is taken as 1 ** 0, since its gradient would be NaN
        both_zero = raw.LogicalAnd(x=raw.Equal(x=x1, y=0), y=raw.Equal(x=x2, y=0))
        x1 = raw.SelectV2(condition=both_zero, t=tf.ones((), dtype), e=x1)
    return raw.Pow(x=x1, y=x2)


def _may_be_zero(x) -> bool:
    return isinstance(x, tf.Tensor) or x == 0


def square(x) -> tf.Tensor:
    return x if x.dtype is _BOOL else raw.Square(x=x)


def maximum(x1, x2) -> tf.Tensor:
    return raw.LogicalOr(x=x1, y=x2) if _dtype(x1, x2) is _BOOL else raw.Maximum(x=x1, y=x2)


def minimum(x1, x2) -> tf.Tensor:
    return raw.LogicalAnd(x=x1, y=x2) if _dtype(x1, x2) is _BOOL else raw.Minimum(x=x1, y=x2)


def clip(x, x_min, x_max) -> tf.Tensor:
    x = x if x_min is None else maximum(x, x_min)
    return x if x_max is None else minimum(x, x_max)


def where(condition, x1, x2) -> tf.Tensor:
    return raw.SelectV2(condition=condition, t=x1, e=x2)


# ------------------------------------------------------------------------------------------------ comparisons and logic


def isnan(x) -> tf.Tensor:
    return raw.IsNan(x=x) if x.dtype.is_floating else raw.NotEqual(x=x, y=x)


def isinf(x) -> tf.Tensor:
    if x.dtype.is_complex:
        return raw.LogicalOr(x=raw.IsInf(x=real(x)), y=raw.IsInf(x=imag(x)))
    return raw.IsInf(x=x) if x.dtype.is_floating else raw.NotEqual(x=x, y=x)


def isfinite(x) -> tf.Tensor:
    if x.dtype.is_complex:
        return raw.LogicalAnd(x=raw.IsFinite(x=real(x)), y=raw.IsFinite(x=imag(x)))
    return raw.IsFinite(x=x) if x.dtype.is_floating else raw.Equal(x=x, y=x)


def equal(x1, x2) -> tf.Tensor:
    return raw.Equal(x=x1, y=x2)


def not_equal(x1, x2) -> tf.Tensor:
    return raw.NotEqual(x=x1, y=x2)


def greater(x1, x2) -> tf.Tensor:
    if _dtype(x1, x2) is _BOOL:
        return raw.LogicalAnd(x=x1, y=raw.LogicalNot(x=x2))
    return raw.Greater(x=x1, y=x2)


def greater_equal(x1, x2) -> tf.Tensor:
    if _dtype(x1, x2) is _BOOL:
        return raw.LogicalOr(x=x1, y=raw.LogicalNot(x=x2))
    return raw.GreaterEqual(x=x1, y=x2)


def less(x1, x2) -> tf.Tensor:
    return greater(x2, x1) if _dtype(x1, x2) is _BOOL else raw.Less(x=x1, y=x2)


def less_equal(x1, x2) -> tf.Tensor:
    return greater_equal(x2, x1) if _dtype(x1, x2) is _BOOL else raw.LessEqual(x=x1, y=x2)


def logical_xor(x1, x2) -> tf.Tensor:
    return raw.NotEqual(x=x1, y=x2)


def bitwise_not(x) -> tf.Tensor:
    return raw.LogicalNot(x=x) if x.dtype is _BOOL else raw.Invert(x=x)


def bitwise_and(x1, x2) -> tf.Tensor:
    return raw.LogicalAnd(x=x1, y=x2) if _dtype(x1, x2) is _BOOL else raw.BitwiseAnd(x=x1, y=x2)


def bitwise_or(x1, x2) -> tf.Tensor:
    return raw.LogicalOr(x=x1, y=x2) if _dtype(x1, x2) is _BOOL else raw.BitwiseOr(x=x1, y=x2)


def bitwise_xor(x1, x2) -> tf.Tensor:
    return raw.NotEqual(x=x1, y=x2) if _dtype(x1, x2) is _BOOL else raw.BitwiseXor(x=x1, y=x2)


def left_shift(x1, x2) -> tf.Tensor:
    return raw.LeftShift(x=x1, y=x2)


def right_shift(x1, x2) -> tf.Tensor:
    return raw.RightShift(x=x1, y=x2)


# -------------------------------------------------------------------------------------------------------------- complex


def real(x) -> tf.Tensor:
    return raw.Real(input=x, Tout=x.dtype.real_dtype) if x.dtype.is_complex else x


def imag(x) -> tf.Tensor:
    return raw.Imag(input=x, Tout=x.dtype.real_dtype) if x.dtype.is_complex else raw.ZerosLike(x=x)


def conjugate(x) -> tf.Tensor:
    return raw.Conj(input=x) if x.dtype.is_complex else x


def erf(x):
    # In float64, TensorFlow's gives NaN far from 0, where the function is 1 to the last bit.
    return tf.math.erf(tf.clip_by_value(x, -10.0, 10.0) if x.dtype is tf.float64 else x)
