"""Elements picked out and put in by position, and the orders and positions themselves."""

import builtins
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from multikeras.src import backend
from multikeras.src.core import dtypes, shapes
from multikeras.src.core.cases import ALL, BOOL, FLOATS, INTS, NUMERIC, Call, Cases, Road, call, draw, road
from multikeras.src.core.export import export
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.core.typing import DTypeLike, Ints, Shape, Tensor, Tensors
from multikeras.src.core.variable import Variable
from multikeras.src.ops.creation import arange, full
from multikeras.src.ops.elementwise import equal, floor_divide, greater, greater_equal, isfinite, less, maximum, minimum, mod, where
from multikeras.src.ops.movement import concatenate, expand_dims, flip, moveaxis, ravel, reshape, squeeze, unstack
from multikeras.src.ops.op import op
from multikeras.src.ops.promotion import common, whole
from multikeras.src.ops.reduction import prod, sum_
from multikeras.src.ops.rules import created
from multikeras.src.ops.sparsity import LOOKUP
from multikeras.src.ops.tensor import cast, convert_to_numpy, convert_to_tensor
from multikeras.src.ops.tensor import dtype as dtype_of
from multikeras.src.ops.tensor import shape as shape_of

_KEY = (int, builtins.slice, type(None), type(Ellipsis))

# --------------------------------------------------------------------------------------------------------------- reading


def _got(x: KerasTensor, key: Any) -> KerasTensor:
    return KerasTensor(shapes.shape_of_getitem(x.shape, key), x.dtype)


def _taken(x: KerasTensor, indices: KerasTensor, axis: int | None = None) -> KerasTensor:
    if axis is None:
        return KerasTensor(indices.shape, x.dtype)
    axis = shapes.canonical_axis(axis, x.ndim)
    return KerasTensor((*x.shape[:axis], *indices.shape, *x.shape[axis + 1 :]), x.dtype)


def _taken_along(x: KerasTensor, indices: KerasTensor, axis: int) -> KerasTensor:
    if x.ndim != indices.ndim:
        raise ValueError(f"`x` and `indices` need the same number of dimensions; got shapes {x.shape}, {indices.shape}.")
    axis = shapes.canonical_axis(axis, x.ndim)
    given = list(x.shape)
    given[axis] = 1
    return KerasTensor(shapes.broadcast(given, indices.shape), x.dtype)


_native_get_item = backend.primitive("indexing", "getitem")


def _as_index(one: Any) -> Any:
    if type(one) in _KEY:
        return one
    if isinstance(one, KerasTensor):
        raise TypeError(f"get_item: a tensor with values cannot be indexed by {one!r}. Use `ops.take` or `ops.take_along_axis`.")
    if isinstance(one, np.integer):
        return int(one)
    return convert_to_tensor(np.zeros(0, "int32") if isinstance(one, list) and not one else one)


@op(
    "numpy",
    in_call=("key",),
    infer=_got,
    cases=Cases(
        lambda x, key: x[key],
        (
            call(draw(4, 5), 1),
            call(draw(4, 5), (-1, builtins.slice(1, None, 2))),
            call(draw(4, 5), (Ellipsis, None, builtins.slice(None, None, -1))),
            call(draw(4, 5), builtins.slice(3, 1)),
            call(draw(), None),
            call(draw(4, 5), [0, 2, -1]),
            call(draw(4, 5), (builtins.slice(None), np.array([[0, 2], [1, -1]]))),
            call(draw(4, 5, 3), (0, builtins.slice(None), np.array([0, 2]))),
            call(draw(4, 5, 3), (np.array([[0], [1]]), np.array([0, 2]))),
            call(draw(4), np.array([True, False, True, False])),
            call(draw(4, 2), (np.array([True, False, True, False]), 1)),
            call(draw(4, 5), (builtins.slice(-3, None), builtins.slice(9, None, -2))),
            call(draw(4, 5), (builtins.slice(-9, 9, 3), builtins.slice(None, 1, -3))),
            call(draw(4, 5), (Ellipsis, 1)),
            call(draw(2, 3, 4), (1, Ellipsis, -1)),
            call(draw(2, 3, 4), (None, Ellipsis, None, 0)),
            call(draw(4), ()),
            call(draw(4), Ellipsis),
            call(draw(), ()),
            call(draw(4, 5), np.array(2)),
            call(draw(4, 5), (np.array(-1), builtins.slice(None, None, 2))),
            call(draw(4, 5), np.array([[1, 0], [3, 3]], "uint8")),
            call(draw(4, 5), []),
            call(draw(4, 5), ([0, 1], [1, -1])),
            call(draw(3, 2, 4), (np.array([0, 2]), builtins.slice(None), np.array([1, -1]))),
            call(draw(3, 2, 4), (np.array([0, 2]), None, np.array([1, 0]))),
            call(draw(3, 2, 4), (builtins.slice(1), np.array([0, 1]), np.array([[1], [-1]]))),
            call(draw(3, 2, 4), (Ellipsis, np.array([0, 1]), builtins.slice(None, None, -1))),
            call(draw(3, 2, 4), (None, 0, builtins.slice(None), np.array([0, 2]))),
            call(draw(3, 2, 4), (2, np.array([0, 1]))),
            call(draw(2, 2, 3), np.array([[True, False], [True, True]])),
            call(draw(3, 2, 2), (1, np.array([[True, False], [True, True]]))),
            call(draw(2, 3), (builtins.slice(None), np.array([False, True, True]))),
            call(draw(2, 3), (np.array([0, 1]), np.array([False, True, True]))),
            call(draw(2, 3), np.array([[False] * 3] * 2)),
            call(draw(0, 3), np.zeros((0,), "int32")),
        ),
        ALL,
        differentiable=True,
    ),
)
def get_item(x: Tensor, key: Any) -> Tensor:
    """Part of a tensor, `x[key]`.

    Args:
        x: Tensor.
        key: What NumPy takes: ints, slices, None for a new axis, Ellipsis, integer and bool tensors, or a tuple of them.

    Returns:
        Tensor.

    Raises:
        IndexError: There are more indices than dimensions.
        TypeError: `x` has values and `key` holds a KerasTensor.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.get_item([[1, 2], [3, 4]], (slice(None), 0))).tolist()
    [1, 3]
    """
    return _native_get_item(x, tuple([_as_index(one) for one in key]) if isinstance(key, tuple) else _as_index(key))


