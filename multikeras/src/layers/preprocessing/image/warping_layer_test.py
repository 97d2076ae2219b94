import numpy as np
import pytest

from multikeras import config, layers, ops
from multikeras.src import backend
from multikeras.src.core import threefry
from multikeras.src.core.symbolic import KerasTensor
from multikeras.utils.bounding_boxes import convert_format

RANDOM = np.random.default_rng(0)
IMAGES = RANDOM.uniform(0, 255, (2, 8, 10, 3)).astype("float32")
BOX = {"bounding_box_format": "xyxy", "data_format": "channels_last"}

FIXED = {
    "rotation": lambda **k: layers.RandomRotation((0.1, 0.1), **k),
    "quarter": lambda **k: layers.RandomRotation((-0.25, -0.25), **k),
    "shear": lambda **k: layers.RandomShear((0.3, 0.3), (0.1, 0.1), **k),
    "translation": lambda **k: layers.RandomTranslation((0.25, 0.25), (-0.2, -0.2), **k),
    "zoom in": lambda **k: layers.RandomZoom((-0.4, -0.4), (-0.2, -0.2), **k),
    "zoom out": lambda **k: layers.RandomZoom((0.4, 0.4), **k),
    "perspective": lambda fill_mode, **k: layers.RandomPerspective((1.0, 1.0), 0.5, **k),
}
"""Layers whose strength, or kind, is known before."""

ALL = {
    **FIXED,
    "elastic": lambda **k: layers.RandomElasticTransform((1.0, 1.0), (0.6, 0.6), **k),
    "some": lambda **k: layers.RandomElasticTransform(0.5, **k),
}


def numpy(x):
    return ops.convert_to_numpy(x)


def shown(pixels):
    """The box around the pixels that are not 0, as x1, y1, x2, y2."""
    (rows,), (columns,) = np.nonzero(pixels.any(axis=1)), np.nonzero(pixels.any(axis=0))
    return np.array([columns[0], rows[0], columns[-1] + 1, rows[-1] + 1])


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("form", ["xyxy", "center_yxhw", "rel_xywh"])
def test_boxes_go_where_pixels_go(name, form):
    height, width = 60, 80
    corners = np.array([[[20, 15, 50, 35], [30, 20, 60, 50]]] * 2, "float32")
    masks = np.zeros((2, height, width, 2), "int32")
    for image in range(2):
        for i, (x1, y1, x2, y2) in enumerate(corners[image].astype(int)):
            masks[image, y1:y2, x1:x2, i] = 1
    layer = ALL[name](fill_mode="constant", seed=4, bounding_box_format=form, data_format="channels_last")
    given = {
        "images": np.zeros((2, height, width, 1), "float32"),
        "segmentation_masks": masks,
        "bounding_boxes": {"boxes": convert_format(corners, "xyxy", form, height, width), "labels": np.array([[3, 4]] * 2)},
    }
    found = layer(given, training=True)
    boxes = numpy(convert_format(found["bounding_boxes"]["boxes"], form, "xyxy", height, width))
    masks = numpy(found["segmentation_masks"])
    assert masks.dtype == "int32"
    for image in range(2):
        for i in range(2):
            np.testing.assert_allclose(boxes[image, i], shown(masks[image, :, :, i]), atol=1.1)
    assert numpy(found["bounding_boxes"]["labels"]).tolist() == [[3, 4]] * 2


@pytest.mark.parametrize("name", ALL)
def test_masks_are_read_at_the_nearest_pixel(name):
    layer = ALL[name](fill_mode="reflect", seed=1, **BOX)
    masks = RANDOM.integers(0, 5, (2, 8, 10, 1)).astype("uint8")
    found = layer({"images": IMAGES, "segmentation_masks": masks}, training=True)
    assert ops.dtype(found["segmentation_masks"]) == "uint8"
    assert set(np.unique(numpy(found["segmentation_masks"]))) <= set(np.unique(masks))


@pytest.mark.parametrize("name", ALL)
def test_channels_first_is_the_same_transposed(name):
    last, first = (ALL[name](fill_mode="wrap", seed=2, data_format=form) for form in ("channels_last", "channels_first"))
    expected = np.moveaxis(numpy(last(IMAGES, training=True)), -1, 1)
    np.testing.assert_allclose(numpy(first(np.moveaxis(IMAGES, -1, 1), training=True)), expected, atol=1e-3)


@pytest.mark.parametrize("name", ALL)
def test_one_image_of_integers(name):
    found = ALL[name](fill_mode="nearest", seed=2, **BOX)(IMAGES[0].astype("uint8"), training=True)
    assert tuple(found.shape) == (8, 10, 3) and ops.dtype(found) == "float32"


