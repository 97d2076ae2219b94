"""Convolution on NumPy, calculated with the channels last."""

import itertools
from collections.abc import Callable
from functools import wraps

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from multikeras.src.backend.numpy.tensor import in_float32
from multikeras.src.core.shapes import conv_transpose_size, per_axis


def channels_last(function: Callable) -> Callable:
    """Decorator that brings inputs and result to and from "channels_last", as views."""

    @wraps(function)
    def calculate(inputs, *args, data_format, **kwargs):
        if data_format == "channels_last":
            return function(inputs, *args, **kwargs)
        return np.moveaxis(function(np.moveaxis(inputs, 1, -1), *args, **kwargs), -1, 1)

    return calculate


def conv(inputs, kernel, strides, padding, data_format, dilation_rate):
    return _conv(inputs, kernel, strides, padding, dilation_rate, data_format=data_format)


@in_float32
@channels_last
def _conv(x, kernel, strides, padding, dilation_rate):
    rank = x.ndim - 2
    extents = _extents(kernel.shape[:rank], dilation_rate)
    x = pad(x, extents, strides, padding)
    windows = sliding_window_view(x, extents, tuple(range(1, rank + 1)))  # (N, spatial..., C, kernel...)
    windows = windows[(slice(None), *_every(strides), slice(None), *_every(dilation_rate))]
    groups = x.shape[-1] // kernel.shape[-2]
    contracted = ([rank + 1, *range(rank + 2, 2 * rank + 2)], [rank, *range(rank)])
    parts = zip(np.split(windows, groups, rank + 1), np.split(kernel, groups, -1), strict=True)
    return np.concatenate([np.tensordot(window, filters, contracted) for window, filters in parts], -1)


def depthwise_conv(inputs, kernel, strides, padding, data_format, dilation_rate):
    return _depthwise_conv(inputs, kernel, strides, padding, dilation_rate, data_format=data_format)


@in_float32
@channels_last
def _depthwise_conv(x, kernel, strides, padding, dilation_rate):
    window = kernel.shape[: x.ndim - 2]
    x = pad(x, _extents(window, dilation_rate), strides, padding)
    result = 0
    for offset, view in shifts(x, window, strides, dilation_rate):
        result = result + view[..., None] * kernel[offset]
    return result.reshape(*result.shape[:-2], kernel.shape[-2] * kernel.shape[-1])


def conv_transpose(inputs, kernel, strides, padding, output_padding, data_format, dilation_rate):
    return _conv_transpose(inputs, kernel, strides, padding, output_padding, dilation_rate, data_format=data_format)


@in_float32
@channels_last
def _conv_transpose(x, kernel, strides, padding, output_padding, dilation_rate):
    rank = x.ndim - 2
    window, spatial = kernel.shape[:rank], x.shape[1:-1]
    extents = _extents(window, dilation_rate)
    full = [(dim - 1) * stride + extent for dim, stride, extent in zip(spatial, strides, extents, strict=True)]
    arguments = zip(spatial, window, strides, per_axis(output_padding, rank), dilation_rate, strict=True)
    wanted = [conv_transpose_size(dim, size, stride, padding, extra, rate) for dim, size, stride, extra, rate in arguments]
    before = [max(have - want, 0) // 2 if padding == "same" else 0 for have, want in zip(full, wanted, strict=True)]
    room = [max(have, start + want) for have, start, want in zip(full, before, wanted, strict=True)]
    result = np.zeros((x.shape[0], *room, kernel.shape[-2]), np.result_type(x, kernel))
    for offset in np.ndindex(*window):
        starts = [place * rate for place, rate in zip(offset, dilation_rate, strict=True)]
        target = [slice(start, start + (dim - 1) * stride + 1, stride) for start, dim, stride in zip(starts, spatial, strides, strict=True)]
        result[(slice(None), *target)] += x @ kernel[offset].T
    return result[(slice(None), *(slice(start, start + want) for start, want in zip(before, wanted, strict=True)))]


def _extents(window, dilation_rate):
    return tuple((size - 1) * rate + 1 for size, rate in zip(window, dilation_rate, strict=True))


def _every(steps):
    return (slice(None, None, step) for step in steps)


def pad(x, extents, strides, padding, value=0):
    """`x` with the margins of "same" padding: the odd element goes after."""
    if padding == "valid":
        return x
    margins = [(0, 0)]
    for dim, extent, stride in zip(x.shape[1:-1], extents, strides, strict=True):
        total = max((-(-dim // stride) - 1) * stride + extent - dim, 0)
        margins.append((total // 2, total - total // 2))
    return np.pad(x, [*margins, (0, 0)], constant_values=value)


def shifts(x, window, strides, dilation_rate):
    """For each place in the window: its offset, and what the windows hold there."""
    spatial = zip(x.shape[1:-1], _extents(window, dilation_rate), strides, strict=True)
    lengths = [(dim - extent) // stride * stride + 1 for dim, extent, stride in spatial]
    for offset in itertools.product(*map(range, window)):
        starts = [place * rate for place, rate in zip(offset, dilation_rate, strict=True)]
        parts = (slice(start, start + length, stride) for start, length, stride in zip(starts, lengths, strides, strict=True))
        yield offset, x[(slice(None), *parts)]
