"""Bounding boxes in the formats that people keep them in."""

from collections.abc import Callable, Sequence
from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.core.typing import DTypeLike

# Four numbers of a box -> its edges x1, y1, x2, y2, and back.
_TO_EDGES: dict[str, Callable] = {
    "xyxy": lambda a, b, c, d: (a, b, c, d),
    "yxyx": lambda a, b, c, d: (b, a, d, c),
    "xywh": lambda x, y, w, h: (x, y, x + w, y + h),
    "center_xywh": lambda x, y, w, h: (x - w / 2, y - h / 2, x + w / 2, y + h / 2),
    "center_yxhw": lambda y, x, h, w: (x - w / 2, y - h / 2, x + w / 2, y + h / 2),
}
_FROM_EDGES: dict[str, Callable] = {
    "xyxy": lambda x1, y1, x2, y2: (x1, y1, x2, y2),
    "yxyx": lambda x1, y1, x2, y2: (y1, x1, y2, x2),
    "xywh": lambda x1, y1, x2, y2: (x1, y1, x2 - x1, y2 - y1),
    "center_xywh": lambda x1, y1, x2, y2: ((x1 + x2) / 2, (y1 + y2) / 2, x2 - x1, y2 - y1),
    "center_yxhw": lambda x1, y1, x2, y2: ((y1 + y2) / 2, (x1 + x2) / 2, y2 - y1, x2 - x1),
}
FORMATS = (*_TO_EDGES, *(f"rel_{name}" for name in _TO_EDGES))
"""Names of formats; those with `rel_` in parts of the image's width and height."""


def check_format(owner: str, name: str, value: str) -> None:
    """Refuse a format that is not known.

    Raises:
        ValueError: It is not one of `FORMATS`.
    """
    if value not in FORMATS:
        raise ValueError(f"{owner}: `{name}` must be one of {', '.join(FORMATS)}; got {value!r}.")


def image_size(owner: str, image_shape: Sequence[int] | None, *formats: str) -> tuple[Any, Any]:
    """Height and width from the `image_shape` of images, which boxes in parts of them need.

    Raises:
        ValueError: It is missing, and one of the formats begins with `rel_`.
    """
    if image_shape is not None:
        return image_shape[0], image_shape[1]
    relative = [one for one in formats if one.startswith("rel_")]
    if relative:
        raise ValueError(f"{owner}: boxes in the format {relative[0]!r} need `image_shape`, the (height, width, channels) of the images.")
    return None, None


def edges(boxes: Any, source: str, height: Any = None, width: Any = None) -> tuple[Any, Any, Any, Any]:
    """Left, top, right and bottom edges of boxes `(..., 4)`, in parts of the image's width and height."""
    found = _TO_EDGES[source.removeprefix("rel_")](*ops.unstack(boxes, axis=-1))
    return found if source.startswith("rel_") else _scaled(found, ops.divide, height, width)


def from_edges(x1: Any, y1: Any, x2: Any, y2: Any, target: str, height: Any = None, width: Any = None) -> Any:
    """Boxes `(..., 4)` of edges in parts of the image's width and height."""
    given = (x1, y1, x2, y2)
    if not target.startswith("rel_"):
        given = _scaled(given, ops.multiply, height, width)
    return ops.stack(_FROM_EDGES[target.removeprefix("rel_")](*given), axis=-1)


def _scaled(found: tuple, scale: Callable, height: Any, width: Any) -> tuple:
    dtype = found[0].dtype
    width, height = ops.cast(width, dtype), ops.cast(height, dtype)
    return tuple(scale(x, width if i % 2 == 0 else height) for i, x in enumerate(found))


@export("multikeras.utils.bounding_boxes.convert_format")
def convert_format(boxes: Any, source: str, target: str, height: Any = None, width: Any = None, dtype: DTypeLike = "float32") -> Any:
    """Bounding boxes in another format.

    Args:
        boxes: Tensor `(..., 4)`, or a dict whose `"boxes"` is one.
        source: Format of `boxes`: `"xyxy"`, `"yxyx"`, `"xywh"`, `"center_xywh"` or `"center_yxhw"` in pixels, or one of these with
            `"rel_"` before it in parts of the image's width and height.
        target: Format of the result.
        height: Height of the images, needed between a format in pixels and one in parts.
        width: Width of the images, likewise.
        dtype: Dtype of the result, `"float32"` by default.

    Returns:
        Tensor `(..., 4)`; a dict like that given, with the boxes replaced.

    Raises:
        ValueError: A format is unknown, or the size of the images is missing.

    Example:

    >>> boxes = multikeras.utils.bounding_boxes.convert_format([[1.0, 2.0, 4.0, 6.0]], "xyxy", "xywh")
    >>> multikeras.ops.convert_to_numpy(boxes).tolist()
    [[1.0, 2.0, 3.0, 4.0]]
    """
    check_format("convert_format", "source", source)
    check_format("convert_format", "target", target)
    if isinstance(boxes, dict):
        return {**boxes, "boxes": convert_format(boxes["boxes"], source, target, height, width, dtype)}
    boxes = ops.cast(boxes, dtype)
    if source == target:
        return boxes
    if source.startswith("rel_") == target.startswith("rel_"):
        height = width = 1
    elif height is None or width is None:
        raise ValueError(f"convert_format: from {source!r} to {target!r} needs the `height` and `width` of the images.")
    return from_edges(*edges(boxes, source, height, width), target, height, width)
