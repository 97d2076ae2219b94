"""Sums, extremes and other folds along axes."""

import numpy as np

from multikeras.src.core import dtypes, shapes
from multikeras.src.core.cases import ALL, COMPLEX, EXTREMES, NUMERIC, Cases, binary, call, draw, reducing
from multikeras.src.core.export import export
from multikeras.src.core.typing import Axis, DTypeLike, Tensor
from multikeras.src.ops.elementwise import equal, isclose, maximum, minimum, not_equal, sqrt, subtract, where
from multikeras.src.ops.op import op
from multikeras.src.ops.precision import widened
from multikeras.src.ops.promotion import accumulating, common, floating, logical, numeric
from multikeras.src.ops.rules import cumulation, reduction, reduction_bool, reduction_index, reduction_real
from multikeras.src.ops.sparsity import LINEAR
from multikeras.src.ops.tensor import cast

_ARITHMETIC = (*NUMERIC, *COMPLEX)
_ZEROS = np.array([[1.5, 0.0, 2.0], [0.0, 0.0, 3.0], [-1.0, 2.0, 0.5]])
_OFFSET = 1000 + np.array([0.0, 0.25, 0.5, 1.0])


@op("numpy", promote=accumulating, infer=reduction, cases=reducing("numpy.sum", dtypes=_ARITHMETIC), sparse=LINEAR)
def sum_(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Sum over axes.

    Args:
        x: Tensor of any shape.
        axis: Axis or axes; None, the default, for all.
        keepdims: Whether reduced axes stay, of size 1. False by default.

    Returns:
        Tensor without the reduced axes. Bools and integers under 32 bits become 32 bits wide.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.sum([[1, 2], [3, 4]], axis=0)).tolist()
    [4, 6]
    """


@op(promote=accumulating, infer=reduction, cases=reducing("numpy.prod", call(_ZEROS, axis=1), dtypes=_ARITHMETIC, tolerance=3e-5))
def prod_(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Product over axes; `prod` chooses the dtype besides.

    Args:
        x: Tensor of any shape.
        axis: Axis or axes; None, the default, for all.
        keepdims: Whether reduced axes stay, of size 1. False by default.

    Returns:
        Tensor without the reduced axes. Bools and integers under 32 bits become 32 bits wide.
    """


@export(["multikeras.ops.prod", "multikeras.ops.numpy.prod"])
def prod(x: Tensor, axis: Axis = None, keepdims: bool = False, dtype: DTypeLike = None) -> Tensor:
    """Product over axes.

    Args:
        x: Tensor of any shape.
        axis: Axis or axes; None, the default, for all.
        keepdims: Whether reduced axes stay, of size 1. False by default.
        dtype: Dtype of the result and of the products on the way; None for that of `x`, at least 32 bits wide for integers.

    Returns:
        Tensor without the reduced axes.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.prod([[1, 2], [3, 4]], axis=0)).tolist()
    [3, 8]
    """
    if dtype is None:
        return prod_(x, axis, keepdims)
    return cast(prod_(cast(x, dtype), axis, keepdims), dtype)


@op("numpy", promote=floating, infer=reduction, cases=reducing("numpy.mean", dtypes=_ARITHMETIC), sparse=LINEAR)
def mean(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Arithmetic mean over axes.

    Args:
        x: Tensor of any shape.
        axis: Axis or axes; None, the default, for all.
        keepdims: Whether reduced axes stay, of size 1. False by default.

    Returns:
        Tensor without the reduced axes, floatx for integers.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.mean([[1.0, 2.0], [3.0, 4.0]], axis=0)).tolist()
    [2.0, 3.0]
    """


@op("numpy", promote=floating, infer=reduction_real, cases=reducing("numpy.var", call(_OFFSET), dtypes=_ARITHMETIC, tolerance=3e-5))
def var(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Variance over axes: the mean of the squared differences from the mean.

    Args:
        x: Tensor of any shape.
        axis: Axis or axes; None, the default, for all.
        keepdims: Whether reduced axes stay, of size 1. False by default.

    Returns:
        Tensor without the reduced axes, floatx for integers.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.var([[1.0, 2.0], [3.0, 6.0]], axis=0)).tolist()
    [1.0, 4.0]
    """


