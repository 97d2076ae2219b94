"""Counts, correlations, differences and integrals of samples."""

from typing import Any

import numpy as np

from multikeras.src import backend
from multikeras.src.core import dtypes, shapes
from multikeras.src.core.cases import FLOATS, INTS, NUMERIC, Cases, call, draw
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.core.typing import Tensor
from multikeras.src.ops.convolution import conv_
from multikeras.src.ops.creation import arange, linspace, ones_like
from multikeras.src.ops.elementwise import absolute, clip, conjugate, equal, less, not_equal, sqrt, square, subtract, where
from multikeras.src.ops.indexing import get_item, nonzero, searchsorted, segment_sum_
from multikeras.src.ops.linalg import matmul
from multikeras.src.ops.movement import expand_dims, flip, pad_, ravel, reshape, stack, transpose
from multikeras.src.ops.op import op
from multikeras.src.ops.precision import widened
from multikeras.src.ops.promotion import floating
from multikeras.src.ops.reduction import max_, mean, min_, sum_
from multikeras.src.ops.tensor import cast, convert_to_numpy, convert_to_tensor
from multikeras.src.ops.tensor import shape as shape_of

# ------------------------------------------------------------------------------------------------------------ correlation


@op(
    "numpy",
    promote=floating,
    cases=Cases(
        "numpy.corrcoef",
        (call(draw(3, 5)), call(draw(5)), call(draw(2, 1)), call(np.array([[1, 2, 4], [2, 4, 8], [1, 1, 1]]))),
        (*FLOATS, *INTS[:2], "complex64"),
        differentiable=True,
        tolerance=3e-5,
    ),
)
def corrcoef(x: Tensor) -> Tensor:
    """Pearson's correlation coefficients between the rows of a matrix.

    Args:
        x: Tensor `(variables, observations)`, or `(observations,)` of one variable.

    Returns:
        Tensor `(variables, variables)`, floatx for integers, NaN for a variable that does not vary; a scalar for one variable.

    Raises:
        ValueError: `x` has more than two dimensions.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.corrcoef([[1.0, 2.0, 3.0], [6.0, 4.0, 2.0]])).round(4).tolist()
    [[1.0, -1.0], [-1.0, 1.0]]
    """
    if len(x.shape) > 2:
        raise ValueError(f"corrcoef: `x` must have one or two dimensions; got shape {tuple(x.shape)}.")
    name = dtypes.standardize(x.dtype)
    rows = widened(x if len(x.shape) == 2 else reshape(x, (1, -1)))
    centered = rows - mean(rows, -1, True)
    length = sqrt(sum_(square(absolute(centered)), -1, True))
    normed = centered / cast(length, centered.dtype)
    products = matmul(normed, conjugate(transpose(normed)))
    result = products if dtypes.is_complex(name) else clip(products, -1, 1)
    return cast(result if len(x.shape) == 2 else reshape(result, ()), name)


def _correlated_size(shape1: tuple, shape2: tuple, mode: str) -> int:
    given = f"got shapes {tuple(shape1)} and {tuple(shape2)}."
    if len(shape1) != 1 or len(shape2) != 1:
        raise ValueError(f"`x1` and `x2` must have one dimension; {given}")
    if mode not in ("valid", "same", "full"):
        raise ValueError(f'`mode` must be "valid", "same" or "full"; got {mode!r}.')
    if None in (*shape1, *shape2):
        raise ValueError(f"the sizes of `x1` and `x2` must be known; {given}")
    short, long = sorted((*shape1, *shape2))
    if not short:
        raise ValueError(f"`x1` and `x2` must have elements; {given}")
    return {"valid": long - short + 1, "same": long, "full": long + short - 1}[mode]


def _correlated(x1: KerasTensor, x2: KerasTensor, mode: str) -> KerasTensor:
    return KerasTensor((_correlated_size(x1.shape, x2.shape, mode),), x1.dtype)


