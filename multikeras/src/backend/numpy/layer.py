"""Layers on NumPy: shapes and dtypes of code that calls NumPy directly."""

from typing import Any

import numpy as np

from multikeras.src.backend.numpy.tensor import DTYPES, dtype_name
from multikeras.src.core import tree
from multikeras.src.core.symbolic import KerasTensor

# Sizes for an unknown dimension: large enough for a few strides and windows, small enough to be calculated in full.
_SIZES = (12, 24)


def infer_spec(fn: Any, *args: Any, **kwargs: Any) -> Any:
    symbols = [leaf for leaf in tree.flatten((args, kwargs)) if isinstance(leaf, KerasTensor)]

    def run(size: int) -> Any:
        inner_args, inner_kwargs = tree.map_structure(lambda leaf: _zeros(leaf, size), (args, kwargs))
        with np.errstate(all="ignore"):
            return fn(*inner_args, **inner_kwargs)

    first = run(_SIZES[0])
    if all(None not in symbol.shape for symbol in symbols):
        return tree.map_structure(lambda x: (x.shape, dtype_name(x)), first)
    return tree.map_structure(_merge, first, run(_SIZES[1]))


def _zeros(leaf: Any, size: int) -> Any:
    if not isinstance(leaf, KerasTensor):
        return leaf
    return np.zeros([size if dim is None else dim for dim in leaf.shape], DTYPES[leaf.dtype])


def _merge(first: Any, second: Any) -> tuple:
    if first.ndim != second.ndim:
        raise ValueError(
            f"The rank of a result depends on an unknown dimension: {_SIZES[0]} gives shape {first.shape}, "
            f"{_SIZES[1]} gives {second.shape}. Give that dimension a fixed size."
        )
    shape = tuple(m if m == n else None for m, n in zip(first.shape, second.shape, strict=True))
    return shape, dtype_name(first)


class BackendLayer:
    """Layers are plain objects to this framework."""

    def __init__(self) -> None: ...