def root(variance: Tensor) -> Tensor:
    """Square root whose gradient at 0 is 0, that of a deviation which is at its least there."""
    is_zero = equal(variance, 0)
    return where(is_zero, 0, sqrt(where(is_zero, 1, variance)))


@op("numpy", promote=floating, cases=reducing("numpy.std", call(np.ones((2, 3)), axis=1), dtypes=_ARITHMETIC, tolerance=3e-5))
def std(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Standard deviation over axes, the square root of the variance.

    Args:
        x: Tensor of any shape.
        axis: Axis or axes; None, the default, for all.
        keepdims: Whether reduced axes stay, of size 1. False by default.

    Returns:
        Tensor without the reduced axes, floatx for integers. The gradient is 0 where the deviation is.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.std([[1.0, 2.0], [3.0, 6.0]], axis=0)).round(4).tolist()
    [1.0, 2.0]
    """
    return cast(root(var(widened(x), axis, keepdims)), dtypes.real_of(dtypes.standardize(x.dtype)))


@op(promote=common, infer=reduction, cases=reducing("numpy.max"))
def max_(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Largest element over axes; `max` takes an initial value besides.

    Args:
        x: Tensor of any shape.
        axis: Axis or axes; None, the default, for all.
        keepdims: Whether reduced axes stay, of size 1. False by default.

    Returns:
        Tensor of the same dtype without the reduced axes.
    """


@op("numpy", promote=common, cases=reducing("numpy.amax"))
def amax(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Largest element over axes; NaN where one is NaN.

    Args:
        x: Tensor of any shape.
        axis: Axis or axes; None, the default, for all.
        keepdims: Whether reduced axes stay, of size 1. False by default.

    Returns:
        Tensor of the same dtype without the reduced axes.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.amax([[1, 5], [3, 4]], axis=0)).tolist()
    [3, 5]
    """
    return max_(x, axis, keepdims)


@export(["multikeras.ops.max", "multikeras.ops.numpy.max"])
def max(x: Tensor, axis: Axis = None, keepdims: bool = False, initial: float | None = None) -> Tensor:
    """Largest element over axes; NaN where one is NaN.

    Args:
        x: Tensor of any shape.
        axis: Axis or axes; None, the default, for all.
        keepdims: Whether reduced axes stay, of size 1. False by default.
        initial: A value that takes part in the maximum as if it were an element; None for no such value.

    Returns:
        Tensor of the same dtype without the reduced axes.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.max([[1, 5], [3, 4]], axis=0)).tolist()
    [3, 5]
    """
    result = max_(x, axis, keepdims)
    return result if initial is None else maximum(result, initial)


@op(promote=common, infer=reduction, cases=reducing("numpy.min"))
def min_(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Smallest element over axes; `min` takes an initial value besides.

    Args:
        x: Tensor of any shape.
        axis: Axis or axes; None, the default, for all.
        keepdims: Whether reduced axes stay, of size 1. False by default.

    Returns:
        Tensor of the same dtype without the reduced axes.
    """


