"""Quantiles, percentiles and medians, also of tensors in which values are missing.

Each method is the position that a fraction `q` has among `n` sorted elements, counted from 0. Between two elements the value is
interpolated linearly. Nine of them are those of Hyndman and Fan, "Sample Quantiles in Statistical Packages", 1996.
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from multikeras.src import backend
from multikeras.src.core import dtypes, shapes
from multikeras.src.core.cases import NUMERIC, Cases, call, draw, reducing
from multikeras.src.core.export import export
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.core.typing import Axis, Tensor
from multikeras.src.core.variable import Variable
from multikeras.src.ops.creation import full
from multikeras.src.ops.elementwise import ceil, clip, equal, floor, isnan, logical_not, maximum, round_, where
from multikeras.src.ops.indexing import get_item, sort, take, take_along_axis_
from multikeras.src.ops.movement import moveaxis, reshape, transpose
from multikeras.src.ops.op import op
from multikeras.src.ops.precision import widened
from multikeras.src.ops.promotion import floating
from multikeras.src.ops.reduction import sum_
from multikeras.src.ops.tensor import cast
from multikeras.src.ops.tensor import shape as shape_of

_POSITIONS: dict[str, Callable[[Any, Any], Any]] = {
    "inverted_cdf": lambda q, n: ceil(n * q) - 1,
    "averaged_inverted_cdf": lambda q, n: (floor(n * q) + ceil(n * q) - 1) / 2,
    "closest_observation": lambda q, n: round_(n * q) - 1,
    "interpolated_inverted_cdf": lambda q, n: n * q - 1,
    "hazen": lambda q, n: n * q - 1 / 2,
    "weibull": lambda q, n: (n + 1) * q - 1,
    "linear": lambda q, n: (n - 1) * q,
    "median_unbiased": lambda q, n: (n + 1 / 3) * q - 2 / 3,
    "normal_unbiased": lambda q, n: (n + 1 / 4) * q - 5 / 8,
    "lower": lambda q, n: floor((n - 1) * q),
    "higher": lambda q, n: ceil((n - 1) * q),
    "midpoint": lambda q, n: (floor((n - 1) * q) + ceil((n - 1) * q)) / 2,
    "nearest": lambda q, n: round_((n - 1) * q),
}

_HALF = np.float64(0.5)

# ---------------------------------------------------------------------------------------------------------------- meaning


def _quantiles(x: KerasTensor, q: KerasTensor, axis: Axis, method: str, keepdims: bool) -> KerasTensor:
    return KerasTensor((*q.shape, *shapes.reduce(x.shape, axis, keepdims)), x.dtype)


def _interpolated(x: Any, q: Any, axis: Axis, method: str, keepdims: bool, skips_nan: bool) -> Any:
    """Quantiles of `x`: NaN where an element is NaN, or those of the others."""
    sizes = shape_of(x)
    axes = shapes.canonical_axes(axis, len(sizes))
    kept = tuple(i for i in range(len(sizes)) if i not in axes)
    rows = tuple(sizes[i] for i in kept)
    count = math.prod([sizes[i] for i in axes])
    result = (*q.shape, *(tuple(1 if i in axes else size for i, size in enumerate(sizes)) if keepdims else rows))
    if isinstance(count, int) and count == 0:
        return full(result, float("nan"), x.dtype)
    ordered = sort(reshape(transpose(x, (*kept, *axes)), (*rows, count)))  # NaN comes last
    q = reshape(widened(q) if dtypes.is_float(dtypes.standardize(q.dtype)) else cast(q, "float32"), (-1,))
    if skips_nan:
        count = sum_(cast(logical_not(isnan(ordered)), "int32"), -1, True)
    n = count if isinstance(count, int) else cast(count, q.dtype)
    position = clip(_POSITIONS[method](q, n), 0, maximum(n - 1, 0))
    below = floor(position)
    share = position - below
    below, above = (widened(_picked(ordered, cast(place, "int32"))) for place in (below, ceil(position)))
    share = cast(share, below.dtype)
    # Equal neighbours may be infinite, and must come out as they are.
    values = where(equal(below, above), below, below * (1 - share) + above * share)
    if not skips_nan:
        values = where(isnan(get_item(ordered, (Ellipsis, slice(-1, None)))), float("nan"), values)
    return cast(reshape(moveaxis(values, -1, 0), result), x.dtype)


def _picked(ordered: Any, places: Any) -> Any:
    """Elements along the last axis, at the same places in each row or at places for each."""
    return take(ordered, places, -1) if len(places.shape) == 1 else take_along_axis_(ordered, places, -1)


def _fractions(name: str, q: Any, whole: float, method: str) -> Any:
    """`q` as fractions of 1, those given as numbers in full precision and checked."""
    if method not in _POSITIONS:
        raise ValueError(f"{name}: `method` must be one of {', '.join(sorted(_POSITIONS))}; got {method!r}.")
    if isinstance(q, (KerasTensor, Variable)) or (backend.is_tensor(q) and not isinstance(q, np.ndarray)):
        return q if whole == 1 else q / whole
    values = np.asarray(q, "float64") / whole
    if not np.all((values >= 0) & (values <= 1)):
        raise ValueError(f"{name}: `q` must be from 0 to {whole:g}; got {q!r}.")
    return values


# -------------------------------------------------------------------------------------------------------------- all values


_HOLES = np.array([[1.0, np.nan, 3.0, 2.0, -1.0], [np.nan] * 5, [4.0, 7.5, np.nan, np.nan, -3.0]])
_ENDLESS = np.array([[-np.inf, 1.0, 2.0], [np.inf, np.inf, -1.0], [np.inf, np.inf, np.inf]])


def _calls() -> tuple:
    x = draw(2, 4, 3)
    q = [0.0, 0.125, 0.375, 0.5, 0.625, 0.8125, 1.0]  # exact in every dtype, with ties among 4 elements
    return (
        *(call(x, q, 1, method, False) for method in _POSITIONS),
        call(x, 0.25, None, "linear", False),
        call(x, q, -1, "linear", True),
        call(x, q, (0, 2), "hazen", False),
        call(x, [[0.125, 0.875], [0.375, 0.5]], (-1, 1), "linear", True),
        call(x, draw(3, low=0.1, high=0.9), (0, 1), "linear", False),
        call(draw(), 0.25, None, "linear", True),
        call(draw(), q, (), "linear", False),
        *(call(_HOLES, 0.5, 1, method, True) for method in _POSITIONS),
    )


def _reference(function: str) -> Callable:
    def quantile(x: np.ndarray, q: np.ndarray, axis: Axis, method: str, keepdims: bool) -> np.ndarray:
        q = np.asarray(q, "float64")
        rows = np.asarray(getattr(np, function)(x, q.ravel(), axis, method=method, keepdims=keepdims))
        return rows.reshape((*q.shape, *rows.shape[1:]))

    return quantile


@op(
    promote=floating.of("x"),
    infer=_quantiles,
    cases=Cases(_reference("quantile"), (*_calls(), call(draw(3, 0), 0.25, 0, "linear", False)), NUMERIC, differentiable=True),
)
def quantile_(x: Tensor, q: Tensor, axis: Axis, method: str, keepdims: bool) -> Tensor:
    """Quantiles; `quantile` has defaults, and checks its arguments."""
    return _interpolated(x, q, axis, method, keepdims, skips_nan=False)


@export(["multikeras.ops.quantile", "multikeras.ops.numpy.quantile"])
def quantile(x: Tensor, q: Tensor, axis: Axis = None, method: str = "linear", keepdims: bool = False) -> Tensor:
    """Values below which given fractions of the elements lie.

    The methods are those of NumPy: nine of Hyndman and Fan, "Sample Quantiles in Statistical Packages", 1996, and four that go
    with `"linear"` but take one of the two elements next to the place, or their middle.

    Args:
        x: Tensor of any shape.
        q: Fraction from 0 to 1, or a tensor of them of any shape.
        axis: Axis or axes; None, the default, for all.
        method: "linear" (the default), "lower", "higher", "midpoint", "nearest", "inverted_cdf", "averaged_inverted_cdf",
            "closest_observation", "interpolated_inverted_cdf", "hazen", "weibull", "median_unbiased" or "normal_unbiased".
        keepdims: Whether reduced axes stay, of size 1. False by default.

    Returns:
        Tensor with the dimensions of `q`, then those of `x` without the reduced axes; floatx for integers. NaN where an element
        is NaN.

    Raises:
        ValueError: There is no such method, or a number of `q` is not from 0 to 1.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.quantile([1.0, 2.0, 3.0, 4.0, 5.0], [0.25, 0.5])).tolist()
    [2.0, 3.0]
    """
    return quantile_(x, _fractions("quantile", q, 1, method), axis, method, keepdims)


@export(["multikeras.ops.percentile", "multikeras.ops.numpy.percentile"])
def percentile(x: Tensor, q: Tensor, axis: Axis = None, method: str = "linear", keepdims: bool = False) -> Tensor:
    """Values below which given percentages of the elements lie: `quantile` of `q / 100`.

    Args:
        x: Tensor of any shape.
        q: Percentage from 0 to 100, or a tensor of them of any shape.
        axis: Axis or axes; None, the default, for all.
        method: How to place a value between elements, "linear" by default; the others are listed at `quantile`.
        keepdims: Whether reduced axes stay, of size 1. False by default.

    Returns:
        Tensor with the dimensions of `q`, then those of `x` without the reduced axes; floatx for integers. NaN where an element
        is NaN.

    Raises:
        ValueError: There is no such method, or a number of `q` is not from 0 to 100.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.percentile([1.0, 2.0, 3.0, 4.0, 5.0], [25, 50])).tolist()
    [2.0, 3.0]
    """
    return quantile_(x, _fractions("percentile", q, 100, method), axis, method, keepdims)


@op("numpy", promote=floating, cases=reducing("numpy.median", call(_HOLES, axis=1), call(_ENDLESS, axis=1)))
def median(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Median over axes: the middle element of the sorted ones, or the mean of the two in the middle.

    Args:
        x: Tensor of any shape.
        axis: Axis or axes; None, the default, for all.
        keepdims: Whether reduced axes stay, of size 1. False by default.

    Returns:
        Tensor without the reduced axes, floatx for integers. NaN where an element is NaN.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.median([[1, 9, 2], [3, 4, 8]], axis=1)).tolist()
    [2.0, 4.0]
    """
    return quantile_(x, _HALF, axis, "linear", keepdims)


