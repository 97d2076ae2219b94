"""Layers on JAX: shapes and dtypes of code that calls JAX directly."""

from typing import Any

import jax

from multikeras.src.backend.jax.tensor import DTYPES, dtype_name
from multikeras.src.core import tree
from multikeras.src.core.symbolic import KerasTensor

# Sizes for an unknown dimension: large enough for a stack of strides and windows, with many divisors for code that splits.
_SIZES = (240, 480)


def infer_spec(fn: Any, *args: Any, **kwargs: Any) -> Any:
    leaves = tree.flatten((args, kwargs))
    symbols = [index for index, leaf in enumerate(leaves) if isinstance(leaf, KerasTensor)]

    def run(tensors: list) -> Any:
        filled = list(leaves)
        for index, tensor in zip(symbols, tensors, strict=True):
            filled[index] = tensor
        inner_args, inner_kwargs = tree.pack_sequence_as((args, kwargs), filled)
        return fn(*inner_args, **inner_kwargs)

    def trace(size: int) -> Any:
        return jax.eval_shape(run, [_abstract(leaves[index], size) for index in symbols])

    first = trace(_SIZES[0])
    if all(None not in leaves[index].shape for index in symbols):
        return tree.map_structure(lambda x: (x.shape, dtype_name(x)), first, none_is_leaf=False)
    return tree.map_structure(_merge, first, trace(_SIZES[1]), none_is_leaf=False)


def _abstract(symbol: Any, size: int) -> jax.ShapeDtypeStruct:
    return jax.ShapeDtypeStruct([size if n is None else n for n in symbol.shape], DTYPES[symbol.dtype])


def _merge(first: Any, second: Any) -> tuple:
    if len(first.shape) != len(second.shape):
        raise ValueError(
            f"The rank of a result depends on an unknown dimension: {_SIZES[0]} gives shape {first.shape}, "
            f"{_SIZES[1]} gives {second.shape}. Give that dimension a fixed size."
        )
    shape = tuple(m if m == n else None for m, n in zip(first.shape, second.shape, strict=True))
    return shape, dtype_name(first)


class BackendLayer:
    """Layers are plain objects to this framework."""

    def __init__(self) -> None: ...
