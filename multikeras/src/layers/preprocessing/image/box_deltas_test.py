import math

import numpy as np
import pytest

from multikeras import ops
from multikeras.utils import bounding_boxes

ANCHORS = np.array([[1, 1, 3, 4], [0, 0, 6, 5], [5, 4, 6, 5], [-2, -1, 1, 7]], "float32")
BOXES = ANCHORS[::-1].copy()


def numpy(x):
    return ops.convert_to_numpy(x)


@pytest.mark.parametrize("encoding, order", [("center_yxhw", [0, 1, 2, 3]), ("center_xywh", [1, 0, 3, 2])])
def test_encoding_by_hand(encoding, order):
    found = numpy(bounding_boxes.encode_box_to_deltas(ANCHORS, BOXES, "xyxy", "xyxy", encoding_format=encoding))
    # The first anchor has its center at (2, 2.5) and is 2 wide and 3 high; its box is at (-0.5, 3), 3 wide and 8 high.
    expected = np.array([0.5 / 3, -2.5 / 2, math.log(8 / 3), math.log(3 / 2)])[order]
    np.testing.assert_allclose(found[0], expected, atol=1e-5)


def test_variance_divides():
    variance = [0.1, 0.1, 0.2, 0.2]
    plain = numpy(bounding_boxes.encode_box_to_deltas(ANCHORS, BOXES, "xyxy", "xyxy"))
    found = numpy(bounding_boxes.encode_box_to_deltas(ANCHORS, BOXES, "xyxy", "xyxy", variance=variance))
    np.testing.assert_allclose(found, plain / np.array(variance), atol=1e-4)


def test_decoding_as_keras():
    found = numpy(bounding_boxes.decode_deltas_to_boxes(ANCHORS, BOXES / 10, "xyxy", "xyxy"))
    np.testing.assert_allclose(found[0], [-0.21375, 0.24224, 3.81375, 3.55776], atol=1e-5)
    found = numpy(bounding_boxes.decode_deltas_to_boxes(ANCHORS, ANCHORS / 10, "xyxy", "center_xywh", "center_xywh", [0.1, 0.1, 0.2, 0.2]))
    np.testing.assert_allclose(found[0], [2.02, 2.53, 2.12367, 3.24986], atol=1e-5)


@pytest.mark.parametrize("boxes", [BOXES, np.stack([BOXES, ANCHORS])])
@pytest.mark.parametrize("encoding", ["center_yxhw", "center_xywh"])
def test_decoding_undoes_encoding(boxes, encoding):
    parts = ANCHORS / np.array([6, 5, 6, 5])
    rest = ("rel_xyxy", "xyxy", encoding, [0.1, 0.2, 0.3, 0.4], (5, 6, 3))
    deltas = bounding_boxes.encode_box_to_deltas(parts, boxes, *rest)
    np.testing.assert_allclose(numpy(bounding_boxes.decode_deltas_to_boxes(parts, deltas, *rest)), boxes, atol=1e-4)


def test_levels_are_decoded_apart():
    found = bounding_boxes.decode_deltas_to_boxes(
        {"P3": ANCHORS, "P4": BOXES}, {"P3": np.zeros((4, 4)), "P4": np.zeros((4, 4))}, "xyxy", "xyxy"
    )
    np.testing.assert_allclose(numpy(found["P3"]), ANCHORS, atol=1e-5)
    np.testing.assert_allclose(numpy(found["P4"]), BOXES, atol=1e-5)


@pytest.mark.parametrize("function", [bounding_boxes.encode_box_to_deltas, bounding_boxes.decode_deltas_to_boxes])
@pytest.mark.parametrize(
    "arguments, message",
    [
        (("xyxy", "xyxy", "xyxy"), "enco.*_format"),
        (("xyxy", "xyxy", "center_xywh", [1.0, 2.0]), "variance"),
        (("rel_xyxy", "xyxy"), "image_shape"),
        (("corners", "xyxy"), "corners"),
    ],
)
def test_errors(function, arguments, message):
    with pytest.raises(ValueError, match=message):
        function(ANCHORS, BOXES, *arguments)
