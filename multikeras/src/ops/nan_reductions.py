"""Reductions that leave NaN out."""

import numpy as np

from multikeras.src.core import dtypes
from multikeras.src.core.cases import COMPLEX, NUMERIC, Cases, call, draw, reducing
from multikeras.src.core.typing import Axis, DTypeLike, Tensor
from multikeras.src.ops.elementwise import absolute, isnan, logical_not, square, where
from multikeras.src.ops.op import op
from multikeras.src.ops.precision import widened
from multikeras.src.ops.promotion import accumulating, common, floating
from multikeras.src.ops.reduction import all_, argmax, argmin, cumprod, cumsum, max_, min_, prod_, root, sum_
from multikeras.src.ops.tensor import cast

_HOLES = np.array([[1.0, np.nan, 3.0], [np.nan, -2.0, 0.5]])
_GONE = np.array([[1.0, np.nan, np.inf], [np.nan, np.nan, np.nan], [-np.inf, np.nan, np.nan]])
_CALLS = (call(_HOLES), call(_HOLES, axis=-1), call(_HOLES, axis=(0, 1), keepdims=True), call(_GONE, axis=1))


def _filled(x: Tensor, value: float) -> Tensor:
    """`x` with a value in the place of NaN."""
    return where(isnan(x), value, x) if _may_be_nan(x) else x


def _may_be_nan(x: Tensor) -> bool:
    name = dtypes.standardize(x.dtype)
    return dtypes.is_float(name) or dtypes.is_complex(name)


@op("numpy", promote=accumulating, cases=reducing("numpy.nansum", *_CALLS, dtypes=(*NUMERIC, *COMPLEX)))
def nansum(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Sum over axes, NaN counted as 0.

    Args:
        x: Tensor of any shape.
        axis: Axis or axes; None, the default, for all.
        keepdims: Whether reduced axes stay, of size 1. False by default.

    Returns:
        Tensor without the reduced axes. Bools and integers under 32 bits become 32 bits wide.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.nansum([[1.0, float("nan")], [3.0, 4.0]], axis=0)).tolist()
    [4.0, 4.0]
    """
    return sum_(_filled(x, 0), axis, keepdims)


@op("numpy", promote=accumulating, cases=reducing("numpy.nanprod", *_CALLS, dtypes=(*NUMERIC, *COMPLEX), tolerance=3e-5))
def nanprod(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Product over axes, NaN counted as 1.

    Args:
        x: Tensor of any shape.
        axis: Axis or axes; None, the default, for all.
        keepdims: Whether reduced axes stay, of size 1. False by default.

    Returns:
        Tensor without the reduced axes. Bools and integers under 32 bits become 32 bits wide.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.nanprod([[1.0, float("nan")], [3.0, 4.0]], axis=0)).tolist()
    [3.0, 4.0]
    """
    return prod_(_filled(x, 1), axis, keepdims)


def _count(x: Tensor, axis: Axis, keepdims: bool, dtype: DTypeLike) -> Tensor:
    """How many elements are not NaN."""
    return cast(sum_(cast(logical_not(isnan(x)), "int32"), axis, keepdims), dtype)


@op("numpy", promote=floating, cases=reducing("numpy.nanmean", *_CALLS, dtypes=(*NUMERIC, *COMPLEX)))
def nanmean(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Arithmetic mean over axes, NaN left out.

    Args:
        x: Tensor of any shape.
        axis: Axis or axes; None, the default, for all.
        keepdims: Whether reduced axes stay, of size 1. False by default.

    Returns:
        Tensor without the reduced axes, floatx for integers. NaN where all elements are NaN.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.nanmean([[1.0, float("nan")], [3.0, 4.0]], axis=0)).tolist()
    [2.0, 4.0]
    """
    wide = widened(x)
    return cast(sum_(_filled(wide, 0), axis, keepdims) / _count(x, axis, keepdims, wide.dtype), x.dtype)


@op("numpy", promote=floating, cases=reducing("numpy.nanvar", *_CALLS, dtypes=(*NUMERIC, *COMPLEX), tolerance=3e-5))
def nanvar(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Variance over axes, NaN left out: the mean of the squared differences from the mean.

    Args:
        x: Tensor of any shape.
        axis: Axis or axes; None, the default, for all.
        keepdims: Whether reduced axes stay, of size 1. False by default.

    Returns:
        Tensor without the reduced axes, floatx for integers. NaN where all elements are NaN.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.nanvar([[1.0, float("nan")], [3.0, 4.0]], axis=0)).tolist()
    [1.0, 0.0]
    """
    wide = widened(x)
    deviation = where(isnan(x), 0, wide - nanmean(wide, axis, True))
    squares = square(absolute(deviation) if dtypes.is_complex(dtypes.standardize(x.dtype)) else deviation)
    result = sum_(squares, axis, keepdims) / _count(x, axis, keepdims, squares.dtype)
    return cast(result, dtypes.real_of(dtypes.standardize(x.dtype)))


