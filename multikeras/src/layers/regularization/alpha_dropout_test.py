import numpy as np
import pytest

from multikeras.src import backend, layers


def test_mean_and_variance_stay():
    x = np.random.default_rng(0).normal(size=(300, 300)).astype("float32")
    outputs = backend.to_numpy(layers.AlphaDropout(0.3, seed=1)(x, training=True))
    assert outputs.mean() == pytest.approx(0, abs=0.02) and outputs.var() == pytest.approx(1, abs=0.02)
    _, counts = np.unique(outputs.round(5), return_counts=True)
    assert counts.max() / x.size == pytest.approx(0.3, abs=0.01)


def test_noise_shape_sets_whole_rows():
    outputs = backend.to_numpy(layers.AlphaDropout(0.5, noise_shape=(None, 1), seed=1)(np.zeros((50, 6), "float32"), training=True))
    assert (outputs == outputs[:, :1]).all() and len(np.unique(outputs)) == 2


def test_rate_of_one_is_refused():
    with pytest.raises(ValueError, match="less than 1"):
        layers.AlphaDropout(1.0)
