"""How to check an op: sample calls and a reference, written beside the op and turned into checks by `multikeras.testing`."""

import importlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

FLOATS = ("float32", "float64", "float16", "bfloat16")
INTS = ("int32", "int64", "int8", "int16", "uint8")
BOOL = ("bool",)
COMPLEX = ("complex64", "complex128")
NUMERIC = FLOATS + INTS
ALL = FLOATS + INTS + BOOL


EXTREMES = np.array([[1.0, np.nan, 2.0], [np.inf, 1.0, 2.0], [-np.inf, 1.0, np.inf], [2.0, -1.0, 2.0]])
"""Rows with NaN, with one infinity, with both, and with equal elements."""


@dataclass(frozen=True)
class Draw:
    """A random array to be drawn: uniform in [low, high), of `dtype`, or of the dtype under test when None."""

    shape: tuple[int, ...]
    low: float = -2.0
    high: float = 2.0
    dtype: str | None = None


def draw(*shape: int, low: float = -2.0, high: float = 2.0, dtype: str | None = None) -> Draw:
    """An array argument of a sample call."""
    return Draw(shape, low, high, dtype)


@dataclass(frozen=True)
class Call:
    """The arguments of one sample call; `Draw`s stand for arrays, also inside lists.

    A function among the arguments is written with operators alone, so that the reference can call it with arrays and the op with
    tensors. `functools.partial(function, draw(...))` is one that closes over arrays.
    """

    args: tuple[Any, ...]
    kwargs: dict[str, Any] = field(default_factory=dict)


def call(*args: Any, **kwargs: Any) -> Call:
    """One sample call."""
    return Call(args, kwargs)


@dataclass(frozen=True)
class Road:
    """Which of a framework's primitives a sample call must, and must not, run through: that a fused kernel is taken, and nothing copied.

    Args:
        call: The sample call; arrays are drawn in float32.
        expected: Backend -> names of its primitives, separated by spaces. One with a minus in front must not occur. `*` stands for
            any letters.
    """

    call: Call
    expected: dict[str, str]


def road(call: Call, **expected: str) -> Road:
    """A sample call with the primitives that it must take, by backend: `road(call(draw(2, 3)), torch="addmm -clone")`."""
    return Road(call, expected)


@dataclass(frozen=True)
class Cases:
    """What the conformance suite needs to know of an op.

    Args:
        reference: The function of NumPy arrays that gives the right values: a callable, or its dotted name ("scipy.special.erf"), which
            is imported by the suite alone. It gets float64 (or the integer dtype) arrays and the same attributes.
        calls: Sample calls.
        dtypes: The dtypes that the op promises for drawn arrays.
        differentiable: Whether gradients are checked against finite differences.
        smooth: Whether second derivatives are checked as well. A kink between the samples does no harm; False is for gradients that
            do not follow the values, and so cannot be differentiated again.
        elementwise: Whether arrays of any shapes that broadcast may take the places of those in `calls`.
        special: Whether the op is checked element by element with NaN, infinities, zeros of both signs and the ends of the dtype's range.
        tolerance: Relative tolerance in float32; wider dtypes are checked tighter, narrower ones by their own precision.
        compare: False where values are random or not unique: only shapes and dtypes are then compared.
        roads: Calls of which it matters how the framework runs them.
    """

    reference: str | Callable | None
    calls: Sequence[Call]
    dtypes: Sequence[str] = FLOATS
    differentiable: bool = False
    tolerance: float = 1e-5
    compare: bool = True
    smooth: bool = True
    special: bool = False
    elementwise: bool = False
    roads: Sequence[Road] = ()

    def resolve(self) -> Callable | None:
        """The reference as a callable."""
        if isinstance(self.reference, str):
            module, _, name = self.reference.rpartition(".")
            return getattr(importlib.import_module(module), name)
        return self.reference


def unary(
    reference: str | Callable,
    low: float = -2.0,
    high: float = 2.0,
    *,
    dtypes: Sequence[str] = FLOATS,
    differentiable: bool = True,
    tolerance: float = 1e-5,
    special: bool = True,
    **attributes: Any,
) -> Cases:
    """Cases of an elementwise op of one tensor: a matrix, a scalar, an empty array."""
    calls = tuple(call(draw(*shape, low=low, high=high), **attributes) for shape in ((2, 3), (), (0, 3)))
    return Cases(reference, calls, dtypes, differentiable, tolerance, special=special, elementwise=True)


def binary(
    reference: str | Callable,
    low: float = -2.0,
    high: float = 2.0,
    *,
    dtypes: Sequence[str] = NUMERIC,
    differentiable: bool = True,
    tolerance: float = 1e-5,
    special: bool = True,
) -> Cases:
    """Cases of an elementwise op of two tensors: equal shapes, broadcasting, a scalar, an empty array."""
    shapes = (((2, 3), (2, 3)), ((2, 1, 3), (4, 1)), ((2, 3), ()), ((0, 3), (3,)))
    calls = tuple(call(draw(*a, low=low, high=high), draw(*b, low=low, high=high)) for a, b in shapes)
    return Cases(reference, calls, dtypes, differentiable, tolerance, special=special, elementwise=True)


def reducing(
    reference: str | Callable,
    *extra: Call,
    low: float = -2.0,
    high: float = 2.0,
    dtypes: Sequence[str] = NUMERIC,
    differentiable: bool = True,
    tolerance: float = 1e-5,
) -> Cases:
    """Cases of a reduction: all axes, one, a negative one, several, none, kept dimensions, a scalar, and the `extra` ones."""
    x = draw(2, 3, 4, low=low, high=high)
    calls = (
        call(x),
        call(x, axis=1),
        call(x, axis=-1, keepdims=True),
        call(x, axis=(0, 2)),
        call(x, axis=(0, -1), keepdims=True),
        call(x, axis=(-1, 1)),
        call(x, axis=()),
        call(x, keepdims=True),
        call(draw(low=low, high=high)),
        call(draw(0, 3), axis=1),
        call(EXTREMES, axis=1),
        *extra,
    )
    return Cases(reference, calls, dtypes, differentiable, tolerance)
