import numpy as np
import pytest

from multikeras.src import ops
from multikeras.src.core.symbolic import KerasTensor

IMAGE = np.random.default_rng(0).uniform(0, 255, (8, 6, 3)).astype("float32")
LAST = {"data_format": "channels_last"}


@pytest.mark.parametrize("interpolation", ["nearest", "bilinear", "bicubic", "lanczos3", "lanczos5"])
def test_an_even_image_stays_even(interpolation):
    y = ops.resize(np.full((5, 4, 1), 9.0, "float32"), (3, 11), interpolation, antialias=True, **LAST)
    np.testing.assert_allclose(ops.convert_to_numpy(y), 9.0, rtol=1e-5)


@pytest.mark.parametrize("interpolation", ["bicubic", "lanczos3"])
def test_integers_stay_within_their_range(interpolation):
    edge = np.repeat(np.array([0, 255], "uint8"), 4).reshape((1, 8, 1))
    y = ops.resize(edge, (1, 31), interpolation, **LAST)
    assert ops.dtype(y) == "uint8"
    wide = ops.convert_to_numpy(ops.resize(edge.astype("float32"), (1, 31), interpolation, **LAST))
    assert wide.min() < 0 and wide.max() > 255
    np.testing.assert_array_equal(ops.convert_to_numpy(y), np.clip(np.round(wide), 0, 255))


def test_half_the_size_is_the_mean_of_neighbors():
    y = ops.convert_to_numpy(ops.resize(IMAGE, (4, 3), **LAST))
    np.testing.assert_allclose(y, IMAGE.reshape((4, 2, 3, 2, 3)).mean((1, 3)), rtol=1e-5)


def test_antialiasing_reads_every_pixel():
    spot = np.zeros((9, 9, 1), "float32")
    spot[0, 0] = 1
    assert ops.convert_to_numpy(ops.resize(spot, (3, 3), **LAST)).max() == 0
    assert ops.convert_to_numpy(ops.resize(spot, (3, 3), antialias=True, **LAST)).max() > 0


def test_scale_and_translate_rounds_integers():
    y = ops.scale_and_translate(np.array([0, 1, 3], "int32"), (6,), [2.0], [0.0], (0,), "linear")
    assert ops.convert_to_numpy(y).tolist() == [0, 0, 1, 2, 2, 3]


def test_scale_and_translate_is_resize():
    scale = np.array([11 / 8, 4 / 6], "float32")
    y = ops.scale_and_translate(IMAGE, (11, 4, 3), scale, np.zeros(2, "float32"), (0, 1), "cubic")
    expected = ops.resize(IMAGE, (11, 4), "bicubic", antialias=True, **LAST)
    np.testing.assert_allclose(ops.convert_to_numpy(y), ops.convert_to_numpy(expected), rtol=1e-3, atol=1e-2)


def test_sizes_of_images_may_be_unknown():
    assert ops.resize(KerasTensor((None, None, None, 3)), (4, 5), **LAST).shape == (None, 4, 5, 3)
    assert ops.upsample(KerasTensor((None, None, 4, 3)), (2, 3), "bilinear", "channels_last").shape == (None, None, 12, 3)


@pytest.mark.parametrize(
    "make, message",
    [
        (lambda: ops.resize(IMAGE, 3), "size"),
        (lambda: ops.resize(IMAGE, (3, 0)), "size"),
        (lambda: ops.resize(IMAGE, (3, 3), "area"), "interpolation"),
        (lambda: ops.resize(IMAGE, (3, 3), crop_to_aspect_ratio=True, pad_to_aspect_ratio=True), "only one"),
        (lambda: ops.resize(IMAGE, (3, 3), pad_to_aspect_ratio=True, fill_mode="edge"), "fill_mode"),
        (lambda: ops.resize(IMAGE[0], (3, 3)), "dimensions"),
        (lambda: ops.resize(IMAGE, (3, 3), data_format="channels"), "data_format"),
        (lambda: ops.scale_and_translate(IMAGE, (3, 3, 3), [1.0], [0.0], (0,), "linear"), "axis 1"),
        (lambda: ops.scale_and_translate(IMAGE, (3, 3), [1.0], [0.0], (0,), "linear"), "output_shape"),
        (lambda: ops.scale_and_translate(IMAGE, (3, 6, 3), [1.0], [0.0], (0,), "nearest"), "method"),
    ],
)
def test_errors(make, message):
    with pytest.raises(ValueError, match=message):
        make()
