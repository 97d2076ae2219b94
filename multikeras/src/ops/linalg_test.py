"""Factors put together again, refusals, dtypes of products, slopes at kinks."""

import numpy as np
import pytest

from multikeras.src import backend, ops
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.testing.gradient import Scalar, assert_second_derivatives, weighted_sum

MATRIX = np.array([[4.0, 1.0, 0.5], [-1.0, 3.0, 0.25], [0.5, -0.5, 2.0]])
RNG = np.random.default_rng(0)


def numbers(shape, is_complex=False):
    x = RNG.uniform(-2, 2, shape)
    return x + 1j * RNG.uniform(-2, 2, shape) if is_complex else x


def adjoint(x):
    return np.conj(np.swapaxes(x, -1, -2))


def arrays(tensors):
    return [backend.to_numpy(x) for x in tensors]


both = pytest.mark.parametrize("is_complex", [False, True])
shapes = pytest.mark.parametrize("shape", [(4, 3), (3, 4), (3, 3), (2, 4, 3), (0, 3), (3, 0), (2, 0, 3)])


@both
@shapes
@pytest.mark.parametrize("mode", ["reduced", "complete"])
def test_qr(shape, mode, is_complex):
    x = numbers(shape, is_complex)
    q, r = arrays(ops.qr(x, mode))
    np.testing.assert_allclose(q @ r, x, atol=1e-9)
    np.testing.assert_allclose(adjoint(q) @ q, np.broadcast_to(np.eye(q.shape[-1]), (*shape[:-2], *q.shape[-1:] * 2)), atol=1e-9)
    np.testing.assert_allclose(r, np.triu(r))


@both
@shapes
@pytest.mark.parametrize("full_matrices", [True, False])
def test_svd(shape, full_matrices, is_complex):
    x = numbers(shape, is_complex)
    u, s, v = arrays(ops.svd(x, full_matrices))
    count = s.shape[-1]
    np.testing.assert_allclose((u[..., :count] * s[..., None, :]) @ v[..., :count, :], x, atol=1e-9)
    np.testing.assert_allclose(s, np.linalg.svd(x, compute_uv=False), atol=1e-9)


@both
@pytest.mark.parametrize("shape", [(3, 3), (2, 3, 3), (0, 0), (1, 1)])
def test_eigh(shape, is_complex):
    x = numbers(shape, is_complex)
    x = x + adjoint(x)
    values, vectors = arrays(ops.eigh(x))
    np.testing.assert_allclose((vectors * values[..., None, :]) @ adjoint(vectors), x, atol=1e-9)
    assert values.dtype == "float64" and np.all(np.diff(values) >= 0)


def test_only_the_lower_triangle_is_looked_at():
    definite = MATRIX @ MATRIX.T
    lower = np.tril(definite)
    np.testing.assert_allclose(backend.to_numpy(ops.cholesky(lower)), np.linalg.cholesky(definite), rtol=1e-9)
    np.testing.assert_allclose(backend.to_numpy(ops.eigh(lower)[0]), np.linalg.eigvalsh(definite), rtol=1e-9)
    np.testing.assert_allclose(
        backend.to_numpy(ops.solve_triangular(MATRIX, np.ones(3), lower=True)), np.linalg.solve(np.tril(MATRIX), np.ones(3))
    )


@both
def test_upper_cholesky(is_complex):
    x = numbers((3, 3), is_complex)
    x = x @ adjoint(x) + np.eye(3)
    upper = backend.to_numpy(ops.cholesky(x, upper=True))
    np.testing.assert_allclose(adjoint(upper) @ upper, x)


@pytest.mark.parametrize(
    "refused",
    [
        lambda: ops.cholesky([[1.0, 2.0], [2.0, 1.0]]),
        lambda: ops.inv([[1.0, 2.0], [2.0, 4.0]]),
        lambda: ops.inv(np.zeros((3, 2, 2))),
        lambda: ops.solve(np.zeros((2, 2)), np.ones(2)),
        lambda: ops.matrix_power([[0.0, 0.0], [0.0, 0.0]], -1),
        lambda: ops.qr(MATRIX, mode="full"),
        lambda: ops.tensordot(np.ones((2, 3)), np.ones((3, 2)), 2),
        lambda: ops.tensordot(np.ones(3), np.ones((1, 3)), 1),
        lambda: ops.einsum("ij->ik", np.ones((2, 2))),
        lambda: ops.einsum("ij->ii", np.ones((2, 2))),
        lambda: ops.cross(np.ones(4), np.ones(4)),
        lambda: ops.norm(np.ones((0, 2)), ord=-np.inf),
    ],
)
def test_refusals(refused):
    with pytest.raises(ValueError):
        refused()


def test_triangle_with_a_zero_divides_by_it():
    assert backend.to_numpy(ops.solve_triangular([[1.0, 0.0], [0.0, 0.0]], [1.0, 1.0])).tolist()[1] == np.inf


@pytest.mark.parametrize("function", [ops.matmul, ops.dot, ops.inner, ops.tensordot, lambda a, b: ops.einsum("ij,jk", a, b)])
@pytest.mark.parametrize(("dtype", "expected"), [("int8", "int32"), ("uint8", "uint8"), ("int16", "int16"), ("bool", "bool")])
def test_dtypes_of_products(function, dtype, expected):
    x = np.ones((2, 2), dtype)
    assert backend.dtype_name(function(x, x)) == expected
    assert function(KerasTensor((2, 2), dtype), KerasTensor((2, 2), dtype)).dtype == expected


def test_products_of_int8_do_not_overflow():
    x = np.full((4, 4), 100, "int8")
    assert backend.to_numpy(ops.matmul(x, x)).max() == 40_000


@pytest.mark.parametrize("subscripts", ["i...,i...", "ba", "b...a", "iij,j", " ij , jk "])
def test_einsum_without_an_arrow(subscripts):
    sizes = {"i": 2, "j": 3, "k": 4, "a": 2, "b": 3}
    terms = subscripts.replace(" ", "").split(",")
    operands = [
        numbers([size for label in term.replace("...", ".") for size in ((5,) if label == "." else (sizes[label],))]) for term in terms
    ]
    expected = np.einsum(subscripts, *operands)
    np.testing.assert_allclose(backend.to_numpy(ops.einsum(subscripts, *operands)), expected, rtol=1e-9)


@pytest.mark.requires_trainable_backend
@pytest.mark.parametrize("ord", [None, 1, 2, 3, np.inf])
def test_slope_of_norm_at_zero(ord):
    _, slope = ops.jvp(lambda x: ops.norm(x, ord=ord, axis=-1), (np.zeros((2, 3)),), (np.ones((2, 3)),))
    assert np.all(np.isfinite(backend.to_numpy(slope)))


@pytest.mark.requires_trainable_backend
@pytest.mark.parametrize("function", [ops.inv, ops.norm, lambda x: ops.cholesky(x @ ops.swapaxes(x, 0, 1))])
def test_second_derivative(function):
    assert_second_derivatives([Scalar(lambda x: weighted_sum(function(x)), [MATRIX], "the sum")])
