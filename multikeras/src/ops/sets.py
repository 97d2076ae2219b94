"""Tensors as sets: which elements they have, and which they share.

Elements are put in order, so that equal ones stand side by side; nothing but the size of a result depends on values. NaN equals
nothing, not even itself: each one is an element of its own.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from multikeras.src.core import shapes
from multikeras.src.core.cases import ALL, Cases, call, draw
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.core.typing import Tensor
from multikeras.src.ops.creation import arange, full, zeros
from multikeras.src.ops.elementwise import equal, greater, logical_not, not_equal
from multikeras.src.ops.indexing import argsort, get_item, nonzero, scatter_update_, searchsorted, sort, take
from multikeras.src.ops.movement import concatenate, expand_dims, moveaxis, ravel, reshape, roll, unstack
from multikeras.src.ops.op import op
from multikeras.src.ops.promotion import common
from multikeras.src.ops.reduction import any_, cumsum
from multikeras.src.ops.tensor import cast
from multikeras.src.ops.tensor import shape as shape_of

# ------------------------------------------------------------------------------------------------- elements that are chosen


def _is_first(x: Any) -> Any:
    """For each slice of a tensor in order, whether it is another than the one before it; the very first one is."""
    changed = not_equal(x, roll(x, 1, 0))
    changed = any_(changed, tuple(range(1, len(x.shape)))) if len(x.shape) > 1 else changed
    return changed | equal(arange(shape_of(x)[0]), 0)


def _places(chosen: Any, size: int | None) -> Any:
    """The positions of the True ones: all of them, or `size`, with the length of `chosen` in place of those that there are not."""
    if size is None:
        return nonzero(chosen)[0]
    return searchsorted(cumsum(cast(chosen, "int32")), arange(1, size + 1))


def _slices(x: Any, places: Any, fill_value: float | None) -> Any:
    """The slices of `x` at `places`; for the position behind the last one, `fill_value`."""
    filling = full((1, *shape_of(x)[1:]), 0 if fill_value is None else fill_value, x.dtype)
    return take(concatenate([x, filling]), places, 0)


# ----------------------------------------------------------------------------------------------------------- one tensor


def _unique(
    x: KerasTensor,
    sorted: bool,
    return_index: bool,
    return_inverse: bool,
    return_counts: bool,
    axis: int | None,
    size: int | None,
    fill_value: float | None,
) -> Any:
    if axis is None:
        values, inverse = (size,), x.shape
    else:
        axis = shapes.canonical_axis(axis, x.ndim)
        values, inverse = (*x.shape[:axis], size, *x.shape[axis + 1 :]), (x.shape[axis],)
    results = [KerasTensor(values, x.dtype)]
    for shape, is_wanted in (((size,), return_index), (inverse, return_inverse), ((size,), return_counts)):
        if is_wanted:
            results.append(KerasTensor(shape, "int32"))
    return results[0] if len(results) == 1 else tuple(results)


def _resized(x: np.ndarray, size: int, filling: Any, axis: int = 0) -> np.ndarray:
    x = np.moveaxis(x, axis, 0)[:size]
    missing = np.full((size - len(x), *x.shape[1:]), filling, x.dtype)
    return np.moveaxis(np.concatenate([x, missing]), 0, axis)


def _unique_reference(
    x: np.ndarray,
    sorted: bool = True,
    return_index: bool = False,
    return_inverse: bool = False,
    return_counts: bool = False,
    axis: int | None = None,
    size: int | None = None,
    fill_value: float = 0,
) -> Any:
    values, index, inverse, counts = np.unique(x, True, True, True, axis, equal_nan=False)
    if size is not None:
        first = index[0] if len(index) else 0
        values = _resized(values, size, fill_value, 0 if axis is None else axis)
        index, counts = _resized(index, size, first), _resized(counts, size, 0)
    others = (index.astype("int32"), inverse.astype("int32"), counts.astype("int32"))
    wanted = [one for one, is_wanted in zip(others, (return_index, return_inverse, return_counts), strict=True) if is_wanted]
    return (values, *wanted) if wanted else values


_EVERYTHING = {"return_index": True, "return_inverse": True, "return_counts": True}
_ROWS = np.array([[3, 1, 2], [2, 3, 1], [3, 1, 2], [2, 0, 1]], "int32")


@op(
    "numpy",
    infer=_unique,
    cases=Cases(
        _unique_reference,
        (
            call(draw(3, 4), size=16, **_EVERYTHING),
            call(draw(3, 4), size=2, **_EVERYTHING),
            call(draw(3, 4)),
            call(_ROWS, **_EVERYTHING),
            call(_ROWS, axis=0, **_EVERYTHING),
            call(_ROWS, axis=-1, **_EVERYTHING),
            call(_ROWS, axis=0, size=6, fill_value=-1, **_EVERYTHING),
            call(_ROWS, axis=1, size=2, **_EVERYTHING),
            call(draw(2, 2, 3, low=0, high=2, dtype="int32"), axis=1, return_inverse=True),
            call(np.array([1.0, np.nan, -0.0, np.inf, np.nan, 0.0, -np.inf]), **_EVERYTHING),
            call(np.array([1.0, np.nan, np.nan]), size=5, fill_value=np.inf, return_counts=True),
            call(draw(0), **_EVERYTHING),
            call(draw(0), size=3, fill_value=7, **_EVERYTHING),
            call(draw(0, 2), axis=0, **_EVERYTHING),
            call(draw(3, 0), axis=0, **_EVERYTHING),
            call(draw(), return_inverse=True),
        ),
        ALL,
    ),
)
def unique(
    x: Tensor,
    sorted: bool = True,
    return_index: bool = False,
    return_inverse: bool = False,
    return_counts: bool = False,
    axis: int | None = None,
    size: int | None = None,
    fill_value: float | None = None,
) -> Any:
    """The different elements of a tensor, or its different slices along an axis.

    Args:
        x: Tensor of any shape. NaN differs from everything, other NaN included.
        sorted: Whether they have to be in ascending order, slices in that of their first differing elements; True by default. They
            are in order without it as well.
        return_index: Whether to return the position at which each stands first.
        return_inverse: Whether to return for each element of `x` its position in the result.
        return_counts: Whether to return how often each occurs.
        axis: Axis along which slices are compared; None, the default, compares the elements.
        size: How many to return: the first ones if there are more. The default, None, returns all; the size of the result then depends
            on values, which is not to be had where JAX or XLA compiles.
        fill_value: What fills the result up to `size`, 0 by default. Positions are filled up with the first one's, counts with 0.

    Returns:
        Tensor of the different elements, or of slices along `axis`. If more is asked for, a tuple of it and of int32 tensors:
        positions `(size,)`; the inverse, of the shape of `x` or with an axis of its length `(n,)`; counts `(size,)`.

    Raises:
        ValueError: `x` has no such axis.

    Example:

    >>> values, counts = multikeras.ops.unique([3, 1, 3], return_counts=True)
    >>> multikeras.ops.convert_to_numpy(values).tolist(), multikeras.ops.convert_to_numpy(counts).tolist()
    ([1, 3], [1, 2])
    >>> multikeras.ops.convert_to_numpy(multikeras.ops.unique([3, 1, 3], size=4, fill_value=-1)).tolist()
    [1, 3, -1, -1]
    """
    slices = ravel(x) if axis is None else moveaxis(x, axis, 0)
    order = _order(slices)
    in_order = take(slices, order, 0)
    is_first = _is_first(in_order)
    if size is None:
        places = _places(is_first, None)
        ends = get_item(concatenate([places, cast(shape_of(order), "int32")]), slice(1, None))
    else:
        bounds = _places(is_first, size + 1)
        places, ends = get_item(bounds, slice(0, size)), get_item(bounds, slice(1, None))
    values = _slices(in_order, places, fill_value)
    results = [values if axis is None else moveaxis(values, 0, axis)]
    if return_index:
        first = get_item(concatenate([order, zeros(1, "int32")]), slice(0, 1))
        results.append(take(concatenate([order, first]), places))
    if return_inverse:
        inverse = scatter_update_(order, expand_dims(order, 1), cumsum(cast(is_first, "int32")) - 1)
        results.append(reshape(inverse, shape_of(x)) if axis is None else inverse)
    if return_counts:
        results.append(ends - places)
    return results[0] if len(results) == 1 else tuple(results)


def _order(slices: Any) -> Any:
    """Positions along the first axis in the order of the slices' first differing elements; equal ones keep theirs."""
    count, *rest = shape_of(slices)
    if not rest:
        return argsort(slices)
    width = shapes.size(slices.shape[1:])
    if width is None:
        raise ValueError(f"unique: the sizes of the slices must be known, got shape {tuple(slices.shape)}.")
    order = arange(count, dtype="int32")
    for column in reversed(unstack(reshape(slices, (count, width)), axis=1)):
        order = take(order, argsort(take(column, order)))
    return order


