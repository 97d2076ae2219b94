import numpy as np
import pytest

from multikeras.src import layers, ops
from multikeras.src.core import config, tree
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.layers.preprocessing.image.bounding_boxes import convert_format

IMAGES = np.random.default_rng(0).uniform(0, 255, (2, 6, 8, 3)).astype("float32")
STARTS = [[87, 72], [38, 177]]
"""Where `RandomCrop` begins with seed 3 and the portable generator."""
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


WITH_BOXES = {
    "resizing": (lambda **k: layers.Resizing(30, 40, **k), 0),
    "to the proportions": (lambda **k: layers.Resizing(30, 50, crop_to_aspect_ratio=True, **k), 0),
    "padded": (lambda **k: layers.Resizing(30, 50, pad_to_aspect_ratio=True, **k), 0),
    "middle": (lambda **k: layers.CenterCrop(37, 49, **k), 1),
    "middle of small ones": (lambda **k: layers.CenterCrop(90, 30, **k), 0),
    "random": (lambda **k: layers.RandomCrop(41, 55, seed=1, **k), 1),
    "random of small ones": (lambda **k: layers.RandomCrop(30, 100, seed=1, **k), 0),
}
"""Layers, and whether they leave pixels as they are."""


@pytest.mark.parametrize("name", WITH_BOXES)
@pytest.mark.parametrize("form", ["xyxy", "rel_center_xywh"])
def test_boxes_go_where_pixels_go(name, form):
    make, is_exact = WITH_BOXES[name]
    height, width = 60, 80
    x1, y1, x2, y2 = 30, 25, 50, 35
    masks = np.zeros((1, height, width, 1), "int32")
    masks[:, y1:y2, x1:x2] = 1
    corners = np.array([[[x1, y1, x2, y2], [0, 0, width, height]]], "float32")
    boxes = {"boxes": convert_format(corners, "xyxy", form, height, width), "labels": np.array([[5, 6]])}
    given = {"images": masks.astype("float32"), "segmentation_masks": masks, "bounding_boxes": boxes}
    found = make(bounding_box_format=form, **LAST)(given, training=True)
    mask = ops.convert_to_numpy(found["segmentation_masks"])[0, :, :, 0]
    rows, columns = np.nonzero(mask.any(axis=1))[0], np.nonzero(mask.any(axis=0))[0]
    expected = [columns[0], rows[0], columns[-1] + 1, rows[-1] + 1]
    boxes = ops.convert_to_numpy(convert_format(found["bounding_boxes"]["boxes"], form, "xyxy", *mask.shape))
    np.testing.assert_allclose(boxes[0, 0], expected, atol=1e-3 if is_exact else 1.01)
    assert ops.convert_to_numpy(found["bounding_boxes"]["labels"]).tolist() == [[5, 6]]
    single = make(bounding_box_format=form, **LAST)({key: tree.map_structure(lambda x: x[0], x) for key, x in given.items()}, training=True)
    assert tuple(single["bounding_boxes"]["boxes"].shape) == (2, 4)


def test_boxes_outside_of_the_part_are_no_objects_any_more():
    boxes = {"boxes": np.array([[[0.0, 0, 2, 2], [1, 1, 3, 3]]] * 2), "labels": np.array([[1, 2]] * 2)}
    layer = layers.CenterCrop(2, 4, bounding_box_format="xyxy", **LAST)
    found = layer({"images": IMAGES, "bounding_boxes": boxes})["bounding_boxes"]
    np.testing.assert_allclose(ops.convert_to_numpy(found["boxes"])[0], [[0, 0, 0, 0], [0, 0, 1, 1]], atol=1e-6)
    assert ops.convert_to_numpy(found["labels"])[0].tolist() == [-1, 2]


