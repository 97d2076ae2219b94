"""Linear algebra."""

import functools
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor

from multikeras.src.backend.torch.tensor import in_float32


def _multiplying(function: Callable) -> Callable:
    """Decorator: products of bools, for which torch has no kernels, are found with integers."""

    @functools.wraps(function)
    def calculate(x1: Tensor, x2: Tensor, *args: Any) -> Tensor:
        if x1.dtype is not torch.bool:
            return function(x1, x2, *args)
        return function(x1.int(), x2.int(), *args).bool()

    return calculate


matmul = _multiplying(torch.matmul)


def linear(x: Tensor, kernel: Tensor, bias: Tensor) -> Tensor:
    """`x @ kernel + bias`, with a kernel `(in, out)`."""
    if x.ndim == 2:
        return torch.addmm(bias, x, kernel)
    return torch.nn.functional.linear(x, kernel.t(), bias)


def einsum(subscripts: str, *operands: Tensor) -> Tensor:
    dtype = operands[0].dtype
    if dtype is torch.bool:
        operands = [operand.int() for operand in operands]
    return torch.einsum(subscripts, *operands).to(dtype)  # int64 where torch sums up integers


@_multiplying
def tensordot(x1: Tensor, x2: Tensor, axes: int | Sequence[int | Sequence[int]]) -> Tensor:
    if not isinstance(axes, int):
        axes = tuple((axis,) if isinstance(axis, int) else axis for axis in axes)
    return torch.tensordot(x1, x2, axes)


def _factoring(function: Callable) -> Callable:
    """Decorator: 16 bits are calculated in 32; matrices that cannot be factored are refused as everywhere, by a ValueError."""

    @functools.wraps(function)
    def calculate(*args: Any, **kwargs: Any) -> Any:
        try:
            return function(*args, **kwargs)
        except torch.linalg.LinAlgError as error:
            raise ValueError(str(error)) from error

    return in_float32(calculate)


cholesky = _factoring(torch.linalg.cholesky)
inv = _factoring(torch.linalg.inv)
det = in_float32(torch.linalg.det)


@_factoring
def solve(a: Tensor, b: Tensor) -> Tensor:
    if a.ndim == b.ndim + 1:
        return torch.linalg.solve(a, b.unsqueeze(-1)).squeeze(-1)
    return torch.linalg.solve(a, b)


@in_float32
def solve_triangular(a: Tensor, b: Tensor, lower: bool = False) -> Tensor:
    if a.ndim == b.ndim + 1:
        return torch.linalg.solve_triangular(a, b.unsqueeze(-1), upper=not lower).squeeze(-1)
    return torch.linalg.solve_triangular(a, b, upper=not lower)


@in_float32
def qr(x: Tensor, mode: str = "reduced") -> tuple[Tensor, Tensor]:
    return tuple(torch.linalg.qr(x, mode))


@in_float32
def svd(x: Tensor, full_matrices: bool = True, compute_uv: bool = True) -> Tensor | tuple[Tensor, Tensor, Tensor]:
    if not compute_uv:
        return torch.linalg.svdvals(x)
    return tuple(torch.linalg.svd(x, full_matrices))


@in_float32
def eigh(x: Tensor) -> tuple[Tensor, Tensor]:
    return tuple(torch.linalg.eigh(x))
