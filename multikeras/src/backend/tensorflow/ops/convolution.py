"""Convolution on TensorFlow.

Everything is computed with channels last, the one layout that kernels take on every device: in a graph TensorFlow chooses the
layout itself, and an exported graph may run elsewhere. One spatial dimension is computed as two, the first of size 1. Kernels
for the CPU know no grouped 3-d convolution and miss some gradients; the functions below then take another road to the same
values.
"""

from collections.abc import Callable
from functools import cache
from itertools import product

import numpy as np
import tensorflow as tf
from tensorflow import raw_ops as raw

from multikeras.src.backend.tensorflow import tensor


def conv(inputs, kernel, strides, padding, data_format, dilation_rate) -> tf.Tensor:
    return with_layout(_conv, inputs, data_format, kernel, padding, strides=strides, dilation_rate=dilation_rate)


def depthwise_conv(inputs, kernel, strides, padding, data_format, dilation_rate) -> tf.Tensor:
    return with_layout(_depthwise_conv, inputs, data_format, kernel, padding, strides=strides, dilation_rate=dilation_rate)


def conv_transpose(inputs, kernel, strides, padding, output_padding, data_format, dilation_rate) -> tf.Tensor:
    extra = output_padding if isinstance(output_padding, tuple) else (output_padding,) * len(strides)
    sizes = {"strides": strides, "output_padding": extra, "dilation_rate": dilation_rate}
    return with_layout(_conv_transpose, inputs, data_format, kernel, padding, **sizes)


def with_layout(
    function: Callable, inputs: tf.Tensor, data_format: str, kernel: tf.Tensor | None, padding: str, **sizes: tuple
) -> tf.Tensor:
    """Call `function`, which takes channels last and two or three spatial dimensions."""
    rank = inputs.shape.rank
    if data_format == "channels_first":
        inputs = raw.Transpose(x=inputs, perm=np.array([0, *range(2, rank), 1], np.int32))
    if rank == 3:
        inputs = raw.ExpandDims(input=inputs, axis=1)
        kernel = None if kernel is None else raw.ExpandDims(input=kernel, axis=0)
        sizes = {name: (None if name == "output_padding" else 1, *size) for name, size in sizes.items()}
    result = function(inputs, kernel, padding=padding.upper(), **sizes)
    if rank == 3:
        result = raw.Squeeze(input=result, axis=[1])
    if data_format == "channels_first":
        result = raw.Transpose(x=result, perm=np.array([0, rank - 1, *range(1, rank - 1)], np.int32))
    return result


@cache
def _has_all_gradients(dtype: tf.DType) -> bool:
    """Whether Conv2D has gradients under groups and dilation: on GPUs it has, on CPUs only for what oneDNN takes over."""
    if tf.config.list_physical_devices("GPU"):
        return True
    with tf.init_scope(), tf.device("CPU:0"):
        kernel, gradient = tf.ones((2, 2, 1, 2), dtype), tf.ones((1, 1, 1, 2), dtype)
        steps = {"strides": [1, 1, 1, 1], "dilations": [1, 2, 2, 1], "padding": "VALID"}
        try:
            raw.Conv2DBackpropInput(input_sizes=[1, 3, 3, 2], filter=kernel, out_backprop=gradient, **steps)
        except (tf.errors.InvalidArgumentError, tf.errors.UnimplementedError):
            return False
    return True