def test_random_crop_takes_every_part():
    image = np.arange(12.0).reshape(1, 3, 4, 1)
    layer = layers.RandomCrop(2, 2, seed=0, **LAST)
    found = {ops.convert_to_numpy(layer(image, training=True)).ravel()[0].item() for _ in range(100)}
    assert found == {0.0, 1.0, 2.0, 4.0, 5.0, 6.0}


def test_random_crop_takes_the_same_part_of_all_images():
    found = ops.convert_to_numpy(layers.RandomCrop(3, 4, **LAST)(np.stack([IMAGES[0]] * 4), training=True))
    assert (found == found[:1]).all()


@pytest.mark.parametrize("training", [True, False])
def test_random_crop_without_a_place_to_choose(training):
    layer = layers.RandomCrop(9, 4, **LAST)
    expected = ops.resize(IMAGES, (9, 4), crop_to_aspect_ratio=True, **LAST)
    np.testing.assert_array_equal(ops.convert_to_numpy(layer(IMAGES, training=training)), ops.convert_to_numpy(expected))


def test_random_crop_is_the_same_on_every_backend():
    config.set_rng("portable")
    layer = layers.RandomCrop(2, 2, seed=3, **LAST)
    starts = [layer.get_random_transformation(np.zeros((1, 100, 200, 3)))["start"] for _ in range(2)]
    assert [[int(x) for x in start] for start in starts] == STARTS


@pytest.mark.parametrize("make", [make for make, _ in WITH_BOXES.values()])
def test_unknown_sizes_in_a_pipeline(make):
    tf = pytest.importorskip("tensorflow")
    layer = make(bounding_box_format="xyxy", **LAST)
    image, boxes = np.ones((60, 80, 3), "uint8"), {"boxes": np.array([[30.0, 25, 50, 35]], "float32"), "labels": np.array([5])}
    data = tf.data.Dataset.from_tensors({"images": image, "bounding_boxes": boxes})
    data = data.map(lambda x: {**x, "images": tf.ensure_shape(tf.io.decode_png(tf.io.encode_png(x["images"])), (None, None, 3))})
    expected = layer({"images": image, "bounding_boxes": boxes}, training=False)
    (found,) = data.map(lambda x: layer(x, training=False))
    np.testing.assert_allclose(found["images"], ops.convert_to_numpy(expected["images"]), atol=1e-3)
    np.testing.assert_allclose(found["bounding_boxes"]["boxes"], ops.convert_to_numpy(expected["bounding_boxes"]["boxes"]), atol=1e-3)


@pytest.mark.parametrize("number", [1, 2, 4])
def test_equal_numbers_of_boxes(number):
    boxes = {"boxes": np.arange(16.0).reshape(2, 2, 4), "labels": np.array([[1, 2], [3, 4]])}
    layer = layers.MaxNumBoundingBoxes(number, fill_value=-3, bounding_box_format="xyxy")
    found = layer({"images": IMAGES, "bounding_boxes": boxes})["bounding_boxes"]
    expected = np.concatenate([boxes["boxes"], np.full((2, 4, 4), -3.0)], axis=1)[:, :number]
    np.testing.assert_array_equal(ops.convert_to_numpy(found["boxes"]), expected)
    assert ops.convert_to_numpy(found["labels"])[1].tolist() == [3, 4, -1, -1][:number]


@pytest.mark.parametrize(
    "make, message",
    [
        (lambda: layers.Resizing(0, 4), "height"),
        (lambda: layers.Resizing(3, 4, "area"), "interpolation"),
        (lambda: layers.Resizing(3, 4, fill_mode="edge"), "fill_mode"),
        (lambda: layers.Resizing(3, 4, crop_to_aspect_ratio=True, pad_to_aspect_ratio=True), "only one"),
        (lambda: layers.CenterCrop(3, 4, "channels"), "data_format"),
        (lambda: layers.RandomCrop(3, -4), "RandomCrop: `width`"),
        (lambda: layers.MaxNumBoundingBoxes(0), "max_number"),
    ],
)
def test_errors(make, message):
    with pytest.raises(ValueError, match=message):
        make()