# ----------------------------------------------------------------------------------------------------------- two tensors


def _membership(x1: KerasTensor, x2: KerasTensor, *attributes: Any) -> KerasTensor:
    return KerasTensor(x1.shape, "bool")


@op(
    "numpy",
    promote=common,
    infer=_membership,
    cases=Cases(
        "numpy.isin",
        (
            call(draw(3, 4, low=0, high=5), np.array([[0, 2], [1, 2]], "int32")),
            call(draw(3, 4, low=0, high=5), np.array([3, 0], "int8"), invert=True),
            call(draw(5, low=0, high=5), np.array([3, 0], "int8"), assume_unique=True),
            call(np.array([1.0, np.nan, -np.inf, -0.0]), np.array([np.nan, 0.0, -np.inf, 2.0])),
            call(np.array([1.0, np.nan]), np.array([np.nan]), invert=True),
            call(draw(2, 3), draw(0)),
            call(draw(0, 3), draw(2)),
            call(draw(), draw(4)),
            call(draw(4, low=0, high=2), np.array(1, "uint8")),
            call(np.array([True, False]), np.array([1.0])),
        ),
        ALL,
    ),
)
def isin(x1: Tensor, x2: Tensor, assume_unique: bool = False, invert: bool = False) -> Tensor:
    """Whether each element of a tensor is among those of another.

    Args:
        x1: Tensor of any shape.
        x2: Tensor of any shape, the elements to look for.
        assume_unique: A promise that neither tensor has an element twice. Nothing is faster for it.
        invert: Whether to tell instead if the element is not among them.

    Returns:
        Bool tensor of the shape of `x1`. NaN is among no elements.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.isin([1, 2, 3], [3, 1])).tolist()
    [True, False, True]
    """
    members = sort(ravel(x2))
    found = greater(searchsorted(members, x1, "right"), searchsorted(members, x1)) & equal(x1, x1)
    return logical_not(found) if invert else found