_INDICES = np.array([[0, 2], [1, -1]], "int32")


@op(
    "numpy",
    infer=_taken,
    cases=Cases(
        "numpy.take",
        (
            call(draw(3, 4), _INDICES),
            call(draw(3, 4), _INDICES, axis=0),
            call(draw(3, 4), _INDICES, axis=-1),
            call(draw(3, 4), np.int64(1), axis=1),
            call(draw(3, 4), np.zeros((0,), "int32"), axis=1),
            call(draw(0, 4), np.zeros((0, 3), "int32"), axis=0),
            call(draw(2, 0), np.zeros((0, 3), "int32")),
            call(draw(2, 3, 4), _INDICES.astype("uint8") % 3, axis=-2),
            call(draw(2, 3, 4), np.int32(-24)),
            call(draw(4), _INDICES, axis=-1),
        ),
        ALL,
        differentiable=True,
    ),
    sparse=LOOKUP,
)
def take(x: Tensor, indices: Tensor, axis: int | None = None) -> Tensor:
    """Slices of a tensor by their positions along an axis.

    Args:
        x: Tensor.
        indices: Integer tensor of any shape; negative ones count from the end.
        axis: The axis; None, the default, for positions in the flat tensor.

    Returns:
        Tensor with the dimensions of `indices` in place of the axis.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.take([[1, 2], [3, 4]], [1, 1, 0], axis=0)).tolist()
    [[3, 4], [3, 4], [1, 2]]
    """


@op(
    infer=_taken_along,
    cases=Cases(
        "numpy.take_along_axis",
        (
            call(draw(3, 4), np.array([[0, 3], [1, -1], [2, 2]], "int32"), 1),
            call(draw(3, 4), np.array([[0, 1, 2, 0]], "int64"), 0),
            call(draw(2, 3), np.array([[1, 0, 0]], "int32"), -1),
            call(draw(2, 1, 3), np.array([[[2, -3]] * 4], "int32"), -1),
            call(draw(2, 3), np.zeros((0, 3), "int32"), 0),
        ),
        ALL,
        differentiable=True,
    ),
)
def take_along_axis_(x: Tensor, indices: Tensor, axis: int) -> Tensor:
    """Elements by positions along an axis; `take_along_axis` takes None as well."""


@export(["multikeras.ops.take_along_axis", "multikeras.ops.numpy.take_along_axis"])
def take_along_axis(x: Tensor, indices: Tensor, axis: int | None = None) -> Tensor:
    """Elements by their positions along an axis, one position for each element of the result.

    Args:
        x: Tensor.
        indices: Integer tensor with as many dimensions as `x`; those besides `axis` broadcast with those of `x`.
        axis: The axis; None, the default, for positions in the flat tensor.

    Returns:
        Tensor of the shape of `indices`.

    Raises:
        ValueError: The numbers of dimensions differ.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.take_along_axis([[1, 2], [3, 4]], [[1], [0]], axis=1)).tolist()
    [[2], [3]]
    """
    if axis is None:
        return take_along_axis_(ravel(x), ravel(indices), 0)
    return take_along_axis_(x, indices, axis)


def _sliced(inputs: KerasTensor, start_indices: Sequence[Any], shape: Shape) -> KerasTensor:
    if not len(start_indices) == len(shape) == inputs.ndim:
        raise ValueError(
            f"`start_indices` and `shape` need a number for each of the {inputs.ndim} dimensions of shape {inputs.shape}; got "
            f"{len(start_indices)} and {len(shape)}."
        )
    return KerasTensor(shape, inputs.dtype)


def _like_inputs(inputs: KerasTensor, *others: Any) -> KerasTensor:
    return KerasTensor(inputs.shape, inputs.dtype)


def _sliced_reference(inputs: np.ndarray, start_indices: Sequence[int], shape: Shape) -> np.ndarray:
    result = inputs[tuple(builtins.slice(start, start + size) for start, size in zip(start_indices, shape, strict=True))]
    if result.shape != tuple(shape):
        raise ValueError("a slice that reaches beyond the tensor")
    return result


def _updated_reference(inputs: np.ndarray, start_indices: Sequence[int], updates: np.ndarray) -> np.ndarray:
    result = inputs.copy()
    _sliced_reference(result, start_indices, updates.shape)[...] = updates
    return result


def _starts(start_indices: Any) -> tuple[tuple, bool]:
    """Start indices as a tuple, and whether they are all plain numbers."""
    if isinstance(start_indices, np.ndarray):
        start_indices = start_indices.tolist()
    elif isinstance(start_indices, Variable):
        start_indices = unstack(start_indices.value)
    elif not isinstance(start_indices, (list, tuple)):
        start_indices = unstack(start_indices)
    starts = tuple([int(one) if isinstance(one, (int, np.integer)) else one for one in start_indices])
    return starts, all(type(one) is int for one in starts)


@op(infer=_sliced, cases=Cases(_sliced_reference, (call(draw(4, 5), (1, 2), (2, 3)), call(draw(3), (0,), (0,))), ALL, True))
def slice_(inputs: Tensor, start_indices: tuple, shape: Shape) -> Tensor:
    """A box cut out; `slice` takes tensors as start."""


_ONE, _TWO = np.array(1, "int32"), np.array(2, "int32")


@op(infer=_sliced, cases=Cases(_sliced_reference, (call(draw(4, 5), [_ONE, _TWO], (2, 3)), call(draw(3), [_ONE], (0,))), ALL, True))
def slice_at(inputs: Tensor, start_indices: Tensors, shape: Shape) -> Tensor:
    """A box cut out whose start is given by tensors.

    Args:
        inputs: Tensor.
        start_indices: Scalar integer tensors.
        shape: Shape of the box.

    Returns:
        Tensor.
    """
    return slice_(inputs, tuple(start_indices), shape)


