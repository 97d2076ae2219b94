import numpy as np
import pytest

from multikeras.src import backend, layers, ops
from multikeras.src.core import config
from multikeras.src.core.symbolic import KerasTensor

IMAGES = np.random.default_rng(0).integers(0, 256, (4, 7, 9, 3)).astype("uint8")
LAST = {"data_format": "channels_last"}

RANDOM = {
    "RandomBrightness": (0.3,),
    "RandomColorDegeneration": (0.8,),
    "RandomColorJitter": ((0, 255), 0.2, 0.3, 0.9, 0.4),
    "RandomContrast": (0.5,),
    "RandomErasing": ((0.7, 1.0),),
    "RandomGaussianBlur": ((0.7, 0.7), 3, 2.0),
    "RandomGrayscale": (0.5,),
    "RandomHue": (0.5,),
    "RandomInvert": ((0.5, 0.5),),
    "RandomPosterization": (8,),
    "RandomSaturation": (0.9,),
    "RandomSharpness": (1.0,),
    "Solarization": (0.3, 0.8),
    "MixUp": (0.5,),
    "CutMix": ((1, 1),),
}
"""Arguments with which images change at random."""

FIXED = {"AutoContrast": (), "Equalization": (), "ContrastLimitedAdaptiveHistogramEqualization": ()}

MEANS = {
    "RandomBrightness": 135.5173,
    "RandomColorDegeneration": 131.4327,
    "RandomColorJitter": 156.2776,
    "RandomContrast": 131.2807,
    "RandomErasing": 130.6963,
    "RandomGaussianBlur": 122.0646,
    "RandomGrayscale": 132.5924,
    "RandomHue": 131.6789,
    "RandomInvert": 128.0053,
    "RandomPosterization": 111.9616,
    "RandomSaturation": 139.2127,
    "RandomSharpness": 131.1342,
    "Solarization": 62.5249,
    "MixUp": 132.0983,
    "CutMix": 131.0106,
}
"""What the images of each layer come to on average, with the portable generator."""


@pytest.fixture
def portable():
    usual = config.rng()
    config.set_rng("portable")
    yield
    config.set_rng(usual)


def make(name, **kwargs):
    return getattr(layers, name)(*{**RANDOM, **FIXED}[name], **kwargs, **({} if name in FIXED else {"seed": 3}))


def trained(layer, images=IMAGES):
    return ops.convert_to_numpy(layer(images, training=True))


def by_image(function):
    return np.stack([function(image) for image in IMAGES])


def by_channel(function):
    return by_image(lambda image: np.stack([function(image[..., i]) for i in range(3)], -1))


# ------------------------------------------------------------------------------------------------------------- formulas


def stretched(x):
    low, high = float(x.min()), float(x.max())
    return (x - low) / (high - low) * 255


def equalized(x):
    counts = np.bincount(x.ravel(), minlength=256)
    sums = counts.cumsum()
    darkest = counts[counts > 0][0]
    return np.round((sums - darkest) / (x.size - darkest) * 255)[x]


def ranked(x):
    sums = np.bincount(x.ravel(), minlength=256).cumsum()
    return (sums[x] - sums[0]) / (x.size - sums[0]) * 255


def blended(x, strength):
    gray = x @ [[0.2989], [0.587], [0.114]]
    return x + (gray - x) * strength


def recontrasted(x, contrast):
    mean = x.mean((0, 1), keepdims=True)
    return np.clip((x - mean) * contrast + mean, 0, 255)


@pytest.mark.parametrize(
    "layer, expected",
    [
        (lambda: layers.AutoContrast(), by_channel(stretched)),
        (lambda: layers.Equalization(), by_channel(equalized)),
        (lambda: layers.RandomBrightness((0.3, 0.3)), np.clip(IMAGES + 76.5, 0, 255)),
        (lambda: layers.RandomContrast((0.0, 0.0)), IMAGES),
        (lambda: layers.RandomColorDegeneration((0.3, 0.3)), by_image(lambda x: blended(x, 0.3))),
        (lambda: layers.RandomGrayscale(1.0), np.broadcast_to(by_image(lambda x: blended(x, 1.0)), IMAGES.shape)),
        (lambda: layers.RandomInvert((1, 1)), 255.0 - IMAGES),
        (lambda: layers.RandomPosterization((3, 3)), IMAGES & 0b11100000),
        (lambda: layers.RandomPosterization((8, 8)), IMAGES),
        (lambda: layers.RandomSaturation((0.5, 0.5)), IMAGES),
        (lambda: layers.RandomSaturation((0.0, 0.0)), np.repeat(IMAGES.max(-1, keepdims=True), 3, -1)),
        (lambda: layers.RandomSharpness((0.5, 0.5)), IMAGES),
        (lambda: layers.RandomHue((0.0, 0.0)), IMAGES),
        (lambda: layers.Solarization(0.0, (0.5, 0.5)), np.where(IMAGES < 128, IMAGES, 255 - IMAGES)),
        (
            lambda: layers.Solarization((0.2, 0.2), (0.5, 0.5)),
            np.where(IMAGES + 51.0 < 127.5, IMAGES + 51.0, np.maximum(204.0 - IMAGES, 0)),
        ),
    ],
)
def test_formulas(layer, expected):
    np.testing.assert_allclose(trained(layer()), expected, atol=1e-3)