@op("numpy", promote=floating, cases=reducing("numpy.nanstd", *_CALLS, dtypes=(*NUMERIC, *COMPLEX), tolerance=3e-5))
def nanstd(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Standard deviation over axes, NaN left out: the square root of `nanvar`.

    Args:
        x: Tensor of any shape.
        axis: Axis or axes; None, the default, for all.
        keepdims: Whether reduced axes stay, of size 1. False by default.

    Returns:
        Tensor without the reduced axes, floatx for integers. NaN where all elements are NaN. The gradient is 0 where the
        deviation is.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.nanstd([[1.0, float("nan")], [3.0, 4.0]], axis=0)).tolist()
    [1.0, 0.0]
    """
    return cast(root(nanvar(widened(x), axis, keepdims)), dtypes.real_of(dtypes.standardize(x.dtype)))


@op("numpy", promote=common, cases=reducing("numpy.nanmax", *_CALLS))
def nanmax(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Largest element over axes, NaN left out.

    Args:
        x: Tensor of any shape.
        axis: Axis or axes; None, the default, for all.
        keepdims: Whether reduced axes stay, of size 1. False by default.

    Returns:
        Tensor of the same dtype without the reduced axes. NaN where all elements are NaN.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.nanmax([[1.0, float("nan")], [3.0, 4.0]], axis=0)).tolist()
    [3.0, 4.0]
    """
    if not _may_be_nan(x):
        return max_(x, axis, keepdims)
    return where(all_(isnan(x), axis, keepdims), float("nan"), max_(_filled(x, -float("inf")), axis, keepdims))


@op("numpy", promote=common, cases=reducing("numpy.nanmin", *_CALLS))
def nanmin(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Smallest element over axes, NaN left out.

    Args:
        x: Tensor of any shape.
        axis: Axis or axes; None, the default, for all.
        keepdims: Whether reduced axes stay, of size 1. False by default.

    Returns:
        Tensor of the same dtype without the reduced axes. NaN where all elements are NaN.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.nanmin([[1.0, float("nan")], [3.0, 4.0]], axis=0)).tolist()
    [1.0, 4.0]
    """
    if not _may_be_nan(x):
        return min_(x, axis, keepdims)
    return where(all_(isnan(x), axis, keepdims), float("nan"), min_(_filled(x, float("inf")), axis, keepdims))


def _position_cases(reference: str, fill: float) -> Cases:
    def position(x: np.ndarray, axis: int | None = None, keepdims: bool = False) -> np.ndarray:
        found = getattr(np, reference)(np.where(np.isnan(x), fill, x), axis, keepdims=keepdims)
        return np.where(np.all(np.isnan(x), axis=axis, keepdims=keepdims), -1, found).astype("int32")

    x = draw(2, 3, 4)
    calls = (
        call(x),
        call(x, axis=1),
        call(x, axis=-2, keepdims=True),
        call(x, keepdims=True),
        call(_HOLES),
        call(_HOLES, axis=0),
        call(_GONE, axis=1),
        call(_GONE, axis=-1, keepdims=True),
    )
    return Cases(position, calls, NUMERIC)


@op("numpy", promote=common, cases=_position_cases("argmax", -np.inf))
def nanargmax(x: Tensor, axis: int | None = None, keepdims: bool = False) -> Tensor:
    """Index of the largest element along an axis, the first of equal ones, NaN left out.

    Args:
        x: Tensor of any shape.
        axis: Axis; None, the default, for the index into the flat tensor.
        keepdims: Whether reduced axes stay, of size 1. False by default.

    Returns:
        int32 tensor without the reduced axis; -1 where all elements are NaN.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.nanargmax([[1.0, float("nan")], [3.0, 4.0]], axis=1)).tolist()
    [0, 1]
    """
    return where(all_(isnan(x), axis, keepdims), -1, argmax(_filled(x, -float("inf")), axis, keepdims))


@op("numpy", promote=common, cases=_position_cases("argmin", np.inf))
def nanargmin(x: Tensor, axis: int | None = None, keepdims: bool = False) -> Tensor:
    """Index of the smallest element along an axis, the first of equal ones, NaN left out.

    Args:
        x: Tensor of any shape.
        axis: Axis; None, the default, for the index into the flat tensor.
        keepdims: Whether reduced axes stay, of size 1. False by default.

    Returns:
        int32 tensor without the reduced axis; -1 where all elements are NaN.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.nanargmin([[1.0, float("nan")], [3.0, 4.0]], axis=1)).tolist()
    [0, 0]
    """
    return where(all_(isnan(x), axis, keepdims), -1, argmin(_filled(x, float("inf")), axis, keepdims))


def _cumulative_cases(reference: str) -> Cases:
    calls = (
        call(draw(2, 3)),
        call(draw(2, 3), axis=0),
        call(draw(2, 3), axis=-1),
        call(_HOLES),
        call(_HOLES, axis=-2),
        call(draw(0, 3), axis=1),
        call(_GONE, axis=1),
    )
    return Cases(reference, calls, NUMERIC, differentiable=True, tolerance=3e-5)


@op("numpy", promote=common, cases=_cumulative_cases("numpy.nancumsum"))
def nancumsum(x: Tensor, axis: int | None = None, dtype: DTypeLike = None) -> Tensor:
    """Sums of all elements up to each one along an axis, NaN counted as 0.

    Args:
        x: Tensor of any shape.
        axis: Axis; None, the default, for the flat tensor.
        dtype: Dtype of the result and of the sums on the way; None for that of `x`, at least 32 bits wide for integers.

    Returns:
        Tensor of the same shape, flat without an axis.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.nancumsum([1.0, float("nan"), 2.0])).tolist()
    [1.0, 1.0, 3.0]
    """
    return cumsum(_filled(x, 0), axis, dtype)


@op("numpy", promote=common, cases=_cumulative_cases("numpy.nancumprod"))
def nancumprod(x: Tensor, axis: int | None = None, dtype: DTypeLike = None) -> Tensor:
    """Products of all elements up to each one along an axis, NaN counted as 1.

    Args:
        x: Tensor of any shape.
        axis: Axis; None, the default, for the flat tensor.
        dtype: Dtype of the result and of the products on the way; None for that of `x`, at least 32 bits wide for integers.

    Returns:
        Tensor of the same shape, flat without an axis.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.nancumprod([2.0, float("nan"), 3.0])).tolist()
    [2.0, 2.0, 6.0]
    """
    return cumprod(_filled(x, 1), axis, dtype)
