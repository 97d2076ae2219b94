import numpy as np
import pytest

from multikeras.src import backend
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.layers import GroupNormalization, LayerNormalization, RMSNormalization, UnitNormalization
from multikeras.src.testing.gradient import assert_gradient, weighted_sum

X = np.random.default_rng(0).normal(1, 2, (3, 4, 5, 6)).astype("float32")


def standardized(x, axes, epsilon):
    return (x - x.mean(axes, keepdims=True)) / np.sqrt(x.var(axes, keepdims=True) + epsilon)


def test_layer_normalization():
    layer = LayerNormalization(axis=(1, 3), epsilon=1e-5)
    layer.build(X.shape)
    gamma, beta = np.arange(24.0).reshape(4, 6), np.ones((4, 6))
    layer.set_weights([gamma, beta])
    expected = standardized(X, (1, 3), 1e-5) * gamma[:, None] + beta[:, None]
    np.testing.assert_allclose(backend.to_numpy(layer(X)), expected, atol=5e-5)


def test_rms_normalization():
    layer = RMSNormalization(epsilon=1e-5)
    layer.build(X.shape)
    layer.set_weights([np.arange(6.0)])
    expected = X / np.sqrt((X**2).mean(-1, keepdims=True) + 1e-5) * np.arange(6.0)
    np.testing.assert_allclose(backend.to_numpy(layer(X)), expected, rtol=1e-4)


@pytest.mark.parametrize(("groups", "axis"), [(3, -1), (2, 1), (-1, -1), (1, -1)])
def test_group_normalization(groups, axis):
    layer = GroupNormalization(groups, axis=axis, epsilon=1e-5)
    layer.build(X.shape)
    size = X.shape[axis]
    gamma, beta = np.arange(1.0, size + 1), np.linspace(-1, 1, size)
    layer.set_weights([gamma, beta])
    moved = np.moveaxis(X, axis, -1)
    split = moved.reshape(*moved.shape[:-1], size if groups == -1 else groups, -1)
    expected = standardized(split, (1, 2, 4), 1e-5).reshape(moved.shape) * gamma + beta
    np.testing.assert_allclose(backend.to_numpy(layer(X)), np.moveaxis(expected, -1, axis), atol=5e-5)


def test_unit_normalization_over_several_axes():
    outputs = backend.to_numpy(UnitNormalization(axis=(1, 2))(X))
    np.testing.assert_allclose((outputs**2).sum((1, 2)), 1, rtol=1e-5)


LAYERS = [LayerNormalization(), RMSNormalization(axis=(2, 3)), GroupNormalization(2), UnitNormalization()]


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: type(layer).__name__)
@pytest.mark.parametrize("dtype", ["float32", "bfloat16", "mixed_float16"])
def test_symbolic_as_eager(layer, dtype):
    layer = type(layer).from_config({**layer.get_config(), "dtype": dtype})
    outputs = layer(X)
    assert backend.dtype_name(outputs) == layer.compute_dtype
    symbol = layer(KerasTensor((None, 4, 5, 6)))
    assert (symbol.shape, symbol.dtype) == ((None, 4, 5, 6), layer.compute_dtype)


@pytest.mark.requires_trainable_backend
@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: type(layer).__name__)
def test_gradient(layer):
    layer = type(layer).from_config({**layer.get_config(), "dtype": "float64"})
    x = backend.Variable(X.astype("float64"))
    layer(x.value)
    assert_gradient(lambda: weighted_sum(layer(x.value)), [x, *layer.trainable_variables], type(layer).__name__)


def test_groups_must_fit():
    with pytest.raises(ValueError, match="6 features cannot be divided into 4 groups"):
        GroupNormalization(4)(X)
