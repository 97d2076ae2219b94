"""Convolution.

The public functions bring their arguments into one form: tuples with a value for each spatial axis, and a data format. The ops
below them, which the backends give, see nothing else.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from multikeras.src.core import shapes
from multikeras.src.core.cases import Call, call, draw
from multikeras.src.core.export import export
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.core.typing import Ints, Tensor
from multikeras.src.ops.op import op
from multikeras.src.ops.promotion import floating
from multikeras.src.ops.spatial import check, each, image_cases, image_roads, settled, windows_of, with_channels_last, with_shape
from multikeras.src.ops.tensor import convert_to_tensor

# ------------------------------------------------------------------------------------------------------------ inference


def _convolved(inputs: KerasTensor, kernel: KerasTensor, *attributes: Any) -> KerasTensor:
    return KerasTensor(shapes.conv(inputs.shape, kernel.shape, *attributes), inputs.dtype)


def _depthwise_convolved(inputs: KerasTensor, kernel: KerasTensor, *attributes: Any) -> KerasTensor:
    return KerasTensor(shapes.depthwise_conv(inputs.shape, kernel.shape, *attributes), inputs.dtype)


def _transpose_convolved(inputs: KerasTensor, kernel: KerasTensor, *attributes: Any) -> KerasTensor:
    return KerasTensor(shapes.conv_transpose(inputs.shape, kernel.shape, *attributes), inputs.dtype)


# ------------------------------------------------------------------------------------------------------------ references


@with_channels_last
def _conv(x: np.ndarray, kernel: np.ndarray, strides: tuple, padding: str, dilation_rate: tuple) -> np.ndarray:
    rank, groups = x.ndim - 2, x.shape[-1] // kernel.shape[-2]
    windows = windows_of(x, kernel.shape[:rank], strides, padding, dilation_rate)
    parts = zip(np.split(windows, groups, rank + 1), np.split(kernel, groups, -1), strict=True)
    axes = ([rank + 1, *range(rank + 2, 2 * rank + 2)], [rank, *range(rank)])
    return np.concatenate([np.tensordot(one, filters, axes) for one, filters in parts], -1)


@with_channels_last
def _depthwise_conv(x: np.ndarray, kernel: np.ndarray, strides: tuple, padding: str, dilation_rate: tuple) -> np.ndarray:
    *window, channels, multiplier = kernel.shape
    arguments = {"strides": strides, "padding": padding, "dilation_rate": dilation_rate, "data_format": "channels_last"}
    return _conv(x, kernel.reshape(*window, 1, channels * multiplier), **arguments)


@with_channels_last
def _conv_transpose(
    x: np.ndarray, kernel: np.ndarray, strides: tuple, padding: str, output_padding: tuple | None, dilation_rate: tuple
) -> np.ndarray:
    shape = shapes.conv_transpose(x.shape, kernel.shape, strides, padding, output_padding, "channels_last", dilation_rate)
    spatial, window, sizes = x.shape[1:-1], kernel.shape[:-2], shape[1:-1]
    extents = [(size - 1) * rate + 1 for size, rate in zip(window, dilation_rate, strict=True)]
    full = [(dim - 1) * stride + extent for dim, stride, extent in zip(spatial, strides, extents, strict=True)]
    result = np.zeros((x.shape[0], *(2 * (have + want) for have, want in zip(full, sizes, strict=True)), shape[-1]))
    for place in np.ndindex(*spatial):
        for offset in np.ndindex(*window):
            at = [p * s + o * r for p, s, o, r in zip(place, strides, offset, dilation_rate, strict=True)]
            result[(slice(None), *at)] += x[(slice(None), *place)] @ kernel[offset].T
    before = [max(have - want, 0) // 2 if padding == "same" else 0 for have, want in zip(full, sizes, strict=True)]
    kept = [slice(start, start + want) for start, want in zip(before, sizes, strict=True)]
    return result[(slice(None), *kept)]


def _conv_call(inputs: tuple, kernel: tuple, **attributes: Any) -> Call:
    rank = len(inputs) - 2
    defaults = {"strides": (1,) * rank, "padding": "valid", "data_format": "channels_last", "dilation_rate": (1,) * rank}
    return call(draw(*inputs), draw(*kernel), **defaults | attributes)


def _transpose_call(inputs: tuple, kernel: tuple, **attributes: Any) -> Call:
    return _conv_call(inputs, kernel, **{"output_padding": None} | attributes)


# --------------------------------------------------------------------------------------------------------------- arguments


def _convolve(
    function: Callable,
    rule: Callable,
    inputs: Any,
    kernel: Any,
    strides: Ints,
    padding: str,
    data_format: str | None,
    dilation_rate: Ints,
) -> Any:
    """Call an op of inputs and kernel after bringing its arguments into their form and checking the shapes."""
    name = function.__name__.rstrip("_")
    inputs, kernel = convert_to_tensor(inputs), with_shape(kernel)
    rank, padding, data_format = settled(name, inputs, padding, data_format)
    strides = each(name, "strides", strides, rank)
    dilation_rate = each(name, "dilation_rate", dilation_rate, rank)
    check(name, rule, tuple(inputs.shape), tuple(kernel.shape), strides, padding, data_format, dilation_rate)
    return function(inputs, kernel, strides, padding, data_format, dilation_rate)


# ------------------------------------------------------------------------------------------------------------ convolution


@op(
    promote=floating,
    infer=_convolved,
    cases=image_cases(
        _conv,
        _conv_call((2, 7, 3), (3, 3, 4)),
        _conv_call((2, 7, 3), (3, 3, 4), padding="same", strides=(2,)),
        _conv_call((2, 6, 7, 3), (2, 3, 3, 4), padding="same", dilation_rate=(2, 1)),
        _conv_call((2, 3, 6, 7), (2, 3, 3, 4), strides=(2, 1), data_format="channels_first"),
        _conv_call((2, 6, 6, 4), (3, 3, 2, 6), padding="same"),
        _conv_call((1, 4, 5, 4, 2), (2, 2, 2, 2, 3), padding="same", strides=(1, 2, 1)),
        _conv_call((0, 6, 6, 2), (3, 3, 2, 3)),
        _conv_call((0, 6, 5, 2), (3, 3, 2, 3), padding="same", strides=(2, 2)),
        _conv_call((2, 4, 7, 8), (3, 2, 2, 4), padding="same", strides=(2, 3), dilation_rate=(2, 1), data_format="channels_first"),
        _conv_call((1, 2, 3, 1), (5, 4, 1, 2), padding="same", strides=(2, 2)),
        _conv_call((1, 4, 5, 4, 4), (2, 2, 2, 2, 4), dilation_rate=(1, 2, 1)),
        roads=image_roads(
            _conv_call((2, 6, 7, 3), (3, 3, 3, 4), padding="same"),
            _conv_call((2, 3, 6, 7), (3, 3, 3, 4), padding="same", data_format="channels_first"),
            jax="conv_general_dilated",
            torch="convolution",
            tensorflow="Conv2D",
        ),
    ),
)
def conv_(inputs: Tensor, kernel: Tensor, strides: tuple, padding: str, data_format: str, dilation_rate: tuple) -> Tensor:
    """Convolution with arguments in their one form; `conv` brings them into it.

    Args:
        inputs: Tensor `(batch, ..., channels)`, or `(batch, channels, ...)` for "channels_first".
        kernel: Tensor `(..., channels / groups, filters)`.
        strides: Steps along each spatial axis.
        padding: "valid" or "same".
        data_format: "channels_last" or "channels_first".
        dilation_rate: Distances between the taps along each spatial axis.

    Returns:
        Tensor with `filters` channels.
    """


@export(["multikeras.ops.conv", "multikeras.ops.nn.conv"])
def conv(
    inputs: Tensor,
    kernel: Tensor,
    strides: Ints = 1,
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: Ints = 1,
) -> Tensor:
    """Convolution over 1 to 3 spatial axes, also with groups.

    As usual in deep learning the kernel is not flipped: signal processing calls this a cross-correlation.

    Args:
        inputs: Tensor `(batch, ..., channels)`, or `(batch, channels, ...)` for `"channels_first"`.
        kernel: Tensor `(..., channels / groups, filters)` with as many spatial axes. The shapes tell the number of groups.
        strides: Step of the kernel, one int or one for each spatial axis; 1 by default.
        padding: `"valid"`, the default, for none, or `"same"` for zeros around, so that with strides of 1 sizes stay; where
            their number is odd, one more goes after.
        data_format: `"channels_last"` or `"channels_first"`; None, the default, for `config.image_data_format()`.
        dilation_rate: Distance between the taps of the kernel, one int or one for each spatial axis; 1 by default.

    Returns:
        Tensor with `filters` channels, of the common dtype, floatx for integers.

    Raises:
        ValueError: The shapes of `inputs` and `kernel` do not fit, or another argument is not one of those named.

    Example:

    >>> x = np.arange(5.0).reshape((1, 5, 1))
    >>> y = multikeras.ops.conv(x, np.ones((2, 1, 1)), strides=2)
    >>> multikeras.ops.convert_to_numpy(y)[0, :, 0].tolist()
    [1.0, 5.0]
    """
    return _convolve(conv_, shapes.conv, inputs, kernel, strides, padding, data_format, dilation_rate)


@op(
    promote=floating,
    infer=_depthwise_convolved,
    cases=image_cases(
        _depthwise_conv,
        _conv_call((2, 7, 3), (3, 3, 2)),
        _conv_call((2, 6, 7, 3), (2, 3, 3, 2), padding="same"),
        _conv_call((2, 6, 7, 3), (3, 3, 3, 1), padding="same", strides=(2, 2)),
        _conv_call((2, 3, 6, 7), (2, 2, 3, 2), data_format="channels_first", dilation_rate=(2, 2)),
        _conv_call((2, 7, 8, 2), (3, 2, 2, 2), padding="same", strides=(2, 3), dilation_rate=(1, 2)),
        _conv_call((0, 6, 5, 2), (3, 3, 2, 1), padding="same", strides=(2, 2)),
        roads=image_roads(
            _conv_call((2, 6, 7, 3), (3, 3, 3, 2), strides=(2, 2)),
            _conv_call((2, 3, 6, 7), (3, 3, 3, 2), strides=(2, 2), data_format="channels_first"),
            jax="conv_general_dilated",
            torch="convolution",
            tensorflow="DepthwiseConv2dNative",
        ),
    ),
)
def depthwise_conv_(inputs: Tensor, kernel: Tensor, strides: tuple, padding: str, data_format: str, dilation_rate: tuple) -> Tensor:
    """Depthwise convolution with arguments in their one form; `depthwise_conv` brings them into it.

    Args:
        inputs: Tensor `(batch, ..., channels)`, or `(batch, channels, ...)` for "channels_first".
        kernel: Tensor `(..., channels, multiplier)`.
        strides: Steps along each spatial axis.
        padding: "valid" or "same".
        data_format: "channels_last" or "channels_first".
        dilation_rate: Distances between the taps along each spatial axis.

    Returns:
        Tensor with `channels * multiplier` channels.
    """


@export(["multikeras.ops.depthwise_conv", "multikeras.ops.nn.depthwise_conv"])
def depthwise_conv(
    inputs: Tensor,
    kernel: Tensor,
    strides: Ints = 1,
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: Ints = 1,
) -> Tensor:
    """Convolution of each channel with filters of its own.

    Args:
        inputs: Tensor `(batch, ..., channels)`, or `(batch, channels, ...)` for `"channels_first"`.
        kernel: Tensor `(..., channels, multiplier)`. Output channel `c * multiplier + m` comes from input channel `c`.
        strides: Step of the kernel, one int or one for each spatial axis; 1 by default.
        padding: `"valid"`, the default, or `"same"`, as in `conv`.
        data_format: `"channels_last"` or `"channels_first"`; None, the default, for `config.image_data_format()`.
        dilation_rate: Distance between the taps of the kernel, one int or one for each spatial axis; 1 by default.

    Returns:
        Tensor with `channels * multiplier` channels, of the common dtype, floatx for integers.

    Raises:
        ValueError: The shapes of `inputs` and `kernel` do not fit, or another argument is not one of those named.

    Example:

    >>> x = np.ones((1, 3, 3, 2))
    >>> y = multikeras.ops.depthwise_conv(x, np.ones((3, 3, 2, 1)))
    >>> multikeras.ops.convert_to_numpy(y).tolist()
    [[[[9.0, 9.0]]]]
    """
    return _convolve(depthwise_conv_, shapes.depthwise_conv, inputs, kernel, strides, padding, data_format, dilation_rate)


@export(["multikeras.ops.separable_conv", "multikeras.ops.nn.separable_conv"])
def separable_conv(
    inputs: Tensor,
    depthwise_kernel: Tensor,
    pointwise_kernel: Tensor,
    strides: Ints = 1,
    padding: str = "valid",
    data_format: str | None = None,
    dilation_rate: Ints = 1,
) -> Tensor:
    """Depthwise convolution followed by one that mixes the channels of each place.

    Chollet, 2017, https://arxiv.org/abs/1610.02357.

    Args:
        inputs: Tensor `(batch, ..., channels)`, or `(batch, channels, ...)` for `"channels_first"`.
        depthwise_kernel: Tensor `(..., channels, multiplier)`.
        pointwise_kernel: Tensor `(1, ..., channels * multiplier, filters)`, with a 1 for each spatial axis.
        strides: Step of the depthwise kernel, one int or one for each spatial axis; 1 by default.
        padding: `"valid"`, the default, or `"same"`, as in `conv`.
        data_format: `"channels_last"` or `"channels_first"`; None, the default, for `config.image_data_format()`.
        dilation_rate: Distance between the taps of the depthwise kernel, one int or one for each spatial axis; 1 by default.

    Returns:
        Tensor with `filters` channels, of the common dtype, floatx for integers.

    Raises:
        ValueError: The shapes of `inputs` and a kernel do not fit, or another argument is not one of those named.

    Example:

    >>> x = np.ones((1, 3, 3, 2))
    >>> y = multikeras.ops.separable_conv(x, np.ones((3, 3, 2, 1)), np.ones((1, 1, 2, 4)))
    >>> multikeras.ops.convert_to_numpy(y).tolist()
    [[[[18.0, 18.0, 18.0, 18.0]]]]
    """
    depthwise = depthwise_conv(inputs, depthwise_kernel, strides, padding, data_format, dilation_rate)
    return conv(depthwise, pointwise_kernel, data_format=data_format)


@op(
    promote=floating,
    infer=_transpose_convolved,
    cases=image_cases(
        _conv_transpose,
        _transpose_call((2, 4, 3), (3, 5, 3), strides=(2,)),
        _transpose_call((2, 4, 3), (3, 5, 3), strides=(2,), padding="same"),
        _transpose_call((2, 3, 4, 2), (3, 2, 3, 2), strides=(2, 3), padding="same"),
        _transpose_call((2, 3, 4, 2), (3, 3, 3, 2), strides=(2, 2), output_padding=(1, 0)),
        _transpose_call((2, 3, 4, 2), (3, 3, 3, 2), strides=(2, 2), padding="same", output_padding=(1, 1)),
        _transpose_call((2, 2, 3, 4), (2, 3, 3, 2), data_format="channels_first", dilation_rate=(2, 1)),
        _transpose_call((1, 2, 3, 2, 2), (2, 2, 2, 3, 2), strides=(2, 1, 2)),
        _transpose_call((1, 3, 2, 2), (1, 2, 3, 2), strides=(3, 3)),
        _transpose_call((1, 3, 4, 2), (2, 3, 3, 2), strides=(2, 3), padding="same", output_padding=(1, 0), dilation_rate=(2, 1)),
        _transpose_call((0, 3, 4, 2), (3, 3, 3, 2), strides=(2, 2), padding="same"),
        roads=image_roads(
            _transpose_call((2, 4, 5, 2), (3, 3, 3, 2), strides=(2, 2), padding="same"),
            _transpose_call((2, 2, 4, 5), (3, 3, 3, 2), strides=(2, 2), padding="same", data_format="channels_first"),
            jax="conv_general_dilated",
            torch="convolution",
            tensorflow="Conv2DBackpropInput",
        ),
    ),
)
def conv_transpose_(
    inputs: Tensor,
    kernel: Tensor,
    strides: tuple,
    padding: str,
    output_padding: tuple | None,
    data_format: str,
    dilation_rate: tuple,
) -> Tensor:
    """Transposed convolution with arguments in their one form; `conv_transpose` brings them into it.

    Args:
        inputs: Tensor `(batch, ..., channels)`, or `(batch, channels, ...)` for "channels_first".
        kernel: Tensor `(..., filters, channels)`.
        strides: Steps along each spatial axis.
        padding: "valid" or "same".
        output_padding: None, or places added after each spatial axis.
        data_format: "channels_last" or "channels_first".
        dilation_rate: Distances between the taps along each spatial axis.

    Returns:
        Tensor with `filters` channels.
    """


@export(["multikeras.ops.conv_transpose", "multikeras.ops.nn.conv_transpose"])
def conv_transpose(
    inputs: Tensor,
    kernel: Tensor,
    strides: Ints = 1,
    padding: str = "valid",
    output_padding: Ints | None = None,
    data_format: str | None = None,
    dilation_rate: Ints = 1,
) -> Tensor:
    """Transposed convolution: the gradient of `conv` towards its inputs, which makes sizes grow.

    Args:
        inputs: Tensor `(batch, ..., channels)`, or `(batch, channels, ...)` for `"channels_first"`.
        kernel: Tensor `(..., filters, channels)` with as many spatial axes.
        strides: Factor by which sizes grow, one int or one for each spatial axis; 1 by default.
        padding: `"valid"`, the default, or `"same"`, for sizes of exactly `size * stride`.
        output_padding: Places added after each spatial axis, less than its stride, one int or one for each. None, the default,
            for the largest size that `conv` would take back to that of `inputs`.
        data_format: `"channels_last"` or `"channels_first"`; None, the default, for `config.image_data_format()`.
        dilation_rate: Distance between the taps of the kernel, one int or one for each spatial axis; 1 by default.

    Returns:
        Tensor with `filters` channels, of the common dtype, floatx for integers.

    Raises:
        ValueError: The shapes of `inputs` and `kernel` do not fit, or another argument is not one of those named.

    Example:

    >>> x = np.arange(3.0).reshape((1, 3, 1))
    >>> y = multikeras.ops.conv_transpose(x, np.ones((2, 1, 1)), strides=2)
    >>> multikeras.ops.convert_to_numpy(y)[0, :, 0].tolist()
    [0.0, 0.0, 1.0, 1.0, 2.0, 2.0]
    """
    inputs, kernel = convert_to_tensor(inputs), with_shape(kernel)
    rank, padding, data_format = settled("conv_transpose", inputs, padding, data_format)
    strides = each("conv_transpose", "strides", strides, rank)
    dilation_rate = each("conv_transpose", "dilation_rate", dilation_rate, rank)
    if output_padding is not None:
        extra = shapes.per_axis(output_padding, rank)
        if not all(0 <= one < stride for one, stride in zip(extra, strides, strict=True)):
            raise ValueError(f"conv_transpose: `output_padding` must be 0 or more and less than `strides`; got {extra} and {strides}.")
        output_padding = extra
    arguments = (strides, padding, output_padding, data_format, dilation_rate)
    check("conv_transpose", shapes.conv_transpose, tuple(inputs.shape), tuple(kernel.shape), *arguments)
    return conv_transpose_(inputs, kernel, *arguments)
