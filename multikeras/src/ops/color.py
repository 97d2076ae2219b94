"""Colors of images in other terms."""

import colorsys
from typing import Any

import numpy as np

from multikeras.src.core import dtypes
from multikeras.src.core.cases import Cases, call, draw
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.core.typing import Tensor
from multikeras.src.ops.elementwise import absolute, clip, equal, greater_equal, logical_and, mod, multiply, where
from multikeras.src.ops.images import calculable, layout, resized
from multikeras.src.ops.indexing import get_item
from multikeras.src.ops.movement import expand_dims, stack
from multikeras.src.ops.op import op
from multikeras.src.ops.reduction import max_, min_
from multikeras.src.ops.tensor import cast

LUMA = (0.2989, 0.587, 0.114)
"""How bright red, green and blue are to the eye, by Rec. 601."""


def _channel_axis(images: Any, data_format: str | None) -> int:
    """The channel axis, which must be of red, green and blue or the like."""
    _, axis = layout(images, data_format)
    if tuple(images.shape)[axis] not in (3, None):
        raise ValueError(f"`images` must have 3 channels, along axis {axis}; got shape {tuple(images.shape)}.")
    return axis


def _channels(images: Any, axis: int) -> list[Any]:
    return [get_item(images, (slice(None),) * axis + (i,)) for i in range(3)]


def _gray(images: KerasTensor, data_format: str | None = None) -> KerasTensor:
    return resized(images, {_channel_axis(images, data_format): 1})


def _recolored(images: KerasTensor, data_format: str | None = None) -> KerasTensor:
    _check_floating(images)
    axis = _channel_axis(images, data_format)
    return resized(images, {axis: 3})


def _check_floating(images: Any) -> None:
    if not dtypes.is_float(dtypes.standardize(images.dtype)):
        raise ValueError(
            f"`images` must be of a floating dtype, with values between 0 and 1; got {dtypes.standardize(images.dtype)}. "
            "Cast and rescale them first."
        )


# ------------------------------------------------------------------------------------------------------------ references


def _to_channels_last(images: np.ndarray, data_format: str) -> np.ndarray:
    if images.ndim not in (3, 4):
        raise ValueError("no images")
    images = np.moveaxis(images, -3, -1) if data_format == "channels_first" else images
    if images.shape[-1] != 3:
        raise ValueError("no colors")
    return images


def _gray_reference(images: np.ndarray, data_format: str) -> np.ndarray:
    gray = (_to_channels_last(images, data_format) * np.array(LUMA)).sum(-1, keepdims=True)
    gray = gray if images.dtype.kind == "f" else gray.astype(images.dtype)
    return np.moveaxis(gray, -1, -3) if data_format == "channels_first" else gray


def _pixel_by_pixel(convert: Any) -> Any:
    def reference(images: np.ndarray, data_format: str) -> np.ndarray:
        pixels = _to_channels_last(images, data_format)
        if pixels.dtype.kind != "f":
            raise ValueError("no floating pixels")
        result = np.array([convert(*pixel) for pixel in pixels.reshape(-1, 3)]).reshape(pixels.shape)
        return np.moveaxis(result, -1, -3) if data_format == "channels_first" else result

    return reference


FLOATING = ("float32", "float64", "float16", "bfloat16")


def _calls() -> tuple:
    return (
        call(draw(2, 3, 4, 3, low=0, high=1), data_format="channels_last"),
        call(draw(3, 4, 3, low=0, high=1), data_format="channels_last"),
        call(draw(2, 3, 4, 5, low=0, high=1), data_format="channels_first"),
    )


# -------------------------------------------------------------------------------------------------------------------- ops


@op(
    "image",
    infer=_gray,
    cases=Cases(_gray_reference, _calls(), (*FLOATING, "uint8", "int32"), differentiable=True),
)
def rgb_to_grayscale(images: Tensor, data_format: str | None = None) -> Tensor:
    """How bright the colors of images are, `0.2989 red + 0.587 green + 0.114 blue`, as in Rec. 601.

    Args:
        images: Tensor `(batch, height, width, 3)` or `(height, width, 3)`, channels before the height for `"channels_first"`.
        data_format: `"channels_last"` or `"channels_first"`; None, the default, for `config.image_data_format()`.

    Returns:
        Tensor with one channel and of the same dtype; integers lose their fraction.

    Raises:
        ValueError: There are not 3 channels, or `images` has another number of dimensions.

    Example:

    >>> red = np.array([200, 0, 0], "uint8").reshape((1, 1, 3))
    >>> y = multikeras.ops.image.rgb_to_grayscale(red, data_format="channels_last")
    >>> multikeras.ops.convert_to_numpy(y).tolist()
    [[[59]]]
    """
    axis = _channel_axis(images, data_format)
    red, green, blue = [multiply(one, weight) for one, weight in zip(_channels(calculable(images), axis), LUMA, strict=True)]
    return cast(expand_dims(red + green + blue, axis), images.dtype)