# --------------------------------------------------------------------------------------------------- values that are there


@op(
    promote=floating.of("x"),
    infer=_quantiles,
    cases=Cases(_reference("nanquantile"), _calls(), NUMERIC, differentiable=True),
)
def nanquantile_(x: Tensor, q: Tensor, axis: Axis, method: str, keepdims: bool) -> Tensor:
    """Quantiles of the elements that are not NaN; `nanquantile` has defaults, and checks its arguments."""
    return _interpolated(x, q, axis, method, keepdims, skips_nan=True)


@export(["multikeras.ops.nanquantile", "multikeras.ops.numpy.nanquantile"])
def nanquantile(x: Tensor, q: Tensor, axis: Axis = None, method: str = "linear", keepdims: bool = False) -> Tensor:
    """Values below which given fractions of the elements lie, NaN left out.

    Args:
        x: Tensor of any shape.
        q: Fraction from 0 to 1, or a tensor of them of any shape.
        axis: Axis or axes; None, the default, for all.
        method: How to place a value between elements, "linear" by default; the others are listed at `quantile`.
        keepdims: Whether reduced axes stay, of size 1. False by default.

    Returns:
        Tensor with the dimensions of `q`, then those of `x` without the reduced axes; floatx for integers. NaN where all
        elements are NaN.

    Raises:
        ValueError: There is no such method, or a number of `q` is not from 0 to 1.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.nanquantile([1.0, float("nan"), 2.0, 3.0], 0.5)).tolist()
    2.0
    """
    return nanquantile_(x, _fractions("nanquantile", q, 1, method), axis, method, keepdims)


