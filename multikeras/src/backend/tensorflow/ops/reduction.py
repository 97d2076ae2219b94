"""Reductions on TensorFlow. float16 and bfloat16 are added up in float32."""

from typing import Any

import numpy as np
import tensorflow as tf
from tensorflow import raw_ops as raw

from multikeras.src.backend.tensorflow import tensor
from multikeras.src.core import shapes

# Halves need the precision; XLA has no kernel for the integers, and wider ones wrap around in the same way.
_CUMULATED = {tf.bfloat16: tf.float32, tf.float16: tf.float32, tf.uint32: tf.int64, tf.uint64: tf.int64}
_CUMULATED |= {tf.int8: tf.int32, tf.uint8: tf.int32, tf.int16: tf.int32, tf.uint16: tf.int32}


def _axes(x: tf.Tensor, axis: Any) -> Any:
    if axis is None:
        rank = x.shape.rank
        return tf.range(tf.rank(x)) if rank is None else np.arange(rank, dtype=np.int32)
    return axis if type(axis) is int else np.array(axis, np.int32)


def _summing(kernel: Any) -> Any:
    def reduce(x, axis=None, keepdims=False) -> tf.Tensor:
        dtype = x.dtype
        if dtype in tensor.HALF_DTYPES:
            wide = kernel(input=raw.Cast(x=x, DstT=tf.float32), axis=_axes(x, axis), keep_dims=keepdims)
            return raw.Cast(x=wide, DstT=dtype)
        return kernel(input=x, axis=_axes(x, axis), keep_dims=keepdims)

    return reduce


sum = _summing(raw.Sum)
prod = _summing(raw.Prod)
mean = _summing(raw.Mean)


def var(x, axis=None, keepdims=False) -> tf.Tensor:
    axes, dtype = _axes(x, axis), x.dtype
    if dtype in tensor.HALF_DTYPES:
        x = raw.Cast(x=x, DstT=tf.float32)
    deviation = raw.Sub(x=x, y=raw.Mean(input=x, axis=axes, keep_dims=True))
    if dtype.is_complex:
        deviation = raw.ComplexAbs(x=deviation, Tout=dtype.real_dtype)
    result = raw.Mean(input=raw.Square(x=deviation), axis=axes, keep_dims=keepdims)
    return raw.Cast(x=result, DstT=dtype) if dtype in tensor.HALF_DTYPES else result


def max(x, axis=None, keepdims=False) -> tf.Tensor:
    _check_elements(x, axis)
    kernel = raw.Any if x.dtype is tf.bool else raw.Max
    return kernel(input=x, axis=_axes(x, axis), keep_dims=keepdims)


def min(x, axis=None, keepdims=False) -> tf.Tensor:
    _check_elements(x, axis)
    kernel = raw.All if x.dtype is tf.bool else raw.Min
    return kernel(input=x, axis=_axes(x, axis), keep_dims=keepdims)


def _check_elements(x: tf.Tensor, axis: Any) -> None:
    """Refuse what TensorFlow answers with infinity: the extreme of nothing."""
    if x.shape.num_elements() == 0 and 0 in [x.shape[one] for one in shapes.canonical_axes(axis, x.shape.rank)]:
        raise ValueError(f"there is no extreme element over axis={axis} of a tensor of shape {tuple(x.shape)}, which has none there.")


def any(x, axis=None, keepdims=False) -> tf.Tensor:
    return raw.Any(input=x, axis=_axes(x, axis), keep_dims=keepdims)


def all(x, axis=None, keepdims=False) -> tf.Tensor:
    return raw.All(input=x, axis=_axes(x, axis), keep_dims=keepdims)


def argmax(x, axis=None, keepdims=False) -> tf.Tensor:
    return _position(raw.ArgMax, x, axis, keepdims)


def argmin(x, axis=None, keepdims=False) -> tf.Tensor:
    return _position(raw.ArgMin, x, axis, keepdims)


def _position(kernel: Any, x: tf.Tensor, axis: int | None, keepdims: bool) -> tf.Tensor:
    if axis is None:
        index = _first(kernel, raw.Reshape(tensor=x, shape=[-1]), 0)
        return raw.Reshape(tensor=index, shape=np.ones(x.shape.rank, np.int32)) if keepdims else index
    index = _first(kernel, x, axis)
    return raw.ExpandDims(input=index, axis=axis) if keepdims else index


