"""Linear algebra."""

from collections.abc import Sequence

import torch
from torch import Tensor
from torch import matmul as matmul
from torch.linalg import cholesky as cholesky
from torch.linalg import det as det
from torch.linalg import inv as inv


def linear(x: Tensor, kernel: Tensor, bias: Tensor) -> Tensor:
    """`x @ kernel + bias`, with a kernel `(in, out)`."""
    if x.ndim == 2:
        return torch.addmm(bias, x, kernel)
    return torch.nn.functional.linear(x, kernel.t(), bias)


def einsum(subscripts: str, *operands: Tensor) -> Tensor:
    return torch.einsum(subscripts, *operands).to(operands[0].dtype)  # int64 where torch sums up integers


def tensordot(x1: Tensor, x2: Tensor, axes: int | Sequence[int | Sequence[int]]) -> Tensor:
    if not isinstance(axes, int):
        axes = tuple((axis,) if isinstance(axis, int) else axis for axis in axes)
    return torch.tensordot(x1, x2, axes)


def solve(a: Tensor, b: Tensor) -> Tensor:
    if a.ndim == b.ndim + 1:
        return torch.linalg.solve(a, b.unsqueeze(-1)).squeeze(-1)
    return torch.linalg.solve(a, b)


def solve_triangular(a: Tensor, b: Tensor, lower: bool = False) -> Tensor:
    if a.ndim == b.ndim + 1:
        return torch.linalg.solve_triangular(a, b.unsqueeze(-1), upper=not lower).squeeze(-1)
    return torch.linalg.solve_triangular(a, b, upper=not lower)


def qr(x: Tensor, mode: str = "reduced") -> tuple[Tensor, Tensor]:
    return tuple(torch.linalg.qr(x, mode))


def svd(x: Tensor, full_matrices: bool = True, compute_uv: bool = True) -> Tensor | tuple[Tensor, Tensor, Tensor]:
    if not compute_uv:
        return torch.linalg.svdvals(x)
    return tuple(torch.linalg.svd(x, full_matrices))


def eigh(x: Tensor) -> tuple[Tensor, Tensor]:
    return tuple(torch.linalg.eigh(x))
