"""Eigenvalues put together again, singular matrices, cut-off singular values, derivatives."""

import numpy as np
import pytest

from multikeras.src import backend, ops
from multikeras.src.testing.gradient import Scalar, assert_second_derivatives, weighted_sum

MATRIX = np.array([[4.0, 1.0, 0.5], [-1.0, 3.0, 0.25], [0.5, -0.5, 2.0]])


@pytest.mark.parametrize(
    "x", [MATRIX, np.stack([MATRIX, np.eye(3)]), MATRIX * 1j + MATRIX.T, np.zeros((0, 0)), np.array([[0.0, 1.0], [-1.0, 0.0]])]
)
def test_eig(x):
    values, vectors = (backend.to_numpy(one) for one in ops.eig(x))
    assert values.dtype == vectors.dtype == "complex128"
    np.testing.assert_allclose(x @ vectors, vectors * values[..., None, :], atol=1e-9)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=-2), np.ones(x.shape[:-1]))


@pytest.mark.parametrize("x", [np.diag([2.0, 0.0, 1.0]), np.zeros((2, 2)), np.ones((3, 2)), np.zeros((2, 3, 3))])
def test_lu_of_singular_matrices(x):
    lu, pivots = (backend.to_numpy(one) for one in ops.lu_factor(x))
    smaller = min(x.shape[-2:])
    lower = np.tril(lu[..., :smaller], -1) + np.eye(x.shape[-2], smaller)
    product = lower @ np.triu(lu[..., :smaller, :])
    for place in np.ndindex(*x.shape[:-2]):
        for i in reversed(range(smaller)):
            product[place][[i, pivots[place][i]]] = product[place][[pivots[place][i], i]]
    np.testing.assert_allclose(product, x, atol=1e-12)


def test_small_singular_values_are_cut_off():
    x = np.diag([3.0, 1.0, 0.1])
    np.testing.assert_allclose(backend.to_numpy(ops.pinv(x, rcond=0.2)), np.diag([1 / 3, 1, 0]), atol=1e-12)
    np.testing.assert_allclose(backend.to_numpy(ops.lstsq(x, np.ones(3), rcond=0.2)), [1 / 3, 1, 0], atol=1e-12)


def test_lstsq_is_that_of_numpy():
    a, b = np.vander([1.0, 2.0, 3.0, 4.0], 2), np.array([1.0, 0.0, 2.0, 5.0])
    np.testing.assert_allclose(backend.to_numpy(ops.lstsq(a, b)), np.linalg.lstsq(a, b)[0])


def test_determinant_that_overflows():
    sign, logarithm = ops.slogdet(np.eye(50, dtype="float32") * -1e10)
    assert float(sign) == 1 and np.isclose(float(logarithm), 50 * np.log(1e10))


def test_logdet_of_a_negative_determinant_is_nan():
    assert np.isnan(float(ops.logdet([[0.0, 1.0], [1.0, 0.0]])))


@pytest.mark.parametrize("n", [1.5, "2"])
def test_power_must_be_an_int(n):
    with pytest.raises(TypeError):
        ops.matrix_power(MATRIX, n)


def test_points_that_coincide():
    assert backend.to_numpy(ops.cdist([[1e4, 1.0]], [[1e4, 1.0]])).item() == 0


@pytest.mark.requires_trainable_backend
def test_slope_between_points_that_coincide():
    x = np.ones((2, 3))
    _, slope = ops.jvp(ops.cdist, (x, x), (np.ones((2, 3)), np.zeros((2, 3))))
    np.testing.assert_array_equal(backend.to_numpy(slope), np.zeros((2, 2)))


@pytest.mark.requires_trainable_backend
@pytest.mark.parametrize("function", [ops.pinv, lambda x: ops.matrix_power(x, 3), lambda x: ops.lstsq(x, np.ones(3))])
def test_second_derivative(function):
    assert_second_derivatives([Scalar(lambda x: weighted_sum(function(x)), [MATRIX], "the sum")])
