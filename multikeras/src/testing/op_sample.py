"""Sample calls of an op, with arrays in the places of draws."""

import re
import zlib
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from multikeras.src.core import dtypes
from multikeras.src.core.cases import Call, Draw
from multikeras.src.ops.op import Op


class Sample:
    """A call of an op in one dtype.

    Args:
        op: The op.
        call: The call.
        dtype: The dtype of arrays whose dtype the case leaves open: draws without one, and floating arrays.
        reshape: What to make of the shape of each drawn array.
        variation: Which of the draws; each number gives other arrays.
    """

    def __init__(self, op: Op, call: Call, dtype: str, reshape: Callable[[tuple], tuple] = tuple, variation: int = 0):
        self.op = op
        self.call = call
        self._dtype = dtype
        self._reshape = reshape
        self._rng = np.random.default_rng(zlib.crc32(_without_addresses(f"{op.name}{call}").encode()) + variation)
        self.arrays: list[np.ndarray] = []
        self.is_open: list[bool] = []  # array -> whether its dtype is the one under test
        self.parameters: list[int] = []  # array -> position of the parameter that it belongs to
        args = [self._draw(value, i) for i, value in enumerate(call.args)]
        kwargs = {name: self._draw(value, op.parameters.index(name)) for name, value in call.kwargs.items()}
        self._template = (args, kwargs)

    @property
    def promoted(self) -> list[int]:
        """The arrays that the op brings to a common dtype."""
        return [i for i, parameter in enumerate(self.parameters) if parameter in self.op.promoted]

    @property
    def given(self) -> list[int]:
        """The arrays that are arguments by themselves; functions among the arguments close over the others."""
        return [i for i, parameter in enumerate(self.parameters) if parameter in self.op.positions]

    def _draw(self, value: Any, parameter: int) -> Any:
        """`value` with a `_Place` for each array."""
        if isinstance(value, Draw):
            return self._place(_drawn(self._rng, value, value.dtype or self._dtype, self._reshape), value.dtype is None, parameter)
        if type(value) in (list, tuple):
            return type(value)([self._draw(x, parameter) for x in value])
        if isinstance(value, partial):  # a function that closes over arrays
            return partial(value.func, *[self._draw(x, parameter) for x in value.args])
        if isinstance(value, np.ndarray) and self.op.kinds[parameter] in ("tensor", "tensors", "structure"):
            floating = value.dtype.kind == "f"
            return self._place(value.astype(dtypes.numpy_dtype(self._dtype)) if floating else value, floating, parameter)
        return value

    def _place(self, array: np.ndarray, is_open: bool, parameter: int) -> "_Place":
        self.arrays.append(array)
        self.is_open.append(is_open)
        self.parameters.append(parameter)
        return _Place(len(self.arrays) - 1)

    def arguments(self, values: Sequence[Any]) -> tuple[list, dict]:
        """Arguments of the call, with `values` in the places of `arrays`."""
        args, kwargs = self._template
        return [_filled(x, values) for x in args], {name: _filled(x, values) for name, x in kwargs.items()}

    def apply(self, function: Callable, values: Sequence[Any] | None = None) -> Any:
        """Call `function` with `values`, by default the arrays."""
        args, kwargs = self.arguments(self.arrays if values is None else values)
        return function(*args, **kwargs)

    def __repr__(self) -> str:
        args, kwargs = self.arguments([f"{a.dtype}{a.shape}" for a in self.arrays])
        return _without_addresses(f"{self.op.name}({', '.join([*map(str, args), *(f'{k}={v}' for k, v in kwargs.items())])})")


class _Place:
    def __init__(self, index: int):
        self.index = index


def _filled(value: Any, values: Sequence[Any]) -> Any:
    if isinstance(value, _Place):
        return values[value.index]
    if type(value) in (list, tuple):
        return type(value)([_filled(x, values) for x in value])
    if isinstance(value, partial):
        return partial(value.func, *[_filled(x, values) for x in value.args])
    return value


def _without_addresses(text: str) -> str:
    """`text` without the places in memory of functions, which are others in each process."""
    return re.sub(r" at 0x[0-9a-f]+", "", text)


def _drawn(rng: np.random.Generator, draw: Draw, dtype: str, reshape: Callable[[tuple], tuple]) -> np.ndarray:
    shape = reshape(draw.shape)
    if dtype == "bool":
        return rng.random(shape) < 0.5
    if dtypes.is_integer(dtype):
        low = int(np.ceil(max(draw.low, 0) if not dtypes.is_signed(dtype) else draw.low))
        return np.asarray(rng.integers(low, max(low + 1, int(np.ceil(draw.high))), shape)).astype(dtypes.numpy_dtype(dtype))
    values = np.asarray(rng.uniform(draw.low, draw.high, shape))
    if dtypes.is_complex(dtype):
        values = values + 1j * rng.uniform(draw.low, draw.high, shape)
    return values.astype(dtypes.numpy_dtype(dtype))
