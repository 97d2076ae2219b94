"""What it means that two libraries differ."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from multikeras.src import backend
from multikeras.src.core import tree
from multikeras.src.testing.comparison import to_numpy

NARROWED = {"float64": "float32", "int64": "int32", "complex128": "complex64"}


@dataclass(frozen=True)
class Difference:
    """One call in which the two libraries differ."""

    subject: str  # name of the op or layer
    backend: str
    kind: str  # "value", "shape", "structure", "dtype", "width" (a dtype narrowed to 32 bits), "raises" (Keras refuses the call), ...
    call: str
    detail: str


def compared(ours: Any, theirs: Callable[[], Any], tolerance: float, values: bool = True) -> Iterator[tuple[str, str]]:
    """Kind and detail of each difference between a result and what a call of Keras gives."""
    try:
        with np.errstate(all="ignore"):
            given = theirs()
    except Exception as error:  # noqa: BLE001 - whatever Keras raises is what the report is about
        yield "raises", f"{type(error).__name__}: {str(error).splitlines()[0][:120] if str(error) else ''}"
        return
    left, right = tree.flatten(ours), tree.flatten(given)
    if len(left) != len(right):
        yield "structure", f"{len(left)} tensors, Keras gives {len(right)}"
        return
    for a, b in zip(left, right, strict=True):
        b = backend.convert(b)
        if b.dtype not in backend.DTYPES.values():
            yield "dtype", f"{backend.dtype_name(backend.convert(a))}, Keras gives {b.dtype}"
            continue
        names = backend.dtype_name(backend.convert(a)), backend.dtype_name(b)
        a, b = to_numpy(a), to_numpy(b)
        if names[0] != names[1]:
            yield "width" if NARROWED.get(names[0]) == names[1] else "dtype", f"{names[0]}, Keras gives {names[1]}"
        if a.shape != b.shape:
            yield "shape", f"{a.shape}, Keras gives {b.shape}"
        elif values and not _equal(a, b, names[0], tolerance):
            yield "value", _apart(a, b)


def _equal(a: np.ndarray, b: np.ndarray, dtype: str, tolerance: float) -> bool:
    loosest = {"float16": 4e-3, "bfloat16": 3e-2}.get(dtype, 0.0)
    tolerance = max(10 * tolerance, loosest)
    return np.allclose(_wide(a), _wide(b), tolerance, tolerance, equal_nan=True)


def _wide(x: np.ndarray) -> np.ndarray:
    return x.astype("complex128" if x.dtype.kind == "c" else "float64")


def _apart(a: np.ndarray, b: np.ndarray) -> str:
    apart = ~np.isclose(_wide(a), _wide(b), 1e-3, 1e-3, equal_nan=True)
    if not apart.any():
        return "slightly"
    place = tuple(int(i) for i in np.argwhere(apart)[0])
    return f"at {place}: {a[place]}, Keras gives {b[place]}"
