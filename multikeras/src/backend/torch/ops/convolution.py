"""Convolution.

torch computes on `(N, C, ...)`. A channels_last tensor goes in as a permuted view: in memory it is what torch calls its
channels_last format, which the kernels take without a copy. That format begins at two spatial dimensions, so that a
channels_last sequence is treated as an image of height 1.
"""

from torch import Tensor
from torch.nn import functional

Sizes = tuple[int, ...]

_CONV = {1: functional.conv1d, 2: functional.conv2d, 3: functional.conv3d}
_CONV_TRANSPOSE = {1: functional.conv_transpose1d, 2: functional.conv_transpose2d, 3: functional.conv_transpose3d}


def same_padding(x: Tensor, window: Sizes, strides: Sizes, dilation_rate: Sizes) -> list[tuple[int, int]]:
    """`(before, after)` for each spatial dimension of `x` (N, C, ...), after TensorFlow's rule."""
    pairs = []
    for size, extent, stride, rate in zip(x.shape[2:], window, strides, dilation_rate, strict=True):
        steps = -(-size // stride) - 1
        total = max(steps * stride + (extent - 1) * rate + 1 - size, 0)
        pairs.append((total // 2, total - total // 2))
    return pairs


def conv(inputs: Tensor, kernel: Tensor, strides: Sizes, padding: str, data_format: str, dilation_rate: Sizes) -> Tensor:
    rank = len(strides)
    if data_format == "channels_first":
        groups = inputs.shape[1] // kernel.shape[-2]
        return _convolve(inputs, kernel.movedim((-1, -2), (0, 1)), strides, padding, dilation_rate, groups)
    if rank == 1:
        inputs, kernel = inputs.unsqueeze(1), kernel.unsqueeze(0)
        return conv(inputs, kernel, (1, *strides), padding, data_format, (1, *dilation_rate)).squeeze(1)
    groups = inputs.shape[-1] // kernel.shape[-2]
    outputs = _convolve(inputs.movedim(-1, 1), kernel.movedim((-1, -2), (0, 1)), strides, padding, dilation_rate, groups)
    return outputs.movedim(1, -1)


def depthwise_conv(inputs: Tensor, kernel: Tensor, strides: Sizes, padding: str, data_format: str, dilation_rate: Sizes) -> Tensor:
    *window, channels, multiplier = kernel.shape
    return conv(inputs, kernel.reshape(*window, 1, channels * multiplier), strides, padding, data_format, dilation_rate)


def _convolve(x: Tensor, weight: Tensor, strides: Sizes, padding: str, dilation_rate: Sizes, groups: int) -> Tensor:
    function = _CONV[len(strides)]
    if padding == "valid":
        return function(x, weight, None, strides, 0, dilation_rate, groups)
    pairs = same_padding(x, weight.shape[2:], strides, dilation_rate)
    before = tuple(pair[0] for pair in pairs)
    if any(pair[0] != pair[1] for pair in pairs):
        x = functional.pad(x, [width for pair in reversed(pairs) for width in (0, pair[1] - pair[0])])
    return function(x, weight, None, strides, before, dilation_rate, groups)


def conv_transpose(
    inputs: Tensor,
    kernel: Tensor,
    strides: Sizes,
    padding: str,
    output_padding: Sizes | None,
    data_format: str,
    dilation_rate: Sizes,
) -> Tensor:
    rank = len(strides)
    if data_format == "channels_last" and rank == 1:
        inputs, kernel = inputs.unsqueeze(1), kernel.unsqueeze(0)
        extra = None if output_padding is None else (0, *output_padding)
        strides, dilation_rate = (1, *strides), (1, *dilation_rate)
        return conv_transpose(inputs, kernel, strides, padding, extra, data_format, dilation_rate).squeeze(1)
    x = inputs.movedim(-1, 1) if data_format == "channels_last" else inputs
    weight = kernel.movedim((-1, -2), (0, 1))
    cropped, added, sizes = [], [], []
    for axis in range(rank):
        stride, extent = strides[axis], (kernel.shape[axis] - 1) * dilation_rate[axis] + 1
        extra = None if output_padding is None else output_padding[axis]
        before, after, size = _transposed_window(x.shape[axis + 2], extent, stride, padding, extra)
        cropped.append(before)
        added.append(max(before - after, 0))
        sizes.append(size)
    outputs = _CONV_TRANSPOSE[rank](x, weight, None, strides, tuple(cropped), tuple(added), 1, dilation_rate)
    for axis, size in enumerate(sizes, 2):
        outputs = outputs.narrow(axis, 0, size)
    return outputs.movedim(1, -1) if data_format == "channels_last" else outputs


def _transposed_window(size: int, extent: int, stride: int, padding: str, extra: int | None) -> tuple[int, int, int]:
    """What a transposed convolution crops before and after one dimension (negative: adds), and the size that is left."""
    whole = (size - 1) * stride + extent
    if extra is not None:
        kept = whole + extra - (0 if padding == "valid" else 2 * (extent // 2))
    else:
        kept = size * stride + (max(extent - stride, 0) if padding == "valid" else 0)
    before = 0 if padding == "valid" else max(whole - kept, 0) // 2
    return before, whole - kept - before, kept
