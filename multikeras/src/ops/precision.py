"""The precision in which an op calculates, where that of its arguments is too small."""

from typing import Any

from multikeras.src.core import dtypes
from multikeras.src.ops.tensor import cast

NARROW = ("float16", "bfloat16")


def widened(x: Any) -> Any:
    """`x` in float32 if its dtype is a 16-bit float, else as it is."""
    return cast(x, "float32") if dtypes.standardize(x.dtype) in NARROW else x