def _first(kernel: Any, x: tf.Tensor, axis: int) -> tf.Tensor:
    """Index of the first extreme element, or of the first NaN, which the kernel passes over."""
    index = kernel(input=x, dimension=axis, output_type=tf.int32)
    if not x.dtype.is_floating:
        return index
    missing = raw.IsNan(x=x)
    place = raw.ArgMax(input=missing, dimension=axis, output_type=tf.int32)
    return raw.SelectV2(condition=raw.Any(input=missing, axis=axis), t=place, e=index)


def logsumexp(x, axis=None, keepdims=False) -> tf.Tensor:
    axes, dtype = _axes(x, axis), x.dtype
    if dtype in tensor.HALF_DTYPES:
        x = raw.Cast(x=x, DstT=tf.float32)
    peak = raw.Max(input=x, axis=axes, keep_dims=True)
    peak = tf.stop_gradient(raw.SelectV2(condition=raw.IsFinite(x=peak), t=peak, e=raw.ZerosLike(x=peak)))
    total = raw.Sum(input=raw.Exp(x=raw.Sub(x=x, y=peak)), axis=axes, keep_dims=True)
    # The logarithm of an empty sum is taken aside, so that its gradient is 0 and not 0 * inf.
    empty = raw.Equal(x=total, y=raw.ZerosLike(x=total))
    value = raw.AddV2(x=raw.Log(x=raw.SelectV2(condition=empty, t=raw.OnesLike(x=total), e=total)), y=peak)
    value = raw.SelectV2(condition=empty, t=tf.constant(-np.inf, value.dtype), e=value)
    if not keepdims:
        value = raw.Squeeze(input=value, axis=[axes] if type(axes) is int else list(axes))
    return tensor.cast(value, dtype)


def cumsum(x, axis=None) -> tf.Tensor:
    return _cumulative(raw.Cumsum, x, axis)


def cumprod(x, axis=None) -> tf.Tensor:
    return _cumulative(_product, x, axis)


def _product(x: tf.Tensor, axis: int) -> tf.Tensor:
    """Products along an axis. TensorFlow's own gradient divides by the elements, and loses that of zeros."""

    def gradient(product: tf.Tensor, x: tf.Tensor, upstream: tf.Tensor) -> tf.Tensor:
        zero = raw.Equal(x=x, y=raw.ZerosLike(x=x))
        first = zero & (raw.Cumsum(x=raw.Cast(x=zero, DstT=tf.int32), axis=axis) == 1)
        # All products from the first zero on are 0, and only that element can change them.
        rest = raw.Cumprod(x=raw.SelectV2(condition=first, t=raw.OnesLike(x=x), e=x), axis=axis)
        at_zero, elsewhere = (raw.Cumsum(x=upstream * tf.math.conj(one), axis=axis, reverse=True) for one in (rest, product))
        return raw.SelectV2(condition=first, t=at_zero, e=tf.math.divide_no_nan(elsewhere, tf.math.conj(x)))

    def with_gradient(x: tf.Tensor) -> Any:
        product = raw.Cumprod(x=x, axis=axis)
        return product, lambda upstream: gradient(product, x, upstream)

    return tf.custom_gradient(with_gradient)(x)


def _cumulative(kernel: Any, x: tf.Tensor, axis: int | None) -> tf.Tensor:
    if axis is None:
        x, axis = raw.Reshape(tensor=x, shape=[-1]), 0
    wide = _CUMULATED.get(x.dtype)
    return kernel(x=x, axis=axis) if wide is None else tensor.cast(kernel(x=tensor.cast(x, wide), axis=axis), x.dtype)


def logcumsumexp(x, axis=None, reverse=False) -> tf.Tensor:
    if axis is None:
        x, axis = raw.Reshape(tensor=x, shape=[-1]), 0
    wide = raw.Cast(x=x, DstT=tf.float32) if x.dtype in tensor.HALF_DTYPES else x
    return tensor.cast(tf.math.cumulative_logsumexp(wide, axis, reverse=reverse), x.dtype)
