"""What a layer asks of the shape and dtype of an input."""

from collections.abc import Sequence
from typing import Any

from multikeras.src.core import dtypes
from multikeras.src.core.configured import Configured
from multikeras.src.core.export import export


@export(["multikeras.InputSpec", "multikeras.layers.InputSpec"])
class InputSpec(Configured):
    """What one input of a layer must look like; a layer keeps it in `input_spec` and checks every input against it.

    Args:
        dtype: dtype name.
        shape: Full shape, None where any size will do.
        ndim: Exact number of dimensions.
        max_ndim: Largest number of dimensions.
        min_ndim: Smallest number of dimensions.
        axes: dict of axis -> size, for sizes that must be met.
        allow_last_axis_squeeze: Whether a last axis of size 1 may be missing or additional.
        name: Name of the input.
        optional: Whether the input may be None.

    Raises:
        ValueError: An axis lies outside `ndim` or `max_ndim`.

    Example:

    >>> spec = multikeras.InputSpec(min_ndim=2, axes={-1: 3})
    >>> spec.axes
    {-1: 3}
    """

    def __init__(
        self,
        dtype: Any = None,
        shape: Sequence[int | None] | None = None,
        ndim: int | None = None,
        max_ndim: int | None = None,
        min_ndim: int | None = None,
        axes: dict[int, int] | None = None,
        allow_last_axis_squeeze: bool = False,
        name: str | None = None,
        optional: bool = False,
    ):
        self.dtype = dtype
        self.shape = None if shape is None else tuple(shape)
        self.ndim = ndim if shape is None else len(shape)
        self.max_ndim = max_ndim
        self.min_ndim = min_ndim
        self.axes = {int(axis): size for axis, size in (axes or {}).items()}
        self.allow_last_axis_squeeze = allow_last_axis_squeeze
        self.name = name
        self.optional = optional
        most = self.ndim if self.ndim is not None else max_ndim
        if self.axes and most is not None and max(self.axes) >= most:
            raise ValueError(f"InputSpec: axis {max(self.axes)} does not exist in an input of at most {most} dimensions.")

    def admits(self, shape: Sequence[int]) -> bool:
        """Whether an input of a known shape surely fits, found out at little cost; if not, `check` has the last word."""
        ndim = len(shape)
        if (
            self.shape is not None
            or self.dtype is not None
            or (self.ndim is not None and ndim != self.ndim)
            or (self.min_ndim is not None and ndim < self.min_ndim)
            or (self.max_ndim is not None and ndim > self.max_ndim)
        ):
            return False
        return all(-ndim <= axis < ndim and shape[axis] == size for axis, size in self.axes.items())

    def check(self, owner: str, shape: tuple, value: Any) -> None:
        """Raise a ValueError that names `owner` unless an input of this shape fits."""

        def misfit(wanted: str) -> ValueError:
            which = f"input {self.name!r}" if self.name else "input"
            return ValueError(f"{owner}: the {which} must have {wanted}, but its shape is {tuple(shape)}.")

        if self.dtype is not None and dtypes.standardize(value.dtype) != dtypes.standardize(self.dtype):
            raise ValueError(f"{owner}: the input must be of dtype {self.dtype}, but it is of {dtypes.standardize(value.dtype)}.")
        ndim = len(shape)
        expected = self.shape
        if self.allow_last_axis_squeeze and expected is not None:
            if ndim == len(expected) + 1 and shape[-1] == 1:
                shape, ndim = shape[:-1], ndim - 1
            elif ndim == len(expected) - 1 and expected[-1] == 1:
                shape, ndim = (*shape, 1), ndim + 1
        if self.ndim is not None and ndim != self.ndim:
            raise misfit(f"{self.ndim} dimensions")
        if self.max_ndim is not None and ndim > self.max_ndim:
            raise misfit(f"at most {self.max_ndim} dimensions")
        if self.min_ndim is not None and ndim < self.min_ndim:
            raise misfit(f"at least {self.min_ndim} dimensions")
        for axis, size in self.axes.items():
            if size is not None and -ndim <= axis < ndim and shape[axis] not in (size, None):
                raise misfit(f"size {size} along axis {axis}")
        if expected is not None and any(a is not None and b is not None and a != b for a, b in zip(expected, shape, strict=True)):
            raise misfit(f"shape {expected}")
