"""Elements picked out and put in."""

import builtins
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

# ------------------------------------------------------------------------------------------------------------ by position


def getitem(x: Tensor, key: Any) -> Tensor:
    if type(key) is int:
        return x[key]
    items = list(key) if isinstance(key, tuple) else [key]
    axis = 0
    for position, item in enumerate(items):
        if item is None:
            continue
        if item is Ellipsis:
            axis = x.ndim - builtins.sum(_axes_of(later) for later in items[position + 1 :])
            continue
        if isinstance(item, builtins.slice):
            if item.step is not None and item.step < 0:
                x = _reversed(x, axis, item)
                items[position] = builtins.slice(None)
        elif isinstance(item, Tensor) and item.dtype is not torch.bool:
            if item.ndim == 0:
                # Not handed to torch, which would wait for the device to read the number.
                x = x.index_select(axis, _from_front(item, x.shape[axis]).reshape(1))
                items[position] = 0
            else:
                items[position] = item.long()
        axis += _axes_of(item)
    return x[tuple(_in_numpys_order(items))]


def _axes_of(item: Any) -> int:
    """How many axes of the tensor an item of a key speaks about."""
    if item is None:
        return 0
    if isinstance(item, Tensor) and item.dtype is torch.bool:
        return item.ndim
    return 1


def _reversed(x: Tensor, axis: int, key: builtins.slice) -> Tensor:
    """`x` sliced along an axis with a negative step, which torch does not take."""
    forward = range(*key.indices(x.shape[axis]))[::-1]
    start, stop = (forward.start, forward.stop) if len(forward) else (0, 0)
    return x[(builtins.slice(None),) * axis + (builtins.slice(start, stop, forward.step),)].flip(axis)


def _in_numpys_order(items: list) -> list:
    """Integers beside index tensors, as index tensors: they decide where NumPy puts the new axes, and in torch they do not."""
    arrays = [item for item in items if isinstance(item, Tensor)]
    if not arrays or not any(isinstance(item, int) for item in items):
        return items
    advanced = [position for position, item in enumerate(items) if isinstance(item, (int, Tensor))]
    if advanced[-1] - advanced[0] == len(advanced) - 1:
        return items
    return [item if not isinstance(item, int) else torch.tensor([item], device=arrays[0].device) for item in items]


def slice(inputs: Tensor, start_indices: Sequence[Any], shape: Sequence[int]) -> Tensor:
    for axis, (start, size) in enumerate(zip(start_indices, shape, strict=True)):
        if isinstance(start, Tensor):
            places = _from_front(start, inputs.shape[axis]) + torch.arange(size, device=inputs.device)
            inputs = inputs.index_select(axis, places)
        else:
            inputs = inputs.narrow(axis, start, size)
    return inputs


def slice_update(inputs: Tensor, start_indices: Sequence[Any], updates: Tensor) -> Tensor:
    outputs = inputs.clone()
    target, moving = outputs, []
    for axis, (start, size) in enumerate(zip(start_indices, updates.shape, strict=True)):
        if not isinstance(start, Tensor):
            target = target.narrow(axis, start, size)
        elif size == inputs.shape[axis]:
            continue  # there is one place where it fits
        else:
            moving.append((axis, _from_front(start, inputs.shape[axis]) + torch.arange(size, device=inputs.device)))
    if not moving:
        target.copy_(updates)
    elif len(moving) == 1:
        target.index_copy_(*moving[0], updates)
    else:
        places = [torch.arange(size, device=inputs.device) for size in target.shape]
        for axis, found in moving:
            places[axis] = found
        target.index_put_(torch.meshgrid(places, indexing="ij"), updates)
    return outputs


# --------------------------------------------------------------------------------------------------------- by index tensor


def _from_front(indices: Tensor, size: int) -> Tensor:
    """Indices as int64, the negative ones counted from the front."""
    indices = indices.long()
    if indices.device.type == "cpu":
        return torch.where(indices < 0, indices + size, indices)
    # On an accelerator an index out of range would end the whole context; wrapped around it does no harm.
    return torch.remainder(indices, size)


def take(x: Tensor, indices: Tensor, axis: int | None = None) -> Tensor:
    if axis is None:
        x, axis = x.reshape(-1), 0
    axis = axis % x.ndim
    if axis == 0 and x.ndim == 2 and x.is_floating_point():
        return _looked_up(x, indices)
    indices = _from_front(indices, x.shape[axis])
    shape = (*x.shape[:axis], *indices.shape, *x.shape[axis + 1 :])
    return x.index_select(axis, indices.reshape(-1)).reshape(shape)


def _looked_up(table: Tensor, indices: Tensor) -> Tensor:
    """Rows of a table."""
    if indices.device.type == "cpu" and indices.dtype in (torch.int32, torch.int64) and not torch.compiler.is_compiling():
        try:
            return torch.embedding(table, indices)
        except IndexError:  # some are negative, or out of range, which fails again
            return torch.embedding(table, _from_front(indices, table.shape[0]))
    return torch.embedding(table, _from_front(indices, table.shape[0]))


