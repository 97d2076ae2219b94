"""Shapes changed, elements moved, values kept."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor
from torch import concatenate as concatenate
from torch import stack as stack


def reshape(x: Tensor, newshape: tuple) -> Tensor:
    return torch.reshape(x, newshape)


def view(x: Tensor, dtype: torch.dtype) -> Tensor:
    x = x.contiguous() if x.numel() else x.new_empty(x.shape)  # strides of nothing may be 0, which torch does not view
    return x.view(dtype)


def transpose(x: Tensor, axes: Sequence[int] | None = None) -> Tensor:
    if axes is None:
        return x.t() if x.ndim == 2 else x.permute(tuple(range(x.ndim))[::-1])
    return x.permute(axes)


def expand_dims(x: Tensor, axis: int | tuple[int, ...]) -> Tensor:
    if isinstance(axis, int):
        return torch.unsqueeze(x, axis)
    ndim = x.ndim + len(axis)
    for one in sorted(one % ndim for one in axis):
        x = torch.unsqueeze(x, one)
    return x


def squeeze(x: Tensor, axis: int | tuple[int, ...] | None = None) -> Tensor:
    if axis is None:
        return torch.squeeze(x)
    axes = (axis,) if isinstance(axis, int) else axis
    for one in axes:
        if x.shape[one] != 1:
            raise ValueError(f"Cannot squeeze axis {one} of a tensor of shape {tuple(x.shape)}: its size is not 1.")
    return torch.squeeze(x, axes)


def broadcast_to(x: Tensor, shape: tuple) -> Tensor:
    return torch.broadcast_to(x, shape)


def split(x: Tensor, indices_or_sections: int | Sequence[int], axis: int = 0) -> list[Tensor]:
    if isinstance(indices_or_sections, int):
        if x.shape[axis] % indices_or_sections:
            raise ValueError(f"Cannot split axis {axis} of a tensor of shape {tuple(x.shape)} into {indices_or_sections} equal parts.")
        return list(torch.tensor_split(x, indices_or_sections, axis))
    return list(torch.tensor_split(x, tuple(indices_or_sections), axis))


def tile(x: Tensor, repeats: tuple) -> Tensor:
    return torch.tile(x, repeats)


def repeat(x: Tensor, repeats: int | Tensor, axis: int | None = None) -> Tensor:
    if isinstance(repeats, Tensor):
        repeats = repeats.long()
    return torch.repeat_interleave(x, repeats, axis)


def pad(x: Tensor, pad_width: Sequence[tuple[int, int]], mode: str = "constant", constant_values: Any = 0) -> Tensor:
    if mode != "constant":
        for axis, (before, after) in enumerate(pad_width):
            if before or after:
                x = x.index_select(axis, _padded_positions(x.shape[axis], before, after, mode, x.device))
        return x
    widths = [width for pair in reversed(pad_width) for width in pair]
    if not isinstance(constant_values, Tensor):
        return torch.constant_pad_nd(x, widths, constant_values)
    inside = torch.constant_pad_nd(torch.ones_like(x, dtype=torch.bool), widths, False)
    return torch.where(inside, torch.constant_pad_nd(x, widths), constant_values.to(x.dtype))


def _padded_positions(size: int, before: int, after: int, mode: str, device: torch.device) -> Tensor:
    """Which element of an axis stands at each place of the padded axis."""
    places = torch.arange(-before, size + after, device=device)
    if mode == "edge":
        return places.clamp(0, size - 1)
    if mode == "wrap":
        return places.remainder(size)
    if mode == "symmetric":
        places = places.remainder(2 * size)
        return torch.minimum(places, 2 * size - 1 - places)
    if mode == "reflect":
        period = max(2 * size - 2, 1)
        places = places.remainder(period)
        return torch.minimum(places, period - places)
    raise ValueError(f"Unknown padding mode {mode!r}. Expected 'constant', 'reflect', 'symmetric', 'edge' or 'wrap'.")


def flip(x: Tensor, axis: int | tuple[int, ...] | None = None) -> Tensor:
    if axis is None:
        return torch.flip(x, tuple(range(x.ndim)))
    return torch.flip(x, (axis,) if isinstance(axis, int) else axis)


def roll(x: Tensor, shift: int | tuple[int, ...], axis: int | tuple[int, ...] | None = None) -> Tensor:
    if axis is None:
        return torch.roll(x, shift if isinstance(shift, int) else sum(shift))
    if isinstance(axis, tuple) and isinstance(shift, int):
        shift = (shift,) * len(axis)
    elif isinstance(axis, int) and isinstance(shift, tuple):
        axis = (axis,) * len(shift)
    return torch.roll(x, shift, axis)


def tril(x: Tensor, k: int = 0) -> Tensor:
    return torch.tril(x, k)


def triu(x: Tensor, k: int = 0) -> Tensor:
    return torch.triu(x, k)
