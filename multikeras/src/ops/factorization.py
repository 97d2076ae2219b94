"""What factors of matrices tell: eigenvalues, determinants, ranks, powers, inverses and best solutions."""

import operator
from typing import Any

import numpy as np

from multikeras.src import backend
from multikeras.src.core import dtypes, shapes
from multikeras.src.core.cases import Cases, call, draw
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.core.typing import Tensor
from multikeras.src.ops.control import fori_loop
from multikeras.src.ops.creation import arange, eye, zeros
from multikeras.src.ops.elementwise import (
    absolute,
    conjugate,
    equal,
    greater,
    greater_equal,
    less,
    log,
    logical_and,
    maximum,
    minimum,
    not_equal,
    where,
)
from multikeras.src.ops.indexing import take, take_along_axis
from multikeras.src.ops.linalg import inv, matmul, solve_triangular, svd
from multikeras.src.ops.movement import broadcast_to, expand_dims, squeeze, swapaxes
from multikeras.src.ops.op import op
from multikeras.src.ops.promotion import accumulating, floating
from multikeras.src.ops.reduction import argmax, sum_
from multikeras.src.ops.tensor import cast
from multikeras.src.ops.tensor import dtype as dtype_of
from multikeras.src.ops.tensor import shape as shape_of

_FACTORED = ("float32", "float64", "float16", "bfloat16", "complex64")
_INVERTIBLE = np.array([[4.0, 1.0, 0.5], [-1.0, 3.0, 0.25], [0.5, -0.5, 2.0]])
_REFLECTED = _INVERTIBLE[[1, 0, 2]]
_PAIR = np.stack([_INVERTIBLE, _REFLECTED])
_RANK_ONE = np.outer([1.0, 2.0, -1.0], [2.0, 0.5])


def _adjoint(x: Any) -> Any:
    x = swapaxes(x, -1, -2)
    return conjugate(x) if dtypes.is_complex(x.dtype) else x


def _identity_like(x: Any) -> Any:
    """Identity matrices of the shape and dtype of square ones."""
    shape = shape_of(x)
    return broadcast_to(eye(shape[-1], dtype=dtype_of(x)), shape)


def _same_square(x: KerasTensor, *attributes: Any) -> KerasTensor:
    batch, rows = shapes.square_matrices(x.shape)
    return KerasTensor((*batch, rows, rows), x.dtype)


# ------------------------------------------------------------------------------------------------------------- eigenvalues


def _eig(x: KerasTensor) -> tuple[KerasTensor, KerasTensor]:
    batch, rows = shapes.square_matrices(x.shape)
    dtype = dtypes.complex_of(x.dtype)
    return KerasTensor((*batch, rows), dtype), KerasTensor((*batch, rows, rows), dtype)


@op("linalg", promote=floating, infer=_eig, cases=Cases(None, (call(_INVERTIBLE), call(_PAIR), call(draw(0, 0))), _FACTORED, compare=False))
def eig(x: Tensor) -> tuple[Tensor, Tensor]:
    """Eigenvalues and eigenvectors of square matrices. For symmetric matrices take `eigh`, which is faster and gives real ones.

    Args:
        x: Tensor `(..., n, n)`.

    Returns:
        Pair of complex tensors: the eigenvalues `(..., n)`, in no order that could be relied on, and the eigenvectors, columns of
        length 1 of matrices `(..., n, n)`, each known up to a factor of magnitude 1. Gradients are those of the framework; JAX has none.

    Raises:
        ValueError: The matrices are not square.
        NotImplementedError: JAX has no such kernel for the device. Take it on the CPU, within `multikeras.device("cpu")`.

    Example:

    >>> values, vectors = multikeras.ops.eig([[0.0, 1.0], [-1.0, 0.0]])
    >>> sorted(multikeras.ops.convert_to_numpy(multikeras.ops.imag(values)).round(4).tolist())
    [-1.0, 1.0]
    """


# ------------------------------------------------------------------------------------------------------------ determinants


def _slogdet(x: KerasTensor) -> tuple[KerasTensor, KerasTensor]:
    batch, _ = shapes.square_matrices(x.shape)
    return KerasTensor(batch, x.dtype), KerasTensor(batch, dtypes.real_of(x.dtype))


_DETERMINATES = (call(_INVERTIBLE), call(_PAIR), call(_INVERTIBLE * 1e13), call(np.diag([2.0, 0.0])), call(np.ones((2, 0, 0))))