@export("multikeras.ops.slice")
def slice(inputs: Tensor, start_indices: Any, shape: Shape) -> Tensor:
    """A box cut out of a tensor, its place perhaps not known before.

    Args:
        inputs: Tensor.
        start_indices: First position along each axis: ints, scalar tensors, or a tensor of one dimension.
        shape: Shape of the box.

    Returns:
        Tensor of that shape.

    Raises:
        ValueError: There are not as many numbers as axes.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.slice([[1, 2, 3], [4, 5, 6]], (0, 1), (2, 2))).tolist()
    [[2, 3], [5, 6]]
    """
    starts, fixed = _starts(start_indices)
    return slice_(inputs, starts, shape) if fixed else slice_at(inputs, starts, shape)


# --------------------------------------------------------------------------------------------------------------- writing


@op(
    infer=_like_inputs,
    cases=Cases(_updated_reference, (call(draw(4, 5), (1, 2), draw(2, 3)), call(draw(3), (1,), draw(0))), ALL, True),
)
def slice_update_(inputs: Tensor, start_indices: tuple, updates: Tensor) -> Tensor:
    """A box replaced; `slice_update` takes tensors as start."""


@op(
    infer=_like_inputs,
    cases=Cases(_updated_reference, (call(draw(4, 5), [_ONE, _TWO], draw(2, 3)), call(draw(3), [_ONE], draw(0))), ALL, True),
)
def slice_update_at(inputs: Tensor, start_indices: Tensors, updates: Tensor) -> Tensor:
    """A box replaced whose start is given by tensors.

    Args:
        inputs: Tensor.
        start_indices: Scalar integer tensors.
        updates: The new values.

    Returns:
        Tensor.
    """
    return slice_update_(inputs, tuple(start_indices), updates)


@export("multikeras.ops.slice_update")
def slice_update(inputs: Tensor, start_indices: Any, updates: Tensor) -> Tensor:
    """A tensor with a box of it replaced.

    Args:
        inputs: Tensor.
        start_indices: First position of the box along each axis: ints, scalar tensors, or a tensor of one dimension.
        updates: The new values of the box, a tensor with as many dimensions; cast to the dtype of `inputs`.

    Returns:
        Tensor of the shape and dtype of `inputs`.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.slice_update([1, 2, 3], (1,), [7, 8])).tolist()
    [1, 7, 8]
    """
    starts, fixed = _starts(start_indices)
    return (slice_update_ if fixed else slice_update_at)(inputs, starts, cast(updates, dtype_of(inputs)))


def _scattered(indices: KerasTensor, values: KerasTensor, shape: Shape) -> KerasTensor:
    wanted = (*indices.shape[:-1], *tuple(shape)[indices.shape[-1] :]) if indices.ndim and indices.shape[-1] is not None else values.shape
    if not shapes.is_compatible(wanted, values.shape):
        raise ValueError(
            f"`values` must have the shape {wanted} for `indices` of shape {indices.shape} into shape {tuple(shape)}; got {values.shape}."
        )
    return created(shape, values.dtype)


def _scatter_reference(indices: np.ndarray, values: np.ndarray, shape: Shape) -> np.ndarray:
    if values.ndim < indices.ndim - 1:
        raise ValueError("values that would have to be broadcast")
    result = np.zeros(shape, values.dtype)
    np.add.at(result, tuple(np.moveaxis(indices, -1, 0)), values)
    return result


def _scatter_update_reference(inputs: np.ndarray, indices: np.ndarray, updates: np.ndarray) -> np.ndarray:
    result = inputs.copy()
    for place, value in zip(indices, updates, strict=True):
        result[tuple(place)] = value
    return result


@op(
    "core",
    infer=_scattered,
    cases=Cases(
        _scatter_reference,
        (
            call(np.array([[0], [2], [0]], "int32"), draw(3), (4,)),
            call(np.array([[0], [2]], "int64"), draw(2, 3), (4, 3)),
            call(np.array([[0, 1], [1, 2]], "int32"), draw(2), (2, 3)),
            call(np.array([[-1], [2], [-1]], "int32"), draw(3), (4,)),
            call(np.array([[[0], [1]], [[1], [1]]], "int32"), draw(2, 2, 3), (2, 3)),
            call(np.zeros((0, 1), "int32"), draw(0, 2), (3, 2)),
        ),
        NUMERIC,
        differentiable=True,
    ),
)
def scatter(indices: Tensor, values: Tensor, shape: Shape) -> Tensor:
    """A tensor of zeros to which values are added at given positions.

    Args:
        indices: Integer tensor `(..., k)` of positions along the first k axes.
        values: Tensor `(..., *shape[k:])`. Values at one position are added up.
        shape: Shape of the result.

    Returns:
        Tensor of that shape, and the dtype of `values`.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.scatter([[0], [2], [0]], [1, 2, 3], (4,))).tolist()
    [4, 0, 2, 0]
    """


@op(
    infer=_like_inputs,
    cases=Cases(
        _scatter_update_reference,
        (
            call(draw(4), np.array([[0], [2], [0]], "int32"), draw(3)),
            call(draw(4, 3), np.array([[0], [-1]], "int64"), draw(2, 3)),
            call(draw(2, 3), np.array([[0, 1], [1, 2]], "int32"), draw(2)),
            call(draw(2, 3), np.array([[0, 1], [1, -1], [0, 1]], "int32"), draw(3)),
            call(draw(2, 3), np.zeros((0, 2), "int32"), draw(0)),
        ),
        ALL,
    ),
)
def scatter_update_(inputs: Tensor, indices: Tensor, updates: Tensor) -> Tensor:
    """Elements replaced; `scatter_update` combines them with what stands there as well."""


_REDUCTIONS = ("add", "max", "min", "mul")


@export("multikeras.ops.scatter_update")
def scatter_update(inputs: Tensor, indices: Tensor, updates: Tensor, reduction: str | None = None) -> Tensor:
    """A tensor with elements at given positions replaced, or combined with new values.

    Args:
        inputs: Tensor.
        indices: Integer tensor `(n, k)` of positions along the first k axes.
        updates: Tensor `(n, *inputs.shape[k:])`, cast to the dtype of `inputs`.
        reduction: None, the default, replaces; the last of several updates to one position wins. "add", "max", "min" and
            "mul" combine all of them with the element that stands there.

    Returns:
        Tensor of the shape and dtype of `inputs`.

    Raises:
        ValueError: There is no such reduction.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.scatter_update([1, 2, 3], [[0], [2]], [7, 8])).tolist()
    [7, 2, 8]
    """
    updates = cast(updates, dtype_of(inputs))
    if reduction is None:
        return scatter_update_(inputs, indices, updates)
    if reduction not in _REDUCTIONS:
        raise ValueError(f"scatter_update: unknown `reduction={reduction!r}`. Choose None or one of {', '.join(_REDUCTIONS)}.")
    return scatter_combine(inputs, indices, updates, reduction)


