"""Diagonals of matrices: taken out, summed up, and made into matrices."""

from typing import Any

import numpy as np

from multikeras.src.core import shapes
from multikeras.src.core.cases import ALL, COMPLEX, NUMERIC, Cases, call, draw
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.core.typing import Tensor
from multikeras.src.ops.creation import eye, zeros_like
from multikeras.src.ops.elementwise import where
from multikeras.src.ops.indexing import get_item
from multikeras.src.ops.movement import expand_dims, moveaxis, pad, ravel
from multikeras.src.ops.op import op
from multikeras.src.ops.promotion import accumulating
from multikeras.src.ops.reduction import sum_


def _length(rows: int | None, columns: int | None, offset: int) -> int | None:
    """Number of elements of a diagonal."""
    if rows is None or columns is None:
        return None
    return max(0, min(rows + min(offset, 0), columns - max(offset, 0)))


def _diagonal(x: KerasTensor, offset: int = 0, axis1: int = 0, axis2: int = 1) -> KerasTensor:
    first, second = shapes.canonical_axes((axis1, axis2), x.ndim)
    rest = [size for axis, size in enumerate(x.shape) if axis not in (first, second)]
    return KerasTensor((*rest, _length(x.shape[first], x.shape[second], offset)), x.dtype)


def _widened(size: int | None, k: int) -> int | None:
    return None if size is None else size + abs(k)


def _diag(x: KerasTensor, k: int = 0) -> KerasTensor:
    if x.ndim == 2:
        return _diagonal(x, k)
    if x.ndim != 1:
        raise ValueError(f"expected a vector or a matrix, got shape {x.shape}.")
    return KerasTensor((_widened(x.shape[0], k),) * 2, x.dtype)


def _diagflat(x: KerasTensor, k: int = 0) -> KerasTensor:
    return KerasTensor((_widened(shapes.size(x.shape), k),) * 2, x.dtype)


_CALLS = (
    call(draw(3, 4)),
    call(draw(3, 4), 1),
    call(draw(3, 4), -2),
    call(draw(2, 3, 4), 1, axis1=1, axis2=2),
    call(draw(2, 3, 4), axis1=-1, axis2=0),
    call(draw(2, 3, 4, 5), -1, axis1=3, axis2=1),
    call(draw(3, 4), -7),
    call(draw(0, 3)),
)


@op("numpy", infer=_diagonal, cases=Cases("numpy.diagonal", (*_CALLS, call(draw(2, 2), 5)), (*ALL, *COMPLEX), differentiable=True))
def diagonal(x: Tensor, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Tensor:
    """Diagonals of matrices.

    Args:
        x: Tensor of two dimensions at least.
        offset: Which diagonal: 0 (the default) for the main one, positive above it.
        axis1: Axis of the rows, the first by default.
        axis2: Axis of the columns, the second by default.

    Returns:
        Tensor without the two axes, and with the diagonal as its last.

    Raises:
        ValueError: `x` does not have two such axes.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.diagonal([[1, 2], [3, 4]])).tolist()
    [1, 4]
    """
    x = moveaxis(x, (axis1, axis2), (-2, -1))
    rows = np.arange(_length(x.shape[-2], x.shape[-1], offset), dtype="int32")
    return get_item(x, (Ellipsis, rows + max(0, -offset), rows + max(0, offset)))


@op("numpy", promote=accumulating, cases=Cases("numpy.trace", _CALLS, (*NUMERIC[:4], "int32", *COMPLEX), differentiable=True))
def trace(x: Tensor, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Tensor:
    """Sums of diagonals of matrices.

    Args:
        x: Tensor of two dimensions at least.
        offset: Which diagonal: 0 (the default) for the main one, positive above it.
        axis1: Axis of the rows, the first by default.
        axis2: Axis of the columns, the second by default.

    Returns:
        Tensor without the two axes. Integers under 32 bits become 32 bits wide.

    Raises:
        ValueError: `x` does not have two such axes.

    Example:

    >>> int(multikeras.ops.trace([[1, 2], [3, 4]]))
    5
    """
    return sum_(diagonal(x, offset, axis1, axis2), -1)


def _matrix_of(x: Any, k: int) -> Any:
    """The square matrix with a vector as its diagonal."""
    matrix = where(eye(x.shape[0], dtype="bool"), expand_dims(x, 1), zeros_like(x))
    return pad(matrix, ((max(0, -k), max(0, k)), (max(0, k), max(0, -k))))


@op(
    "numpy",
    infer=_diag,
    cases=Cases("numpy.diag", tuple(call(draw(*s), k) for s in ((3,), (3, 4), (0,), (0, 2)) for k in (0, 1, -2, 5)), (*ALL, *COMPLEX)),
)
def diag(x: Tensor, k: int = 0) -> Tensor:
    """The diagonal of a matrix, or the matrix with a vector as its diagonal and zeros elsewhere.

    Args:
        x: Matrix or vector.
        k: Which diagonal: 0 (the default) for the main one, positive above it.

    Returns:
        Vector or square matrix.

    Raises:
        ValueError: `x` has other than one or two dimensions.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.diag([1, 2])).tolist()
    [[1, 0], [0, 2]]
    """
    if len(x.shape) not in (1, 2):
        raise ValueError(f"diag: expected a vector or a matrix, got shape {tuple(x.shape)}.")
    return diagonal(x, k) if len(x.shape) == 2 else _matrix_of(x, k)


@op(
    "numpy",
    infer=_diagflat,
    cases=Cases(
        "numpy.diagflat", (call(draw(3)), call(draw(2, 2), 1), call(draw(3), -2), call(draw(), 1), call(draw(0, 2), 1)), (*ALL, *COMPLEX)
    ),
)
def diagflat(x: Tensor, k: int = 0) -> Tensor:
    """The square matrix with all elements of a tensor as its diagonal and zeros elsewhere.

    Args:
        x: Tensor of any shape.
        k: Which diagonal: 0 (the default) for the main one, positive above it.

    Returns:
        Square matrix.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.diagflat([[1], [2]])).tolist()
    [[1, 0], [0, 2]]
    """
    return _matrix_of(ravel(x), k)
