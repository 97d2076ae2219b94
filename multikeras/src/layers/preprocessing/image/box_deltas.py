"""Bounding boxes relative to anchors, as detectors predict them: Ren et al., 2015, https://arxiv.org/abs/1506.01497, section 3.1.2."""

from collections.abc import Sequence
from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.layers.arguments import one_of
from multikeras.src.layers.preprocessing.image.bounding_boxes import convert_format, image_size

ENCODINGS = ("center_xywh", "center_yxhw")


def _variance(function: str, variance: Sequence[float] | None) -> Any:
    if variance is None:
        return 1.0
    if len(variance) != 4:
        raise ValueError(f"{function}: `variance` must be 4 numbers, one for each of those that encode a box; got {variance!r}.")
    return ops.convert_to_tensor(variance, "float32")


@export("multikeras.utils.bounding_boxes.encode_box_to_deltas")
def encode_box_to_deltas(
    anchors: Any,
    boxes: Any,
    anchor_format: str,
    box_format: str,
    encoding_format: str = "center_yxhw",
    variance: Sequence[float] | None = None,
    image_shape: Sequence[int] | None = None,
) -> Any:
    """Where boxes lie seen from anchors.

    These are the distance of the centers, over the anchor's size, and the logarithm of the ratio of the sizes.
    Ren et al., 2015, https://arxiv.org/abs/1506.01497

    Args:
        anchors: Tensor `(anchors, 4)`, or `(batch, anchors, 4)`.
        boxes: Tensor `(anchors, 4)`, or `(batch, anchors, 4)`, with a box for each anchor.
        anchor_format: Format of the anchors, such as `"xyxy"`.
        box_format: Format of the boxes.
        encoding_format: Order of the four numbers: `"center_yxhw"`, the default, or `"center_xywh"`.
        variance: Four numbers that the result is divided by; none by default.
        image_shape: `(height, width, channels)` of the images, needed for a format in parts of them.

    Returns:
        Tensor of the shape of `boxes`.

    Raises:
        ValueError: A format is unknown, `variance` has not four numbers, or the shape of the images is missing.

    Example:

    >>> anchors, boxes = [[0.0, 0.0, 2.0, 4.0]], [[1.0, 0.0, 3.0, 4.0]]
    >>> deltas = multikeras.utils.bounding_boxes.encode_box_to_deltas(anchors, boxes, "xyxy", "xyxy")
    >>> multikeras.ops.convert_to_numpy(deltas).tolist()
    [[0.0, 0.5, 0.0, 0.0]]
    """
    one_of("encode_box_to_deltas", "encoding_format", encoding_format, ENCODINGS)
    variance = _variance("encode_box_to_deltas", variance)
    size = image_size("encode_box_to_deltas", image_shape, anchor_format, box_format)
    anchors = convert_format(anchors, anchor_format, encoding_format, *size)
    boxes = convert_format(boxes, box_format, encoding_format, *size)
    offsets = (boxes[..., :2] - anchors[..., :2]) / anchors[..., 2:]
    return ops.concatenate([offsets, ops.log(boxes[..., 2:] / anchors[..., 2:])], axis=-1) / variance


@export("multikeras.utils.bounding_boxes.decode_deltas_to_boxes")
def decode_deltas_to_boxes(
    anchors: Any,
    boxes_delta: Any,
    anchor_format: str,
    box_format: str,
    encoded_format: str = "center_yxhw",
    variance: Sequence[float] | None = None,
    image_shape: Sequence[int] | None = None,
) -> Any:
    """Boxes from where they lie seen from anchors: what `encode_box_to_deltas` encodes.

    Args:
        anchors: Tensor `(anchors, 4)`, or `(batch, anchors, 4)`; or a dict of such, as for the levels of a pyramid of features.
        boxes_delta: Tensor `(anchors, 4)`, or `(batch, anchors, 4)`; or a dict of such with the same keys.
        anchor_format: Format of the anchors, such as `"xyxy"`.
        box_format: Format of the result.
        encoded_format: Order of the four numbers of `boxes_delta`: `"center_yxhw"`, the default, or `"center_xywh"`.
        variance: Four numbers that `boxes_delta` is multiplied by; none by default.
        image_shape: `(height, width, channels)` of the images, needed for a format in parts of them.

    Returns:
        Tensor of the shape of `boxes_delta`, or a dict of such.

    Raises:
        ValueError: A format is unknown, `variance` has not four numbers, or the shape of the images is missing.

    Example:

    >>> anchors, deltas = [[0.0, 0.0, 2.0, 4.0]], [[0.0, 0.5, 0.0, 0.0]]
    >>> boxes = multikeras.utils.bounding_boxes.decode_deltas_to_boxes(anchors, deltas, "xyxy", "xyxy")
    >>> multikeras.ops.convert_to_numpy(boxes).tolist()
    [[1.0, 0.0, 3.0, 4.0]]
    """
    one_of("decode_deltas_to_boxes", "encoded_format", encoded_format, ENCODINGS)
    if isinstance(anchors, dict):
        formats = (anchor_format, box_format, encoded_format, variance, image_shape)
        return {level: decode_deltas_to_boxes(anchors[level], delta, *formats) for level, delta in boxes_delta.items()}
    size = image_size("decode_deltas_to_boxes", image_shape, anchor_format, box_format)
    anchors = convert_format(anchors, anchor_format, encoded_format, *size)
    deltas = ops.cast(boxes_delta, "float32") * _variance("decode_deltas_to_boxes", variance)
    centers = deltas[..., :2] * anchors[..., 2:] + anchors[..., :2]
    found = ops.concatenate([centers, ops.exp(deltas[..., 2:]) * anchors[..., 2:]], axis=-1)
    return convert_format(found, encoded_format, box_format, *size)