@op("numpy", promote=common, cases=reducing("numpy.amin"))
def amin(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Smallest element over axes; NaN where one is NaN.

    Args:
        x: Tensor of any shape.
        axis: Axis or axes; None, the default, for all.
        keepdims: Whether reduced axes stay, of size 1. False by default.

    Returns:
        Tensor of the same dtype without the reduced axes.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.amin([[1, 5], [3, 4]], axis=0)).tolist()
    [1, 4]
    """
    return min_(x, axis, keepdims)


@export(["multikeras.ops.min", "multikeras.ops.numpy.min"])
def min(x: Tensor, axis: Axis = None, keepdims: bool = False, initial: float | None = None) -> Tensor:
    """Smallest element over axes; NaN where one is NaN.

    Args:
        x: Tensor of any shape.
        axis: Axis or axes; None, the default, for all.
        keepdims: Whether reduced axes stay, of size 1. False by default.
        initial: A value that takes part in the minimum as if it were an element; None for no such value.

    Returns:
        Tensor of the same dtype without the reduced axes.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.min([[1, 5], [3, 4]], axis=0)).tolist()
    [1, 4]
    """
    result = min_(x, axis, keepdims)
    return result if initial is None else minimum(result, initial)


@op("numpy", promote=numeric, cases=reducing("numpy.ptp"))
def ptp(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Range of values over axes, the largest less the smallest.

    Args:
        x: Tensor of any shape.
        axis: Axis or axes; None, the default, for all.
        keepdims: Whether reduced axes stay, of size 1. False by default.

    Returns:
        Tensor of the same dtype without the reduced axes.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.ptp([[1, 5], [3, 4]], axis=0)).tolist()
    [2, 1]
    """
    return subtract(max_(x, axis, keepdims), min_(x, axis, keepdims))


@op("numpy", promote=logical, infer=reduction_bool, cases=reducing("numpy.any", dtypes=ALL, differentiable=False))
def any_(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Whether any element over axes is true or nonzero.

    Args:
        x: Tensor of any shape.
        axis: Axis or axes; None, the default, for all.
        keepdims: Whether reduced axes stay, of size 1. False by default.

    Returns:
        Bool tensor without the reduced axes.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.any([[True, False], [False, False]], axis=0)).tolist()
    [True, False]
    """


@op("numpy", promote=logical, infer=reduction_bool, cases=reducing("numpy.all", dtypes=ALL, differentiable=False))
def all_(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Whether all elements over axes are true or nonzero.

    Args:
        x: Tensor of any shape.
        axis: Axis or axes; None, the default, for all.
        keepdims: Whether reduced axes stay, of size 1. False by default.

    Returns:
        Bool tensor without the reduced axes.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.all([[True, False], [True, True]], axis=0)).tolist()
    [True, False]
    """


_PLACES = (
    call(draw(2, 3, 4)),
    call(draw(2, 3), axis=1),
    call(draw(2, 3), axis=-2, keepdims=True),
    call(draw(2, 3), keepdims=True),
    call(EXTREMES, axis=1),
    call(EXTREMES),
    call(draw()),
)


@op(
    "numpy",
    promote=common,
    infer=reduction_index,
    cases=Cases("numpy.argmax", _PLACES, NUMERIC),
)
def argmax(x: Tensor, axis: int | None = None, keepdims: bool = False) -> Tensor:
    """Index of the largest element along an axis, the first of equal ones.

    Args:
        x: Tensor of any shape.
        axis: Axis; None, the default, for the index into the flat tensor.
        keepdims: Whether reduced axes stay, of size 1. False by default.

    Returns:
        int32 tensor without the reduced axis.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.argmax([[1, 5], [7, 4]], axis=1)).tolist()
    [1, 0]
    """


@op(
    "numpy",
    promote=common,
    infer=reduction_index,
    cases=Cases("numpy.argmin", _PLACES, NUMERIC),
)
def argmin(x: Tensor, axis: int | None = None, keepdims: bool = False) -> Tensor:
    """Index of the smallest element along an axis, the first of equal ones.

    Args:
        x: Tensor of any shape.
        axis: Axis; None, the default, for the index into the flat tensor.
        keepdims: Whether reduced axes stay, of size 1. False by default.

    Returns:
        int32 tensor without the reduced axis.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.argmin([[1, 5], [7, 4]], axis=1)).tolist()
    [0, 1]
    """


