"""Sums and other folds along axes.

torch reads the empty tuple of axes as "all"; here, as in NumPy, it means "none".
"""

import torch
from torch import Tensor
from torch import all as all
from torch import any as any

from multikeras.src.core import shapes

Axis = int | tuple[int, ...] | None

# torch has next to no arithmetic on these; that of int64 gives the same bits.
_BARE = frozenset({torch.uint16, torch.uint32, torch.uint64})
_SIGN = torch.iinfo(torch.int64).min


def sum(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    if axis == ():
        return x
    if x.is_floating_point():
        return torch.sum(x, axis, keepdims)
    if x.dtype in _BARE:
        return torch.sum(x.long(), axis, keepdims).to(x.dtype)
    return torch.sum(x, axis, keepdims, dtype=x.dtype)


def mean(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    return x if axis == () else torch.mean(x, axis, keepdims)


def var(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    if axis == ():
        return (x - x).abs()
    return torch.var(x, axis, correction=0, keepdim=keepdims)


def max(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    if x.dtype in _BARE:
        return (max(_ordered(x), axis, keepdims) ^ _SIGN).to(x.dtype)
    return x if axis == () else torch.amax(x, () if axis is None else axis, keepdims)


def min(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    if x.dtype in _BARE:
        return (min(_ordered(x), axis, keepdims) ^ _SIGN).to(x.dtype)
    return x if axis == () else torch.amin(x, () if axis is None else axis, keepdims)


def prod(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    if x.dtype in _BARE:
        return prod(x.long(), axis, keepdims).to(x.dtype)
    if isinstance(axis, int):
        return torch.prod(x, axis, keepdims, dtype=x.dtype)
    if axis is None and not keepdims:
        return torch.prod(x, dtype=x.dtype)
    for one in sorted(shapes.canonical_axes(axis, x.ndim), reverse=True):
        x = torch.prod(x, one, keepdims, dtype=x.dtype)
    return x


def argmax(x: Tensor, axis: int | None = None, keepdims: bool = False) -> Tensor:
    return torch.argmax(_ordered(x), axis, keepdims).to(torch.int32)


def argmin(x: Tensor, axis: int | None = None, keepdims: bool = False) -> Tensor:
    return torch.argmin(_ordered(x), axis, keepdims).to(torch.int32)


def _ordered(x: Tensor) -> Tensor:
    """Numbers that torch can compare, in the order of `x`."""
    if x.dtype in _BARE:
        return x.long() ^ _SIGN
    return x.byte() if x.dtype is torch.bool else x


def logsumexp(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    if axis is None:
        axis = tuple(range(x.ndim))
    elif axis == ():
        return x
    return torch.logsumexp(x, axis, keepdims)


def cumsum(x: Tensor, axis: int | None = None) -> Tensor:
    if axis is None:
        x, axis = x.reshape(-1), 0
    if x.dtype in _BARE:
        return torch.cumsum(x.long(), axis).to(x.dtype)
    return torch.cumsum(x, axis, dtype=x.dtype)


def cumprod(x: Tensor, axis: int | None = None) -> Tensor:
    if axis is None:
        x, axis = x.reshape(-1), 0
    if x.dtype in _BARE:
        return torch.cumprod(x.long(), axis).to(x.dtype)
    return torch.cumprod(x, axis, dtype=x.dtype)


def logcumsumexp(x: Tensor, axis: int | None = None, reverse: bool = False) -> Tensor:
    if axis is None:
        x, axis = x.reshape(-1), 0
    if reverse:
        return torch.logcumsumexp(x.flip(axis), axis).flip(axis)
    return torch.logcumsumexp(x, axis)