RANGED = [name for name in (*RANDOM, *FIXED) if name not in ("MixUp", "CutMix", "RandomGrayscale", "RandomColorJitter")]


@pytest.mark.parametrize("name", [name for name in RANGED if name != "RandomGaussianBlur"])  # which has zeros around images
def test_another_range_of_values(name, portable):
    found = trained(make(name, value_range=(-1, 1)), IMAGES / np.float32(127.5) - 1)
    np.testing.assert_allclose((found + 1) * 127.5, trained(make(name)), atol=2e-2)


def test_contrast_is_drawn_between_its_bounds():
    image = np.array([100.0, 120.0], "float32").reshape((1, 1, 2, 1))
    found = np.ptp(trained(layers.RandomContrast(0.5, seed=1), np.repeat(image, 200, 0)), axis=(1, 2, 3)) / 20
    assert 0.5 <= found.min() < 0.6 and 1.4 < found.max() <= 1.5


def test_saturation_and_hue_are_those_of_hsv():
    hsv = ops.rgb_to_hsv(ops.cast(IMAGES, "float32") / 255, "channels_last")
    hue, saturation, value = ops.unstack(hsv, axis=-1)
    paler = ops.hsv_to_rgb(ops.stack([hue, saturation * (0.3 / 0.7), value], axis=-1), "channels_last") * 255
    np.testing.assert_allclose(trained(layers.RandomSaturation((0.3, 0.3), **LAST)), ops.convert_to_numpy(paler), atol=1e-2)
    turned = ops.hsv_to_rgb(ops.stack([hue + 0.5, saturation, value], axis=-1), "channels_last") * 255
    np.testing.assert_allclose(trained(layers.RandomHue((1, 1), **LAST)), ops.convert_to_numpy(turned), atol=1e-2)


def test_blur_is_the_op():
    found = trained(layers.RandomGaussianBlur((1, 1), (5, 3), (0.8, 0.8), **LAST))
    expected = ops.gaussian_blur(ops.cast(IMAGES, "float32"), (5, 3), (0.8, 0.8), "channels_last")
    np.testing.assert_allclose(found, ops.convert_to_numpy(expected), atol=1e-3)


def test_no_blur_at_all():
    np.testing.assert_allclose(trained(layers.RandomGaussianBlur((1, 1), sigma=(0, 0))), IMAGES, atol=1e-4)


def test_flat_channels_stay():
    flat = np.full((1, 4, 4, 3), 77, "uint8")
    for layer in (layers.AutoContrast(), layers.Equalization()):
        np.testing.assert_array_equal(trained(layer, flat), flat)


def test_a_whole_image_as_one_tile_without_a_limit_is_equalized():
    layer = layers.ContrastLimitedAdaptiveHistogramEqualization(clip_limit=256, tile_grid_size=(1, 1), **LAST)
    np.testing.assert_allclose(trained(layer), by_channel(ranked), atol=1e-3)


def test_tiles_and_their_limit():
    rng = np.random.default_rng(1)
    noise = np.concatenate([rng.integers(100, 104, (1, 16, 16, 1)), rng.integers(200, 256, (1, 16, 16, 1))], 2).astype("uint8")
    weak, strong = (
        trained(layers.ContrastLimitedAdaptiveHistogramEqualization(clip_limit=limit, tile_grid_size=(1, 2), **LAST), noise)
        for limit in (1.0, 256)
    )
    assert np.ptp(strong[:, :, :8]) > 150 > 20 > np.ptp(weak[:, :, :8])  # the first half has few shades, and a tile of its own


# ------------------------------------------------------------------------------------------------------------ randomness


@pytest.mark.parametrize("name", RANDOM)
def test_a_seed_gives_the_same_images_on_every_backend(name, portable):
    np.testing.assert_allclose(trained(make(name)).mean(), MEANS[name], rtol=1e-4)