def take_along_axis(x: Tensor, indices: Tensor, axis: int = -1) -> Tensor:
    return torch.take_along_dim(x, _from_front(indices, x.shape[axis]), axis)


def scatter(indices: Tensor, values: Tensor, shape: Sequence[int]) -> Tensor:
    rows, depth = _rows(indices, shape)
    inner = shape[depth:]
    outputs = values.new_zeros((_product(shape[:depth]), *inner))
    return outputs.index_add(0, rows, values.reshape(-1, *inner)).reshape(tuple(shape))


def scatter_update(inputs: Tensor, indices: Tensor, updates: Tensor) -> Tensor:
    rows, depth = _rows(indices, inputs.shape)
    if rows.shape[0] == 0:
        return inputs
    inner = inputs.shape[depth:]
    flat = inputs.reshape(-1, *inner)
    # Which update comes last is found first: torch leaves open which of several writes to one place wins.
    last = rows.new_full((flat.shape[0],), -1)
    last = last.scatter_reduce(0, rows, torch.arange(rows.shape[0], device=rows.device), "amax")
    chosen = updates.reshape(-1, *inner).index_select(0, last.clamp(min=0))
    hit = (last >= 0).reshape(-1, *(1 for _ in inner))
    return torch.where(hit, chosen, flat).reshape(inputs.shape)


def _rows(indices: Tensor, shape: Sequence[int]) -> tuple[Tensor, int]:
    """Indices `(..., k)` as positions `(n,)` in the first k axes laid out flat, and k."""
    depth = indices.shape[-1]
    rows = indices.new_zeros(indices.shape[:-1], dtype=torch.int64)
    for column, size in zip(indices.unbind(-1), shape, strict=False):
        rows = rows * size + _from_front(column, size)
    return rows.reshape(-1), depth


def _product(sizes: Sequence[int]) -> int:
    product = 1
    for size in sizes:
        product = product * size
    return product


def one_hot(x: Tensor, num_classes: int, axis: int, dtype: torch.dtype) -> Tensor:
    axis = axis % (x.ndim + 1)
    classes = torch.arange(num_classes, device=x.device).reshape(-1, *(1 for _ in range(x.ndim - axis)))
    return (x.unsqueeze(axis) == classes).to(dtype)


def segment_sum(data: Tensor, segment_ids: Tensor, num_segments: int, sorted: bool = False) -> Tensor:
    ids = segment_ids.long()
    if sorted and data.ndim == 1 and data.is_floating_point():  # of rows, torch's reduction is the slower one
        bounds = torch.searchsorted(ids, torch.arange(num_segments + 1, device=ids.device))
        return torch.segment_reduce(data, "sum", offsets=bounds, unsafe=True, initial=0)
    ids = torch.where((ids >= 0) & (ids < num_segments), ids, num_segments)  # one row more, for those out of range
    return data.new_zeros((num_segments + 1, *data.shape[1:])).index_add(0, ids, data)[:num_segments]


# ---------------------------------------------------------------------------------------------------------- by comparison


def sort(x: Tensor, axis: int = -1) -> Tensor:
    return torch.sort(x, axis)[0] if axis is not None else torch.sort(x.reshape(-1))[0]


def argsort(x: Tensor, axis: int = -1) -> Tensor:
    if axis is None:
        x, axis = x.reshape(-1), 0
    return torch.argsort(x, dim=axis, stable=True).to(torch.int32)


def top_k(x: Tensor, k: int, sorted: bool = True, is_stable: bool = True) -> tuple[Tensor, Tensor]:
    if is_stable:
        values, indices = (found[..., :k] for found in torch.sort(x, descending=True, stable=True))
    else:
        values, indices = torch.topk(x, k, sorted=sorted)
    return values, indices.to(torch.int32)


def nonzero(x: Tensor) -> tuple[Tensor, ...]:
    if not x.ndim:
        raise ValueError("A scalar has no positions.")
    return tuple(indices.to(torch.int32) for indices in torch.nonzero(x, as_tuple=True))


def searchsorted(sorted_sequence: Tensor, values: Tensor, side: str = "left") -> Tensor:
    return torch.searchsorted(_order(sorted_sequence), _order(values).contiguous(), side=side, out_int32=True)


def _order(x: Tensor) -> Tensor:
    """Integers in the order of `x`, NaN last and all equal: torch's search compares floats, and NaN leads it astray."""
    if not x.is_floating_point():
        return x.byte() if x.dtype is torch.bool else x
    x = x if x.dtype is torch.float64 else x.float()
    integer = torch.int64 if x.dtype is torch.float64 else torch.int32
    bits = x.view(integer)
    ordered = torch.where(bits < 0, torch.iinfo(integer).min - bits, bits)  # of a negative number, the magnitude negated
    return torch.where(x.isnan(), torch.iinfo(integer).max, ordered)
