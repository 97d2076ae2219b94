import numpy as np
import pytest

from multikeras import ops
from multikeras.utils import bounding_boxes

BOXES = np.array([[[1, 1, 3, 4], [0, 0, 6, 5], [5, 4, 6, 5], [-2, -1, 1, 7]]], "float32")
SIZE = {"height": 5, "width": 6}


def numpy(x):
    return ops.convert_to_numpy(x)


def moved(boxes=BOXES, **given):
    rest = {"angle": 0.0, "translate_x": 0.0, "translate_y": 0.0, "scale": 1.0, "shear_x": 0.0, "shear_y": 0.0}
    return numpy(bounding_boxes.affine_transform(boxes, **{**rest, **SIZE, **given}))


@pytest.mark.parametrize(
    "given, first",
    [
        ({}, [1, 1, 3, 4]),
        ({"angle": 90.0}, [1.5, 1.5, 4.5, 3.5]),
        ({"angle": 30.0}, [0.70096, 0.88397, 3.93301, 4.48205]),
        ({"translate_x": 1.0, "translate_y": 2.0}, [6, 9, 8, 12]),
        ({"scale": 2.0}, [-0.5, 0, 3.5, 6]),
        ({"scale": 2.0, "center_x": 1.0, "center_y": 4.0}, [1, -2, 5, 4]),
        ({"shear_x": 20.0}, [0.63603, 1, 3.72794, 4]),
        ({"shear_y": 20.0}, [1, 0.45404, 3, 4.18198]),
    ],
)
def test_affine_transform_of_one_kind(given, first):
    np.testing.assert_allclose(moved(**given)[0, 0], first, atol=1e-5)


def test_affine_transform_moves_then_turns_then_enlarges():
    # (1, 2) seen from the center (2.5, 2) is (-1.5, 0), moved (-0.5, 0), turned (0, 0.5), twice as far (0, 1).
    point = moved(np.array([[[1.0, 2.0, 1.0, 2.0]]]), angle=90.0, translate_x=0.2, scale=2.0)
    np.testing.assert_allclose(point, [[[2.5, 3, 2.5, 3]]], atol=1e-6)


def test_affine_transform_takes_a_number_for_each_image():
    both = moved(np.concatenate([BOXES, BOXES]), angle=np.array([0.0, 90.0]))
    np.testing.assert_allclose(both, np.concatenate([moved(), moved(angle=90.0)]), atol=1e-6)


def test_affine_transform_knows_formats_in_pixels():
    boxes = bounding_boxes.convert_format(BOXES, "xyxy", "center_xywh")
    expected = bounding_boxes.convert_format(moved(angle=30.0), "xyxy", "center_xywh")
    np.testing.assert_allclose(moved(boxes, angle=30.0, bounding_box_format="center_xywh"), numpy(expected), atol=1e-5)


def test_clip_cuts_off_and_relabels():
    given = {"boxes": np.array([[-2.0, -1, 1, 7], [6, 1, 8, 3], [1, 1, 3, 4]]), "labels": np.array([3, 4, 5])}
    found = bounding_boxes.clip_to_image_size(given, **SIZE)
    np.testing.assert_allclose(numpy(found["boxes"]), [[0, 0, 1, 5], [6, 1, 6, 3], [1, 1, 3, 4]], atol=1e-6)
    assert numpy(found["labels"]).tolist() == [3, -1, 5]


def test_clip_in_parts_of_the_image_needs_no_size():
    found = bounding_boxes.clip_to_image_size([[-0.5, 0.25, 0.5, 2.0]], bounding_box_format="rel_xyxy")
    np.testing.assert_allclose(numpy(found), [[0, 0.25, 0.5, 1]])


def test_clip_of_another_format():
    found = bounding_boxes.clip_to_image_size([[-2.0, -1, 3, 8]], **SIZE, bounding_box_format="xywh")
    np.testing.assert_allclose(numpy(found), [[0, 0, 1, 5]], atol=1e-6)


def test_crop():
    found = bounding_boxes.crop(BOXES, top=1, left=2, height=3, width=4)
    np.testing.assert_array_equal(numpy(found), [[[0, 0, 1, 3], [0, 0, 4, 3], [3, 3, 4, 3], [0, 0, 0, 3]]])


def test_pad_is_undone_by_crop():
    padded = bounding_boxes.pad(BOXES[:, :2], top=1, left=2)
    np.testing.assert_array_equal(numpy(padded), [[[3, 2, 5, 5], [2, 1, 8, 6]]])
    np.testing.assert_array_equal(numpy(bounding_boxes.crop(padded, 1, 2, 5, 6)), BOXES[:, :2])


@pytest.mark.parametrize(
    "call",
    [
        lambda: bounding_boxes.clip_to_image_size(BOXES),
        lambda: bounding_boxes.clip_to_image_size(BOXES, 5, 6, "corners"),
        lambda: bounding_boxes.crop(BOXES, 1, 2, 3, 4, "rel_xyxy"),
        lambda: bounding_boxes.pad(BOXES, 1, 2, bounding_box_format="rel_xyxy"),
        lambda: moved(bounding_box_format="rel_xywh"),
    ],
)
def test_errors_name_the_function(call):
    with pytest.raises(ValueError, match=r"^(clip_to_image_size|crop|pad|affine_transform): "):
        call()
