"""Convolution and pooling.

The public functions bring their arguments into one form: tuples with a value for each spatial axis, and a data format. The ops
below them, which the backends give, see nothing else.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from multikeras.src.core import config, shapes
from multikeras.src.core.cases import FLOATS, Call, Cases, Road, call, draw, road
from multikeras.src.core.export import export
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.core.typing import Ints, Tensor
from multikeras.src.ops.op import op
from multikeras.src.ops.promotion import floating
from multikeras.src.ops.tensor import convert_to_tensor

PADDINGS = ("valid", "same")

# ------------------------------------------------------------------------------------------------------------ inference


def _convolved(inputs: KerasTensor, kernel: KerasTensor, *attributes: Any) -> KerasTensor:
    return KerasTensor(shapes.conv(inputs.shape, kernel.shape, *attributes), inputs.dtype)


def _depthwise_convolved(inputs: KerasTensor, kernel: KerasTensor, *attributes: Any) -> KerasTensor:
    return KerasTensor(shapes.depthwise_conv(inputs.shape, kernel.shape, *attributes), inputs.dtype)


def _transpose_convolved(inputs: KerasTensor, kernel: KerasTensor, *attributes: Any) -> KerasTensor:
    return KerasTensor(shapes.conv_transpose(inputs.shape, kernel.shape, *attributes), inputs.dtype)


def _pooled(inputs: KerasTensor, *attributes: Any) -> KerasTensor:
    return KerasTensor(shapes.pool(inputs.shape, *attributes), inputs.dtype)


# ------------------------------------------------------------------------------------------------------------ references


def _windows(x: np.ndarray, window: tuple, strides: tuple, padding: str, dilation_rate: tuple, value: float = 0.0) -> np.ndarray:
    """Windows of a channels_last array: (N, places..., C, window...)."""
    extents = [(size - 1) * rate + 1 for size, rate in zip(window, dilation_rate, strict=True)]
    if padding == "same":
        totals = [
            max((-(-dim // stride) - 1) * stride + extent - dim, 0)
            for dim, stride, extent in zip(x.shape[1:-1], strides, extents, strict=True)
        ]
        x = np.pad(x, [(0, 0), *((total // 2, total - total // 2) for total in totals), (0, 0)], constant_values=value)
    views = sliding_window_view(x, extents, tuple(range(1, x.ndim - 1)))
    every = [slice(None, None, step) for step in (*strides, 1, *dilation_rate)]
    return views[(slice(None), *every)]


def _with_channels_last(reference: Callable) -> Callable:
    """A reference for both data formats from one that knows channels_last."""

    def either(inputs: np.ndarray, *args: Any, data_format: str, **kwargs: Any) -> np.ndarray:
        if data_format == "channels_last":
            return reference(inputs, *args, **kwargs)
        return np.moveaxis(reference(np.moveaxis(inputs, 1, -1), *args, **kwargs), -1, 1)

    return either


@_with_channels_last
def _conv(x: np.ndarray, kernel: np.ndarray, strides: tuple, padding: str, dilation_rate: tuple) -> np.ndarray:
    rank, groups = x.ndim - 2, x.shape[-1] // kernel.shape[-2]
    windows = _windows(x, kernel.shape[:rank], strides, padding, dilation_rate)
    parts = zip(np.split(windows, groups, rank + 1), np.split(kernel, groups, -1), strict=True)
    axes = ([rank + 1, *range(rank + 2, 2 * rank + 2)], [rank, *range(rank)])
    return np.concatenate([np.tensordot(one, filters, axes) for one, filters in parts], -1)


@_with_channels_last
def _depthwise_conv(x: np.ndarray, kernel: np.ndarray, strides: tuple, padding: str, dilation_rate: tuple) -> np.ndarray:
    *window, channels, multiplier = kernel.shape
    arguments = {"strides": strides, "padding": padding, "dilation_rate": dilation_rate, "data_format": "channels_last"}
    return _conv(x, kernel.reshape(*window, 1, channels * multiplier), **arguments)


@_with_channels_last
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


def _pool(reduce: Callable, value: float) -> Callable:
    @_with_channels_last
    def pool(x: np.ndarray, pool_size: tuple, strides: tuple, padding: str) -> np.ndarray:
        windows = _windows(x, pool_size, strides, padding, (1,) * len(pool_size), value)
        return reduce(windows, tuple(range(x.ndim, windows.ndim)))

    return pool


def _cases(reference: Callable, *calls: Any, dtypes: tuple = FLOATS, roads: tuple = ()) -> Cases:
    return Cases(reference, calls, dtypes, differentiable=True, tolerance=3e-5, roads=roads)


def _roads(last: Call, first: Call, **expected: str) -> tuple[Road, ...]:
    """Both data formats through one kernel, nothing copied on the way; TensorFlow brings channels_first to channels_last."""
    names = {"jax": "-transpose", "torch": "-clone -copy_ -contiguous", "tensorflow": ""}
    plain = {backend: f"{name} {names[backend]}" for backend, name in expected.items()}
    return road(last, **plain | {"tensorflow": f"{expected['tensorflow']} -Transpose"}), road(first, **plain)


def _conv_call(inputs: tuple, kernel: tuple, **attributes: Any) -> Call:
    rank = len(inputs) - 2
    defaults = {"strides": (1,) * rank, "padding": "valid", "data_format": "channels_last", "dilation_rate": (1,) * rank}
    return call(draw(*inputs), draw(*kernel), **defaults | attributes)


def _transpose_call(inputs: tuple, kernel: tuple, **attributes: Any) -> Call:
    return _conv_call(inputs, kernel, **{"output_padding": None} | attributes)


POOLED = (
    call(draw(2, 5, 6, 3), pool_size=(2, 2), strides=(2, 2), padding="same", data_format="channels_last"),
    call(draw(2, 3, 5, 6), pool_size=(2, 2), strides=(2, 2), padding="same", data_format="channels_first"),
)
MAX_ROADS = _roads(*POOLED, jax="reduce_window_max", torch="max_pool2d_with_indices", tensorflow="MaxPool")
AVERAGE_ROADS = _roads(*POOLED, jax="reduce_window_sum", torch="avg_pool2d", tensorflow="AvgPool")


def _pool_calls() -> tuple:
    last, first = {"data_format": "channels_last"}, {"data_format": "channels_first"}
    return (
        call(draw(2, 7, 3), pool_size=(2,), strides=(2,), padding="valid", **last),
        call(draw(2, 7, 3), pool_size=(3,), strides=(2,), padding="same", **last),
        call(draw(2, 5, 6, 3), pool_size=(2, 3), strides=(2, 1), padding="same", **last),
        call(draw(2, 3, 5, 6), pool_size=(2, 2), strides=(1, 1), padding="same", **first),
        call(draw(1, 3, 4, 4, 2), pool_size=(2, 2, 2), strides=(1, 2, 2), padding="valid", **last),
    )


# -------------------------------------------------------------------------------------------------------------- arguments


def _with_shape(x: Any) -> Any:
    """`x` itself, also a Variable, which a graph is to remember as such, or a tensor of it."""
    return x if hasattr(x, "shape") else convert_to_tensor(x)


def _settled(name: str, inputs: Any, padding: str, data_format: str | None) -> tuple[int, str, str]:
    """Number of spatial axes, padding and data format, checked."""
    rank = len(inputs.shape) - 2
    if rank < 1:
        raise ValueError(
            f"{name}: `inputs` must have a batch axis, a channel axis and at least one spatial axis; got shape {tuple(inputs.shape)}."
        )
    if padding not in PADDINGS:
        padding = str(padding).lower()
        if padding not in PADDINGS:
            raise ValueError(f'{name}: `padding` must be "valid" or "same"; got {padding!r}.')
    if data_format is None:
        data_format = config.image_data_format()
    elif data_format not in config.DATA_FORMATS:
        raise ValueError(f"{name}: `data_format` must be one of {config.DATA_FORMATS}; got {data_format!r}.")
    return rank, padding, data_format


def _each(name: str, argument: str, value: Any, rank: int) -> tuple[int, ...]:
    """An attribute as one positive int for each spatial axis."""
    values = (value,) * rank if isinstance(value, (int, np.integer)) else tuple(value)
    if len(values) != rank or any(one < 1 for one in values):
        raise ValueError(
            f"{name}: `{argument}` must be a positive int or {rank} of them, one for each spatial axis of `inputs`; got {value!r}."
        )
    return values


def _check(name: str, rule: Callable, *arguments: Any) -> None:
    """Raise the error of a shape rule with the name of the op in front."""
    try:
        rule(*arguments)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None


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
    inputs, kernel = convert_to_tensor(inputs), _with_shape(kernel)
    rank, padding, data_format = _settled(name, inputs, padding, data_format)
    strides = _each(name, "strides", strides, rank)
    dilation_rate = _each(name, "dilation_rate", dilation_rate, rank)
    _check(name, rule, tuple(inputs.shape), tuple(kernel.shape), strides, padding, data_format, dilation_rate)
    return function(inputs, kernel, strides, padding, data_format, dilation_rate)


# ------------------------------------------------------------------------------------------------------------ convolution


@op(
    promote=floating,
    infer=_convolved,
    cases=_cases(
        _conv,
        _conv_call((2, 7, 3), (3, 3, 4)),
        _conv_call((2, 7, 3), (3, 3, 4), padding="same", strides=(2,)),
        _conv_call((2, 6, 7, 3), (2, 3, 3, 4), padding="same", dilation_rate=(2, 1)),
        _conv_call((2, 3, 6, 7), (2, 3, 3, 4), strides=(2, 1), data_format="channels_first"),
        _conv_call((2, 6, 6, 4), (3, 3, 2, 6), padding="same"),
        _conv_call((1, 4, 5, 4, 2), (2, 2, 2, 2, 3), padding="same", strides=(1, 2, 1)),
        _conv_call((0, 6, 6, 2), (3, 3, 2, 3)),
        roads=_roads(
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
    cases=_cases(
        _depthwise_conv,
        _conv_call((2, 7, 3), (3, 3, 2)),
        _conv_call((2, 6, 7, 3), (2, 3, 3, 2), padding="same"),
        _conv_call((2, 6, 7, 3), (3, 3, 3, 1), padding="same", strides=(2, 2)),
        _conv_call((2, 3, 6, 7), (2, 2, 3, 2), data_format="channels_first", dilation_rate=(2, 2)),
        roads=_roads(
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
    cases=_cases(
        _conv_transpose,
        _transpose_call((2, 4, 3), (3, 5, 3), strides=(2,)),
        _transpose_call((2, 4, 3), (3, 5, 3), strides=(2,), padding="same"),
        _transpose_call((2, 3, 4, 2), (3, 2, 3, 2), strides=(2, 3), padding="same"),
        _transpose_call((2, 3, 4, 2), (3, 3, 3, 2), strides=(2, 2), output_padding=(1, 0)),
        _transpose_call((2, 3, 4, 2), (3, 3, 3, 2), strides=(2, 2), padding="same", output_padding=(1, 1)),
        _transpose_call((2, 2, 3, 4), (2, 3, 3, 2), data_format="channels_first", dilation_rate=(2, 1)),
        _transpose_call((1, 2, 3, 2, 2), (2, 2, 2, 3, 2), strides=(2, 1, 2)),
        roads=_roads(
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
    inputs, kernel = convert_to_tensor(inputs), _with_shape(kernel)
    rank, padding, data_format = _settled("conv_transpose", inputs, padding, data_format)
    strides = _each("conv_transpose", "strides", strides, rank)
    dilation_rate = _each("conv_transpose", "dilation_rate", dilation_rate, rank)
    if output_padding is not None:
        extra = shapes.per_axis(output_padding, rank)
        if not all(0 <= one < stride for one, stride in zip(extra, strides, strict=True)):
            raise ValueError(f"conv_transpose: `output_padding` must be 0 or more and less than `strides`; got {extra} and {strides}.")
        output_padding = extra
    arguments = (strides, padding, output_padding, data_format, dilation_rate)
    _check("conv_transpose", shapes.conv_transpose, tuple(inputs.shape), tuple(kernel.shape), *arguments)
    return conv_transpose_(inputs, kernel, *arguments)


# ---------------------------------------------------------------------------------------------------------------- pooling


@op(infer=_pooled, cases=_cases(_pool(np.max, -np.inf), *_pool_calls(), roads=MAX_ROADS))
def max_pool_(inputs: Tensor, pool_size: tuple, strides: tuple, padding: str, data_format: str) -> Tensor:
    """Largest elements of windows, with arguments in their one form; `max_pool` brings them into it.

    Args:
        inputs: Tensor `(batch, ..., channels)`, or `(batch, channels, ...)` for "channels_first".
        pool_size: Sizes of a window.
        strides: Steps along each spatial axis.
        padding: "valid" or "same".
        data_format: "channels_last" or "channels_first".

    Returns:
        Tensor with an element for each window and channel.
    """


@op(promote=floating, infer=_pooled, cases=_cases(_pool(np.nanmean, np.nan), *_pool_calls(), roads=AVERAGE_ROADS))
def average_pool_(inputs: Tensor, pool_size: tuple, strides: tuple, padding: str, data_format: str) -> Tensor:
    """Means of windows, with arguments in their one form; `average_pool` brings them into it.

    Args:
        inputs: Tensor `(batch, ..., channels)`, or `(batch, channels, ...)` for "channels_first".
        pool_size: Sizes of a window.
        strides: Steps along each spatial axis.
        padding: "valid" or "same".
        data_format: "channels_last" or "channels_first".

    Returns:
        Tensor with an element for each window and channel.
    """


def _pool_windows(function: Callable, inputs: Any, pool_size: Ints, strides: Ints | None, padding: str, data_format: str | None) -> Any:
    name = function.__name__.rstrip("_")
    inputs = convert_to_tensor(inputs)
    rank, padding, data_format = _settled(name, inputs, padding, data_format)
    pool_size = _each(name, "pool_size", pool_size, rank)
    strides = pool_size if strides is None else _each(name, "strides", strides, rank)
    _check(name, shapes.pool, tuple(inputs.shape), pool_size, strides, padding, data_format)
    return function(inputs, pool_size, strides, padding, data_format)


@export(["multikeras.ops.max_pool", "multikeras.ops.nn.max_pool"])
def max_pool(
    inputs: Tensor, pool_size: Ints, strides: Ints | None = None, padding: str = "valid", data_format: str | None = None
) -> Tensor:
    """Largest element of each window, channel by channel.

    Args:
        inputs: Tensor `(batch, ..., channels)`, or `(batch, channels, ...)` for `"channels_first"`, with 1 to 3 spatial axes.
        pool_size: Size of a window, one int or one for each spatial axis.
        strides: Step from window to window, one int or one for each spatial axis; None, the default, for `pool_size`.
        padding: `"valid"`, the default, or `"same"`, as in `conv`; what is added is never the largest.
        data_format: `"channels_last"` or `"channels_first"`; None, the default, for `config.image_data_format()`.

    Returns:
        Tensor of the same dtype with an element for each window and channel.

    Raises:
        ValueError: A window is larger than `inputs`, or another argument is not one of those named.

    Example:

    >>> x = np.array([[[1.0], [4.0], [2.0], [3.0]]])
    >>> multikeras.ops.convert_to_numpy(multikeras.ops.max_pool(x, 2))[0, :, 0].tolist()
    [4.0, 3.0]
    """
    return _pool_windows(max_pool_, inputs, pool_size, strides, padding, data_format)


@export(["multikeras.ops.average_pool", "multikeras.ops.nn.average_pool"])
def average_pool(
    inputs: Tensor, pool_size: Ints, strides: Ints | None = None, padding: str = "valid", data_format: str | None = None
) -> Tensor:
    """Mean of each window, channel by channel.

    Args:
        inputs: Tensor `(batch, ..., channels)`, or `(batch, channels, ...)` for `"channels_first"`, with 1 to 3 spatial axes.
        pool_size: Size of a window, one int or one for each spatial axis.
        strides: Step from window to window, one int or one for each spatial axis; None, the default, for `pool_size`.
        padding: `"valid"`, the default, or `"same"`, as in `conv`; what is added does not count in the means.
        data_format: `"channels_last"` or `"channels_first"`; None, the default, for `config.image_data_format()`.

    Returns:
        Tensor with an element for each window and channel, floatx for integers.

    Raises:
        ValueError: A window is larger than `inputs`, or another argument is not one of those named.

    Example:

    >>> x = np.array([[[1.0], [4.0], [2.0], [3.0]]])
    >>> multikeras.ops.convert_to_numpy(multikeras.ops.average_pool(x, 2))[0, :, 0].tolist()
    [2.5, 2.5]
    """
    return _pool_windows(average_pool_, inputs, pool_size, strides, padding, data_format)
