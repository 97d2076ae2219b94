"""Images with rows and columns cut off or added."""

from typing import Any

import numpy as np

from multikeras.src.core.cases import Cases, call, draw
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.core.typing import Tensor
from multikeras.src.ops.images import layout, resized
from multikeras.src.ops.indexing import get_item
from multikeras.src.ops.movement import pad_
from multikeras.src.ops.op import op
from multikeras.src.ops.tensor import shape as shape_of

PIXELS = ("float32", "float64", "float16", "bfloat16", "uint8", "int32")

CROPPED, PADDED = -1, 1
"""What a margin does to a size."""


def _margins(effect: int, side: str, dim: Any, before: int | None, after: int | None, target: int | None) -> tuple[Any, Any]:
    """How much is cut off or added before and after an axis, from two of three arguments. Where `dim` is None, so may be one of these.

    Raises:
        ValueError: More or fewer than two are given, or they do not fit the size.
    """
    what = {CROPPED: "cropping", PADDED: "padding"}[effect]
    first, last = ("top", "bottom") if side == "height" else ("left", "right")
    given = {f"{first}_{what}": before, f"{last}_{what}": after, f"target_{side}": target}
    if sum(value is not None for value in given.values()) != 2:
        raise ValueError(f"exactly two of {tuple(given)} must be given, from which the third follows; got {given}.")
    for name, value in given.items():
        if value is not None and (not isinstance(value, (int, np.integer)) or value < 0):
            raise ValueError(f"`{name}` must be an int of 0 or more; got {value!r}.")
    if target is not None and dim is not None:
        rest = effect * (target - dim)
        before = rest - after if before is None else before
        after = rest - before if after is None else after
    if isinstance(dim, int) and (before < 0 or after < 0 or dim + effect * (before + after) < 0):
        raise ValueError(f"the {side} of `images` is {dim}, which does not fit {given}.")
    return before, after


def _sizes(effect: int, images: Any, height: tuple, width: tuple, data_format: str | None) -> KerasTensor:
    """The images as a symbol, with the sizes that two of three arguments for each side give them."""
    axes, _ = layout(images, data_format)
    sizes: dict[int, int | None] = {}
    for axis, side, (before, after, target) in zip(axes, ("height", "width"), (height, width), strict=True):
        dim = images.shape[axis]
        before, after = _margins(effect, side, dim, before, after, target)
        sizes[axis] = target if dim is None else dim + effect * (before + after)
    return resized(images, sizes)


def _cropped(
    images: KerasTensor, top: Any, left: Any, bottom: Any, right: Any, height: Any, width: Any, data_format: str | None
) -> KerasTensor:
    return _sizes(CROPPED, images, (top, bottom, height), (left, right, width), data_format)


def _padded(
    images: KerasTensor, top: Any, left: Any, bottom: Any, right: Any, height: Any, width: Any, data_format: str | None
) -> KerasTensor:
    return _sizes(PADDED, images, (top, bottom, height), (left, right, width), data_format)


# ------------------------------------------------------------------------------------------------------------ references


def _crop_reference(images: np.ndarray, *args: Any, data_format: str, **kwargs: Any) -> np.ndarray:
    return _frame_reference("cropping", images, data_format, kwargs)


def _pad_reference(images: np.ndarray, *args: Any, data_format: str, **kwargs: Any) -> np.ndarray:
    return _frame_reference("padding", images, data_format, kwargs)


def _frame_reference(what: str, images: np.ndarray, data_format: str, given: dict[str, int]) -> np.ndarray:
    if images.ndim not in (3, 4):
        raise ValueError("no images")
    images = images if data_format == "channels_last" else np.moveaxis(images, -3, -1)
    for axis, first, last, side in ((-3, "top", "bottom", "height"), (-2, "left", "right", "width")):
        dim, before, after = images.shape[axis], given.get(f"{first}_{what}"), given.get(f"{last}_{what}")
        rest = abs(given.get(f"target_{side}", dim) - dim)
        before = rest - after if before is None else before
        after = rest - before if after is None else after
        if what == "cropping":
            images = np.take(images, range(before, dim - after), axis)
        else:
            margins = [(0, 0)] * images.ndim
            margins[axis] = (before, after)
            images = np.pad(images, margins)
    return images if data_format == "channels_last" else np.moveaxis(images, -1, -3)