@pytest.mark.parametrize("name", RANDOM)
def test_each_call_draws_anew_and_a_seed_repeats_it(name):
    layer, twin = make(name), make(name)
    calls = [trained(layer) for _ in range(8)]
    np.testing.assert_array_equal(calls[0], trained(twin))
    assert any(not np.array_equal(calls[0], other) for other in calls[1:])


@pytest.mark.parametrize("name", [name for name in RANDOM if name not in ("MixUp", "CutMix")])
def test_each_image_of_a_batch_changes_in_its_own_way(name):
    found = trained(make(name), np.repeat(IMAGES[:1], 16, 0))
    assert any(not np.array_equal(found[0], other) for other in found[1:])


@pytest.mark.parametrize("name", RANDOM)
def test_images_rest_outside_of_training(name):
    np.testing.assert_array_equal(ops.convert_to_numpy(make(name)(IMAGES, training=False)), IMAGES)


@pytest.mark.parametrize("name", [*RANDOM, *FIXED])
def test_other_dtypes(name, portable):
    expected = trained(make(name))
    for dtype, tolerance in (("float64", 1e-3), ("float16", 1.0), ("mixed_bfloat16", None)):
        layer = make(name, dtype=dtype)
        found = layer(IMAGES, training=True)
        assert ops.dtype(found) == layer.compute_dtype
        if tolerance is not None:
            np.testing.assert_allclose(ops.convert_to_numpy(found), expected, atol=tolerance)


@pytest.mark.parametrize("name", [*RANDOM, *FIXED])
def test_channels_first(name, portable):
    last = trained(make(name, **LAST))
    first = trained(make(name, data_format="channels_first"), np.moveaxis(IMAGES, -1, 1))
    np.testing.assert_allclose(np.moveaxis(first, 1, -1), last, atol=1e-3)


@pytest.mark.parametrize("name", [*RANDOM, *FIXED])
def test_one_image_and_unknown_sizes(name):
    layer = make(name, **LAST)
    assert trained(layer, IMAGES[0]).shape == IMAGES[0].shape
    symbol = layer(KerasTensor((None, None, None, 3), "uint8"), training=True)
    assert symbol.shape == (None, None, None, 3) and symbol.dtype == "float32"


@pytest.mark.parametrize("name", [*RANDOM, *FIXED])
def test_traced(name):
    layer = make(name, **LAST)
    images = ops.cast(IMAGES, "float32")
    transformation = layer.get_random_transformation(images, training=True)

    def transform(images):
        return layer.transform_images(images, transformation, training=True)

    expected = ops.convert_to_numpy(transform(images))
    for tracer in backend.TRACERS.values():
        np.testing.assert_allclose(ops.convert_to_numpy(tracer(transform)(images)), expected, atol=1e-2)


@pytest.mark.parametrize("name", ["RandomBrightness", "Equalization", "RandomErasing"])
def test_inside_of_a_tf_data_pipeline(name, portable):
    tf = pytest.importorskip("tensorflow")
    layer, twin = make(name, **LAST), make(name, **LAST)
    data = tf.data.Dataset.from_tensor_slices(IMAGES).batch(4).map(lambda x: layer(x, training=True))
    assert data.element_spec.shape.as_list() == [None, 7, 9, 3]
    np.testing.assert_allclose(next(iter(data)).numpy(), trained(twin), atol=1e-3)


# -------------------------------------------------------------------------------------------------------------- erasing


def test_erased_parts_are_rectangles_of_the_area_that_is_asked_for():
    images = np.zeros((20, 40, 60, 1), "float32")
    found = trained(layers.RandomErasing((1, 1), (0.2, 0.2), fill_value=9, seed=1, **LAST), images)[..., 0]
    for image in found == 9:
        rows, columns = image.any(1), image.any(0)
        np.testing.assert_array_equal(image, np.outer(rows, columns))
        assert abs(image.mean() - 0.2) < 0.02


def test_errors():
    for build, message in [
        (lambda: layers.RandomBrightness(1.5), "factor"),
        (lambda: layers.RandomBrightness((0.1, 0.2, 0.3)), "factor"),
        (lambda: layers.RandomContrast((-0.5, 0.5)), "factor"),
        (lambda: layers.RandomSaturation(-0.5), "between 0 and 1"),
        (lambda: layers.RandomPosterization(9), "between 1 and 8"),
        (lambda: layers.RandomGrayscale(2), "probability"),
        (lambda: layers.RandomGaussianBlur(kernel_size=4), "odd"),
        (lambda: layers.Equalization(bins=0), "bins"),
        (lambda: layers.AutoContrast((255, 0)), "value_range"),
        (lambda: layers.ContrastLimitedAdaptiveHistogramEqualization(clip_limit=0), "clip_limit"),
    ]:
        with pytest.raises(ValueError, match=message):
            build()
