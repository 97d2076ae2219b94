"""Bounding boxes cut, moved, and turned along with their images."""

from typing import Any

import numpy as np

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.layers.preprocessing.image.bounding_boxes import check_format, edges, from_edges

NO_OBJECT = -1
"""Label of a box that is none: one that fills up a batch, or lies outside of its image."""


def clipped(bounding_boxes: dict[str, Any], found: tuple, target: str, height: Any = None, width: Any = None) -> dict[str, Any]:
    """A dict of boxes and labels with other boxes, cut off at the borders of the image; nothing is left of those with label -1.

    Args:
        bounding_boxes: Dict with `"boxes"`, and `"labels"` if there are any.
        found: Left, top, right and bottom edges of the other boxes, in parts of the image's width and height.
        target: Format of the result.
        height: Height of the images, for a format in pixels.
        width: Width of the images, likewise.
    """
    x1, y1, x2, y2 = (ops.clip(x, 0, 1) for x in found)
    result = {**bounding_boxes, "boxes": from_edges(x1, y1, x2, y2, target, height, width)}
    if "labels" in bounding_boxes:
        labels = ops.convert_to_tensor(bounding_boxes["labels"])
        is_left = ops.logical_and(x2 > x1, y2 > y1)
        result["labels"] = ops.where(is_left, labels, ops.full_like(labels, NO_OBJECT))
    return result


def windowed(bounding_boxes: dict[str, Any], source: str, size: tuple, spans: tuple, new_size: tuple) -> dict[str, Any]:
    """Bounding boxes in a part of their image that becomes an image of another size.

    Args:
        bounding_boxes: Dict with `"boxes"`, and `"labels"` if there are any.
        source: Format of the boxes.
        size: Height and width of the image.
        spans: For the height and the width, where the part begins and how long it is, in pixels.
        new_size: Height and width of the new image.
    """
    x1, y1, x2, y2 = edges(bounding_boxes["boxes"], source, *size)
    (height, width), ((top, rows), (left, columns)) = ([ops.cast(n, x1.dtype) for n in size], _cast_pairs(spans, x1.dtype))
    found = (
        (x1 * width - left) / columns,
        (y1 * height - top) / rows,
        (x2 * width - left) / columns,
        (y2 * height - top) / rows,
    )
    return clipped(bounding_boxes, found, source, *new_size)


def _cast_pairs(pairs: tuple, dtype: Any) -> list[list[Any]]:
    return [[ops.cast(n, dtype) for n in pair] for pair in pairs]


def enclosing(x: Any, y: Any) -> tuple[Any, Any, Any, Any]:
    """Edges of the boxes that hold points, which lie along the last axis."""
    return ops.min(x, axis=-1), ops.min(y, axis=-1), ops.max(x, axis=-1), ops.max(y, axis=-1)


def corners(x1: Any, y1: Any, x2: Any, y2: Any) -> tuple[Any, Any]:
    """Horizontal and vertical coordinates of the four corners of boxes, along a new last axis."""
    return ops.stack([x1, x2, x1, x2], axis=-1), ops.stack([y1, y1, y2, y2], axis=-1)


def _in_pixels(function: str, bounding_box_format: str) -> str:
    check_format(function, "bounding_box_format", bounding_box_format)
    if bounding_box_format.startswith("rel_"):
        raise ValueError(
            f"{function}: `bounding_box_format` must be one in pixels; got {bounding_box_format!r}. Convert the boxes before, with "
            "`convert_format`."
        )
    return bounding_box_format


def _pixel_edges(boxes: Any, source: str) -> tuple[Any, Any, Any, Any]:
    return edges(ops.cast(boxes, "float32"), source, 1, 1)


@export("multikeras.utils.bounding_boxes.affine_transform")
def affine_transform(
    boxes: Any,
    angle: Any,
    translate_x: Any,
    translate_y: Any,
    scale: Any,
    shear_x: Any,
    shear_y: Any,
    height: int,
    width: int,
    center_x: Any = None,
    center_y: Any = None,
    bounding_box_format: str = "xyxy",
) -> Any:
    """The upright boxes around boxes that are moved, turned, sheared and enlarged, in this order.

    Args:
        boxes: Tensor `(batch, boxes, 4)`.
        angle: Angle, in degrees, by which boxes are turned counterclockwise: a number, or a tensor with one for each image, as for
            the next ones.
        translate_x: How far boxes are moved to the right, in parts of `width - 1`.
        translate_y: How far boxes are moved down, in parts of `height - 1`.
        scale: Factor by which distances from the center grow.
        shear_x: Angle, in degrees, of the shear along the width.
        shear_y: Angle, in degrees, of the shear along the height.
        height: Height of the images.
        width: Width of the images.
        center_x: Horizontal coordinate of the center; `(width - 1) / 2` when None.
        center_y: Vertical coordinate of the center; `(height - 1) / 2` when None.
        bounding_box_format: Format of the boxes, one in pixels; `"xyxy"` by default.

    Returns:
        Tensor of the same shape and format. Boxes may leave the image: see `clip_to_image_size`.

    Raises:
        ValueError: The format is not one in pixels.

    Example:

    >>> boxes = np.array([[[1.0, 1.0, 2.0, 3.0]]])
    >>> turned = multikeras.utils.bounding_boxes.affine_transform(boxes, 90.0, 0.0, 0.0, 1.0, 0.0, 0.0, height=5, width=5)
    >>> multikeras.ops.convert_to_numpy(turned).round(3).tolist()
    [[[1.0, 2.0, 3.0, 3.0]]]
    """
    _in_pixels("affine_transform", bounding_box_format)
    given = (angle, translate_x, translate_y, scale, shear_x, shear_y)
    angle, right, down, scale, shear_x, shear_y = (_of_each_image(value) for value in given)
    last_column, last_row = ops.cast(width, "float32") - 1, ops.cast(height, "float32") - 1
    center_x = last_column / 2 if center_x is None else _of_each_image(center_x)
    center_y = last_row / 2 if center_y is None else _of_each_image(center_y)

    x, y = corners(*_pixel_edges(boxes, bounding_box_format))
    x, y = x - center_x + right * last_column, y - center_y + down * last_row
    cosine, sine = ops.cos(angle * (np.pi / 180)), ops.sin(angle * (np.pi / 180))
    x, y = cosine * x + sine * y, cosine * y - sine * x
    y = y + ops.tan(shear_y * (np.pi / 180)) * x
    x = x + ops.tan(shear_x * (np.pi / 180)) * y
    return from_edges(*enclosing(scale * x + center_x, scale * y + center_y), bounding_box_format, 1, 1)


