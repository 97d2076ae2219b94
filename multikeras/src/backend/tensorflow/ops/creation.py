"""Creation of tensors on TensorFlow."""

from math import ceil

import numpy as np
import tensorflow as tf
from tensorflow import raw_ops as raw

from multikeras.src.backend.tensorflow import tensor

_RANGE_DTYPES = frozenset((tf.int32, tf.int64, tf.float32, tf.float64))


def zeros(shape, dtype) -> tf.Tensor:
    return raw.Fill(dims=tensor.vector(shape), value=tensor.convert(0, dtype))


def ones(shape, dtype) -> tf.Tensor:
    return raw.Fill(dims=tensor.vector(shape), value=tensor.convert(1, dtype))


def full(shape, fill_value, dtype) -> tf.Tensor:
    return raw.BroadcastTo(input=tensor.convert(fill_value, dtype), shape=tensor.vector(shape))


def arange(start, stop, step, dtype) -> tf.Tensor:
    given = (start, stop, step)
    if any(isinstance(value, float) for value in given) and not any(isinstance(value, tf.Tensor) for value in given):
        # The length is that of NumPy, which divides in double precision whatever the dtype is.
        positions = raw.Range(start=0, limit=max(0, ceil((stop - start) / step)), delta=1)
        return tensor.cast(raw.Cast(x=positions, DstT=tf.float64) * step + start, dtype)
    if dtype in _RANGE_DTYPES:
        native = dtype
    else:
        native = tf.float32 if dtype in tensor.HALF_DTYPES else tf.int64
    limits = dict(zip(("start", "limit", "delta"), (tensor.convert(value, native) for value in given), strict=True))
    return tensor.cast(raw.Range(**limits), dtype)


def linspace(start, stop, num, endpoint, dtype, axis) -> tf.Tensor:
    wide = tf.float32 if dtype in tensor.HALF_DTYPES else dtype if dtype.is_floating or dtype.is_complex else tf.float64
    first, last = tensor.cast(start, wide), tensor.cast(stop, wide)
    first, last = first + tf.zeros_like(last), last + tf.zeros_like(first)
    first, last = raw.ExpandDims(input=first, axis=axis), raw.ExpandDims(input=last, axis=axis)
    along = [1] * first.shape.rank
    along[axis] = num
    fractions = (np.arange(num) / max(num - 1 if endpoint else num, 1)).reshape(along)
    # Each half is counted from its own end, so that both ends are met exactly.
    lower = first + tf.constant(fractions, wide) * (last - first)
    upper = last - tf.constant(1 - fractions, wide) * (last - first)
    values = raw.SelectV2(condition=fractions < 0.5, t=lower, e=upper)
    return tensor.cast(raw.Floor(x=values) if dtype.is_integer else values, dtype)


def eye(n, m, k, dtype) -> tf.Tensor:
    diagonal = raw.Range(start=k, limit=n + k, delta=1)
    return raw.OneHot(indices=diagonal, depth=m, on_value=tensor.convert(1, dtype), off_value=tensor.convert(0, dtype), axis=-1)