def _combined_reference(inputs: np.ndarray, indices: np.ndarray, updates: np.ndarray, reduction: str) -> np.ndarray:
    result = inputs.copy()
    combine = {"add": np.add, "max": np.maximum, "min": np.minimum, "mul": np.multiply}[reduction]
    for place in np.ndindex(indices.shape[:-1]):
        result[tuple(indices[place])] = combine(result[tuple(indices[place])], updates[place])
    return result


@op(
    infer=_like_inputs,
    cases=Cases(
        _combined_reference,
        tuple(
            one
            for reduction in _REDUCTIONS
            for one in (
                call(draw(4), np.array([[0], [2], [0], [-1]], "int32"), draw(4), reduction),
                call(draw(4, 3), np.array([[0], [-1], [0]], "int64"), draw(3, 3), reduction),
                call(draw(2, 3), np.array([[0, 1], [1, -2], [0, 1]], "int32"), draw(3), reduction),
                call(draw(2, 3), np.zeros((0, 1), "int32"), draw(0, 3), reduction),
            )
        ),
        ("float32", "float64", "int32", "int64"),
        differentiable=True,
    ),
)
def scatter_combine(inputs: Tensor, indices: Tensor, updates: Tensor, reduction: str) -> Tensor:
    """Elements at given positions combined with new values.

    Args:
        inputs: Tensor.
        indices: Integer tensor `(n, k)`.
        updates: Tensor `(n, *inputs.shape[k:])`.
        reduction: "add", "max", "min" or "mul".

    Returns:
        Tensor of the shape of `inputs`.
    """
    shape = shape_of(inputs)
    if reduction == "add":
        return inputs + scatter(indices, updates, shape)
    columns = unstack(indices, axis=-1)
    places: Any = 0
    rows: Any = 1
    for column, size in zip(columns, shape, strict=False):
        places = places * size + where(less(column, 0), column + size, column)
        rows = rows * size
    combined = {"max": segment_max, "min": segment_min, "mul": segment_prod}[reduction](updates, places, rows)
    combine: Callable = {"max": maximum, "min": minimum, "mul": lambda a, b: a * b}[reduction]
    return combine(inputs, reshape(combined, shape))


@export("multikeras.ops.scatter_add")
def scatter_add(inputs: Tensor, indices: Tensor, updates: Tensor) -> Tensor:
    """A tensor with values added at given positions.

    Args:
        inputs: Tensor.
        indices: Integer tensor `(n, k)` of positions along the first k axes. Values at one position are all added.
        updates: Tensor `(n, *inputs.shape[k:])`, cast to the dtype of `inputs`.

    Returns:
        Tensor of the shape and dtype of `inputs`.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.scatter_add([1, 2, 3], [[0], [2], [0]], [7, 8, 1])).tolist()
    [9, 2, 11]
    """
    return scatter_update(inputs, indices, updates, "add")


@export("multikeras.ops.scatter_max")
def scatter_max(inputs: Tensor, indices: Tensor, updates: Tensor) -> Tensor:
    """A tensor with elements at given positions replaced by larger values.

    Args:
        inputs: Tensor.
        indices: Integer tensor `(n, k)` of positions along the first k axes. The largest value at one position counts.
        updates: Tensor `(n, *inputs.shape[k:])`, cast to the dtype of `inputs`.

    Returns:
        Tensor of the shape and dtype of `inputs`.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.scatter_max([1, 2, 3], [[0], [2], [0]], [7, 1, 4])).tolist()
    [7, 2, 3]
    """
    return scatter_update(inputs, indices, updates, "max")


@export("multikeras.ops.scatter_min")
def scatter_min(inputs: Tensor, indices: Tensor, updates: Tensor) -> Tensor:
    """A tensor with elements at given positions replaced by smaller values.

    Args:
        inputs: Tensor.
        indices: Integer tensor `(n, k)` of positions along the first k axes. The smallest value at one position counts.
        updates: Tensor `(n, *inputs.shape[k:])`, cast to the dtype of `inputs`.

    Returns:
        Tensor of the shape and dtype of `inputs`.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.scatter_min([1, 2, 3], [[0], [2], [0]], [7, 1, 0])).tolist()
    [0, 2, 1]
    """
    return scatter_update(inputs, indices, updates, "min")


def _index_add_reference(x: np.ndarray, indices: np.ndarray, axis: int, updates: np.ndarray) -> np.ndarray:
    result = x.copy()
    np.add.at(np.moveaxis(result, axis, 0), indices, np.moveaxis(updates.astype(x.dtype), axis, 0))
    return result


@op(
    "core",
    infer=_like_inputs,
    cases=Cases(
        _index_add_reference,
        (
            call(draw(4, 3), np.array([2, 0, 2, -1, 1], "int32"), 0, draw(5, 3)),
            call(draw(2, 4, 3), np.array([-1, 0, 3], "int64"), 1, draw(2, 3, 3)),
            call(draw(2, 3), np.array([1, 1], "int32"), -1, draw(2, 2, dtype="int32")),
            call(draw(2, 3), np.zeros(0, "int32"), 1, draw(2, 0)),
        ),
        NUMERIC,
        differentiable=True,
    ),
)
def index_add(x: Tensor, indices: Tensor, axis: int, updates: Tensor) -> Tensor:
    """A tensor with slices added at given positions along an axis.

    Args:
        x: Tensor of one dimension at least.
        indices: Integer tensor `(n,)`; negative ones count from the end. Slices at one position are all added.
        axis: The axis.
        updates: Tensor of the shape of `x` but for the axis, whose size is `n`; cast to the dtype of `x`.

    Returns:
        Tensor of the shape and dtype of `x`.

    Raises:
        ValueError: `x` has no such axis.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.index_add([[1, 2], [3, 4]], [1, 1], 1, [[5, 5], [6, 7]])).tolist()
    [[1, 12], [3, 17]]
    """
    added = scatter_add(moveaxis(x, axis, 0), expand_dims(indices, 1), moveaxis(updates, axis, 0))
    return moveaxis(added, 0, axis)


