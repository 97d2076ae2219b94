import numpy as np
import pytest

from multikeras.src import backend
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.layers import (
    ActivityRegularization,
    Dropout,
    GaussianDropout,
    GaussianNoise,
    SpatialDropout1D,
    SpatialDropout2D,
)

NOISY = [Dropout(0.4, seed=1), SpatialDropout2D(0.4, seed=1), GaussianNoise(0.5, seed=1), GaussianDropout(0.4, seed=1)]
X = np.full((50, 4, 4, 20), 2.0, "float32")


@pytest.mark.parametrize("layer", NOISY, ids=lambda layer: type(layer).__name__)
def test_noise_is_for_training_and_keeps_the_mean(layer):
    assert np.array_equal(backend.to_numpy(layer(X)), X)
    first, second = (backend.to_numpy(layer(X, training=True)) for _ in range(2))
    assert not np.array_equal(first, second)
    assert abs(first.mean() - 2) < 0.1


@pytest.mark.parametrize("layer", NOISY, ids=lambda layer: type(layer).__name__)
def test_symbolic_in_training(layer):
    outputs = layer(KerasTensor((None, None, 4, 20)), training=True)
    assert outputs.shape == (None, None, 4, 20)


def test_rate_of_dropout():
    outputs = backend.to_numpy(Dropout(0.25, seed=0)(X, training=True))
    assert abs((outputs == 0).mean() - 0.25) < 0.02
    np.testing.assert_allclose(outputs[outputs != 0], 2 / 0.75, rtol=1e-6)


def test_rate_of_one_leaves_nothing():
    assert not backend.to_numpy(Dropout(1.0)(X, training=True)).any()


def test_variance_of_gaussian_dropout():
    outputs = backend.to_numpy(GaussianDropout(0.2, seed=0)(X, training=True)) / 2
    assert abs(outputs.var() - 0.25) < 0.02


def test_features_fall_together():
    steps = backend.to_numpy(SpatialDropout1D(0.5, seed=0)(np.ones((3, 6, 8), "float32"), training=True))
    assert np.array_equal(steps, np.broadcast_to(steps[:, :1], steps.shape)) and len(np.unique(steps)) == 2
    images = np.ones((3, 8, 4, 5), "float32")
    pixels = backend.to_numpy(SpatialDropout2D(0.5, data_format="channels_first", seed=0)(images, training=True))
    assert np.array_equal(pixels, np.broadcast_to(pixels[:, :, :1, :1], pixels.shape)) and len(np.unique(pixels)) == 2


def test_same_seed_same_noise():
    one, other = (backend.to_numpy(Dropout(0.5, seed=7)(X, training=True)) for _ in range(2))
    assert np.array_equal(one, other)


def test_noise_shape_is_in_the_config():
    layer = Dropout.from_config(Dropout(0.5, noise_shape=(None, 1, 1, None)).get_config())
    outputs = backend.to_numpy(layer(X, training=True))
    assert np.array_equal(outputs, np.broadcast_to(outputs[:, :1, :1], outputs.shape))


@pytest.mark.parametrize("rate", [-0.1, 1.5, "half", True])
def test_rates_out_of_range(rate):
    with pytest.raises(ValueError, match="`rate` must be a number from 0 to 1"):
        Dropout(rate)


def test_activity_regularization():
    layer = ActivityRegularization(l1=0.5, l2=0.25)
    layer(np.full((4, 3), 2.0, "float32"))
    np.testing.assert_allclose(float(layer.losses[0]), (0.5 * 24 + 0.25 * 48) / 4)