@pytest.mark.parametrize("name", ALL)
def test_nothing_happens_outside_of_training(name):
    given = {"images": IMAGES, "bounding_boxes": {"boxes": np.full((2, 1, 4), 3.0), "labels": np.zeros((2, 1))}}
    found = ALL[name](fill_mode="nearest", **BOX)(given, training=False)
    np.testing.assert_array_equal(numpy(found["images"]), IMAGES)
    np.testing.assert_array_equal(numpy(found["bounding_boxes"]["boxes"]), given["bounding_boxes"]["boxes"])


@pytest.mark.parametrize("name", ALL)
def test_unknown_sizes(name):
    found = ALL[name](fill_mode="nearest", **BOX)(KerasTensor((None, None, None, 3), "uint8"), training=True)
    assert found.shape == (None, None, None, 3) and found.dtype == "float32"


@pytest.mark.parametrize("name", ["rotation", "perspective", "elastic"])
@pytest.mark.parametrize("batched", [True, False])
def test_inside_of_a_tf_data_pipeline(name, batched):
    tf = pytest.importorskip("tensorflow")
    boxes = {"boxes": np.array([[[1, 1, 5, 6]]] * 2, "float32"), "labels": np.array([[1], [2]])}
    data = tf.data.Dataset.from_tensor_slices({"images": IMAGES, "bounding_boxes": boxes})
    layer = ALL[name](fill_mode="nearest", **BOX)
    data = data.map(lambda x: {**x, "images": tf.ensure_shape(tf.identity(x["images"]), (None, None, 3))})
    found = list((data.batch(2) if batched else data).map(lambda x: layer(x, training=True)))
    assert found[0]["images"].shape == (IMAGES if batched else IMAGES[0]).shape
    assert found[0]["bounding_boxes"]["boxes"].shape == ((2, 1, 4) if batched else (1, 4))


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("tracer", backend.TRACERS)
def test_traced(name, tracer):
    config.set_rng("portable")
    layer = ALL[name](fill_mode="nearest", **BOX)
    boxes = np.array([[[1, 1, 5, 6], [0, 0, 10, 8]]] * 2, "float32")

    def apply(images, boxes, labels):
        chosen = layer.get_random_transformation(images, training=True, seed=6)
        found = layer.transform_bounding_boxes({"boxes": boxes, "labels": labels}, chosen)
        return layer.transform_images(images, chosen), found["boxes"], found["labels"]

    given = [ops.convert_to_tensor(x) for x in (IMAGES, boxes, np.array([[1, 2]] * 2))]
    for x, y in zip(backend.TRACERS[tracer](apply)(*given), apply(*given), strict=True):
        np.testing.assert_allclose(numpy(x), numpy(y), rtol=1e-3, atol=1e-2)


@pytest.mark.parametrize("name", ALL)
def test_no_images(name):
    boxes = {"boxes": np.zeros((0, 3, 4), "float32"), "labels": np.zeros((0, 3), "int32")}
    found = ALL[name](fill_mode="nearest", **BOX)({"images": IMAGES[:0], "bounding_boxes": boxes}, training=True)
    assert tuple(found["images"].shape) == (0, 8, 10, 3)
    assert tuple(found["bounding_boxes"]["boxes"].shape) == (0, 3, 4)


@pytest.mark.parametrize("name", ALL)
def test_the_same_seed_gives_the_same_images(name):
    first, second = (numpy(ALL[name](fill_mode="nearest", seed=3)(IMAGES, training=True)) for _ in range(2))
    np.testing.assert_array_equal(first, second)
    layer = ALL[name](fill_mode="nearest")
    chosen = [layer.get_random_transformation(IMAGES, training=True, seed=9) for _ in range(2)]
    np.testing.assert_array_equal(*(numpy(layer.transform_images(IMAGES, one)) for one in chosen))


def test_images_differ():
    layer = layers.RandomRotation(0.5, data_format="channels_last", seed=0)
    first, second = numpy(layer(np.stack([IMAGES[0]] * 2), training=True))
    assert np.abs(first - second).max() > 1
    assert np.abs(numpy(layer(IMAGES[:1], training=True))[0] - first).max() > 1


PIXELS = {
    "rotation": [[192.22, 128.12], [192.22, 128.12]],
    "quarter": [[142.92, 190.93], [142.92, 190.93]],
    "shear": [[147.71, 59.05], [139.75, 59.05]],
    "translation": [[212.32, 23.93], [212.32, 23.93]],
    "zoom in": [[208.49, 158.43], [208.49, 158.43]],
    "zoom out": [[215.67, 125.6], [215.67, 125.6]],
    "perspective": [[194.04, 144.06], [216.46, 151.34]],
    "elastic": [[215.37, 153.81], [204.94, 146.7]],
    "some": [[235.5, 164.74], [193.52, 138.41]],
}
"""What two pixels are with seed 5 and the portable generator, on every backend."""


