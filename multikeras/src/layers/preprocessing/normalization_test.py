import numpy as np
import pytest

from multikeras.src import backend
from multikeras.src.layers import Normalization, Rescaling

X = np.random.default_rng(0).normal(5, 3, (20, 4, 6)).astype("float32")


class Batches:
    """A data set of two unequal batches."""

    def __init__(self, parts):
        self.parts = parts

    def __len__(self):
        return len(self.parts)

    def __getitem__(self, index):
        return self.parts[index]


SOURCES = {
    "array": lambda: X,
    "set": lambda: Batches([X[:3], X[3:]]),
    "generator": lambda: (X[i : i + 7] for i in range(0, 20, 7)),
}


@pytest.mark.parametrize("axis", [-1, 1, (2, 1), None])
@pytest.mark.parametrize("source", SOURCES)
def test_adapt(axis, source):
    layer = Normalization(axis=axis)
    layer.adapt(SOURCES[source]())
    kept = () if axis is None else tuple(np.atleast_1d(axis) % 3)
    over = tuple(i for i in range(3) if i not in kept)
    expected = (X - X.mean(over, keepdims=True)) / X.std(over, keepdims=True)
    np.testing.assert_allclose(backend.to_numpy(layer(X)), expected, atol=1e-5)
    assert int(layer.count) == np.prod([X.shape[i] for i in over])
    inverse = Normalization(axis=axis, invert=True)
    inverse.build(X.shape)
    inverse.set_weights(layer.get_weights())
    np.testing.assert_allclose(backend.to_numpy(inverse(layer(X))), X, atol=1e-5)


def test_adapting_again_forgets():
    layer = Normalization()
    layer.adapt(X * 100)
    layer.adapt(X)
    np.testing.assert_allclose(layer.adapt_mean.numpy(), X.mean((0, 1)), rtol=1e-5)


def test_state_stands_in_the_order_of_files():
    layer = Normalization(name="norm")
    layer.build((None, 4, 6))
    assert [(w.path, w.shape, w.trainable) for w in layer.weights] == [
        ("norm/mean", (6,), False),
        ("norm/variance", (6,), False),
        ("norm/count", (), False),
    ]


def test_given_statistics_are_config_and_no_weights():
    layer = Normalization(mean=[1.0, 2.0], variance=[4.0, 9.0])
    layer = Normalization.from_config(layer.get_config())
    np.testing.assert_allclose(backend.to_numpy(layer(np.array([[3.0, 5.0]]))), [[1.0, 1.0]])
    assert layer.weights == [] and tuple(layer.mean.shape) == (1, 2)
    with pytest.raises(ValueError, match="cannot `adapt`"):
        layer.adapt(X)


def test_half_given():
    with pytest.raises(ValueError, match="both `mean` and `variance`"):
        Normalization(mean=1.0)


def test_rescaling_of_integers():
    outputs = Rescaling([1.0, 2.0], offset=0.5, dtype="float32")(np.array([[1, 2]], "uint8"))
    assert backend.dtype_name(outputs) == "float32"
    assert backend.to_numpy(outputs).tolist() == [[1.5, 4.5]]