@op(
    "numpy",
    promote=floating,
    infer=_slogdet,
    cases=Cases(lambda x: tuple(np.linalg.slogdet(x)), _DETERMINATES[:3] + _DETERMINATES[4:], _FACTORED, True, 3e-5),
)
def slogdet(x: Tensor) -> tuple[Tensor, Tensor]:
    """Sign of a determinant and logarithm of its magnitude, where the determinant itself would overflow or vanish.

    Args:
        x: Tensor `(..., n, n)`.

    Returns:
        Pair of tensors `(...)`: the sign, which is -1, 0 or 1, or of magnitude 1 for complex matrices; and the logarithm, which is
        minus infinity for a determinant of 0.

    Raises:
        ValueError: The matrices are not square.

    Example:

    >>> sign, logarithm = multikeras.ops.slogdet([[0.0, 1.0], [1.0, 0.0]])
    >>> float(sign), float(logarithm)
    (-1.0, 0.0)
    """


def _log_of_determinant(x: np.ndarray) -> np.ndarray:
    sign, logarithm = np.linalg.slogdet(x)
    return logarithm + np.log(sign) if sign.dtype.kind == "c" else np.where(sign < 0, np.nan, logarithm)


@op("core", promote=floating, cases=Cases(_log_of_determinant, _DETERMINATES, _FACTORED, tolerance=3e-5))
def logdet(x: Tensor) -> Tensor:
    """Logarithm of a determinant, as of a covariance matrix.

    Args:
        x: Tensor `(..., n, n)`.

    Returns:
        Tensor `(...)`: NaN for a negative determinant, minus infinity for one of 0.

    Raises:
        ValueError: The matrices are not square.

    Example:

    >>> float(multikeras.ops.logdet([[1.0, 0.0], [0.0, 1.0]]))
    0.0
    """
    sign, logarithm = slogdet(x)
    if dtypes.is_complex(sign.dtype):
        return log(sign) + cast(logarithm, sign.dtype)
    return where(less(sign, 0), np.nan, logarithm)


# ---------------------------------------------------------------------------------------------------------------- factors


def _lu(x: KerasTensor) -> tuple[KerasTensor, KerasTensor]:
    batch, _, _, smaller = shapes.matrices(x.shape)
    return KerasTensor(x.shape, x.dtype), KerasTensor((*batch, smaller), "int32")