# -------------------------------------------------------------------------------------------------------------- encoding


def _one_hot(x: KerasTensor, num_classes: int, axis: int, dtype: Any) -> KerasTensor:
    shape = list(x.shape)
    shape.insert(shapes.canonical_axis(axis, x.ndim + 1), num_classes)
    return created(shape, dtype)


def _one_hot_reference(x: np.ndarray, num_classes: int, axis: int, dtype: str) -> np.ndarray:
    return np.moveaxis(x[..., None] == np.arange(num_classes), -1, axis).astype(dtype)


@op(
    infer=_one_hot,
    cases=Cases(
        _one_hot_reference,
        (
            call(draw(2, 3, low=-1, high=5), 4, -1, "float32"),
            call(draw(3, low=0, high=4), 4, 0, "int32"),
            call(draw(2, 3, low=0, high=4), 4, 1, "bool"),
            *(call(draw(2, 3, low=-1, high=5), 4, axis, "float32") for axis in (0, 2, -2, -3)),
            call(draw(low=1, high=2), 3, -1, "float16"),
            call(draw(0, 2), 3, 0, "int32"),
            call(draw(2), 0, -1, "float32"),
        ),
        INTS[:4],
    ),
)
def one_hot_(x: Tensor, num_classes: int, axis: int, dtype: DTypeLike) -> Tensor:
    """Classes as rows of zeros with a one; `one_hot` has defaults."""


# -------------------------------------------------------------------------------------------------------------- ordering


def _in_order(x: KerasTensor, axis: int | None = -1) -> KerasTensor:
    if axis is None:
        return KerasTensor((shapes.size(x.shape),), x.dtype)
    shapes.canonical_axis(axis, x.ndim)
    return KerasTensor(x.shape, x.dtype)


def _positions(x: KerasTensor, axis: int | None = -1) -> KerasTensor:
    return KerasTensor(_in_order(x, axis).shape, "int32")


def _top(x: KerasTensor, k: int, *attributes: Any) -> tuple[KerasTensor, KerasTensor]:
    if not x.ndim or (x.shape[-1] is not None and k > x.shape[-1]):
        raise ValueError(f"there are no {k} elements along the last axis of shape {x.shape}.")
    return KerasTensor((*x.shape[:-1], k), x.dtype), KerasTensor((*x.shape[:-1], k), "int32")


def _top_k_reference(x: np.ndarray, k: int, **options: bool) -> tuple[np.ndarray, np.ndarray]:
    indices = x.shape[-1] - 1 - np.argsort(x[..., ::-1], axis=-1, kind="stable")[..., ::-1][..., :k]
    return np.take_along_axis(x, indices, -1), indices.astype("int32")


_SPECIAL = np.array([[2.0, np.nan, -np.inf, 0.0, np.inf, np.nan, -0.0, 2.0], [1.0, -1.0, 1.0, 1.0, -1.0, 3.0, 3.0, 0.0]])
_TO_SORT = (
    call(draw(3, 4)),
    call(draw(3, 4), axis=0),
    call(draw(2, 3, 4), axis=-2),
    call(draw(2, 0, 4), axis=1),
    call(draw(2, 3), axis=None),
    call(draw(1)),
    call(_SPECIAL),
    call(_SPECIAL, axis=0),
    call(np.array([3, -128, 127, 3, -1], "int8")),
    call(np.array([2**40, -(2**40), 2**40 + 1], "int64")),
    call(np.array([True, False, True, False])),
)


@op("numpy", infer=_in_order, cases=Cases("numpy.sort", _TO_SORT, (*NUMERIC, *BOOL), True))
def sort(x: Tensor, axis: int | None = -1) -> Tensor:
    """Elements in ascending order along an axis, NaN last.

    Args:
        x: Tensor of one dimension at least.
        axis: The axis, the last by default; None for the flat tensor.

    Returns:
        Tensor of the same shape, flat without an axis.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.sort([3, 1, 2])).tolist()
    [1, 2, 3]
    """


@op(
    "numpy",
    infer=_positions,
    cases=Cases(
        lambda x, axis=-1: np.argsort(x, axis, kind="stable").astype("int32"),
        (*_TO_SORT, call(np.array([[2, 1, 2, 1, 2, 1] * 20] * 2, "int32")), call(np.array([0.0, -0.0, 0.0]))),
        (*NUMERIC, *BOOL),
    ),
)
def argsort(x: Tensor, axis: int | None = -1) -> Tensor:
    """Positions along an axis of the elements in ascending order, NaN last; equal ones keep their order.

    Args:
        x: Tensor of one dimension at least.
        axis: The axis, the last by default; None for the flat tensor.

    Returns:
        int32 tensor of the same shape, flat without an axis.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.argsort([3, 1, 2])).tolist()
    [1, 2, 0]
    """


def _partitioned(x: KerasTensor, kth: Ints, axis: int | None = -1) -> KerasTensor:
    size = shapes.size(x.shape) if axis is None else x.shape[shapes.canonical_axis(axis, x.ndim)]
    for one in (kth,) if isinstance(kth, int) else kth:
        if size is not None and not -size <= one < size:
            raise ValueError(f"`kth={one}` is out of range for {size} elements along axis {axis} of shape {x.shape}.")
    return KerasTensor((size,) if axis is None else x.shape, "int32")


@op(
    "numpy",
    infer=_partitioned,
    cases=Cases(
        "numpy.argpartition",
        (
            call(draw(3, 5), 2),
            call(draw(3, 5), -1),
            call(draw(5, 3), 1, axis=0),
            call(draw(2, 5, 3), (1, 3), axis=-2),
            call(draw(3, 5), 7, axis=None),
        ),
        NUMERIC,
        compare=False,
    ),
)
def argpartition(x: Tensor, kth: Ints, axis: int | None = -1) -> Tensor:
    """Positions along an axis in an order that puts one element where sorting would, the smaller ones before, the larger ones behind.

    Args:
        x: Tensor of one dimension at least. NaN counts as larger than anything else.
        kth: The place of that element in the order, perhaps negative; or several.
        axis: The axis, the last by default; None for the flat tensor.

    Returns:
        int32 tensor of the same shape, flat without an axis. In which order the smaller and the larger elements stand is open.

    Raises:
        ValueError: There is no such place.

    Example:

    >>> positions = multikeras.ops.argpartition([30, 10, 20], 1)
    >>> multikeras.ops.convert_to_numpy(positions).tolist()
    [1, 2, 0]
    """
    _partitioned(KerasTensor(x.shape, "int32"), kth, axis)
    return argsort(ravel(x), -1) if axis is None else argsort(x, axis)


