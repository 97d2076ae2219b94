"""Linear algebra."""

import functools
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from multikeras.src.backend.torch.tensor import in_float32

# Types for whose products torch has no kernel, and in which to compute instead.
_PRODUCTS = {torch.bool: torch.int32, torch.uint16: torch.int32, torch.uint32: torch.int64, torch.uint64: torch.int64}


def _multiplying(function: Callable) -> Callable:
    """Decorator: products of a dtype on the left of `_PRODUCTS` are computed in the one on the right."""

    @functools.wraps(function)
    def calculate(x1: Tensor, x2: Tensor, **options: Any) -> Tensor:
        wide = _PRODUCTS.get(x1.dtype)
        if wide is None:
            return function(x1, x2, **options)
        return function(x1.to(wide), x2.to(wide), **options).to(x1.dtype)

    return calculate


matmul = _multiplying(torch.matmul)


def linear(x: Tensor, kernel: Tensor, bias: Tensor) -> Tensor:
    """`x @ kernel + bias`, with a kernel `(in, out)`."""
    if x.ndim == 2:
        return torch.addmm(bias, x, kernel)
    return torch.nn.functional.linear(x, kernel.t(), bias)


def einsum(subscripts: str, *operands: Tensor) -> Tensor:
    dtype = operands[0].dtype
    if dtype in _PRODUCTS:
        operands = [operand.to(_PRODUCTS[dtype]) for operand in operands]
    result = torch.einsum(subscripts, *operands)
    return result if result.dtype is dtype else result.to(dtype)  # int64 where torch sums up integers


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
