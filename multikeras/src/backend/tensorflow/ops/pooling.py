"""Pooling on TensorFlow, with channels last, as convolution."""

from collections.abc import Callable
from typing import Any

import tensorflow as tf
from tensorflow import raw_ops as raw

from multikeras.src.backend.tensorflow import tensor
from multikeras.src.backend.tensorflow.ops.convolution import with_layout

_POOLED_3D = frozenset((tf.float32, tf.bfloat16))
"""The dtypes for which there are kernels of 3-d pooling."""


def max_pool(inputs, pool_size, strides, padding, data_format) -> tf.Tensor:
    return with_layout(_max_pool, inputs, data_format, None, padding, pool_size=pool_size, strides=strides)


def average_pool(inputs, pool_size, strides, padding, data_format) -> tf.Tensor:
    return with_layout(_average_pool, inputs, data_format, None, padding, pool_size=pool_size, strides=strides)


def _max_pool(inputs: tf.Tensor, _: None, padding: str, pool_size: tuple, strides: tuple) -> tf.Tensor:
    if len(strides) == 3:
        if inputs.dtype not in _POOLED_3D:
            return _pool_in_two_steps(_max_pool, inputs, padding, pool_size, strides)
        return raw.MaxPool3D(input=inputs, ksize=[1, *pool_size, 1], strides=[1, *strides, 1], padding=padding)
    return raw.MaxPool(input=inputs, ksize=[1, *pool_size, 1], strides=[1, *strides, 1], padding=padding)


def _average_pool(inputs: tf.Tensor, _: None, padding: str, pool_size: tuple, strides: tuple) -> tf.Tensor:
    if len(strides) == 3:
        if inputs.dtype not in _POOLED_3D:
            return _pool_in_two_steps(_average_pool, inputs, padding, pool_size, strides)
        return raw.AvgPool3D(input=inputs, ksize=[1, *pool_size, 1], strides=[1, *strides, 1], padding=padding)
    return raw.AvgPool(value=inputs, ksize=[1, *pool_size, 1], strides=[1, *strides, 1], padding=padding)


def _pool_in_two_steps(pool: Callable, inputs: tf.Tensor, padding: str, pool_size: tuple, strides: tuple) -> Any:
    """Pool the last two of three dimensions, then the first: windows are boxes, and so the counts of "same" multiply."""
    batch, depth, height, width, channels = tensor.shape(inputs)
    planes = raw.Reshape(tensor=inputs, shape=tensor.vector((batch * depth, height, width, channels)))
    planes = pool(planes, None, padding, pool_size[1:], strides[1:])
    _, height, width, _ = tensor.shape(planes)
    lines = raw.Reshape(tensor=planes, shape=tensor.vector((batch, depth, height * width, channels)))
    lines = pool(lines, None, padding, (pool_size[0], 1), (strides[0], 1))
    return raw.Reshape(tensor=lines, shape=tensor.vector((batch, tensor.shape(lines)[1], height, width, channels)))