@op("core", promote=floating, infer=reduction, cases=reducing("scipy.special.logsumexp"))
def logsumexp(x: Tensor, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Logarithm of the sum of exponentials over axes, `log(sum(exp(x)))`, stable for large values.

    Args:
        x: Tensor of any shape.
        axis: Axis or axes; None, the default, for all.
        keepdims: Whether reduced axes stay, of size 1. False by default.

    Returns:
        Tensor without the reduced axes, floatx for integers.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.logsumexp([0.0, 0.0])).astype("float64").round(4).tolist()
    0.6931
    """


_RUNNING = (
    call(draw(2, 3)),
    call(draw(2, 3), axis=0),
    call(draw(2, 3, 2), axis=-1),
    call(draw(2, 3, 2), axis=-2),
    call(draw()),
    call(draw(2, 0), axis=1),
    call(_ZEROS, axis=1),
    call(EXTREMES, axis=1),
)


@op(
    promote=accumulating,
    infer=cumulation,
    cases=Cases("numpy.cumsum", _RUNNING, _ARITHMETIC, differentiable=True),
)
def cumsum_(x: Tensor, axis: int | None = None) -> Tensor:
    """Sums of all elements up to each one; `cumsum` chooses the dtype besides.

    Args:
        x: Tensor of any shape.
        axis: Axis; None, the default, for the flat tensor.

    Returns:
        Tensor of the same shape, flat without an axis. Bools and integers under 32 bits become 32 bits wide.
    """


@export(["multikeras.ops.cumsum", "multikeras.ops.numpy.cumsum"])
def cumsum(x: Tensor, axis: int | None = None, dtype: DTypeLike = None) -> Tensor:
    """Sums of all elements up to each one along an axis.

    Args:
        x: Tensor of any shape.
        axis: Axis; None, the default, for the flat tensor.
        dtype: Dtype of the result and of the sums on the way; None for that of `x`, at least 32 bits wide for integers.

    Returns:
        Tensor of the same shape, flat without an axis.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.cumsum([1, 2, 3])).tolist()
    [1, 3, 6]
    """
    if dtype is None:
        return cumsum_(x, axis)
    return cast(cumsum_(cast(x, dtype), axis), dtype)


@op(
    promote=accumulating,
    infer=cumulation,
    cases=Cases(
        "numpy.cumprod",
        _RUNNING,
        _ARITHMETIC,
        differentiable=True,
        tolerance=3e-5,
    ),
)
def cumprod_(x: Tensor, axis: int | None = None) -> Tensor:
    """Products of all elements up to each one; `cumprod` chooses the dtype besides.

    Args:
        x: Tensor of any shape.
        axis: Axis; None, the default, for the flat tensor.

    Returns:
        Tensor of the same shape, flat without an axis. Bools and integers under 32 bits become 32 bits wide.
    """


@export(["multikeras.ops.cumprod", "multikeras.ops.numpy.cumprod"])
def cumprod(x: Tensor, axis: int | None = None, dtype: DTypeLike = None) -> Tensor:
    """Products of all elements up to each one along an axis.

    Args:
        x: Tensor of any shape.
        axis: Axis; None, the default, for the flat tensor.
        dtype: Dtype of the result and of the products on the way; None for that of `x`, at least 32 bits wide for integers.

    Returns:
        Tensor of the same shape, flat without an axis.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.cumprod([1, 2, 3])).tolist()
    [1, 2, 6]
    """
    if dtype is None:
        return cumprod_(x, axis)
    return cast(cumprod_(cast(x, dtype), axis), dtype)


def _logcumsumexp(x: np.ndarray, axis: int | None = None, reverse: bool = False) -> np.ndarray:
    x, axis = (x.reshape(-1), 0) if axis is None else (x, axis)
    x = np.flip(x, axis).astype("float64") if reverse else x.astype("float64")
    result = np.logaddexp.accumulate(x, axis)
    return np.flip(result, axis) if reverse else result


@op(
    "core",
    promote=floating,
    infer=cumulation,
    cases=Cases(
        _logcumsumexp,
        (
            call(draw(2, 3)),
            call(draw(2, 3), axis=0),
            call(draw(2, 3), axis=-1, reverse=True),
            call(draw(2, 3), reverse=True),
            call(draw(3, low=-3000, high=3000)),
            call(np.array([-np.inf, -np.inf, 1.0, 2.0])),
            call(np.array([1.0, np.inf, 2.0, np.nan])),
            call(draw(0, 3), axis=1),
        ),
        NUMERIC,
        differentiable=True,
    ),
)
def logcumsumexp(x: Tensor, axis: int | None = None, reverse: bool = False) -> Tensor:
    """Logarithm of the sums of exponentials up to each element, `log(cumsum(exp(x)))`, stable for large values.

    Args:
        x: Tensor of any shape.
        axis: Axis; None, the default, for the flat tensor.
        reverse: Whether to sum from the end, False by default.

    Returns:
        Tensor of the same shape, flat without an axis; floatx for integers.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.logcumsumexp([1000.0, 1000.0])).round(2).tolist()
    [1000.0, 1000.6900024414062]
    """


@op(
    "numpy",
    promote=common,
    cases=Cases("numpy.count_nonzero", (call(draw(2, 3)), call(draw(2, 3), axis=1), call(draw(2, 3), axis=(0, -1))), ALL),
)
def count_nonzero(x: Tensor, axis: Axis = None) -> Tensor:
    """How many elements over axes are not zero.

    Args:
        x: Tensor of any shape.
        axis: Axis or axes; None, the default, for all.

    Returns:
        int32 tensor without the reduced axes.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.count_nonzero([[0, 5], [3, 4]], axis=0)).tolist()
    [1, 2]
    """
    return sum_(not_equal(x, 0), axis)


@op(
    "numpy",
    promote=floating,
    cases=Cases(
        "numpy.average",
        (call(draw(2, 3)), call(draw(2, 3), axis=1, weights=draw(3, low=0.5)), call(draw(2, 3), weights=draw(2, 3, low=0.5))),
        differentiable=True,
        tolerance=3e-5,
    ),
)
def average(x: Tensor, axis: Axis = None, weights: Tensor | None = None) -> Tensor:
    """Weighted mean over axes, `sum(x * weights) / sum(weights)`.

    Args:
        x: Tensor of any shape.
        axis: Axis or axes; None, the default, for all.
        weights: Tensor of the shape of `x`, or a vector as long as `axis`, an int; None, the default, for equal weights.

    Returns:
        Tensor without the reduced axes, floatx for integers.

    Raises:
        ValueError: `weights` have neither the shape of `x` nor that of its axis.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.average([1.0, 4.0], weights=[2.0, 1.0])).tolist()
    2.0
    """
    if weights is None:
        return mean(x, axis)
    ndim = len(x.shape)
    if len(weights.shape) != ndim:
        if not isinstance(axis, int) or len(weights.shape) != 1:
            raise ValueError(
                f"`weights` of shape {tuple(weights.shape)} do not fit `x` of shape {tuple(x.shape)} with axis={axis!r}: give "
                "weights of the shape of `x`, or a vector of weights and the int `axis` along which they lie."
            )
        along = shapes.canonical_axis(axis, ndim)
        weights = weights[tuple(slice(None) if i == along else None for i in range(ndim))]
    return sum_(x * weights, axis) / sum_(weights, axis)


@op("numpy", promote=floating, cases=binary("numpy.allclose", differentiable=False))
def allclose(x1: Tensor, x2: Tensor, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False) -> Tensor:
    """Whether all elements of two tensors are equal within a tolerance, `abs(x1 - x2) <= atol + rtol * abs(x2)`.

    Args:
        x1: Tensor.
        x2: Tensor whose shape broadcasts with that of `x1`.
        rtol: Tolerance relative to `x2`.
        atol: Absolute tolerance.
        equal_nan: Whether NaN is close to NaN.

    Returns:
        Bool scalar.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.allclose([1.0, 2.0], [1.0, 2.1])).tolist()
    False
    """
    return all_(isclose(x1, x2, rtol, atol, equal_nan))