@pytest.mark.parametrize("name", ALL)
def test_the_portable_generator_gives_the_same_images_on_every_backend(name):
    config.set_rng("portable")
    layer = ALL[name](fill_mode="reflect", seed=5, data_format="channels_last")
    found = [numpy(layer(IMAGES, training=True))[:, 3, 4, 1] for _ in range(2)]
    np.testing.assert_allclose(found, PIXELS[name], rtol=1e-3)


def test_the_portable_generator_draws_numbers_of_threefry():
    config.set_rng("portable")
    parts = threefry.uniform(np.array([7, 0], "uint32"), (1, 2), dtype="float32")[0]
    found = layers.RandomRotation(0.5, data_format="channels_last").get_random_transformation(IMAGES, seed=7)
    np.testing.assert_allclose(numpy(found["coefficients"])[:, 0], np.cos(2 * np.pi * (parts - 0.5)), atol=1e-5)


def test_boxes_that_leave_the_image_are_no_objects_any_more():
    boxes = {"boxes": np.array([[[0.0, 0, 2, 2], [8, 6, 10, 8], [5, 0, 10, 2]]]), "labels": np.array([[1, 2, 3]])}
    layer = layers.RandomTranslation((0.25, 0.25), (0.2, 0.2), **BOX)
    found = layer({"images": IMAGES[:1], "bounding_boxes": boxes}, training=True)["bounding_boxes"]
    np.testing.assert_allclose(numpy(found["boxes"])[0], [[2, 2, 4, 4], [10, 8, 10, 8], [7, 2, 10, 4]], atol=1e-5)
    assert numpy(found["labels"]).tolist() == [[1, -1, 3]]


def test_quarter_turns_are_exact():
    square = IMAGES[:, :, :8]
    for part, turns in ((0.25, 1), (0.5, 2), (-0.25, -1)):
        found = layers.RandomRotation((part, part), data_format="channels_last")(square, training=True)
        np.testing.assert_allclose(numpy(found), np.rot90(square, turns, axes=(1, 2)), atol=0.05)


def test_zoom_keeps_proportions_unless_told():
    found = layers.RandomZoom(0.5).get_random_transformation(IMAGES)
    coefficients = numpy(found["coefficients"])
    np.testing.assert_array_equal(coefficients[:, 0], coefficients[:, 4])
    coefficients = numpy(layers.RandomZoom(0.5, 0.3, seed=1).get_random_transformation(IMAGES)["coefficients"])
    assert (coefficients[:, 0] != coefficients[:, 4]).all()


def test_shear_goes_both_ways():
    found = layers.RandomShear((0.3, 0.3), (0.2, 0.2), seed=1).get_random_transformation(np.zeros((40, 4, 4, 1)))
    coefficients = numpy(found["coefficients"]).round(3)
    assert set(coefficients[:, 1].tolist()) == {np.float32(0.3).item(), np.float32(-0.3).item()}
    assert len(set(map(tuple, coefficients[:, [1, 3]].tolist()))) == 4


@pytest.mark.parametrize("make", [layers.RandomPerspective, layers.RandomElasticTransform])
def test_how_many_images_are_changed(make):
    images = np.repeat(RANDOM.uniform(0, 255, (1, 8, 8, 1)), 200, axis=0).astype("float32")
    for factor, low, high in (((0.0, 0.0), 0, 0), ((0.3, 0.3), 0.2, 0.4), ((1.0, 1.0), 1, 1)):
        found = numpy(make(factor, 0.5, seed=1, data_format="channels_last")(images, training=True))
        assert low <= np.mean(np.abs(found - images).max(axis=(1, 2, 3)) > 1e-2) <= high


def test_perspective_brings_corners_to_their_places():
    layer = layers.RandomPerspective((1.0, 1.0), 0.5, seed=2, data_format="channels_last")
    coefficients = layer.get_random_transformation(np.zeros((50, 9, 21, 1)), seed=1)["coefficients"]
    corners = np.array([[0.0, 20, 0, 20], [0, 0, 8, 8]], "float32").reshape(2, 1, 1, 4)
    x, y = (numpy(one)[:, 0] for one in layer._destination(*corners, coefficients))
    np.testing.assert_allclose([x[:, 0], y[:, 0]], 0, atol=1e-4)
    assert 0.74 <= (x[:, 3] / 20).min() < 0.8 and 1.2 < (x[:, 3] / 20).max() <= 1.26
    assert 0.74 <= (y[:, 3] / 8).min() < 0.8 and 1.2 < (y[:, 3] / 8).max() <= 1.26
    back = layer.get_transformed_x_y(x[:, 3], y[:, 3], coefficients)
    np.testing.assert_allclose(numpy(ops.stack(back)), [[20] * 50, [8] * 50], rtol=1e-3)