def _of_each_image(value: Any) -> Any:
    """A number, or one for each image, that broadcasts with `(batch, boxes, corners)`."""
    return ops.reshape(ops.cast(value, "float32"), (-1, 1, 1))


@export("multikeras.utils.bounding_boxes.clip_to_image_size")
def clip_to_image_size(bounding_boxes: Any, height: Any = None, width: Any = None, bounding_box_format: str = "xyxy") -> Any:
    """Bounding boxes cut off at the borders of their images; those outside of them get the label -1.

    Args:
        bounding_boxes: Tensor `(..., 4)`, or a dict with such `"boxes"` and their `"labels"` `(...)`.
        height: Height of the images, needed for a format in pixels.
        width: Width of the images, likewise.
        bounding_box_format: Format of the boxes, `"xyxy"` by default.

    Returns:
        What was given, cut off.

    Raises:
        ValueError: The format is unknown, or the size of the images is missing.

    Example:

    >>> boxes = {"boxes": np.array([[-1.0, 1.0, 3.0, 9.0], [6.0, 1.0, 9.0, 3.0]]), "labels": np.array([7, 8])}
    >>> clipped = multikeras.utils.bounding_boxes.clip_to_image_size(boxes, height=4, width=4)
    >>> multikeras.ops.convert_to_numpy(clipped["labels"]).tolist()
    [7, -1]
    """
    check_format("clip_to_image_size", "bounding_box_format", bounding_box_format)
    if not isinstance(bounding_boxes, dict):
        return clip_to_image_size({"boxes": bounding_boxes}, height, width, bounding_box_format)["boxes"]
    if not bounding_box_format.startswith("rel_") and (height is None or width is None):
        raise ValueError(f"clip_to_image_size: boxes in the format {bounding_box_format!r} need the `height` and `width` of the images.")
    found = edges(ops.cast(bounding_boxes["boxes"], "float32"), bounding_box_format, height, width)
    return clipped(bounding_boxes, found, bounding_box_format, height, width)


@export("multikeras.utils.bounding_boxes.crop")
def crop(boxes: Any, top: Any, left: Any, height: Any, width: Any, bounding_box_format: str = "xyxy") -> Any:
    """Boxes in a part of their image, cut off at its borders.

    Args:
        boxes: Tensor `(..., 4)`.
        top: Row at which the part begins.
        left: Column at which it begins.
        height: Its height.
        width: Its width.
        bounding_box_format: Format of the boxes, one in pixels; `"xyxy"` by default.

    Returns:
        Tensor of the same shape and format. Boxes outside of the part become empty.

    Raises:
        ValueError: The format is not one in pixels.

    Example:

    >>> boxes = multikeras.utils.bounding_boxes.crop([[1.0, 2.0, 4.0, 6.0]], top=1, left=2, height=3, width=4)
    >>> multikeras.ops.convert_to_numpy(boxes).tolist()
    [[0.0, 1.0, 2.0, 3.0]]
    """
    x1, y1, x2, y2 = _pixel_edges(boxes, _in_pixels("crop", bounding_box_format))
    top, left, bottom, right = (ops.cast(n, x1.dtype) for n in (top, left, height, width))
    found = (ops.clip(x1 - left, 0, right), ops.clip(y1 - top, 0, bottom), ops.clip(x2 - left, 0, right), ops.clip(y2 - top, 0, bottom))
    return from_edges(*found, bounding_box_format, 1, 1)


@export("multikeras.utils.bounding_boxes.pad")
def pad(boxes: Any, top: Any, left: Any, height: Any = None, width: Any = None, bounding_box_format: str = "xyxy") -> Any:
    """Boxes in an image that was padded.

    Args:
        boxes: Tensor `(..., 4)`.
        top: How many rows were added at the top.
        left: How many columns were added at the left.
        height: Of no effect on boxes in pixels.
        width: Likewise.
        bounding_box_format: Format of the boxes, one in pixels; `"xyxy"` by default.

    Returns:
        Tensor of the same shape and format.

    Raises:
        ValueError: The format is not one in pixels.

    Example:

    >>> boxes = multikeras.utils.bounding_boxes.pad([[1.0, 2.0, 4.0, 6.0]], top=1, left=2)
    >>> multikeras.ops.convert_to_numpy(boxes).tolist()
    [[3.0, 3.0, 6.0, 7.0]]
    """
    x1, y1, x2, y2 = _pixel_edges(boxes, _in_pixels("pad", bounding_box_format))
    top, left = ops.cast(top, x1.dtype), ops.cast(left, x1.dtype)
    return from_edges(x1 + left, y1 + top, x2 + left, y2 + top, bounding_box_format, 1, 1)
