import numpy as np
import pytest

from multikeras.src import layers, ops
from multikeras.src.core.symbolic import KerasTensor

RNG = np.random.default_rng(0)
IMAGE = RNG.normal(size=(2, 3, 4, 5))


@pytest.mark.parametrize(
    "layer, reference, x",
    [
        (layers.Flatten("channels_last"), lambda x: x.reshape(2, -1), IMAGE),
        (layers.Flatten("channels_first"), lambda x: np.moveaxis(x, 1, -1).reshape(2, -1), IMAGE),
        (layers.Flatten(), lambda x: x[:, None], IMAGE[:, 0, 0, 0]),
        (layers.Reshape((-1, 6)), lambda x: x.reshape(2, 10, 6), IMAGE),
        (layers.Reshape(()), lambda x: x[:, 0], IMAGE[:, :1, 0, 0]),
        (layers.Permute((3, 1, 2)), lambda x: x.transpose(0, 3, 1, 2), IMAGE),
        (layers.RepeatVector(3), lambda x: np.stack([x] * 3, 1), IMAGE[:, 0, 0]),
        (
            layers.ZeroPadding1D((1, 2), data_format="channels_last"),
            lambda x: np.pad(x, ((0, 0), (1, 2), (0, 0))),
            IMAGE[0],
        ),
        (
            layers.ZeroPadding2D(((1, 2), (0, 3)), data_format="channels_first"),
            lambda x: np.pad(x, ((0, 0), (0, 0), (1, 2), (0, 3))),
            IMAGE,
        ),
        (
            layers.ZeroPadding2D((1, 2), data_format="channels_last"),
            lambda x: np.pad(x, ((0, 0), (1, 1), (2, 2), (0, 0))),
            IMAGE,
        ),
        (
            layers.ZeroPadding3D(1, data_format="channels_last"),
            lambda x: np.pad(x, ((0, 0), (1, 1), (1, 1), (1, 1), (0, 0))),
            IMAGE[..., None],
        ),
        (layers.Cropping1D((0, 2)), lambda x: x[:, :-2], IMAGE[0]),
        (layers.Cropping2D(((1, 0), (2, 1)), data_format="channels_last"), lambda x: x[:, 1:, 2:-1], IMAGE),
        (layers.Cropping2D((1, 2), data_format="channels_first"), lambda x: x[:, :, 1:-1, 2:-2], IMAGE),
        (
            layers.Cropping3D(1, data_format="channels_last"),
            lambda x: x[:, 1:-1, 1:-1, 1:-1],
            IMAGE[..., None],
        ),
        (layers.UpSampling1D(3), lambda x: x.repeat(3, 1), IMAGE[0]),
        (
            layers.UpSampling2D((2, 3), data_format="channels_last"),
            lambda x: x.repeat(2, 1).repeat(3, 2),
            IMAGE,
        ),
        (layers.UpSampling2D(2, data_format="channels_first"), lambda x: x.repeat(2, 2).repeat(2, 3), IMAGE),
        (
            layers.UpSampling3D((1, 2, 3), data_format="channels_last"),
            lambda x: x.repeat(2, 2).repeat(3, 3),
            IMAGE[..., None],
        ),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_values_and_gradients(agrees, layer, reference, x):
    agrees(layer, reference, x)


@pytest.mark.parametrize(
    "layer, shape, expected",
    [
        (layers.Flatten(), (None, 3, 4), (None, 12)),
        (layers.Flatten(), (None, None, 4), (None, None)),
        (layers.Flatten(), (None,), (None, 1)),
        (layers.Reshape((-1, 2)), (None, 3, 4), (None, 6, 2)),
        (layers.Reshape((-1, 2)), (None, None, 4), (None, None, 2)),
        (layers.Permute((2, 1)), (None, None, 4), (None, 4, None)),
        (layers.RepeatVector(3), (None, 4), (None, 3, 4)),
        (layers.Cropping1D(1), (None, None, 4), (None, None, 4)),
        (layers.UpSampling1D(2), (None, 5, None), (None, 10, None)),
    ],
)
def test_unknown_sizes(layer, shape, expected):
    assert layer(KerasTensor(shape)).shape == expected


@pytest.mark.parametrize("layer", [layers.Flatten(), layers.Reshape((-1, 2))])
def test_no_samples(layer):
    assert tuple(layer(np.ones((0, 4, 2), "float32")).shape) == ((0, 8) if isinstance(layer, layers.Flatten) else (0, 4, 2))


@pytest.mark.parametrize(
    "make, message",
    [
        (lambda: layers.Reshape((-1, -1)), "at most one -1"),
        (lambda: layers.Reshape((7,))(IMAGE), "60 elements"),
        (lambda: layers.Reshape((-1, 7))(KerasTensor((None, 5, 12))), "60 elements"),
        (lambda: layers.Permute((0, 1)), "dims"),
        (lambda: layers.Permute((2, 1))(IMAGE), "3 dimensions"),
        (lambda: layers.RepeatVector(0), "positive int"),
        (lambda: layers.ZeroPadding2D(-1), "padding"),
        (lambda: layers.ZeroPadding2D(((1, 2), (3,))), "padding"),
        (lambda: layers.Cropping2D(2, data_format="channels_last")(IMAGE), "leaves nothing"),
        (lambda: layers.UpSampling2D(0), "size"),
        (lambda: layers.UpSampling2D(interpolation="cubic"), "interpolation"),
    ],
)
def test_errors(make, message):
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize("interpolation", ["bilinear", "bicubic", "lanczos3", "lanczos5"])
@pytest.mark.parametrize("data_format, axis", [("channels_last", 1), ("channels_first", 2)])
def test_up_sampling_interpolates_as_resize(interpolation, data_format, axis):
    layer = layers.UpSampling2D((2, 3), data_format, interpolation)
    size = (2 * IMAGE.shape[axis], 3 * IMAGE.shape[axis + 1])
    expected = ops.resize(IMAGE.astype("float32"), size, interpolation, data_format=data_format)
    np.testing.assert_allclose(ops.convert_to_numpy(layer(IMAGE)), ops.convert_to_numpy(expected), rtol=1e-5, atol=1e-6)


def test_interpolating_up_sampling_takes_unknown_sizes():
    layer = layers.UpSampling2D(2, "channels_last", "bilinear")
    assert layer(KerasTensor((None, None, 4, 3))).shape == (None, None, 8, 3)


def test_integers_keep_their_dtype():
    assert ops.dtype(layers.ZeroPadding1D(1)(np.ones((1, 2, 3), "int32"))) == "int32"
