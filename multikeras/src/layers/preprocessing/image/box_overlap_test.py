import math

import numpy as np
import pytest

from multikeras import ops
from multikeras.utils import bounding_boxes

BOXES = np.array([[1, 1, 3, 4], [0, 0, 6, 5], [5, 4, 6, 5], [-2, -1, 1, 7]], "float32")
NONE = np.array([[-1.0, -1, -1, -1]], "float32")


def numpy(x):
    return ops.convert_to_numpy(x)


def test_iou_of_each_with_each():
    found = numpy(bounding_boxes.compute_iou(BOXES, BOXES[:2], "xyxy"))
    np.testing.assert_allclose(found, [[1, 6 / 30], [6 / 30, 1], [0, 1 / 30], [0, 5 / 49]], atol=1e-6)


@pytest.mark.parametrize("first", [BOXES, BOXES[None]])
@pytest.mark.parametrize("second", [BOXES[:2], BOXES[None, :2]])
def test_iou_of_batches(first, second):
    found = numpy(bounding_boxes.compute_iou(first, second, "xyxy"))
    assert found.shape == ((4, 2) if first.ndim == second.ndim == 2 else (1, 4, 2))
    np.testing.assert_allclose(found.reshape(4, 2), numpy(bounding_boxes.compute_iou(BOXES, BOXES[:2], "xyxy")), atol=1e-6)


def test_iou_of_empty_boxes_is_zero():
    assert numpy(bounding_boxes.compute_iou(np.zeros((1, 4)), np.zeros((1, 4)), "xyxy")).tolist() == [[0.0]]


@pytest.mark.parametrize("value", [-1, -2])
def test_iou_leaves_out_what_fills_up(value):
    first, second = np.concatenate([[[0, 0, 2, 2]], NONE]), np.concatenate([[[1, 1, 3, 3]], NONE])
    found = numpy(bounding_boxes.compute_iou(first, second, "xyxy", use_masking=True, mask_val=value))
    np.testing.assert_allclose(found, [[1 / 7, value], [value, value]], atol=1e-6)


def test_ciou_by_hand():
    # Areas 4 and 4, shared 2; centers 1 apart; around both 3 by 2; the same proportions.
    found = bounding_boxes.compute_ciou([[0.0, 0, 2, 2]], [[1.0, 0, 3, 2]], "xyxy")
    np.testing.assert_allclose(numpy(found), [2 / 6 - 1 / 13], atol=1e-5)
    # Shared 2 of 4, centers 1/2 apart; around both 2 by 2; proportions differ.
    v = 4 / math.pi**2 * (math.atan(1) - math.atan(2)) ** 2
    found = bounding_boxes.compute_ciou([[0.0, 0, 2, 2]], [[0.0, 0, 2, 1]], "xyxy")
    np.testing.assert_allclose(numpy(found), [0.5 - 0.25 / 8 - v**2 / (0.5 + v)], atol=1e-5)


def test_ciou_as_keras():
    found = numpy(bounding_boxes.compute_ciou(BOXES, BOXES[::-1], "xyxy"))
    np.testing.assert_allclose(found, [-0.07348, -0.13471, -0.13471, -0.07348], atol=1e-5)
    found = numpy(bounding_boxes.compute_ciou(BOXES[:1], BOXES, "xyxy"))
    np.testing.assert_allclose(found, [1, 0.18225, -0.39659, -0.07348], atol=1e-5)


@pytest.mark.parametrize("function", [bounding_boxes.compute_iou, bounding_boxes.compute_ciou])
def test_parts_of_an_image_need_its_shape(function):
    parts = BOXES / np.array([6, 5, 6, 5])
    expected = numpy(function(BOXES, BOXES, "xyxy"))
    np.testing.assert_allclose(numpy(function(parts, parts, "rel_xyxy", image_shape=(5, 6, 3))), expected, atol=1e-5)
    with pytest.raises(ValueError, match=f"{function.__name__}.*image_shape"):
        function(parts, parts, "rel_xyxy")


def test_iou_refuses_a_single_box():
    with pytest.raises(ValueError, match="compute_iou: `boxes1`"):
        bounding_boxes.compute_iou(BOXES[0], BOXES, "xyxy")
