"""Pooling: one element for each window, channel by channel.

The public functions bring their arguments into one form: tuples with a value for each spatial axis, and a data format. The ops
below them see nothing else.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from multikeras.src.core import shapes
from multikeras.src.core.cases import call, draw
from multikeras.src.core.export import export
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.core.typing import Ints, Tensor
from multikeras.src.ops.creation import arange
from multikeras.src.ops.elementwise import add, less, minimum, where
from multikeras.src.ops.indexing import take
from multikeras.src.ops.movement import reshape
from multikeras.src.ops.op import op
from multikeras.src.ops.precision import widened
from multikeras.src.ops.promotion import floating
from multikeras.src.ops.reduction import max_, sum_
from multikeras.src.ops.spatial import (
    check,
    each,
    image_cases,
    image_roads,
    known_format,
    settled,
    spatial_rank,
    windows_of,
    with_channels_last,
)
from multikeras.src.ops.tensor import cast, convert_to_tensor
from multikeras.src.ops.tensor import shape as shape_of


def _pooled(inputs: KerasTensor, *attributes: Any) -> KerasTensor:
    return KerasTensor(shapes.pool(inputs.shape, *attributes), inputs.dtype)


def _pool(reduce: Callable, value: float) -> Callable:
    @with_channels_last
    def pool(x: np.ndarray, pool_size: tuple, strides: tuple, padding: str) -> np.ndarray:
        windows = windows_of(x, pool_size, strides, padding, (1,) * len(pool_size), value)
        return reduce(windows, tuple(range(x.ndim, windows.ndim)))

    return pool


POOLED = (
    call(draw(2, 5, 6, 3), pool_size=(2, 2), strides=(2, 2), padding="same", data_format="channels_last"),
    call(draw(2, 3, 5, 6), pool_size=(2, 2), strides=(2, 2), padding="same", data_format="channels_first"),
)
MAX_ROADS = image_roads(*POOLED, jax="reduce_window_max", torch="max_pool2d_with_indices", tensorflow="MaxPool")
AVERAGE_ROADS = image_roads(*POOLED, jax="reduce_window_sum", torch="avg_pool2d", tensorflow="AvgPool")


def _pool_calls() -> tuple:
    last, first = {"data_format": "channels_last"}, {"data_format": "channels_first"}
    return (
        call(draw(2, 7, 3), pool_size=(2,), strides=(2,), padding="valid", **last),
        call(draw(2, 7, 3), pool_size=(3,), strides=(2,), padding="same", **last),
        call(draw(2, 5, 6, 3), pool_size=(2, 3), strides=(2, 1), padding="same", **last),
        call(draw(2, 3, 5, 6), pool_size=(2, 2), strides=(1, 1), padding="same", **first),
        call(draw(1, 3, 4, 4, 2), pool_size=(2, 2, 2), strides=(1, 2, 2), padding="valid", **last),
        call(draw(1, 2, 5), pool_size=(3,), strides=(1,), padding="same", **first),
        call(draw(1, 2, 3, 2), pool_size=(3, 4), strides=(2, 3), padding="same", **last),
        call(draw(1, 2, 3, 4, 5), pool_size=(2, 2, 3), strides=(2, 1, 2), padding="same", **first),
        call(draw(0, 5, 6, 2), pool_size=(2, 2), strides=(2, 2), padding="same", **last),
    )


# ------------------------------------------------------------------------------------------------------- windows of one size


@op(infer=_pooled, cases=image_cases(_pool(np.max, -np.inf), *_pool_calls(), roads=MAX_ROADS))
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


@op(promote=floating, infer=_pooled, cases=image_cases(_pool(np.nanmean, np.nan), *_pool_calls(), roads=AVERAGE_ROADS))
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
    rank, padding, data_format = settled(name, inputs, padding, data_format)
    pool_size = each(name, "pool_size", pool_size, rank)
    strides = pool_size if strides is None else each(name, "strides", strides, rank)
    check(name, shapes.pool, tuple(inputs.shape), pool_size, strides, padding, data_format)
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


# ------------------------------------------------------------------------------------------------------- windows by their number


def _adaptively_pooled(inputs: KerasTensor, output_size: tuple, data_format: str) -> KerasTensor:
    batch, channels = inputs.shape[0], inputs.shape[-1 if data_format == "channels_last" else 1]
    shape = (batch, *output_size, channels) if data_format == "channels_last" else (batch, channels, *output_size)
    return KerasTensor(shape, inputs.dtype)


def _adaptive_pool(reduce: Callable) -> Callable:
    @with_channels_last
    def pool(x: np.ndarray, output_size: tuple) -> np.ndarray:
        result = np.zeros((x.shape[0], *output_size, x.shape[-1]))
        for place in np.ndindex(*output_size):
            spans = zip(place, x.shape[1:-1], output_size, strict=True)
            window = [slice(i * size // count, -(-(i + 1) * size // count)) for i, size, count in spans]
            result[(slice(None), *place)] = reduce(x[(slice(None), *window)], tuple(range(1, x.ndim - 1)))
        return result

    return pool


ADAPTIVE_CALLS = (
    call(draw(2, 7, 3), output_size=(3,), data_format="channels_last"),
    call(draw(2, 3, 7), output_size=(5,), data_format="channels_first"),
    call(draw(2, 6, 9, 3), output_size=(2, 3), data_format="channels_last"),
    call(draw(2, 5, 7, 3), output_size=(3, 7), data_format="channels_last"),
    call(draw(2, 3, 5, 4), output_size=(1, 6), data_format="channels_first"),
    call(draw(1, 5, 4, 3, 2), output_size=(2, 3, 2), data_format="channels_last"),
    call(draw(1, 2, 4, 4, 2), output_size=(2, 2, 1), data_format="channels_first"),
    call(draw(0, 5, 6, 2), output_size=(2, 2), data_format="channels_last"),
)
ADAPTED = (
    call(draw(2, 4, 6, 3), output_size=(2, 2), data_format="channels_last"),
    call(draw(2, 3, 4, 6), output_size=(2, 2), data_format="channels_first"),
)


def _spatial_sizes(inputs: Any, rank: int, data_format: str) -> tuple[int, tuple]:
    """The first spatial axis, and the sizes of all."""
    first = 1 if data_format == "channels_last" else 2
    return first, shape_of(inputs)[first : first + rank]


def _equal_windows(sizes: tuple, output_size: tuple) -> tuple[int, ...] | None:
    """The size of windows that are all alike, if they are."""
    if all(isinstance(size, int) and size % count == 0 for size, count in zip(sizes, output_size, strict=True)):
        return tuple(size // count for size, count in zip(sizes, output_size, strict=True))
    return None


def _spans(size: Any, count: int) -> tuple[Any, Any, Any]:
    """The windows along an axis: their places `(count, longest)`, whether these are inside, which those after the end are not, and lengths.

    Window `i` goes from `floor(i * size / count)` to `ceil((i + 1) * size / count)`.
    """
    order = np.arange(count, dtype="int32")[:, None]
    starts, ends = order * size // count, -(-(order + 1) * size // count)
    longest = int((ends - starts).max()) if isinstance(size, int) else -(-size // count) + 1
    places = add(starts, arange(longest))
    return minimum(places, ends - 1), less(places, ends), ends - starts


@op(
    infer=_adaptively_pooled,
    cases=image_cases(
        _adaptive_pool(np.max),
        *ADAPTIVE_CALLS,
        roads=image_roads(*ADAPTED, jax="reduce_window_max", torch="adaptive_max_pool2d", tensorflow="MaxPool"),
    ),
)
def adaptive_max_pool_(inputs: Tensor, output_size: tuple, data_format: str) -> Tensor:
    """Largest elements of a number of windows, with arguments in their one form; `adaptive_max_pool` brings them into it.

    Args:
        inputs: Tensor `(batch, ..., channels)`, or `(batch, channels, ...)` for "channels_first".
        output_size: Numbers of windows along each spatial axis.
        data_format: "channels_last" or "channels_first".

    Returns:
        Tensor with an element for each window and channel.
    """
    first, sizes = _spatial_sizes(inputs, len(output_size), data_format)
    window = _equal_windows(sizes, output_size)
    if window is not None:
        return max_pool_(inputs, window, window, "valid", data_format)
    for axis, (size, count) in enumerate(zip(sizes, output_size, strict=True), first):
        places, _, _ = _spans(size, count)
        inputs = max_(take(inputs, places, axis), axis + 1)
    return inputs


@op(
    promote=floating,
    infer=_adaptively_pooled,
    cases=image_cases(
        _adaptive_pool(np.mean),
        *ADAPTIVE_CALLS,
        roads=image_roads(*ADAPTED, jax="reduce_window_sum", torch="_adaptive_avg_pool2d", tensorflow="AvgPool"),
    ),
)
def adaptive_average_pool_(inputs: Tensor, output_size: tuple, data_format: str) -> Tensor:
    """Means of a number of windows, with arguments in their one form; `adaptive_average_pool` brings them into it.

    Args:
        inputs: Tensor `(batch, ..., channels)`, or `(batch, channels, ...)` for "channels_first".
        output_size: Numbers of windows along each spatial axis.
        data_format: "channels_last" or "channels_first".

    Returns:
        Tensor with an element for each window and channel.
    """
    first, sizes = _spatial_sizes(inputs, len(output_size), data_format)
    window = _equal_windows(sizes, output_size)
    if window is not None:
        return average_pool_(inputs, window, window, "valid", data_format)
    means = widened(inputs)
    for axis, (size, count) in enumerate(zip(sizes, output_size, strict=True), first):
        places, inside, lengths = _spans(size, count)
        after = (1,) * (len(inputs.shape) - axis - 1)
        inside = reshape(inside, (count, -1, *after))
        totals = sum_(where(inside, take(means, places, axis), 0), axis + 1)
        means = totals / cast(reshape(lengths, (count, *after)), means.dtype)
    return cast(means, inputs.dtype)


def _pool_adaptively(function: Callable, inputs: Any, output_size: Ints, data_format: str | None) -> Any:
    name = function.__name__.rstrip("_")
    inputs = convert_to_tensor(inputs)
    rank, data_format = spatial_rank(name, inputs), known_format(name, data_format)
    output_size = each(name, "output_size", output_size, rank)
    if 0 in tuple(inputs.shape[1:-1] if data_format == "channels_last" else inputs.shape[2:]):
        raise ValueError(f"{name}: there is nothing to pool in `inputs` of shape {tuple(inputs.shape)}: a spatial axis has size 0.")
    return function(inputs, output_size, data_format)


@export(["multikeras.ops.adaptive_average_pool", "multikeras.ops.nn.adaptive_average_pool"])
def adaptive_average_pool(inputs: Tensor, output_size: Ints, data_format: str | None = None) -> Tensor:
    """Mean of each of a given number of windows, channel by channel, whatever the size of the input.

    Along an axis of `size` places, window `i` of `count` goes from `floor(i * size / count)` up to `ceil((i + 1) * size / count)`:
    windows overlap by a place where the sizes do not divide.

    Args:
        inputs: Tensor `(batch, ..., channels)`, or `(batch, channels, ...)` for `"channels_first"`, with 1 to 3 spatial axes.
        output_size: Number of windows, one int or one for each spatial axis.
        data_format: `"channels_last"` or `"channels_first"`; None, the default, for `config.image_data_format()`.

    Returns:
        Tensor with spatial axes of `output_size`, floatx for integers.

    Raises:
        ValueError: `output_size` or `data_format` is not one of those named, or a spatial axis is empty.

    Example:

    >>> x = np.array([[[1.0], [2.0], [3.0], [4.0], [6.0]]])
    >>> multikeras.ops.convert_to_numpy(multikeras.ops.adaptive_average_pool(x, 2))[0, :, 0].round(2).tolist()
    [2.0, 4.33]
    """
    return _pool_adaptively(adaptive_average_pool_, inputs, output_size, data_format)


@export(["multikeras.ops.adaptive_max_pool", "multikeras.ops.nn.adaptive_max_pool"])
def adaptive_max_pool(inputs: Tensor, output_size: Ints, data_format: str | None = None) -> Tensor:
    """Largest element of each of a given number of windows, channel by channel, whatever the size of the input.

    The windows are those of `adaptive_average_pool`.

    Args:
        inputs: Tensor `(batch, ..., channels)`, or `(batch, channels, ...)` for `"channels_first"`, with 1 to 3 spatial axes.
        output_size: Number of windows, one int or one for each spatial axis.
        data_format: `"channels_last"` or `"channels_first"`; None, the default, for `config.image_data_format()`.

    Returns:
        Tensor of the same dtype with spatial axes of `output_size`.

    Raises:
        ValueError: `output_size` or `data_format` is not one of those named, or a spatial axis is empty.

    Example:

    >>> x = np.array([[[1.0], [2.0], [3.0], [4.0], [6.0]]])
    >>> multikeras.ops.convert_to_numpy(multikeras.ops.adaptive_max_pool(x, 2))[0, :, 0].tolist()
    [3.0, 6.0]
    """
    return _pool_adaptively(adaptive_max_pool_, inputs, output_size, data_format)
