"""Masks that travel with tensors: a bool tensor per tensor, or the note that one was lost."""

import weakref
from typing import Any

from multikeras.src.core.symbolic import KerasTensor

_table: dict[int, tuple[weakref.ref, Any]] = {}


class Flag:
    """What spares those a look at tensors who use no masks."""

    raised = False  # whether any mask was ever set in this process
    as_attributes = True  # whether tensors carry masks as attributes; a backend says otherwise where looking for one takes long


class Lost:
    """Stands for a mask that a layer or op did not hand on."""

    def __init__(self, owner: str):
        self.owner = owner


def set_mask(x: Any, mask: Any) -> None:
    """Attach a mask to a tensor. Where the tensor takes no attributes, a weak table holds it."""
    Flag.raised = True
    if isinstance(x, KerasTensor):
        x._mask = mask
        return
    if Flag.as_attributes:
        try:
            x._keras_mask = mask
        except AttributeError:
            _keep(x, mask)
    else:
        _keep(x, mask)


def _keep(x: Any, mask: Any) -> None:
    key = id(x)
    _table[key] = (weakref.ref(x, lambda _: _table.pop(key, None)), mask)


def find(x: Any) -> Any:
    """What a tensor carries: its mask, the note that one was lost, or None."""
    if isinstance(x, KerasTensor):
        return x._mask
    found = getattr(x, "_keras_mask", None) if Flag.as_attributes else None
    if found is None and _table:
        entry = _table.get(id(x))
        if entry is not None and entry[0]() is x:
            found = entry[1]
    return found


def get_mask(x: Any) -> Any:
    """The mask of a tensor, or None."""
    found = find(x)
    return None if isinstance(found, Lost) else found


def lost_by(x: Any) -> str | None:
    """Who dropped the mask of this tensor, or None."""
    found = find(x)
    return found.owner if isinstance(found, Lost) else None
