"""Normalisation in narrow dtypes, of extreme values, and with parameters that do not fit."""

import numpy as np
import pytest

from multikeras.src import backend, ops
from multikeras.src.core.symbolic import KerasTensor

X = np.linspace(-2, 3, 24, dtype="float32").reshape(2, 3, 4)


def numpy(x):
    return backend.to_numpy(x).astype("float64")


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_narrow_dtypes_are_computed_wide(dtype):
    large = ops.cast(np.array([[300.0, 400.0, 500.0, 600.0]]), dtype)  # their squares leave the range of float16
    expected = (numpy(large) - 450) / np.sqrt(12500)
    one = np.ones(4, "float32")
    for result in (
        ops.layer_normalization(large),
        ops.layer_normalization(large, one, 0 * one),
        ops.batch_normalization(large, 450 * one, 12500 * one, axis=-1, scale=one),
    ):
        assert backend.dtype_name(result) == dtype
        np.testing.assert_allclose(numpy(result), expected, atol=0.01)
    np.testing.assert_allclose(numpy(ops.rms_normalization(large)), numpy(large) / np.sqrt((numpy(large) ** 2).mean()), rtol=0.01)
    np.testing.assert_allclose(numpy(ops.normalize(large)), numpy(large) / np.linalg.norm(numpy(large)), rtol=0.01)


def test_variance_far_from_zero():
    center, variance = ops.moments(np.array([10_000.0, 10_001.0, 10_002.0], "float32"), 0)
    np.testing.assert_allclose([numpy(center), numpy(variance)], [10_001, 2 / 3], rtol=1e-5)


@pytest.mark.parametrize("order", [1, 2, 3, float("inf")])
def test_zeros_and_extremes_stay_finite(order):
    assert numpy(ops.normalize([0.0, 0.0], order=order)).tolist() == [0, 0]
    result = numpy(ops.normalize(np.array([3e30, 0.0, -3e30], "float32"), order=order))
    np.testing.assert_allclose(np.linalg.norm(result, order), 1, rtol=1e-6)


def test_axes_in_any_order_and_sign():
    expected = numpy(ops.layer_normalization(X, axis=(1, 2)))
    np.testing.assert_array_equal(numpy(ops.layer_normalization(X, axis=[-1, 1])), expected)


def test_rms_scaling_is_rms_normalization():
    np.testing.assert_array_equal(numpy(ops.layer_normalization(X, rms_scaling=True)), numpy(ops.rms_normalization(X)))
    with pytest.raises(TypeError, match="center"):
        ops.layer_normalization(X, center=True)


@pytest.mark.requires_trainable_backend
def test_gradient_reaches_the_statistics():
    mean, variance = (backend.Variable(np.ones(4, "float32")) for _ in range(2))

    def loss():
        return ops.sum(ops.batch_normalization(X, mean, variance, -1, epsilon=0.0)), None

    _, gradients = backend.step.value_and_grad(loss, [mean, variance])
    np.testing.assert_allclose(numpy(gradients[0]), np.full(4, -6.0), rtol=1e-6)
    np.testing.assert_allclose(numpy(gradients[1]), -0.5 * (X - 1).sum((0, 1)), rtol=1e-5, atol=1e-5)


def test_symbols_find_parameters_that_do_not_fit():
    x = KerasTensor((None, 3, 4))
    with pytest.raises(ValueError, match=r"`gamma` must have the shape \(4,\).*got shape \(3,\)"):
        ops.layer_normalization(x, np.ones(3))
    with pytest.raises(ValueError, match=r"`mean` must have the shape \(3,\)"):
        ops.batch_normalization(x, np.ones(4), np.ones(4), axis=1)
    with pytest.raises(ValueError, match="`axis=3` does not exist"):
        ops.rms_normalization(x, axis=3)


def test_order_is_at_least_one():
    with pytest.raises(ValueError, match="`order` must be a number of 1 or more"):
        ops.normalize(X, order=0)


@pytest.mark.parametrize("function", [ops.layer_normalization, ops.rms_normalization])
def test_epsilon_has_all_64_bits(function):
    x = np.array([[0.01, -0.02, 0.05]])
    centered = x - x.mean() if function is ops.layer_normalization else x
    expected = centered / np.sqrt(np.mean(centered * centered) + 1e-3)
    np.testing.assert_allclose(backend.to_numpy(function(x, epsilon=1e-3)), expected, rtol=1e-13)
