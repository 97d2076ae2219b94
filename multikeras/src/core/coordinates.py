"""SciPy's sparse arrays, taken apart."""

from typing import Any

import numpy as np


def is_scipy_sparse(x: Any) -> bool:
    """Whether `x` is one of SciPy's sparse arrays or matrices."""
    return hasattr(x, "tocoo")


def coordinates(x: Any) -> tuple[np.ndarray, np.ndarray, tuple[int, ...]]:
    """The places `(n, rank)` that a SciPy array stores, each once and in order, their values `(n,)`, and its shape."""
    x = x.tocoo(copy=True)
    x.sum_duplicates()
    return np.stack(x.coords, -1), x.data, x.shape
