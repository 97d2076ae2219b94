import numpy as np
import pytest

from multikeras.src import layers, ops
from multikeras.src.core.symbolic import KerasTensor

IMAGES = np.random.default_rng(0).uniform(0, 255, (2, 6, 8, 3)).astype("float32")
LAST = {"data_format": "channels_last"}


def test_resizing_is_the_op():
    y = layers.Resizing(4, 5, "bicubic", crop_to_aspect_ratio=True, antialias=True, **LAST)(IMAGES)
    expected = ops.resize(IMAGES, (4, 5), "bicubic", crop_to_aspect_ratio=True, antialias=True, **LAST)
    np.testing.assert_array_equal(ops.convert_to_numpy(y), ops.convert_to_numpy(expected))


@pytest.mark.parametrize("dtype", ["uint8", "int32"])
def test_resizing_keeps_integers(dtype):
    layer = layers.Resizing(4, 5, **LAST)
    assert ops.dtype(layer(IMAGES.astype(dtype))) == layer(KerasTensor((None, 6, 8, 3), dtype)).dtype == dtype


def test_center_crop_takes_the_middle():
    y = layers.CenterCrop(3, 4, **LAST)(IMAGES)
    np.testing.assert_array_equal(ops.convert_to_numpy(y), IMAGES[:, 1:4, 2:6])


def test_center_crop_resizes_what_is_too_small():
    y = layers.CenterCrop(9, 4, **LAST)(IMAGES)
    expected = ops.resize(IMAGES, (9, 4), crop_to_aspect_ratio=True, **LAST)
    np.testing.assert_array_equal(ops.convert_to_numpy(y), ops.convert_to_numpy(expected))


@pytest.mark.parametrize("make", [layers.Resizing, layers.CenterCrop])
def test_one_image_and_unknown_sizes(make):
    layer = make(4, 5, **LAST)
    assert tuple(layer(IMAGES[0]).shape) == (4, 5, 3)
    assert tuple(layer.transform_single_image(IMAGES[0], None).shape) == (4, 5, 3)
    assert layer(KerasTensor((None, None, None, 3))).shape == (None, 4, 5, 3)
    assert layer.compute_output_shape((None, 6, 8, 3)) == (None, 4, 5, 3)


@pytest.mark.parametrize("make", [layers.Resizing, layers.CenterCrop])
def test_masks_change_with_images_and_labels_stay(make):
    masks = (IMAGES[..., :1] > 128).astype("int32")
    given = {"images": IMAGES, "segmentation_masks": masks, "labels": np.array([3, 4])}
    result = make(3, 4, **LAST)(given)
    assert sorted(result) == sorted(given)
    assert tuple(result["images"].shape) == (2, 3, 4, 3)
    assert set(ops.convert_to_numpy(result["segmentation_masks"]).ravel().tolist()) <= {0, 1}
    assert ops.dtype(result["segmentation_masks"]) == "int32"
    assert ops.convert_to_numpy(result["labels"]).tolist() == [3, 4]


def test_bounding_boxes_are_refused():
    with pytest.raises(NotImplementedError, match="bounding boxes"):
        layers.CenterCrop(3, 4, bounding_box_format="xyxy")({"images": IMAGES, "bounding_boxes": {"boxes": np.zeros((2, 1, 4))}})


@pytest.mark.parametrize(
    "make, message",
    [
        (lambda: layers.Resizing(0, 4), "height"),
        (lambda: layers.Resizing(3, 4, "area"), "interpolation"),
        (lambda: layers.Resizing(3, 4, fill_mode="edge"), "fill_mode"),
        (lambda: layers.Resizing(3, 4, crop_to_aspect_ratio=True, pad_to_aspect_ratio=True), "only one"),
        (lambda: layers.CenterCrop(3, 4, "channels"), "data_format"),
    ],
)
def test_errors(make, message):
    with pytest.raises(ValueError, match=message):
        make()
