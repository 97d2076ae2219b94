"""Special functions on TensorFlow."""

import tensorflow as tf
from tensorflow import raw_ops as raw
from tensorflow.math import erf as erf
from tensorflow.math import erfc as erfc

from multikeras.src.backend.tensorflow import tensor


def erfinv(x) -> tf.Tensor:
    if x.dtype in tensor.HALF_DTYPES:  # no kernel
        return tensor.cast(raw.Erfinv(x=tensor.cast(x, tf.float32)), x.dtype)
    return raw.Erfinv(x=x)


def gammainc(x1, x2) -> tf.Tensor:
    if x1.dtype in tensor.HALF_DTYPES:  # no kernel
        return tensor.cast(gammainc(tensor.cast(x1, tf.float32), tensor.cast(x2, tf.float32)), x1.dtype)
    return raw.Igamma(a=x1, x=raw.Minimum(x=x2, y=x2.dtype.max))  # at infinity the gradient would be NaN


def i0(x) -> tf.Tensor:
    if x.dtype in tensor.HALF_DTYPES:  # no kernel for bfloat16
        return tensor.cast(raw.BesselI0(x=tensor.cast(x, tf.float32)), x.dtype)
    return raw.BesselI0(x=x)
