"""Arguments of ops that work along the spatial axes of images, and what their cases share."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from multikeras.src.core import config
from multikeras.src.core.cases import FLOATS, Call, Cases, Road, road
from multikeras.src.ops.tensor import convert_to_tensor

PADDINGS = ("valid", "same")

# -------------------------------------------------------------------------------------------------------------- arguments


def with_shape(x: Any) -> Any:
    """`x` itself, also a Variable, which a graph is to remember as such, or a tensor of it."""
    return x if hasattr(x, "shape") else convert_to_tensor(x)


def spatial_rank(name: str, inputs: Any) -> int:
    """Number of spatial axes.

    Raises:
        ValueError: There are none.
    """
    rank = len(inputs.shape) - 2
    if rank < 1:
        raise ValueError(
            f"{name}: `inputs` must have a batch axis, a channel axis and at least one spatial axis; got shape {tuple(inputs.shape)}."
        )
    return rank


def known_format(name: str, data_format: str | None) -> str:
    """ "channels_last" or "channels_first"; that of the settings for None.

    Raises:
        ValueError: It is neither.
    """
    if data_format is None:
        return config.image_data_format()
    if data_format not in config.DATA_FORMATS:
        raise ValueError(f"{name}: `data_format` must be one of {config.DATA_FORMATS}; got {data_format!r}.")
    return data_format


def settled(name: str, inputs: Any, padding: str, data_format: str | None) -> tuple[int, str, str]:
    """Number of spatial axes, padding and data format, checked.

    Raises:
        ValueError: One of them is not to be had.
    """
    if padding not in PADDINGS:
        padding = str(padding).lower()
        if padding not in PADDINGS:
            raise ValueError(f'{name}: `padding` must be "valid" or "same"; got {padding!r}.')
    return spatial_rank(name, inputs), padding, known_format(name, data_format)


def each(name: str, argument: str, value: Any, rank: int, least: int = 1) -> tuple[int, ...]:
    """An attribute as one int of at least `least` for each spatial axis.

    Raises:
        ValueError: It is no such.
    """
    values = (value,) * rank if isinstance(value, (int, np.integer)) else tuple(value)
    if len(values) != rank or any(one < least for one in values):
        kind = "a positive int" if least == 1 else f"an int of {least} or more"
        raise ValueError(f"{name}: `{argument}` must be {kind} or {rank} of them, one for each spatial axis of `inputs`; got {value!r}.")
    return values


def check(name: str, rule: Callable, *arguments: Any) -> None:
    """Call a rule for shapes, with the name of the op in front of its errors.

    Raises:
        ValueError: The rule raises it.
    """
    try:
        rule(*arguments)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None


# ------------------------------------------------------------------------------------------------------------------ cases


def windows_of(x: np.ndarray, window: tuple, strides: tuple, padding: str, dilation_rate: tuple, value: float = 0.0) -> np.ndarray:
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


def with_channels_last(reference: Callable) -> Callable:
    """A reference for both data formats from one that knows channels_last."""

    def either(inputs: np.ndarray, *args: Any, data_format: str, **kwargs: Any) -> np.ndarray:
        if data_format == "channels_last":
            return reference(inputs, *args, **kwargs)
        return np.moveaxis(reference(np.moveaxis(inputs, 1, -1), *args, **kwargs), -1, 1)

    return either


def image_cases(reference: Callable, *calls: Call, dtypes: tuple = (*FLOATS, "int32"), roads: tuple = ()) -> Cases:
    """Cases of a differentiable op of images."""
    return Cases(reference, calls, dtypes, differentiable=True, tolerance=3e-5, roads=roads)


def image_roads(last: Call, first: Call, **expected: str) -> tuple[Road, ...]:
    """Both data formats through one kernel, nothing copied on the way; TensorFlow brings channels_first to channels_last."""
    names = {"jax": "-transpose", "torch": "-clone -copy_ -contiguous", "tensorflow": ""}
    plain = {backend: f"{name} {names[backend]}" for backend, name in expected.items()}
    return road(last, **plain | {"tensorflow": f"{expected['tensorflow']} -Transpose"}), road(first, **plain)