@export(["multikeras.ops.nanpercentile", "multikeras.ops.numpy.nanpercentile"])
def nanpercentile(x: Tensor, q: Tensor, axis: Axis = None, method: str = "linear", keepdims: bool = False) -> Tensor:
    """Values below which given percentages of the elements lie, NaN left out: `nanquantile` of `q / 100`.

    Args:
        x: Tensor of any shape.
        q: Percentage from 0 to 100, or a tensor of them of any shape.
        axis: Axis or axes; None, the default, for all.
        method: How to place a value between elements, "linear" by default; the others are listed at `quantile`.
        keepdims: Whether reduced axes stay, of size 1. False by default.

    Returns:
        Tensor with the dimensions of `q`, then those of `x` without the reduced axes; floatx for integers. NaN where all
        elements are NaN.

    Raises:
        ValueError: There is no such method, or a number of `q` is not from 0 to 100.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.nanpercentile([1.0, float("nan"), 2.0, 3.0], 50)).tolist()
    2.0
    """
    return nanquantile_(x, _fractions("nanpercentile", q, 100, method), axis, method, keepdims)


@op("numpy", promote=floating, cases=reducing("numpy.nanmedian", call(_HOLES, axis=1), call(_HOLES, keepdims=True)))
def nanmedian(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Median over axes, NaN left out.

    Args:
        x: Tensor of any shape.
        axis: Axis or axes; None, the default, for all.
        keepdims: Whether reduced axes stay, of size 1. False by default.

    Returns:
        Tensor without the reduced axes, floatx for integers. NaN where all elements are NaN.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.nanmedian([[1.0, float("nan"), 2.0], [3.0, 4.0, 8.0]], axis=1)).tolist()
    [1.5, 4.0]
    """
    return nanquantile_(x, _HALF, axis, "linear", keepdims)
