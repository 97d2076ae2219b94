"""Pooling on NumPy, calculated with the channels last."""

import numpy as np

from multikeras.src.backend.numpy.ops.convolution import channels_last, pad, shifts
from multikeras.src.backend.numpy.tensor import in_float32


def max_pool(inputs, pool_size, strides, padding, data_format):
    return _max_pool(inputs, pool_size, strides, padding, data_format=data_format)


@channels_last
def _max_pool(x, pool_size, strides, padding):
    lowest = np.iinfo(x.dtype).min if x.dtype.kind in "iu" else -np.inf
    x = pad(x, pool_size, strides, padding, lowest)
    views = (view for _, view in shifts(x, pool_size, strides, (1,) * len(pool_size)))
    result = next(views)
    for view in views:
        result = np.maximum(result, view)
    return result


def average_pool(inputs, pool_size, strides, padding, data_format):
    return _average_pool(inputs, pool_size, strides, padding, data_format=data_format)


@in_float32
@channels_last
def _average_pool(x, pool_size, strides, padding):
    def total(values):
        values = pad(values, pool_size, strides, padding)
        return sum(view for _, view in shifts(values, pool_size, strides, (1,) * len(pool_size)))

    return total(x) / total(np.ones((1, *x.shape[1:-1], 1), x.dtype))