def test_elastic_images_stay_in_their_range():
    layer = layers.RandomElasticTransform((1.0, 1.0), value_range=(50, 100), data_format="channels_last")
    found = numpy(layer(IMAGES, training=True))
    assert found.min() == 50 and found.max() == 100


def test_elastic_bends_grow_with_images():
    assert [float(x) for x in layers.RandomElasticTransform().get_elastic_transform_params(100, 200, 0.5)] == [10.0, 2.5]


@pytest.mark.parametrize(
    "make, message",
    [
        (lambda: layers.RandomRotation(1.5), "RandomRotation: `factor`.*-1 and 1.*1.5"),
        (lambda: layers.RandomRotation((0.1, 0.2, 0.3)), "RandomRotation: `factor`"),
        (lambda: layers.RandomRotation("a"), "RandomRotation: `factor`"),
        (lambda: layers.RandomRotation(0.1, fill_mode="zero"), "RandomRotation: `fill_mode`"),
        (lambda: layers.RandomRotation(0.1, interpolation="bicubic"), "RandomRotation: `interpolation`"),
        (lambda: layers.RandomShear(1.2), "RandomShear: `x_factor`.*-1 and 1"),
        (lambda: layers.RandomShear(0.1, (-1.2, 0.3)), "RandomShear: `y_factor`"),
        (lambda: layers.RandomTranslation(0.1, -1.2), "RandomTranslation: `width_factor`"),
        (lambda: layers.RandomZoom((2.0, 3.0)), "RandomZoom: `height_factor`"),
        (lambda: layers.RandomPerspective(2.0), "RandomPerspective: `factor`"),
        (lambda: layers.RandomPerspective(0.5, 2.0), "RandomPerspective: `scale`"),
        (lambda: layers.RandomElasticTransform(0.5, 2.0), "RandomElasticTransform: `scale`"),
        (lambda: layers.RandomElasticTransform(value_range=(0, 1, 2)), "RandomElasticTransform: `value_range`"),
    ],
)
def test_errors(make, message):
    with pytest.raises(ValueError, match=message):
        make()


def test_factors_in_any_order():
    assert layers.RandomRotation((0.3, -0.1)).factor == (-0.1, 0.3)
    assert layers.RandomRotation(-0.2).factor == (-0.2, 0.2)
    assert layers.RandomPerspective(0.4).factor == (0, 0.4)


@pytest.mark.parametrize("layer", [layers.RandomShear(0.1), layers.RandomTranslation(0.1, 0.1)], ids=["shear", "translation"])
def test_shifted_boxes(layer):
    given = {"boxes": np.array([[[1.0, 2.0, 4.0, 6.0]], [[0.0, 0.0, 1.0, 1.0]]], "float32"), "labels": np.array([[7], [8]])}
    found = layer.get_shifted_bbox(given, np.array([[0.5], [0.25]]), 1.0)
    assert numpy(found["boxes"]).tolist() == [[[0.5, 1.0, 3.5, 5.0]], [[-0.25, -1.0, 0.75, 0.0]]]
    assert found["labels"] is given["labels"] and given["boxes"][0, 0, 0] == 1


def test_boxes_clipped_to_what_a_zoom_shows():
    given = {"boxes": np.array([[[1.0, 2.0, 4.0, 6.0], [0.0, 0.0, 1.0, 1.0], [3.0, 2.0, 9.0, 4.0]]], "float32")}
    found = layers.RandomZoom(0.1).get_clipped_bbox(given, h_end=5.0, h_start=1.0, w_end=7.0, w_start=2.0)
    assert numpy(found["boxes"]).tolist() == [[[0.0, 1.0, 2.0, 4.0], [0.0, 0.0, 0.0, 0.0], [1.0, 1.0, 5.0, 3.0]]]


def test_shear_from_a_config_of_keras():
    """It writes the range in which it draws before it chooses the side."""
    layer = layers.RandomShear.from_config({"x_factor": [-0.25, 0.25], "y_factor": 0.0, "fill_mode": "constant", "seed": 1, **BOX})
    plain = layers.RandomShear(0.25, fill_mode="constant", seed=1, **BOX)
    np.testing.assert_array_equal(numpy(layer(IMAGES, training=True)), numpy(plain(IMAGES, training=True)))
