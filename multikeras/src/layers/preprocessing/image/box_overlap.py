"""How well bounding boxes agree."""

import math
from collections.abc import Sequence
from typing import Any

from multikeras.src import ops
from multikeras.src.core import config
from multikeras.src.core.export import export
from multikeras.src.layers.preprocessing.image.bounding_boxes import convert_format, image_size


def _edges(function: str, boxes: Any, bounding_box_format: str, image_shape: Sequence[int] | None) -> tuple[Any, Any, Any, Any]:
    size = image_size(function, image_shape, bounding_box_format)
    return tuple(ops.unstack(convert_format(boxes, bounding_box_format, "xyxy", *size), axis=-1))


def _intersection(first: tuple, second: tuple) -> Any:
    x1, y1 = ops.maximum(first[0], second[0]), ops.maximum(first[1], second[1])
    x2, y2 = ops.minimum(first[2], second[2]), ops.minimum(first[3], second[3])
    return ops.maximum(x2 - x1, 0) * ops.maximum(y2 - y1, 0)


def _area(x1: Any, y1: Any, x2: Any, y2: Any) -> Any:
    return (x2 - x1) * (y2 - y1)


@export("multikeras.utils.bounding_boxes.compute_iou")
def compute_iou(
    boxes1: Any,
    boxes2: Any,
    bounding_box_format: str,
    use_masking: bool = False,
    mask_val: float = -1,
    image_shape: Sequence[int] | None = None,
) -> Any:
    """Intersection over union of each box with each other one.

    Args:
        boxes1: Tensor `(boxes1, 4)`, or `(batch, boxes1, 4)`.
        boxes2: Tensor `(boxes2, 4)`, or `(batch, boxes2, 4)`.
        bounding_box_format: Format of both, such as `"xyxy"`.
        use_masking: Whether boxes that only fill up a batch, with negative coordinates throughout, are left out of account.
            False by default.
        mask_val: The result for these, -1 by default.
        image_shape: `(height, width, channels)` of the images, needed for a format in parts of them.

    Returns:
        Tensor `(boxes1, boxes2)`, or `(batch, boxes1, boxes2)`, of numbers from 0 to 1; 0 for two empty boxes.

    Raises:
        ValueError: The format is unknown, the shape of the images is missing, or boxes have another number of dimensions.

    Example:

    >>> iou = multikeras.utils.bounding_boxes.compute_iou([[0.0, 0.0, 2.0, 2.0]], [[0.0, 0.0, 1.0, 2.0], [2.0, 2.0, 3.0, 3.0]], "xyxy")
    >>> multikeras.ops.convert_to_numpy(iou).tolist()
    [[0.5, 0.0]]
    """
    boxes1, boxes2 = ops.convert_to_tensor(boxes1), ops.convert_to_tensor(boxes2)
    for name, boxes in (("boxes1", boxes1), ("boxes2", boxes2)):
        if len(boxes.shape) not in (2, 3):
            raise ValueError(f"compute_iou: `{name}` must have the shape (boxes, 4) or (batch, boxes, 4); got {tuple(boxes.shape)}.")
    first = _edges("compute_iou", ops.expand_dims(boxes1, -2), bounding_box_format, image_shape)
    second = _edges("compute_iou", ops.expand_dims(boxes2, -3), bounding_box_format, image_shape)
    shared = _intersection(first, second)
    iou = ops.divide_no_nan(shared, _area(*first) + _area(*second) - shared)
    if not use_masking:
        return iou
    is_none = ops.logical_or(_is_padding(ops.expand_dims(boxes1, -2)), _is_padding(ops.expand_dims(boxes2, -3)))
    return ops.where(is_none, ops.cast(mask_val, iou.dtype), iou)


def _is_padding(boxes: Any) -> Any:
    return ops.max(boxes, axis=-1) < 0


@export("multikeras.utils.bounding_boxes.compute_ciou")
def compute_ciou(boxes1: Any, boxes2: Any, bounding_box_format: str, image_shape: Sequence[int] | None = None) -> Any:
    """Complete intersection over union of boxes with their counterparts.

    From the intersection over union are taken the squared distance of the centers, over that of the corners of the box around both,
    and a measure of how the proportions differ. Zheng et al., 2020, https://arxiv.org/abs/2005.03572

    Args:
        boxes1: Tensor `(..., 4)`.
        boxes2: Tensor that broadcasts with it.
        bounding_box_format: Format of both, such as `"xyxy"`.
        image_shape: `(height, width, channels)` of the images, needed for a format in parts of them.

    Returns:
        Tensor `(...)` of numbers up to 1.

    Raises:
        ValueError: The format is unknown, or the shape of the images is missing.

    Example:

    >>> boxes = np.array([[0.0, 0.0, 2.0, 4.0]])
    >>> multikeras.ops.convert_to_numpy(multikeras.utils.bounding_boxes.compute_ciou(boxes, boxes, "xyxy")).round(3).tolist()
    [1.0]
    """
    first = _edges("compute_ciou", boxes1, bounding_box_format, image_shape)
    second = _edges("compute_ciou", boxes2, bounding_box_format, image_shape)
    epsilon = config.epsilon()
    shared = _intersection(first, second)
    iou = shared / (_area(*first) + _area(*second) - shared + epsilon)

    outer_width = ops.maximum(first[2], second[2]) - ops.minimum(first[0], second[0])
    outer_height = ops.maximum(first[3], second[3]) - ops.minimum(first[1], second[1])
    distance = ops.square(_middle(first, 0) - _middle(second, 0)) + ops.square(_middle(first, 1) - _middle(second, 1))
    penalty = distance / (ops.square(outer_width) + ops.square(outer_height) + epsilon)

    proportions = ops.square(_proportion(first) - _proportion(second)) * (4 / math.pi**2)
    weight = proportions / (1 - iou + proportions + epsilon)
    return iou - penalty - weight * proportions


def _middle(edges: tuple, axis: int) -> Any:
    return (edges[axis] + edges[axis + 2]) / 2


def _proportion(edges: tuple) -> Any:
    """The angle whose tangent is width over height."""
    x1, y1, x2, y2 = edges
    return ops.arctan2(x2 - x1, y2 - y1)