def _elements(x1: KerasTensor, x2: KerasTensor, size: int | None, fill_value: float | None) -> KerasTensor:
    return KerasTensor((size,), x1.dtype)


def _reference(name: str) -> Callable:
    def reference(x1: np.ndarray, x2: np.ndarray, size: int | None = None, fill_value: float = 0) -> np.ndarray:
        values = getattr(np, name)(x1, x2)
        return values if size is None else _resized(values, size, fill_value)

    return reference


def _set_cases(name: str) -> Cases:
    some, others = np.array([[3, 1, 2], [1, 5, 3]], "int32"), np.array([1, 4, 3, 4], "int32")
    calls = (
        call(draw(6, low=0, high=5), draw(4, low=0, high=5), size=12, fill_value=1),
        call(some, others),
        call(some, others, size=2),
        call(some, others, size=9),
        call(draw(5), np.array([0.5, -np.inf, np.inf])),
        call(draw(0), draw(3)),
        call(draw(3), draw(0)),
        call(draw(0), draw(0), size=2, fill_value=3),
        call(draw(), draw(2)),
    )
    return Cases(_reference(name), calls, ALL)


@op("numpy", promote=common, infer=_elements, cases=_set_cases("intersect1d"))
def intersect1d(x1: Tensor, x2: Tensor, size: int | None = None, fill_value: float | None = None) -> Tensor:
    """The elements that two tensors share, each once, in ascending order.

    Args:
        x1: Tensor of any shape.
        x2: Tensor of any shape.
        size: How many to return, see `unique`; None, the default, for all.
        fill_value: What fills the result up to `size`, 0 by default.

    Returns:
        Tensor `(size,)` of the common dtype.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.intersect1d([3, 1, 2], [5, 3, 2])).tolist()
    [2, 3]
    """
    in_order = sort(ravel(x1))
    return _slices(in_order, _places(_is_first(in_order) & isin(in_order, x2), size), fill_value)


@op("numpy", promote=common, infer=_elements, cases=_set_cases("union1d"))
def union1d(x1: Tensor, x2: Tensor, size: int | None = None, fill_value: float | None = None) -> Tensor:
    """The elements of two tensors, each once, in ascending order.

    Args:
        x1: Tensor of any shape.
        x2: Tensor of any shape.
        size: How many to return, see `unique`; None, the default, for all.
        fill_value: What fills the result up to `size`, 0 by default.

    Returns:
        Tensor `(size,)` of the common dtype.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.union1d([3, 1, 2], [5, 3, 2])).tolist()
    [1, 2, 3, 5]
    """
    return unique(concatenate([ravel(x1), ravel(x2)]), size=size, fill_value=fill_value)


@op("numpy", promote=common, infer=_elements, cases=_set_cases("setdiff1d"))
def setdiff1d(x1: Tensor, x2: Tensor, size: int | None = None, fill_value: float | None = None) -> Tensor:
    """The elements of a tensor that another does not have, each once, in ascending order.

    Args:
        x1: Tensor of any shape.
        x2: Tensor of any shape.
        size: How many to return, see `unique`; None, the default, for all.
        fill_value: What fills the result up to `size`, 0 by default.

    Returns:
        Tensor `(size,)` of the common dtype.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.setdiff1d([3, 1, 2], [5, 3, 2])).tolist()
    [1]
    """
    in_order = sort(ravel(x1))
    return _slices(in_order, _places(_is_first(in_order) & isin(in_order, x2, invert=True), size), fill_value)