def _conv(inputs: tf.Tensor, kernel: tf.Tensor, padding: str, strides: tuple, dilation_rate: tuple) -> tf.Tensor:
    if inputs.shape[0] == 0:  # oneDNN gives a tensor of the shape of its inputs
        return _conv(raw.Pad(input=inputs, paddings=[[0, 1]] + [[0, 0]] * (len(strides) + 1)), kernel, padding, strides, dilation_rate)[:0]
    per_group = kernel.shape[-2]
    groups = 1 if inputs.shape[-1] is None else inputs.shape[-1] // per_group
    if groups > 1 and per_group == 1:
        by_channel = raw.Reshape(tensor=kernel, shape=[*kernel.shape[:-2], groups, kernel.shape[-1] // groups])
        return _depthwise_conv(inputs, by_channel, padding, strides, dilation_rate)
    flat = len(strides) == 2
    if groups > 1 and not (flat and _has_all_gradients(inputs.dtype)):
        parts = zip(tf.split(inputs, groups, -1), tf.split(kernel, groups, -1), strict=True)
        return tf.concat([_conv(*part, padding, strides, dilation_rate) for part in parts], -1)
    if max(dilation_rate) > 1 and not _has_all_gradients(inputs.dtype):
        kernel, dilation_rate = _spread(kernel, dilation_rate), (1,) * len(strides)
    run = raw.Conv2D if flat else raw.Conv3D
    return run(input=inputs, filter=kernel, strides=[1, *strides, 1], padding=padding, dilations=[1, *dilation_rate, 1])


def _spread(kernel: tf.Tensor, dilation_rate: tuple) -> tf.Tensor:
    """The kernel that does without dilation what `kernel` does with it: zeros stand between its elements."""
    for axis, rate in enumerate(dilation_rate):
        if rate > 1:
            sizes = kernel.shape.as_list()
            paddings = np.zeros((len(sizes) + 1, 2), np.int32)
            paddings[axis + 1, 1] = rate - 1
            apart = raw.Pad(input=raw.ExpandDims(input=kernel, axis=axis + 1), paddings=paddings)
            sizes[axis] *= rate
            apart = raw.Reshape(tensor=apart, shape=sizes)
            sizes[axis] -= rate - 1
            kernel = raw.Slice(input=apart, begin=[0] * len(sizes), size=sizes)
    return kernel


def _depthwise_conv(inputs: tf.Tensor, kernel: tf.Tensor, padding: str, strides: tuple, dilation_rate: tuple) -> tf.Tensor:
    if len(strides) == 2:
        if inputs.shape[1] == 1 and kernel.shape[0] == 1:
            strides = (strides[1], strides[1])  # the kernel wants equal ones, and along one row any will do
        if strides[0] == strides[1] and max(dilation_rate) == 1:
            return raw.DepthwiseConv2dNative(input=inputs, filter=kernel, strides=[1, *strides, 1], padding=padding)
        if max(strides) == 1:
            return tf.nn.depthwise_conv2d(inputs, kernel, (1, 1, 1, 1), padding, dilations=dilation_rate)
    return _depthwise_by_taps(inputs, kernel, padding, strides, dilation_rate)


def _depthwise_by_taps(inputs: tf.Tensor, kernel: tf.Tensor, padding: str, strides: tuple, dilation_rate: tuple) -> tf.Tensor:
    """The sum, over the places of the kernel, of the inputs that meet this place times its weights."""
    sizes, pads, counts = tensor.shape(inputs), [], []
    for size, taps, stride, rate in zip(sizes[1:-1], kernel.shape, strides, dilation_rate, strict=False):
        extent = (taps - 1) * rate + 1
        if padding == "SAME":
            count = (size + stride - 1) // stride
            missing = (count - 1) * stride + extent - size
            missing = max(missing, 0) if isinstance(missing, int) else tf.maximum(missing, 0)
        else:
            count, missing = (size - extent) // stride + 1, 0
        pads.append((missing // 2, missing - missing // 2))
        counts.append(count)
    if padding == "SAME":
        paddings = tensor.vector(side for pair in [(0, 0), *pads, (0, 0)] for side in pair)
        inputs = raw.Pad(input=inputs, paddings=raw.Reshape(tensor=paddings, shape=[-1, 2]))
    total = 0
    for place in product(*map(range, kernel.shape[:-2])):
        starts = [at * rate for at, rate in zip(place, dilation_rate, strict=True)]
        window = [
            slice(start, start + (count - 1) * stride + 1, stride) for start, count, stride in zip(starts, counts, strides, strict=True)
        ]
        total += inputs[(slice(None), *window, slice(None), None)] * kernel[place]
    return raw.Reshape(tensor=total, shape=tensor.vector((sizes[0], *counts, kernel.shape[-2] * kernel.shape[-1])))


def _conv_transpose(
    inputs: tf.Tensor, kernel: tf.Tensor, padding: str, strides: tuple, output_padding: tuple, dilation_rate: tuple
) -> tf.Tensor:
    kernel = _spread(kernel, dilation_rate)  # the CPU's kernel knows no dilation
    batch, *spatial, _ = tensor.shape(inputs)
    whole, starts, sizes = [], [], []
    for size, extent, stride, extra in zip(spatial, kernel.shape, strides, output_padding, strict=False):
        reach = (size - 1) * stride
        if extra is None:
            before = max(extent - stride, 0) // 2 if padding == "SAME" else 0
            ahead = stride if padding == "SAME" else max(extent, stride)
        else:
            cropped = extent // 2 * 2 if padding == "SAME" else 0
            before = max(cropped - extra, 0) // 2
            ahead = extent - cropped + extra
        whole.append(reach + max(extent, before + ahead))
        starts.append(before)
        sizes.append(reach + ahead)
    run = raw.Conv2DBackpropInput if len(strides) == 2 else raw.Conv3DBackpropInputV2
    result = run(
        input_sizes=tensor.vector((batch, *whole, kernel.shape[-2])),
        filter=kernel,
        out_backprop=inputs,
        strides=[1, *strides, 1],
        padding="VALID",
    )
    if padding == "VALID":
        return result
    return raw.Slice(input=result, begin=[0, *starts, 0], size=tensor.vector((batch, *sizes, kernel.shape[-2])))