@op(
    "numpy",
    promote=floating,
    infer=_correlated,
    cases=Cases(
        "numpy.correlate",
        tuple(
            call(draw(first), draw(second), mode=mode)
            for first, second in ((6, 3), (6, 4), (3, 6), (4, 6), (5, 5), (4, 1))
            for mode in ("valid", "same", "full")
        ),
        (*FLOATS, *INTS[:2]),
        differentiable=True,
        tolerance=3e-5,
    ),
)
def correlate(x1: Tensor, x2: Tensor, mode: str = "valid") -> Tensor:
    """Cross-correlation of two sequences, `c[k] = sum(x1[n + k] * x2[n])` over n.

    Args:
        x1: Tensor of one dimension, real.
        x2: Tensor of one dimension, real.
        mode: "valid" (the default) for the shifts at which one sequence covers the other, "same" for as many in the middle as
            the longer one has elements, "full" for all at which the sequences meet.

    Returns:
        Tensor of one dimension, floatx for integers.

    Raises:
        ValueError: A sequence has another number of dimensions, no elements, or a size that is not known; there is no such mode.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.correlate([1.0, 2.0, 3.0], [0.0, 1.0, 0.5])).tolist()
    [3.5]
    """
    _correlated_size(x1.shape, x2.shape, mode)
    swapped = x1.shape[0] < x2.shape[0]
    long, short = (x2, x1) if swapped else (x1, x2)
    reach = short.shape[0] - 1
    before, after = {"valid": (0, 0), "same": ((reach + 1) // 2, reach // 2), "full": (reach, reach)}[mode]
    sequence, kernel = reshape(pad_(long, ((before, after),)), (1, -1, 1)), reshape(short, (-1, 1, 1))
    result = reshape(conv_(sequence, kernel, (1,), "valid", "channels_last", (1,)), (-1,))
    return flip(result) if swapped else result


# ----------------------------------------------------------------------------------------------------------------- counts


def _check_intervals(bins: int, range: Any) -> None:
    if not isinstance(bins, (int, np.integer)) or bins < 1:
        raise ValueError(f"`bins` must be a positive int; got {bins!r}.")
    if range is not None and not (len(range) == 2 and range[0] <= range[1]):
        raise ValueError(f"`range` must be a pair of rising numbers; got {range!r}.")


def _counted(x: KerasTensor, bins: int, range: Any) -> tuple[KerasTensor, KerasTensor]:
    _check_intervals(bins, range)
    return KerasTensor((bins,), "int32"), KerasTensor((bins + 1,), x.dtype)


def _histogram(x: np.ndarray, bins: int = 10, range: Any = None) -> tuple[np.ndarray, np.ndarray]:
    counts, edges = np.histogram(x, bins, range)
    return counts.astype("int32"), edges


@op(
    "numpy",
    promote=floating,
    infer=_counted,
    cases=Cases(
        _histogram,
        (
            call(draw(7, 9)),
            call(draw(30), bins=4),
            call(draw(30), bins=5, range=(-1.0, 1.5)),
            call(draw(30), bins=3, range=(0, 0)),
            call(np.array([1.0, 2.0, 2.0, 3.0, 5.0]), bins=4),
            call(np.array([2.0, 2.0]), bins=3),
            call(np.array([0.5, np.nan, 1.0, np.inf, -np.inf]), bins=2, range=(0, 1)),
            call(draw(), bins=3),
            call(draw(0), bins=3),
        ),
        (*FLOATS[:2], *INTS[:2]),
        differentiable=True,
    ),
)
def histogram(x: Tensor, bins: int = 10, range: Any = None) -> tuple[Tensor, Tensor]:
    """How many elements lie in each of a number of intervals of the same width.

    Args:
        x: Tensor of any shape, read as flat. NaN belongs to no interval.
        bins: Number of intervals, 10 by default.
        range: Pair of numbers, the bounds of the first and the last interval. Elements out of this range are not counted. None,
            the default, for the smallest and the largest element, which must then be finite. A range without width is taken
            half wider to both sides.

    Returns:
        Pair of tensors: int32 counts `(bins,)`, and the bounds of the intervals `(bins + 1,)`, floatx for integers. An
        interval has its lower bound, the last one its upper bound as well.

    Raises:
        ValueError: `bins` is not positive, or the bounds of `range` do not rise.

    Example:

    >>> counts, edges = multikeras.ops.histogram([1.0, 2.0, 2.0, 5.0], bins=2)
    >>> multikeras.ops.convert_to_numpy(counts).tolist(), multikeras.ops.convert_to_numpy(edges).tolist()
    ([3, 1], [1.0, 3.0, 5.0])
    """
    _check_intervals(bins, range)
    values = ravel(widened(x))
    if range is None and values.shape[0] != 0:
        low, high = min_(values), max_(values)
    else:
        low, high = (convert_to_tensor(bound, values.dtype) for bound in range or (0, 1))
    margin = cast(equal(low, high), values.dtype) / 2
    edges = linspace(low - margin, high + margin, bins + 1)
    places = where(equal(values, high + margin), bins, searchsorted(edges, values, "right")) - 1
    return segment_sum_(ones_like(places), places, bins), cast(edges, x.dtype)


def _check_countable(x: Any, weights: Any, minlength: int, sparse: bool) -> None:
    shape, name = tuple(x.shape), dtypes.standardize(x.dtype)
    if len(shape) not in (1, 2):
        raise ValueError(f"`x` must have one or two dimensions; got shape {shape}.")
    if not (name == "bool" or dtypes.is_integer(name)):
        raise TypeError(f"`x` must hold integers; got {name}. Cast them with `ops.cast` first.")
    if weights is not None and not shapes.is_compatible(tuple(weights.shape), shape):
        raise ValueError(f"`weights` must have the shape of `x`, {shape}; got {tuple(weights.shape)}.")
    if minlength < 0:
        raise ValueError(f"`minlength` must be 0 or more; got {minlength}.")
    if sparse and not backend.SPARSE:
        raise ValueError(f"`sparse=True` is not possible on the {backend.NAME} backend, which has no sparse tensors. Leave `sparse` out.")


def _binned(x: KerasTensor, weights: KerasTensor | None, minlength: int, sparse: bool) -> KerasTensor:
    _check_countable(x, weights, minlength, sparse)
    return KerasTensor((*x.shape[:-1], None), "int32" if weights is None else weights.dtype, sparse=sparse)


def _length(x: Any, minlength: int) -> int:
    """Length of the counts, from the values where they can be read."""
    if not backend.random.is_concrete(x):
        if not minlength:
            raise ValueError("the largest number in `x` is not at hand while a function is being traced. Give `minlength`.")
        return minlength
    values = convert_to_numpy(x)
    if values.size and values.min() < 0:
        raise ValueError(f"`x` must hold no negative numbers; the least is {values.min()}.")
    return max(int(values.max()) + 1 if values.size else 0, minlength)


def _bincount(x: np.ndarray, weights: np.ndarray | None = None, minlength: int = 0) -> np.ndarray:
    length = max(int(x.max()) + 1 if x.size else 0, minlength)
    if x.ndim == 2:
        rows = [np.bincount(row, None if weights is None else weights[i], length) for i, row in enumerate(x)]
        result = np.reshape(rows, (len(rows), length))
    else:
        result = np.bincount(x, weights, length)
    return result.astype("int32" if weights is None else weights.dtype)


_CLASSES = np.array([[1, 4, 1, 0, 2], [3, 3, 0, 1, 3]], "int32")


@op(
    "numpy",
    infer=_binned,
    cases=Cases(
        _bincount,
        (
            call(draw(7, low=0, high=5)),
            call(draw(7, low=0, high=5), minlength=9),
            call(_CLASSES[0], weights=draw(5, dtype="float32")),
            call(_CLASSES, minlength=2),
            call(_CLASSES, weights=draw(2, 5, dtype="float32"), minlength=7),
            call(_CLASSES, weights=draw(2, 5, low=1, dtype="int32")),
            call(draw(0, low=0, high=5), minlength=3),
        ),
        INTS,
    ),
)
def bincount(x: Tensor, weights: Tensor | None = None, minlength: int = 0, sparse: bool = False) -> Tensor:
    """How often each number from 0 on occurs.

    Args:
        x: Tensor of integers of 0 or more, `(n,)`, or `(rows, n)` to count in each row.
        weights: Tensor of the shape of `x`: how much each element counts. None, the default, for 1.
        minlength: The least length of the result, 0 by default. Where a function is being traced, values are not at hand and this
            is the length itself: it must be given, and larger numbers are left out.
        sparse: Whether the result is a sparse tensor of the counts that are not 0, for which values must be at hand. False by
            default.

    Returns:
        Tensor `(length,)` or `(rows, length)` in the dtype of `weights`, int32 without. The length is the largest number and one
        more, and `minlength` at least.

    Raises:
        TypeError: `x` does not hold integers.
        ValueError: `x` holds a negative number or has another number of dimensions, `weights` have another shape, `sparse` is
            True where the backend has no sparse tensors, or `minlength` is missing where values are not at hand.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.bincount([1, 3, 1, 0])).tolist()
    [1, 2, 0, 1]
    """
    _check_countable(x, weights, minlength, sparse)
    length = _length(x, minlength)
    places = cast(x, "int32")
    if len(x.shape) == 2:
        rows = shape_of(x)[0]
        places = where(less(places, length), places + expand_dims(arange(rows), 1) * length, -1)
    else:
        rows = 1
    values = ones_like(places) if weights is None else weights
    counts = segment_sum_(ravel(values), ravel(places), rows * length)
    counts = reshape(counts, (*shape_of(x)[:-1], length))
    if not sparse:
        return counts
    places = nonzero(counts)
    return backend.sparse.make(stack(places, -1), get_item(counts, tuple(places)), shape_of(counts))


# ----------------------------------------------------------------------------------------------- differences and integrals


def _between(x: Any, axis: int, start: int | None, stop: int | None) -> Any:
    """Part of an axis, counted from the front."""
    return get_item(x, (*(slice(None),) * axis, slice(start, stop)))


@op(
    "numpy",
    cases=Cases(
        "numpy.diff",
        (
            call(draw(3, 5)),
            call(draw(3, 5), n=2, axis=0),
            call(draw(2, 3, 4), axis=-2),
            call(draw(3, 5), n=0),
            call(draw(4), n=6),
            call(draw(4), n=4),
        ),
        (*NUMERIC, "bool", "complex64"),
        differentiable=True,
    ),
)
def diff(a: Tensor, n: int = 1, axis: int = -1) -> Tensor:
    """Differences between neighbours along an axis, `a[1:] - a[:-1]`.

    Args:
        a: Tensor of one dimension at least.
        n: How often differences are taken, of those before; 1 by default.
        axis: The axis, the last by default.

    Returns:
        Tensor with `n` elements fewer along the axis, and the same dtype. Of bools, whether neighbours differ.

    Raises:
        ValueError: `n` is negative, or there is no such axis.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.diff([1, 4, 9, 16])).tolist()
    [3, 5, 7]
    """
    if n < 0:
        raise ValueError(f"diff: `n` must be 0 or more; got {n}.")
    axis = shapes.canonical_axis(axis, len(a.shape))
    for _ in range(n):
        after, before = _between(a, axis, 1, None), _between(a, axis, None, -1)
        a = not_equal(after, before) if dtypes.standardize(a.dtype) == "bool" else subtract(after, before)
    return a


@op(
    "numpy",
    promote=floating,
    cases=Cases(
        "numpy.trapezoid",
        (
            call(draw(3, 5)),
            call(draw(3, 5), dx=0.25, axis=0),
            call(draw(2, 3, 4), draw(3), axis=-2),
            call(draw(3, 5), draw(3, 5)),
            call(draw(4), draw(4)),
            call(draw(3, 1)),
            call(draw(3, 0)),
        ),
        NUMERIC,
        differentiable=True,
        tolerance=3e-5,
    ),
)
def trapezoid(y: Tensor, x: Tensor | None = None, dx: float = 1.0, axis: int = -1) -> Tensor:
    """Integral along an axis by the trapezoidal rule, `sum((y[1:] + y[:-1]) / 2 * (x[1:] - x[:-1]))`.

    Args:
        y: Tensor of one dimension at least, the values of the integrand.
        x: Where they are taken: a tensor of the shape of `y`, or a vector along the axis. None, the default, for the same
            distance everywhere.
        dx: That distance, 1 by default.
        axis: The axis, the last by default.

    Returns:
        Tensor without the axis, floatx for integers.

    Raises:
        ValueError: There is no such axis.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.trapezoid([1.0, 2.0, 3.0], dx=2.0)).tolist()
    8.0
    """
    wide = widened(y)
    axis = shapes.canonical_axis(axis, len(y.shape))
    widths = dx
    if x is not None:
        flat = len(x.shape) == 1
        widths = diff(widened(x), axis=0 if flat else axis)
        widths = reshape(widths, (-1, *(1,) * (len(y.shape) - 1 - axis))) if flat else widths
    heights = (_between(wide, axis, 1, None) + _between(wide, axis, None, -1)) / 2
    return cast(sum_(heights * widths, axis), y.dtype)