def _lu_factored(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Crout's scheme with exchanges of rows, one matrix after another."""
    lu = np.array(x)
    *batch, rows, columns = lu.shape
    pivots = np.zeros((*batch, min(rows, columns)), "int32")
    for place in np.ndindex(*batch):
        matrix = lu[place]
        for i in range(min(rows, columns)):
            pivots[place][i] = p = i + int(np.argmax(np.abs(matrix[i:, i])))
            matrix[[i, p]] = matrix[[p, i]]
            if matrix[i, i]:
                matrix[i + 1 :, i] /= matrix[i, i]
            matrix[i + 1 :, i + 1 :] -= np.outer(matrix[i + 1 :, i], matrix[i, i + 1 :])
    return lu, pivots


@op(
    "linalg",
    promote=floating,
    infer=_lu,
    cases=Cases(
        _lu_factored,
        (
            call(_REFLECTED),
            call(_PAIR),
            call(draw(4, 2)),
            call(draw(2, 4)),
            call(draw(2, 3, 4, 4)),
            call(draw(0, 3)),
        ),
        _FACTORED,
        differentiable=True,
        tolerance=1e-4,
    ),
)
def lu_factor(x: Tensor) -> tuple[Tensor, Tensor]:
    """Factors `P @ L @ U` of matrices, packed as LAPACK and `scipy.linalg.lu_factor` do it.

    Args:
        x: Tensor `(..., n, m)`. Singular matrices are factored too.

    Returns:
        Pair of tensors: `(..., n, m)` with the upper triangle U, and below its diagonal the lower triangle L, whose diagonal of ones
        is left out; and int32 `(..., min(n, m))`: the row with which each row was exchanged, one after the other.

    Raises:
        ValueError: `x` has fewer than two dimensions.

    Example:

    >>> lu, pivots = multikeras.ops.lu_factor([[0.0, 2.0], [4.0, 8.0]])
    >>> multikeras.ops.convert_to_numpy(lu).tolist(), multikeras.ops.convert_to_numpy(pivots).tolist()
    ([[4.0, 8.0], [0.0, 2.0]], [1, 1])
    """
    *batch, n, m = shape_of(x)
    steps = min(n, m) if isinstance(n, int) and isinstance(m, int) else minimum(n, m)
    pivots = zeros((*batch, steps), "int32")
    if type(steps) is int and not steps:
        return x, pivots
    rows, columns = arange(n, dtype="int32"), arange(m, dtype="int32")

    def eliminate(i: Any, state: tuple) -> tuple:
        lu, pivots = state
        size = where(greater_equal(rows, i), absolute(take(lu, i, axis=-1)), -1)
        found = argmax(size, axis=-1)
        pivots = where(equal(arange(steps, dtype="int32"), i), expand_dims(found, -1), pivots)
        exchanged = expand_dims(found, -1)
        order = where(equal(rows, i), exchanged, where(equal(rows, exchanged), i, rows))
        lu = take_along_axis(lu, broadcast_to(expand_dims(order, -1), shape_of(lu)), axis=-2)
        column, row = take(lu, i, axis=-1), take(lu, i, axis=-2)
        pivot = expand_dims(take(row, i, axis=-1), -1)
        below = greater(rows, i)
        column = where(logical_and(below, not_equal(pivot, 0)), column / where(equal(pivot, 0), 1, pivot), where(below, 0, column))
        factors = where(below, column, 0)
        right = where(greater(columns, i), row, 0)
        lu = where(expand_dims(equal(columns, i), 0), expand_dims(column, -1), lu)
        return lu - expand_dims(factors, -1) * expand_dims(right, -2), pivots

    return fori_loop(0, steps, eliminate, (x, pivots))


def _inverse_of_factor(x: np.ndarray, upper: bool = False) -> np.ndarray:
    factor = np.triu(x) if upper else np.tril(x)
    adjoint = np.conj(np.swapaxes(factor, -1, -2))
    return np.linalg.inv(adjoint @ factor if upper else factor @ adjoint)


@op(
    "linalg",
    promote=floating,
    infer=_same_square,
    cases=Cases(
        _inverse_of_factor,
        (call(_INVERTIBLE), call(_INVERTIBLE, upper=True), call(np.stack([_INVERTIBLE, np.eye(3)])), call(draw(0, 0))),
        _FACTORED,
        differentiable=True,
        tolerance=1e-4,
    ),
)
def cholesky_inverse(x: Tensor, upper: bool = False) -> Tensor:
    """Inverse of symmetric, positive definite matrices, from their Cholesky factors.

    Args:
        x: Tensor `(..., n, n)`: factors, as `cholesky` gives them. Only their triangle is looked at.
        upper: Whether the factors are upper triangles, False by default.

    Returns:
        Tensor `(..., n, n)`, the inverse of `x @ transpose(x)`, or with `upper` of `transpose(x) @ x`.

    Raises:
        ValueError: The matrices are not square.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.cholesky_inverse([[2.0, 0.0], [0.0, 1.0]])).tolist()
    [[0.25, 0.0], [0.0, 1.0]]
    """
    inverse = solve_triangular(x, _identity_like(x), lower=not upper)
    return matmul(inverse, _adjoint(inverse)) if upper else matmul(_adjoint(inverse), inverse)


# ----------------------------------------------------------------------------------------------------------------- powers


@op(
    "linalg",
    promote=accumulating,
    infer=lambda x, n: KerasTensor(_same_square(x).shape, dtypes.to_floating(x.dtype) if n < 0 else x.dtype),
    cases=Cases(
        "numpy.linalg.matrix_power",
        (*(call(_INVERTIBLE, n) for n in (3, 0, 1, 2, 7, -1, -2)), call(_PAIR, 3), call(_PAIR, 0), call(draw(0, 0), 2)),
        (*_FACTORED, "int32"),
        differentiable=True,
        tolerance=1e-4,
    ),
)
def matrix_power(x: Tensor, n: int) -> Tensor:
    """Products of square matrices with themselves.

    Args:
        x: Tensor `(..., n, n)`.
        n: How many factors. 0 gives the identity; -2 gives the square of the inverse, in floatx for integers.

    Returns:
        Tensor `(..., n, n)`.

    Raises:
        ValueError: The matrices are not square.
        TypeError: `n` is not an int.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.matrix_power([[1, 1], [0, 1]], 5)).tolist()
    [[1, 5], [0, 1]]
    """
    shapes.square_matrices(backend.static_shape(x))
    count = operator.index(n)
    if count < 0:
        x, count = inv(x), -count
    result = None
    while count:
        if count % 2:
            result = x if result is None else matmul(result, x)
        count //= 2
        x = matmul(x, x) if count else x
    return _identity_like(x) if result is None else result


# --------------------------------------------------------------------------------------------------- rank and least squares


def _count(x: KerasTensor, tol: float | None = None) -> KerasTensor:
    return KerasTensor(shapes.matrices(x.shape)[0], "int32")


def _rank(x: np.ndarray, tol: float | None = None) -> np.ndarray:
    shapes.matrices(x.shape)
    return np.asarray(np.linalg.matrix_rank(x, tol), "int32")


@op(
    "linalg",
    promote=floating,
    infer=_count,
    cases=Cases(
        _rank,
        (
            call(_INVERTIBLE),
            call(_RANK_ONE),
            call(np.stack([_INVERTIBLE, np.ones((3, 3)), np.zeros((3, 3))])),
            call(np.diag([3.0, 1.0, 0.1]), tol=0.5),
            call(draw(2, 3, 4)),
        ),
        _FACTORED,
    ),
)
def matrix_rank(x: Tensor, tol: float | None = None) -> Tensor:
    """Number of linearly independent rows of matrices: of the singular values that are not small.

    Args:
        x: Tensor `(..., n, m)`.
        tol: Up to where a singular value counts as 0. None, the default, for `max(n, m)` times the epsilon of the dtype times the
            largest singular value.

    Returns:
        int32 tensor `(...)`.

    Raises:
        ValueError: `x` has fewer than two dimensions.

    Example:

    >>> int(multikeras.ops.matrix_rank([[1.0, 2.0], [2.0, 4.0]]))
    1
    """
    _, rows, columns, _ = shapes.matrices(shape_of(x))
    values = svd(x, full_matrices=False, compute_uv=False)
    if tol is None:
        dtype = dtype_of(values)
        tol = values[..., :1] * dtypes.epsilon(dtype) * cast(maximum(rows, columns), dtype)
    return sum_(cast(greater(values, tol), "int32"), -1)


def _pseudoinverse(x: KerasTensor, rcond: float | None = None) -> KerasTensor:
    batch, rows, columns, _ = shapes.matrices(x.shape)
    return KerasTensor((*batch, columns, rows), x.dtype)


@op(
    "linalg",
    promote=floating,
    infer=_pseudoinverse,
    cases=Cases(
        lambda x, rcond=None: np.linalg.pinv(x, rtol=rcond),
        (
            call(_INVERTIBLE),
            call(draw(4, 2)),
            call(draw(2, 3, 4)),
            call(np.eye(3)),
            call(np.diag([3.0, 1.0, 0.0]), rcond=0.2),
            call(draw(0, 3)),
        ),
        _FACTORED,
        differentiable=True,
        tolerance=1e-4,
    ),
)
def pinv(x: Tensor, rcond: float | None = None) -> Tensor:
    """Pseudoinverse of matrices, of Moore and Penrose: the matrix that gives the smallest of the best solutions of `x @ y = b`.

    Its gradient is that of matrices of the same rank (Golub and Pereyra, 1973, https://doi.org/10.1137/0710036).

    Args:
        x: Tensor `(..., n, m)` of any rank.
        rcond: Up to which part of the largest singular value others count as 0. None, the default, for `max(n, m)` times the
            epsilon of the dtype.

    Returns:
        Tensor `(..., m, n)`.

    Raises:
        ValueError: `x` has fewer than two dimensions.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.pinv([[2.0, 0.0], [0.0, 0.0]])).round(4).tolist()
    [[0.5, 0.0], [0.0, 0.0]]
    """


def _best_solution(a: np.ndarray, b: np.ndarray, rcond: float | None = None) -> np.ndarray:
    inverse = np.linalg.pinv(a, rtol=rcond)
    return (inverse @ b[..., None])[..., 0] if b.ndim == a.ndim - 1 else inverse @ b


@op(
    "linalg",
    promote=floating,
    cases=Cases(
        _best_solution,
        (
            call(draw(4, 2), draw(4)),
            call(draw(4, 2), draw(4, 3)),
            call(draw(2, 4), draw(2)),
            call(_INVERTIBLE, draw(3)),
            call(draw(2, 4, 3), draw(2, 4, 2)),
            call(draw(2, 4, 3), draw(2, 4)),
            call(np.diag([3.0, 1.0, 0.0]), draw(3), rcond=0.2),
        ),
        _FACTORED,
        differentiable=True,
        tolerance=1e-4,
    ),
)
def lstsq(a: Tensor, b: Tensor, rcond: float | None = None) -> Tensor:
    """Least squares: the x for which the sum of the squares of `a @ x - b` is smallest; of several such, the smallest x.

    Args:
        a: Tensor `(..., n, m)` of any rank.
        b: Tensor `(..., n)` or `(..., n, k)`: of one dimension less than `a`, it holds vectors.
        rcond: Up to which part of the largest singular value of `a` others count as 0. None, the default, for `max(n, m)` times
            the epsilon of the dtype.

    Returns:
        Tensor `(..., m)` or `(..., m, k)`.

    Raises:
        ValueError: The numbers of rows differ.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.lstsq([[1.0], [1.0]], [1.0, 3.0])).round(4).tolist()
    [2.0]
    """
    inverse = pinv(a, rcond)
    if len(b.shape) == len(a.shape) - 1:
        return squeeze(matmul(inverse, expand_dims(b, -1)), -1)
    return matmul(inverse, b)
