"""Sparse tensors on JAX: BCOO. Their module takes half a second to import, hence only with the first of them."""

import math
import sys
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from jax import Array
from jax import numpy as jnp

from multikeras.src.core import lazy

bcoo = lazy.module("jax.experimental.sparse", extra="jax", feature="Sparse tensors")


def is_sparse(x: Any) -> bool:
    loaded = sys.modules.get("jax.experimental.sparse")  # who has a sparse tensor has imported it
    return loaded is not None and isinstance(x, loaded.JAXSparse)


def densify(x: Any) -> Array:
    if x.dtype == bool:  # cannot be added up
        return map_values(lambda values: values.astype("int8"), x).todense().astype(bool)
    return x.todense()


def make(indices: Array, values: Array, shape: tuple, kept: Array | None = None) -> Any:
    if kept is not None:  # places behind the end count for nothing, and need no number of places that depends on values
        indices = jnp.where(kept[:, None], indices, jnp.asarray(shape, indices.dtype))
    return bcoo.BCOO((values, indices), shape=tuple(shape), unique_indices=True)


def map_values(fn: Callable, x: Any) -> Any:
    x = _unique(x)
    return bcoo.BCOO((fn(x.data), x.indices), shape=x.shape, indices_sorted=x.indices_sorted, unique_indices=True)


def _unique(x: Any) -> Any:
    """With one value for each place."""
    if not isinstance(x, bcoo.BCOO):
        x = bcoo.BCOO.fromdense(x.todense()) if not hasattr(x, "to_bcoo") else x.to_bcoo()
    return x if x.unique_indices else x.sum_duplicates(nse=x.nse)


def _sparsified(fn: Callable) -> Callable:
    def run(*tensors: Any, **attributes: Any) -> Any:
        return bcoo.sparsify(partial(fn, **attributes))(*tensors)

    return run


add = _sparsified(jnp.add)
subtract = _sparsified(jnp.subtract)
transpose = _sparsified(jnp.transpose)
reshape = _sparsified(lambda x, newshape: jnp.reshape(x, newshape))
squeeze = _sparsified(jnp.squeeze)
matmul = _sparsified(jnp.matmul)


def at_stored(dense: Array, x: Any) -> Array:
    """The values of a dense tensor where `x` stores some."""
    return bcoo.bcoo_extract(x, jnp.broadcast_to(dense, x.shape), assume_unique=True).data


def expand_dims(x: Any, axis: int | Sequence[int]) -> Any:
    added = {a % (x.ndim + len(axis)) for a in axis} if not isinstance(axis, int) else {axis % (x.ndim + 1)}
    kept = tuple(a for a in range(x.ndim + len(added)) if a not in added)
    shape = list(x.shape)
    for a in sorted(added):
        shape.insert(a, 1)
    return bcoo.bcoo_broadcast_in_dim(x, shape=tuple(shape), broadcast_dimensions=kept)


def concatenate(xs: Sequence[Any], axis: int = 0) -> Any:
    return bcoo.bcoo_concatenate([_unique(x) for x in xs], dimension=axis % xs[0].ndim)


def sum(x: Any, axis: int | Sequence[int] | None = None, keepdims: bool = False) -> Any:
    axes = range(x.ndim) if axis is None else (axis,) if isinstance(axis, int) else axis
    axes = tuple(sorted(a % x.ndim for a in axes))
    total = bcoo.bcoo_reduce_sum(x, axes=axes)
    return expand_dims(total, axes) if keepdims else total


def mean(x: Any, axis: int | Sequence[int] | None = None, keepdims: bool = False) -> Any:
    axes = range(len(x.shape)) if axis is None else (axis,) if isinstance(axis, int) else axis
    count = math.prod(x.shape[a] for a in axes)
    return sum(map_values(lambda values: values / count, x), axis, keepdims)
