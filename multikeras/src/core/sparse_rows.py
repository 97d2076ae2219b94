"""Rows of a sparse matrix on the host, for data of which batches are made."""

from typing import Any

import numpy as np


class SparseRows:
    """A sparse matrix by rows, of which rows are taken as of an array. All backends convert it as they do SciPy's.

    Args:
        starts: where each row begins in `columns` and `values`, and where the last one ends; `(rows + 1,)`.
        columns: the column of each value.
        values: the values, row by row.
        width: number of columns.
    """

    ndim = 2

    def __init__(self, starts: np.ndarray, columns: np.ndarray, values: np.ndarray, width: int) -> None:
        self.starts = starts
        self.columns = columns
        self.values = values
        self.shape = (len(starts) - 1, width)

    @classmethod
    def from_coordinates(cls, indices: np.ndarray, values: np.ndarray, shape: tuple[int, int]) -> "SparseRows":
        """The matrix that has `values` at `indices`, `(n, 2)`, which may be in any order but name no place twice."""
        order = np.lexsort((indices[:, 1], indices[:, 0]))
        starts = np.searchsorted(indices[order, 0], np.arange(shape[0] + 1))
        return cls(starts, indices[order, 1], values[order], shape[1])

    @property
    def dtype(self) -> np.dtype:
        return self.values.dtype

    def __len__(self) -> int:
        return self.shape[0]

    def __getitem__(self, rows: slice) -> "SparseRows":
        first, last, step = rows.indices(len(self))
        if step != 1:
            raise ValueError(f"Sparse rows are cut without gaps; got a step of {step}.")
        last = max(first, last)
        stored = slice(self.starts[first], self.starts[last])
        return SparseRows(self.starts[first : last + 1] - self.starts[first], self.columns[stored], self.values[stored], self.shape[1])

    def take(self, rows: np.ndarray, axis: int = 0) -> "SparseRows":
        """The rows of these numbers, in their order."""
        if axis != 0:
            raise ValueError(f"Only rows (axis 0) are taken; got axis {axis}.")
        counts = self.starts[rows + 1] - self.starts[rows]
        starts = np.concatenate([[0], np.cumsum(counts)])
        stored = np.arange(starts[-1]) + np.repeat(self.starts[rows] - starts[:-1], counts)
        return SparseRows(starts, self.columns[stored], self.values[stored], self.shape[1])

    def astype(self, dtype: Any) -> "SparseRows":
        return SparseRows(self.starts, self.columns, self.values.astype(dtype), self.shape[1])

    def coordinates(self) -> np.ndarray:
        """Row and column of each value, `(n, 2)`, in order."""
        rows = np.repeat(np.arange(len(self)), np.diff(self.starts))
        return np.stack([rows, self.columns], -1)

    def toarray(self) -> np.ndarray:
        """The matrix as a dense array."""
        dense = np.zeros(self.shape, self.dtype)
        dense[tuple(self.coordinates().T)] = self.values
        return dense

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> np.ndarray:
        return self.toarray() if dtype is None else self.toarray().astype(dtype)

    def __repr__(self) -> str:
        return f"<SparseRows of shape {self.shape}, dtype {self.dtype}, {len(self.values)} values>"