def _calls(what: str, height: int, width: int) -> tuple:
    margins = {f"top_{what}": 1, f"left_{what}": 2, f"bottom_{what}": 0, f"right_{what}": 1}
    by_target = {f"bottom_{what}": 1, "target_height": height, f"left_{what}": 1, "target_width": width}
    from_top = {f"top_{what}": 1, "target_height": height, f"right_{what}": 1, "target_width": width}
    return (
        call(draw(2, 5, 6, 3), **margins, data_format="channels_last"),
        call(draw(5, 6, 3), **by_target, data_format="channels_last"),
        call(draw(2, 5, 6, 3), **from_top, data_format="channels_last"),
        call(draw(2, 3, 5, 6), **by_target, data_format="channels_first"),
        call(draw(3, 5, 6), **margins, data_format="channels_first"),
    )


# ------------------------------------------------------------------------------------------------------------------- ops


@op("image", infer=_cropped, cases=Cases(_crop_reference, _calls("cropping", 3, 2), PIXELS, differentiable=True))
def crop_images(
    images: Tensor,
    top_cropping: int | None = None,
    left_cropping: int | None = None,
    bottom_cropping: int | None = None,
    right_cropping: int | None = None,
    target_height: int | None = None,
    target_width: int | None = None,
    data_format: str | None = None,
) -> Tensor:
    """Images with rows and columns cut off at their borders.

    Args:
        images: Tensor `(batch, height, width, channels)` or `(height, width, channels)`, channels before the height for
            `"channels_first"`.
        top_cropping: Number of rows to cut off at the top. Two of this, `bottom_cropping` and `target_height` are given.
        left_cropping: Number of columns to cut off on the left. Two of this, `right_cropping` and `target_width` are given.
        bottom_cropping: Number of rows to cut off at the bottom.
        right_cropping: Number of columns to cut off on the right.
        target_height: Number of rows that stay.
        target_width: Number of columns that stay.
        data_format: `"channels_last"` or `"channels_first"`; None, the default, for `config.image_data_format()`.

    Returns:
        Tensor of the same dtype.

    Raises:
        ValueError: Not two of three arguments are given, or they do not fit `images`.

    Example:

    >>> x = np.arange(4).reshape((2, 2, 1))
    >>> y = multikeras.ops.image.crop_images(x, 1, 0, 0, 0, data_format="channels_last")
    >>> multikeras.ops.convert_to_numpy(y)[..., 0].tolist()
    [[2, 3]]
    """
    axes, _ = layout(images, data_format)
    sides = (("height", top_cropping, bottom_cropping, target_height), ("width", left_cropping, right_cropping, target_width))
    key = [slice(None)] * len(images.shape)
    for axis, (side, before, after, target) in zip(axes, sides, strict=True):
        dim = shape_of(images)[axis]
        before, after = _margins(CROPPED, side, dim, before, after, target)
        key[axis] = slice(before, dim - after)
    return get_item(images, tuple(key))


@op("image", infer=_padded, cases=Cases(_pad_reference, _calls("padding", 8, 9), PIXELS, differentiable=True))
def pad_images(
    images: Tensor,
    top_padding: int | None = None,
    left_padding: int | None = None,
    bottom_padding: int | None = None,
    right_padding: int | None = None,
    target_height: int | None = None,
    target_width: int | None = None,
    data_format: str | None = None,
) -> Tensor:
    """Images with rows and columns of zeros added at their borders.

    Args:
        images: Tensor `(batch, height, width, channels)` or `(height, width, channels)`, channels before the height for
            `"channels_first"`.
        top_padding: Number of rows to add at the top. Two of this, `bottom_padding` and `target_height` are given.
        left_padding: Number of columns to add on the left. Two of this, `right_padding` and `target_width` are given.
        bottom_padding: Number of rows to add at the bottom.
        right_padding: Number of columns to add on the right.
        target_height: Number of rows of the result.
        target_width: Number of columns of the result.
        data_format: `"channels_last"` or `"channels_first"`; None, the default, for `config.image_data_format()`.

    Returns:
        Tensor of the same dtype.

    Raises:
        ValueError: Not two of three arguments are given, or they do not fit `images`.

    Example:

    >>> x = np.ones((1, 2, 1))
    >>> y = multikeras.ops.image.pad_images(x, 0, 1, 0, target_width=4, data_format="channels_last")
    >>> multikeras.ops.convert_to_numpy(y)[..., 0].tolist()
    [[0.0, 1.0, 1.0, 0.0]]
    """
    axes, _ = layout(images, data_format)
    sides = (("height", top_padding, bottom_padding, target_height), ("width", left_padding, right_padding, target_width))
    margins: list[Any] = [(0, 0)] * len(images.shape)
    for axis, (side, before, after, target) in zip(axes, sides, strict=True):
        margins[axis] = _margins(PADDED, side, shape_of(images)[axis], before, after, target)
    return pad_(images, tuple(margins), "constant", 0)
