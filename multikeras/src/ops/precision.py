"""Calculations where the precision of the arguments is too small, or the slope of a formula infinite."""

from typing import Any

from multikeras.src.core import dtypes
from multikeras.src.ops.elementwise import equal, power, sqrt, where
from multikeras.src.ops.tensor import cast

NARROW = ("float16", "bfloat16")


def widened(x: Any) -> Any:
    """`x` in float32 if its dtype is a 16-bit float, else as it is."""
    return cast(x, "float32") if dtypes.standardize(x.dtype) in NARROW else x


def root(x: Any, degree: float = 2) -> Any:
    """Root of numbers that are not negative, with a gradient of 0 at 0, where the slope is infinite."""
    is_zero = equal(x, 0)
    positive = where(is_zero, 1, x)
    return where(is_zero, 0, sqrt(positive) if degree == 2 else power(positive, 1 / degree))
