"""Sparse tensors on torch: torch's own, which are of the same type as dense ones.

Ops meet them first in torch's functions, many of which take them. These here are for what those refuse.
"""

import math
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor
from torch import matmul as matmul


def is_sparse(x: Any) -> bool:
    return isinstance(x, Tensor) and x.layout is not torch.strided


def densify(x: Tensor) -> Tensor:
    return x.to_dense()


def make(indices: Tensor, values: Tensor, shape: tuple, kept: Tensor | None = None) -> Tensor:
    if kept is not None:
        indices, values = indices[kept], values[kept]
    return torch.sparse_coo_tensor(indices.t(), values, tuple(shape), check_invariants=False)


def _coalesced(x: Tensor) -> Tensor:
    """With one value for each place."""
    return (x if x.layout is torch.sparse_coo else x.to_sparse_coo()).coalesce()


def map_values(fn: Callable, x: Tensor) -> Tensor:
    x = _coalesced(x)
    return torch.sparse_coo_tensor(x.indices(), fn(x.values()), x.shape, is_coalesced=True, check_invariants=False)


def at_stored(dense: Tensor, x: Tensor) -> Tensor:
    """The values of a dense tensor where `x` stores some."""
    return dense.expand(x.shape)[tuple(_coalesced(x).indices())]


def add(x1: Tensor, x2: Tensor) -> Tensor:
    return torch.add(_coalesced(x1), _coalesced(x2))


def subtract(x1: Tensor, x2: Tensor) -> Tensor:
    return torch.sub(_coalesced(x1), _coalesced(x2))


def sum(x: Tensor, axis: int | Sequence[int] | None = None, keepdims: bool = False) -> Tensor:
    return torch.sum(_coalesced(x), axis, keepdims)


def transpose(x: Tensor, axes: Sequence[int] | None = None) -> Tensor:
    return torch.permute(_coalesced(x), tuple(reversed(range(x.ndim))) if axes is None else tuple(axes))


def reshape(x: Tensor, newshape: Sequence[int]) -> Tensor:
    x = _coalesced(x)
    shape = torch.empty(x.shape, device="meta").reshape(newshape).shape  # resolves a -1, refuses what does not fit
    flat = x.indices().new_zeros(x.values().shape[0])
    for places, size in zip(x.indices(), x.shape, strict=True):
        flat = flat * size + places
    places = torch.unravel_index(flat, shape)
    return torch.sparse_coo_tensor(torch.stack(places), x.values(), shape, is_coalesced=True, check_invariants=False)


def expand_dims(x: Tensor, axis: int | Sequence[int]) -> Tensor:
    x = _coalesced(x)
    rank = x.ndim + (1 if isinstance(axis, int) else len(axis))
    for a in sorted(a % rank for a in ((axis,) if isinstance(axis, int) else axis)):
        x = torch.unsqueeze(x, a)
    return x


def squeeze(x: Tensor, axis: int | Sequence[int] | None = None) -> Tensor:
    axes = [a for a, size in enumerate(x.shape) if size == 1] if axis is None else [axis] if isinstance(axis, int) else axis
    dropped = {a % x.ndim for a in axes}
    return reshape(x, [size for a, size in enumerate(x.shape) if a not in dropped])


def concatenate(xs: Sequence[Tensor], axis: int = 0) -> Tensor:
    return torch.cat([_coalesced(x) for x in xs], axis)


def mean(x: Any, axis: int | Sequence[int] | None = None, keepdims: bool = False) -> Any:
    axes = range(len(x.shape)) if axis is None else (axis,) if isinstance(axis, int) else axis
    count = math.prod(x.shape[a] for a in axes)
    return sum(map_values(lambda values: values / count, x), axis, keepdims)