@op(
    "core",
    infer=_top,
    cases=Cases(
        _top_k_reference,
        (
            call(draw(3, 5), 2),
            call(draw(4), 4),
            call(draw(2, 3, 4), 1, is_stable=False),
            call(draw(2, 3), 0),
            call(draw(0, 3), 2),
            call(_SPECIAL, 6),
            call(np.array([[1, 3, 3, 2, 3], [0, 0, 0, 0, 0]], "int32"), 4),
            call(np.array([-128, 127, -1, 0], "int8"), 3),
            call(np.array([200, 3, 255], "uint8"), 2),
        ),
        NUMERIC,
        differentiable=True,
    ),
)
def top_k(x: Tensor, k: int, sorted: bool = True, is_stable: bool = True) -> tuple[Tensor, Tensor]:
    """The largest elements along the last axis, and their positions. NaN counts as larger than anything else.

    Args:
        x: Tensor of one dimension at least.
        k: How many.
        sorted: Whether they come in descending order, True by default.
        is_stable: Whether of equal elements the first come first, True by default. Without it some backends are faster.

    Returns:
        Pair of tensors `(..., k)`: the elements, and their positions as int32.

    Raises:
        ValueError: There are fewer elements than `k`.

    Example:

    >>> values, positions = multikeras.ops.top_k([1, 3, 2], 2)
    >>> multikeras.ops.convert_to_numpy(values).tolist(), multikeras.ops.convert_to_numpy(positions).tolist()
    ([3, 2], [1, 2])
    """


def _in_top_k_reference(targets: np.ndarray, predictions: np.ndarray, k: int) -> np.ndarray:
    chosen = np.take_along_axis(predictions, targets[..., None], -1)
    return (predictions > chosen).sum(-1) < k


@op(
    "core",
    cases=Cases(
        _in_top_k_reference,
        (
            *(call(np.array([0, 2, 4], "int32"), draw(3, 5), k) for k in (1, 3)),
            call(draw(2, 3, low=0, high=5, dtype="int64"), draw(2, 3, 5), 2),
        ),
        ("float32", "float64"),
    ),
)
def in_top_k(targets: Tensor, predictions: Tensor, k: int) -> Tensor:
    """Whether the class of each sample is among those with the k highest predictions.

    Args:
        targets: Integer tensor `(...)` of classes.
        predictions: Tensor `(..., classes)`.
        k: How many count as high; a class that equals the k-th counts too.

    Returns:
        Bool tensor of the shape of `targets`; False where the class is out of range or its prediction not finite.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.in_top_k([1, 0], [[0.1, 0.9], [0.3, 0.7]], 1)).tolist()
    [True, False]
    """
    classes = shape_of(predictions)[-1]
    valid = greater_equal(targets, 0) & less(targets, classes if classes is not None else 1)
    chosen = take_along_axis_(predictions, expand_dims(where(valid, targets, 0), -1), -1)
    higher = sum_(cast(greater(predictions, chosen), "int32"), -1)
    return valid & less(higher, k) & isfinite(squeeze(chosen, -1))


def _nonzero(x: KerasTensor) -> tuple[KerasTensor, ...]:
    if not x.ndim:
        raise ValueError("a scalar has no positions. Make it a tensor of one dimension with `ops.reshape(x, (1,))`.")
    return tuple(KerasTensor((None,), "int32") for _ in range(x.ndim))


@op(
    "numpy",
    infer=_nonzero,
    cases=Cases(
        lambda x: tuple(one.astype("int32") for one in np.nonzero(x)),
        (
            call(draw(3, 4, low=-1, high=2)),
            call(draw(4, low=-1, high=2)),
            call(draw(2, 0)),
            call(np.zeros((2, 3), "int32")),
            call(np.array([[0.0, np.nan], [-0.0, np.inf]])),
        ),
        (*INTS, *BOOL, *FLOATS),
    ),
)
def nonzero(x: Tensor) -> tuple[Tensor, ...]:
    """Positions of the elements that are not 0.

    Args:
        x: Tensor of one dimension at least.

    Returns:
        Tuple of int32 tensors, the positions along each axis. How many there are depends on values, so that it is not to be
        had where JAX compiles.

    Raises:
        ValueError: `x` is a scalar.

    Example:

    >>> (positions,) = multikeras.ops.nonzero([0, 5, 6])
    >>> multikeras.ops.convert_to_numpy(positions).tolist()
    [1, 2]
    """


def _searched(sorted_sequence: KerasTensor, values: KerasTensor, side: str = "left") -> KerasTensor:
    if sorted_sequence.ndim != 1:
        raise ValueError(f"`sorted_sequence` must have one dimension, got shape {sorted_sequence.shape}.")
    return KerasTensor(values.shape, "int32")


_STEPS = np.array([-1, 0, 1, 1], "int32")
_WITH_NAN = np.array([-np.inf, -1.0, -0.0, 0.0, 2.0, np.inf, np.nan, np.nan])


