import numpy as np
import pytest

from multikeras.src import ops
from multikeras.src.core.symbolic import KerasTensor

RNG = np.random.default_rng(0)
IMAGE = RNG.uniform(0, 255, (5, 6, 3))
IDENTITY = np.array([1.0, 0, 0, 0, 1, 0, 0, 0])
NAMES_IN_SCIPY = {"constant": "grid-constant", "wrap": "grid-wrap"}


@pytest.mark.parametrize("order", [0, 1])
@pytest.mark.parametrize("fill_mode", ["constant", "nearest", "wrap", "mirror", "reflect"])
@pytest.mark.parametrize("dtype", ["float32", "uint8", "int32"])
def test_map_coordinates_is_that_of_scipy(order, fill_mode, dtype):
    ndimage = pytest.importorskip("scipy.ndimage")
    inputs, coordinates = IMAGE[..., 0].astype(dtype), RNG.uniform(-9, 14, (2, 40))
    expected = ndimage.map_coordinates(inputs, coordinates, order=order, mode=NAMES_IN_SCIPY.get(fill_mode, fill_mode), cval=7)
    actual = ops.map_coordinates(inputs, coordinates, order, fill_mode, fill_value=7)
    assert ops.dtype(actual) == dtype
    np.testing.assert_allclose(ops.convert_to_numpy(actual), expected, rtol=1e-4, atol=1e-3)


def test_halves_are_rounded_away_from_zero():
    line = np.array([1, 2, -1, -2], "int32")
    assert ops.convert_to_numpy(ops.map_coordinates(line, [[0.5, 2.5]], 1)).tolist() == [2, -2]


@pytest.mark.parametrize("fill_mode", ["constant", "nearest", "wrap", "mirror", "reflect"])
def test_no_number_is_no_place(fill_mode):
    places = np.array([[0.0, np.nan, np.inf, -np.inf]])
    assert ops.convert_to_numpy(ops.map_coordinates([1.0, 2.0], places, 0, fill_mode)).shape == (4,)


def test_identity_changes_nothing():
    y = ops.affine_transform(IMAGE, IDENTITY, data_format="channels_last")
    np.testing.assert_allclose(ops.convert_to_numpy(y), IMAGE, rtol=1e-6)


def test_perspective_brings_points_to_points():
    start = np.array([[0.0, 0.0], [5.0, 0.0], [0.0, 4.0], [5.0, 4.0]], "float32")
    end = np.array([[1.0, 1.0], [4.0, 0.0], [0.0, 3.0], [5.0, 4.0]], "float32")
    y = ops.convert_to_numpy(ops.perspective_transform(IMAGE, start, end, "nearest", data_format="channels_last"))
    for (x0, y0), (x1, y1) in zip(start.astype(int), end.astype(int), strict=True):
        np.testing.assert_allclose(y[y1, x1], IMAGE[y0, x0], rtol=1e-6)


@pytest.mark.parametrize(
    "make, message",
    [
        (lambda: ops.map_coordinates(IMAGE, np.zeros((2, 4)), 1), "3 dimensions"),
        (lambda: ops.map_coordinates(IMAGE, np.zeros((3, 4)), 2), "order"),
        (lambda: ops.map_coordinates(IMAGE, np.zeros((3, 4)), 1, "edge"), "fill_mode"),
        (lambda: ops.affine_transform(IMAGE, IDENTITY[:6]), "transform"),
        (lambda: ops.affine_transform(IMAGE, np.stack([IDENTITY] * 2)), "transform"),
        (lambda: ops.affine_transform(IMAGE, IDENTITY, "bicubic"), "interpolation"),
        (lambda: ops.perspective_transform(IMAGE, np.zeros((3, 2)), np.zeros((3, 2))), "start_points"),
        (lambda: ops.affine_transform(IMAGE[0], IDENTITY), "dimensions"),
        (lambda: ops.affine_transform(KerasTensor((None, 4, 4, 3)), KerasTensor((None, 6))), "transform"),
    ],
)
def test_errors(make, message):
    with pytest.raises(ValueError, match=message):
        make()
