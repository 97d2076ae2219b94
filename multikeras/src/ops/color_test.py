import colorsys

import numpy as np
import pytest

from multikeras.src import backend, ops

CORNERS = np.array([[0, 0, 0], [1, 1, 1], [0.5, 0.5, 0.5], [1, 0, 0], [0, 1, 1], [0.25, 0.25, 0.75], [1, 0, 1]], "float32")


@pytest.mark.parametrize("name", ["rgb_to_hsv", "hsv_to_rgb"])
def test_corners_of_the_color_space(name):
    convert = {"rgb_to_hsv": ops.rgb_to_hsv, "hsv_to_rgb": ops.hsv_to_rgb}[name]
    expected = [getattr(colorsys, name)(*map(float, color)) for color in CORNERS]
    actual = ops.convert_to_numpy(convert(CORNERS[None], data_format="channels_last"))[0]
    np.testing.assert_allclose(actual, expected, atol=1e-6)


def test_there_and_back():
    colors = np.random.default_rng(0).uniform(0, 1, (2, 3, 4, 5)).astype("float32")
    back = ops.hsv_to_rgb(ops.rgb_to_hsv(colors, "channels_first"), "channels_first")
    np.testing.assert_allclose(ops.convert_to_numpy(back), colors, atol=1e-5)


def test_a_hue_goes_around_the_circle():
    hues = np.array([[[0.3, 0.5, 0.5], [1.3, 0.5, 0.5], [-0.7, 0.5, 0.5]]], "float32")
    colors = ops.convert_to_numpy(ops.hsv_to_rgb(hues, "channels_last"))[0]
    np.testing.assert_allclose(colors[1:], colors[:1].repeat(2, 0), atol=1e-5)


@pytest.mark.requires_trainable_backend
def test_gradients_are_finite_at_grays():
    colors = backend.Variable(CORNERS[None])
    _, gradients = backend.step.value_and_grad(lambda: (ops.sum(ops.rgb_to_hsv(colors.value, "channels_last")), None), [colors])
    assert np.all(np.isfinite(ops.convert_to_numpy(gradients[0])))


@pytest.mark.parametrize(
    "make, message",
    [
        (lambda: ops.rgb_to_hsv(np.zeros((2, 2, 3), "uint8"), "channels_last"), "floating"),
        (lambda: ops.rgb_to_grayscale(np.zeros((2, 2, 4)), "channels_last"), "3 channels"),
        (lambda: ops.hsv_to_rgb(np.zeros((2, 3)), "channels_last"), "dimensions"),
    ],
)
def test_errors(make, message):
    with pytest.raises(ValueError, match=message):
        make()