@op(
    "image",
    infer=_recolored,
    cases=Cases(_pixel_by_pixel(colorsys.rgb_to_hsv), _calls(), FLOATING, differentiable=True, tolerance=3e-5),
)
def rgb_to_hsv(images: Tensor, data_format: str | None = None) -> Tensor:
    """Hue, saturation and value of colors.

    Smith, 1978, https://doi.org/10.1145/800248.807361.

    Args:
        images: Floating tensor `(batch, height, width, 3)` or `(height, width, 3)`, channels before the height for
            `"channels_first"`, with values between 0 and 1.
        data_format: `"channels_last"` or `"channels_first"`; None, the default, for `config.image_data_format()`.

    Returns:
        Tensor of the same shape and dtype. The hue goes from 0, red, by 1/3, green, and 2/3, blue, to 1, red again; that of a
        gray is 0, and so is the saturation of black.

    Raises:
        ValueError: The dtype is not floating, there are not 3 channels, or `images` has another number of dimensions.

    Example:

    >>> cyan = np.array([0.0, 0.5, 0.5]).reshape((1, 1, 3))
    >>> y = multikeras.ops.image.rgb_to_hsv(cyan, data_format="channels_last")
    >>> multikeras.ops.convert_to_numpy(y).tolist()
    [[[0.5, 1.0, 0.5]]]
    """
    _check_floating(images)
    axis = _channel_axis(images, data_format)
    wide = calculable(images)
    red, green, blue = _channels(wide, axis)
    value = max_(wide, axis)
    spread = value - min_(wide, axis)
    is_gray, is_black = equal(spread, 0), equal(value, 0)
    divisor = where(is_gray, 1.0, spread)  # so that the gradient is finite
    # The largest channel is not found by `equal(value, red)`: a compiler may compute both with another rounding.
    sector = where(
        logical_and(greater_equal(red, green), greater_equal(red, blue)),
        (green - blue) / divisor,
        where(greater_equal(green, blue), 2 + (blue - red) / divisor, 4 + (red - green) / divisor),
    )
    hue = where(is_gray, 0.0, mod(sector / 6, 1.0))
    saturation = where(is_black, 0.0, spread / where(is_black, 1.0, value))
    return cast(stack([hue, saturation, value], axis=axis), images.dtype)


@op(
    "image",
    infer=_recolored,
    cases=Cases(
        _pixel_by_pixel(colorsys.hsv_to_rgb),
        _calls(),
        FLOATING,
        differentiable=True,
        tolerance=3e-5,
    ),
)
def hsv_to_rgb(images: Tensor, data_format: str | None = None) -> Tensor:
    """Red, green and blue of colors given by hue, saturation and value: the inverse of `rgb_to_hsv`.

    Args:
        images: Floating tensor `(batch, height, width, 3)` or `(height, width, 3)`, channels before the height for
            `"channels_first"`, with values between 0 and 1; a hue beyond goes around the circle.
        data_format: `"channels_last"` or `"channels_first"`; None, the default, for `config.image_data_format()`.

    Returns:
        Tensor of the same shape and dtype, with values between 0 and 1.

    Raises:
        ValueError: The dtype is not floating, there are not 3 channels, or `images` has another number of dimensions.

    Example:

    >>> cyan = np.array([0.5, 1.0, 0.5]).reshape((1, 1, 3))
    >>> y = multikeras.ops.image.hsv_to_rgb(cyan, data_format="channels_last")
    >>> multikeras.ops.convert_to_numpy(y).round(4).tolist()
    [[[0.0, 0.5, 0.5]]]
    """
    _check_floating(images)
    axis = _channel_axis(images, data_format)
    hue, saturation, value = _channels(calculable(images), axis)
    colors = []
    for center in (0, 2, 4):  # the hue of the color, in sixths of the circle
        distance = absolute(mod(6 * hue - center + 3, 6.0) - 3)
        colors.append(value * (1 - saturation * clip(distance - 1, 0.0, 1.0)))
    return cast(stack(colors, axis=axis), images.dtype)
