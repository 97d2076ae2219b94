"""What factors of matrices tell, on torch."""

import torch
from torch import Tensor

from multikeras.src.backend.torch.tensor import in_float32


@in_float32
def eig(x: Tensor) -> tuple[Tensor, Tensor]:
    return tuple(torch.linalg.eig(x))


@in_float32
def slogdet(x: Tensor) -> tuple[Tensor, Tensor]:
    return tuple(torch.linalg.slogdet(x))


@in_float32
def lu_factor(x: Tensor) -> tuple[Tensor, Tensor]:
    lu, pivots, _ = torch.linalg.lu_factor_ex(x)  # the one that takes singular matrices
    return lu, pivots - 1


@in_float32
def pinv(x: Tensor, rcond: float | None = None) -> Tensor:
    return torch.linalg.pinv(x, rtol=rcond)