@op(
    "numpy",
    promote=common,
    infer=_searched,
    cases=Cases(
        lambda sequence, values, side="left": np.searchsorted(sequence, values, side).astype("int32"),
        (
            call(_STEPS, draw(2, 3)),
            call(_STEPS, draw(2, 3), side="right"),
            call(_STEPS, draw()),
            call(_STEPS, np.array([-2, 0, 1, 2], "int32"), side="right"),
            *(call(_WITH_NAN, _WITH_NAN[::-1], side=side) for side in ("left", "right")),
            call(draw(0), draw(3)),
            call(_STEPS, draw(2, 0)),
            call(np.array([False, True, True]), np.array([True, False]), side="right"),
        ),
        ALL,
    ),
)
def searchsorted(sorted_sequence: Tensor, values: Tensor, side: str = "left") -> Tensor:
    """Where values would have to be put into a sorted sequence.

    Args:
        sorted_sequence: Tensor of one dimension in ascending order.
        values: Tensor of any shape.
        side: "left" (the default) for the position in front of equal elements, "right" for the one behind them.

    Returns:
        int32 tensor of the shape of `values`.

    Raises:
        ValueError: The sequence has more dimensions.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.searchsorted([1, 2, 2, 3], [0, 2, 4])).tolist()
    [0, 1, 4]
    """


@op(
    "numpy",
    cases=Cases(
        lambda x, bins: np.digitize(x, bins).astype("int32"),
        (call(draw(2, 3), np.array([-1.0, 0.0, 1.5], "float32")), call(draw(2), np.array([0, 1], "int32"))),
        (*FLOATS[:2], *INTS[:2]),
    ),
)
def digitize(x: Tensor, bins: Tensor) -> Tensor:
    """The bin to which each element belongs.

    Args:
        x: Tensor of any shape.
        bins: Tensor of one dimension, the bounds in ascending order. Bin i reaches from bound i - 1, which is in it, to
            bound i, which is not.

    Returns:
        int32 tensor of the same shape, from 0 for elements under all bounds to the number of bounds.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.digitize([0.0, 1.0, 9.0], [1.0, 3.0])).tolist()
    [0, 1, 2]
    """
    return searchsorted(bins, x, "right")


# -------------------------------------------------------------------------------------------------------------- segments


def _segments(data: KerasTensor, segment_ids: KerasTensor, num_segments: int, sorted: bool = False) -> KerasTensor:
    return KerasTensor((num_segments, *data.shape[1:]), data.dtype)


def _segmented(reduce: Callable, start: Any) -> Callable:
    def reference(data: np.ndarray, segment_ids: np.ndarray, num_segments: int, sorted: bool = False) -> np.ndarray:
        result = np.full((num_segments, *data.shape[1:]), start(data.dtype), data.dtype)
        for value, place in zip(data, segment_ids, strict=True):
            if 0 <= place < num_segments:
                result[place] = reduce(result[place], value)
        return result

    return reference


def _lowest(dtype: Any) -> Any:
    name = dtypes.standardize(dtype)
    if dtypes.is_float(name):
        return -np.inf
    return False if name == "bool" else int(np.iinfo(dtypes.numpy_dtype(name)).min)


def _highest(dtype: Any) -> Any:
    name = dtypes.standardize(dtype)
    if dtypes.is_float(name):
        return np.inf
    return True if name == "bool" else int(np.iinfo(dtypes.numpy_dtype(name)).max)


def _segment_cases(reduce: Callable, start: Any, *more: Call, roads: Sequence[Road] = ()) -> Cases:
    ids = np.array([0, 2, 0, -1, 5, 1], "int32")
    calls = (call(draw(6), ids, 2), call(draw(6, 2), ids, 2), call(draw(6, 2, 2), ids.astype("int64"), 3), *more)
    return Cases(_segmented(reduce, start), calls, ("float32", "float64", "int32"), differentiable=True, roads=roads)


_ASCENDING = np.array([-3, -1, 0, 0, 2, 7], "int32")
_SORTED = tuple(call(draw(6, *rest), _ASCENDING, count, sorted=True) for rest in ((), (2,)) for count in (2, 3, 5, 9))
_SUMMING = (
    road(_SORTED[0], jax="scatter-add -sort -while", torch="segment_reduce -index_add", tensorflow="UnsortedSegmentSum -While"),
    road(_SORTED[4], jax="scatter-add -sort -while", torch="index_add -segment_reduce", tensorflow="UnsortedSegmentSum -While"),
)


@op(infer=_segments, cases=_segment_cases(np.add, lambda dtype: 0, *_SORTED, roads=_SUMMING))
def segment_sum_(data: Tensor, segment_ids: Tensor, num_segments: int, sorted: bool = False) -> Tensor:
    """Sums over segments; `segment_sum` finds their number."""


def _largest_last(data: Any, segment_ids: Any, num_segments: int, order: Any, start: Any) -> Any:
    """Of the elements of each segment the one that comes last in `order`, a permutation of the flat data."""
    rest = shape_of(data)[1:]
    columns = 1
    for size in rest:
        columns = columns * size
    # Ids out of range are sent to a row more, which is cut off.
    valid = greater_equal(segment_ids, 0) & less(segment_ids, num_segments)
    ids = cast(where(valid, segment_ids, num_segments), "int32")
    places = reshape(expand_dims(ids, 1) * columns + arange(columns), (-1,))
    # What is scattered is the position of the element, so that the gradient goes to this one alone.
    flat = concatenate([reshape(data, (-1,)), full((1,), start, data.dtype)])
    nowhere = full(((num_segments + 1) * columns,), shape_of(flat)[0] - 1, "int32")
    chosen = scatter_update_(nowhere, expand_dims(take(places, order, 0), 1), cast(order, "int32"))
    return reshape(take(flat, get_item(chosen, builtins.slice(0, num_segments * columns)), 0), (num_segments, *rest))


@op(infer=_segments, cases=_segment_cases(np.maximum, _lowest))
def segment_max_(data: Tensor, segment_ids: Tensor, num_segments: int) -> Tensor:
    """Largest elements of segments; `segment_max` finds their number.

    Args:
        data: Tensor.
        segment_ids: Integer tensor.
        num_segments: Number of segments.

    Returns:
        Tensor.
    """
    return _largest_last(data, segment_ids, num_segments, argsort(reshape(data, (-1,))), _lowest(data.dtype))


@op(infer=_segments, cases=_segment_cases(np.minimum, _highest))
def segment_min_(data: Tensor, segment_ids: Tensor, num_segments: int) -> Tensor:
    """Smallest elements of segments; `segment_min` finds their number.

    Args:
        data: Tensor.
        segment_ids: Integer tensor.
        num_segments: Number of segments.

    Returns:
        Tensor.
    """
    return _largest_last(data, segment_ids, num_segments, flip(argsort(reshape(data, (-1,)))), _highest(data.dtype))


