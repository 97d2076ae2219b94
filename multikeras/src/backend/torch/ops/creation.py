"""New tensors, on the current device."""

import builtins
from typing import Any

import torch
from torch import Tensor

from multikeras.src.backend.torch.tensor import placement


def zeros(shape: tuple, dtype: torch.dtype) -> Tensor:
    return torch.zeros(shape, dtype=dtype, device=placement.device)


def ones(shape: tuple, dtype: torch.dtype) -> Tensor:
    return torch.ones(shape, dtype=dtype, device=placement.device)


def full(shape: tuple, fill_value: Any, dtype: torch.dtype) -> Tensor:
    if isinstance(fill_value, Tensor):
        return fill_value.to(placement.device, dtype).expand(shape).clone(memory_format=torch.contiguous_format)
    return torch.full(shape, fill_value, dtype=dtype, device=placement.device)


def arange(start: Any, stop: Any, step: Any, dtype: torch.dtype) -> Tensor:
    # Where NumPy gives an empty range torch raises an error, unless both ends are the same.
    stop = builtins.max(start, stop) if step > 0 else builtins.min(start, stop)
    real = torch.empty((), dtype=dtype).real.dtype if dtype.is_complex else dtype  # no kernel for complex numbers
    return torch.arange(start, stop, step, dtype=real, device=placement.device).to(dtype)


def linspace(start: Tensor, stop: Tensor, num: int, endpoint: bool, dtype: torch.dtype, axis: int) -> Tensor:
    if dtype.is_floating_point or dtype.is_complex:
        working = torch.promote_types(dtype, torch.float32)
    else:
        working = torch.float64
    start, stop = torch.broadcast_tensors(start.to(working), stop.to(working))
    weights = torch.arange(num, dtype=torch.float64, device=start.device) / builtins.max(num - 1 if endpoint else num, 1)
    values = torch.lerp(start, stop, weights.to(working).reshape(-1, *(1 for _ in start.shape)))
    if working is torch.float64 and dtype is not torch.float64:
        values = values.floor()
    return values.to(dtype).movedim(0, axis)


def eye(n: int, m: int | None, k: int, dtype: torch.dtype) -> Tensor:
    rows = torch.arange(n, device=placement.device)
    columns = torch.arange(n if m is None else m, device=placement.device)
    return (rows.unsqueeze(1) + k == columns).to(dtype)
