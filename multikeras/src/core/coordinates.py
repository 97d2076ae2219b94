"""Sparse matrices on the host, SciPy's and our own, taken apart."""

from typing import Any

import numpy as np

from multikeras.src.core.sparse_rows import SparseRows


def is_host_sparse(x: Any) -> bool:
    """Whether `x` is one of SciPy's sparse arrays or matrices, or rows of a data source that is sparse."""
    return isinstance(x, SparseRows) or hasattr(x, "tocoo")


def coordinates(x: Any) -> tuple[np.ndarray, np.ndarray, tuple[int, ...]]:
    """The places `(n, rank)` that `x` stores, each once and in order, their values `(n,)`, and its shape."""
    if isinstance(x, SparseRows):
        return x.coordinates(), x.values, x.shape
    x = x.tocoo(copy=True)
    x.sum_duplicates()
    return np.stack(x.coords, -1), x.data, x.shape