@op(infer=_segments, cases=_segment_cases(np.multiply, lambda dtype: 1))
def segment_prod_(data: Tensor, segment_ids: Tensor, num_segments: int) -> Tensor:
    """Products of segments; `segment_prod` finds their number.

    Args:
        data: Tensor.
        segment_ids: Integer tensor.
        num_segments: Number of segments.

    Returns:
        Tensor.
    """
    member = equal(expand_dims(segment_ids, 1), arange(num_segments))
    member = reshape(member, (*shape_of(member), *(1,) * (len(data.shape) - 1)))
    return prod(where(member, expand_dims(data, 1), 1), 0, dtype=data.dtype)


def _count(segment_ids: Any, num_segments: int | None) -> int:
    """The number of segments, which without being given must be read from the values."""
    if num_segments is not None:
        return num_segments
    if isinstance(segment_ids, KerasTensor):
        raise ValueError("The number of segments cannot be known from symbolic `segment_ids`. Give `num_segments`.")
    return int(convert_to_numpy(segment_ids).max(initial=-1)) + 1


@export("multikeras.ops.segment_sum")
def segment_sum(data: Tensor, segment_ids: Tensor, num_segments: int | None = None, sorted: bool = False) -> Tensor:
    """Sum of the slices of each segment of a tensor.

    Args:
        data: Tensor.
        segment_ids: Integer tensor of one dimension: for each slice along the first axis, its segment. Slices with an id out
            of range are left out.
        num_segments: Number of segments; None, the default, for the largest id and one more, which needs values at hand.
        sorted: A promise that the ids are in ascending order, for which some backends are faster. If they are not, the
            result is undefined.

    Returns:
        Tensor `(num_segments, ...)`, 0 for a segment without slices.

    Raises:
        ValueError: `num_segments` is missing where there are no values.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.segment_sum([1, 2, 3], [0, 1, 0])).tolist()
    [4, 2]
    """
    return segment_sum_(data, segment_ids, _count(segment_ids, num_segments), sorted)


@export("multikeras.ops.segment_max")
def segment_max(data: Tensor, segment_ids: Tensor, num_segments: int | None = None, sorted: bool = False) -> Tensor:
    """Largest elements of the slices of each segment of a tensor.

    Args:
        data: Tensor.
        segment_ids: Integer tensor of one dimension: for each slice along the first axis, its segment. Slices with an id out
            of range are left out.
        num_segments: Number of segments; None, the default, for the largest id and one more, which needs values at hand.
        sorted: A promise that the ids are in ascending order. Nothing is faster for it.

    Returns:
        Tensor `(num_segments, ...)`; minus infinity, or the smallest integer, for a segment without slices.

    Raises:
        ValueError: `num_segments` is missing where there are no values.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.segment_max([1, 2, 3], [0, 1, 0])).tolist()
    [3, 2]
    """
    return segment_max_(data, segment_ids, _count(segment_ids, num_segments))


@export("multikeras.ops.segment_min")
def segment_min(data: Tensor, segment_ids: Tensor, num_segments: int | None = None, sorted: bool = False) -> Tensor:
    """Smallest elements of the slices of each segment of a tensor.

    Args:
        data: Tensor.
        segment_ids: Integer tensor of one dimension: for each slice along the first axis, its segment. Slices with an id out
            of range are left out.
        num_segments: Number of segments; None, the default, for the largest id and one more, which needs values at hand.
        sorted: A promise that the ids are in ascending order. Nothing is faster for it.

    Returns:
        Tensor `(num_segments, ...)`; infinity, or the largest integer, for a segment without slices.

    Raises:
        ValueError: `num_segments` is missing where there are no values.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.segment_min([1, 2, 3], [0, 1, 0])).tolist()
    [1, 2]
    """
    return segment_min_(data, segment_ids, _count(segment_ids, num_segments))


@export("multikeras.ops.segment_prod")
def segment_prod(data: Tensor, segment_ids: Tensor, num_segments: int | None = None, sorted: bool = False) -> Tensor:
    """Product of the slices of each segment of a tensor.

    Args:
        data: Tensor.
        segment_ids: Integer tensor of one dimension: for each slice along the first axis, its segment. Slices with an id out
            of range are left out.
        num_segments: Number of segments; None, the default, for the largest id and one more, which needs values at hand.
        sorted: A promise that the ids are in ascending order. Nothing is faster for it.

    Returns:
        Tensor `(num_segments, ...)`, 1 for a segment without slices.

    Raises:
        ValueError: `num_segments` is missing where there are no values.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.segment_prod([1, 2, 3], [0, 1, 0])).tolist()
    [3, 2]
    """
    return segment_prod_(data, segment_ids, _count(segment_ids, num_segments))


@op(
    "numpy",
    promote=whole,
    cases=Cases(
        "numpy.unravel_index",
        (
            call(draw(2, 3, low=0, high=24), (2, 3, 4)),
            call(draw(5, low=0, high=9), 9),
            call(draw(low=0, high=12), (3, 4)),
            call(np.array([0, 127]), (2, 1000)),
            call(draw(0, 3, low=0), (2, 3)),
        ),
        INTS,
    ),
)
def unravel_index(indices: Tensor, shape: Shape) -> tuple[Tensor, ...]:
    """Where in a tensor of a given shape the elements stand that have given places in its flat form.

    Args:
        indices: Tensor of integers; negative ones count from the end.
        shape: Tuple of ints, or one.

    Returns:
        Tuple of int32 tensors of the shape of `indices`, one for each axis of `shape`.

    Raises:
        TypeError: `indices` are no integers.

    Example:

    >>> rows, columns = multikeras.ops.unravel_index([0, 5, -1], (3, 4))
    >>> multikeras.ops.convert_to_numpy(rows).tolist(), multikeras.ops.convert_to_numpy(columns).tolist()
    ([0, 1, 2], [0, 1, 3])
    """
    rest = cast(indices, dtypes.result_type(dtype_of(indices), "int32"))  # sizes may exceed a narrow dtype
    coordinates: list[Any] = []
    for size in reversed(shape):
        coordinates.append(cast(mod(rest, size), "int32"))
        rest = floor_divide(rest, size)
    return tuple(reversed(coordinates))
