"""Elements moved: reshaped, joined, split, repeated, padded, turned."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from multikeras.src.core import dtypes, shapes
from multikeras.src.core.cases import ALL, COMPLEX, Cases, call, draw
from multikeras.src.core.export import export
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.core.typing import Axis, DTypeLike, Ints, Shape, Tensor, Tensors
from multikeras.src.ops.op import op
from multikeras.src.ops.promotion import common
from multikeras.src.ops.rules import elementwise
from multikeras.src.ops.sparsity import LINEAR
from multikeras.src.ops.tensor import convert_to_tensor, shape

PAD_MODES = ("constant", "reflect", "symmetric", "edge", "wrap")


def _cases(reference: Any, *calls: Any) -> Cases:
    return Cases(reference, calls, (*ALL, *COMPLEX))


def _reshaped(x: KerasTensor, newshape: Shape) -> KerasTensor:
    return KerasTensor(shapes.reshape(x.shape, newshape), x.dtype, sparse=x.sparse)


def _transposed(x: KerasTensor, axes: Sequence[int] | None = None) -> KerasTensor:
    return KerasTensor(shapes.transpose(x.shape, axes), x.dtype, sparse=x.sparse)


def _expanded(x: KerasTensor, axis: Ints) -> KerasTensor:
    return KerasTensor(shapes.expand_dims(x.shape, axis), x.dtype, sparse=x.sparse)


def _squeezed(x: KerasTensor, axis: Axis = None) -> KerasTensor:
    return KerasTensor(shapes.squeeze(x.shape, axis), x.dtype, sparse=x.sparse)


def _broadcast_to(x: KerasTensor, shape: Shape) -> KerasTensor:
    if len(shapes.broadcast(x.shape, shape)) > len(shape) or any(
        new == 1 and old not in (1, None) for old, new in zip(reversed(x.shape), reversed(shape), strict=False)
    ):
        raise ValueError(f"a tensor of shape {x.shape} does not broadcast to {shape}.")
    return KerasTensor(shape, x.dtype)


def _concatenated(xs: Sequence[KerasTensor], axis: int = 0) -> KerasTensor:
    return KerasTensor(shapes.concatenate([x.shape for x in xs], axis), xs[0].dtype)


def _stacked(x: Sequence[KerasTensor], axis: int = 0) -> KerasTensor:
    return KerasTensor(shapes.stack([one.shape for one in x], axis), x[0].dtype)


def _parts(x: KerasTensor, indices_or_sections: Ints, axis: int = 0) -> list[KerasTensor]:
    return [KerasTensor(part, x.dtype) for part in shapes.split(x.shape, indices_or_sections, axis)]


def _array_parts(x: KerasTensor, indices_or_sections: Ints, axis: int = 0) -> list[KerasTensor]:
    return _parts(x, _cuts(x.shape[axis], indices_or_sections), axis)


def _tiled(x: KerasTensor, repeats: Shape) -> KerasTensor:
    return KerasTensor(shapes.tile(x.shape, repeats), x.dtype)


def _repeated(x: KerasTensor, repeats: int, axis: int | None = None) -> KerasTensor:
    return KerasTensor(shapes.repeat(x.shape, repeats, axis), x.dtype)


def _repeated_each(x: KerasTensor, repeats: KerasTensor, axis: int | None = None) -> KerasTensor:
    if axis is None:
        return KerasTensor((None,), x.dtype)
    axis = shapes.canonical_axis(axis, x.ndim)
    return KerasTensor((*x.shape[:axis], None, *x.shape[axis + 1 :]), x.dtype)


def _padded(x: KerasTensor, pad_width: Any, *attributes: Any) -> KerasTensor:
    return KerasTensor(shapes.pad(x.shape, pad_width), x.dtype)


@op(
    "numpy",
    infer=_reshaped,
    cases=_cases("numpy.reshape", call(draw(2, 6), (3, -1)), call(draw(2, 0), (0, 5)), call(draw(), 1), call(draw(1, 1), ())),
    sparse=LINEAR,
)
def reshape(x: Tensor, newshape: Shape) -> Tensor:
    """The same elements, in row-major order, in another shape.

    Args:
        x: Tensor of any shape.
        newshape: Tuple of ints, or one; a -1 in it stands for the size that fits.

    Returns:
        Tensor of shape `newshape`.

    Raises:
        ValueError: The numbers of elements differ.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.reshape([1, 2, 3, 4], (2, -1))).tolist()
    [[1, 2], [3, 4]]
    """


def _viewed(x: KerasTensor, dtype: DTypeLike) -> KerasTensor:
    old, new = (dtypes.numpy_dtype(dtypes.standardize(one)).itemsize for one in (x.dtype, dtype))
    if old == new:
        return KerasTensor(x.shape, dtypes.standardize(dtype))
    size = x.shape[-1] if x.shape else 0
    if not x.shape or (size is not None and size * old % new):
        raise ValueError(
            f"the bytes along the last axis of a tensor of shape {x.shape} and dtype {x.dtype} do not make up whole elements of "
            f"{dtypes.standardize(dtype)}."
        )
    return KerasTensor((*x.shape[:-1], None if size is None else size * old // new), dtypes.standardize(dtype))


@op(
    infer=_viewed,
    cases=Cases(
        lambda x, dtype: x.view(dtypes.numpy_dtype(dtype)),
        (
            call(draw(2, 3, dtype="int32", low=-(2**31), high=2**31), dtype="float32"),
            *(call(draw(2, 8, dtype="uint8", high=255), dtype=wider) for wider in ("int8", "int16", "bfloat16", "int32", "int64")),
            *(call(draw(2, 4, dtype="int32", low=-(2**31), high=2**31), dtype=other) for other in ("uint8", "float64")),
            call(draw(3, 2, dtype="int32"), dtype="complex64"),
            call(draw(3, dtype="complex64"), dtype="float32"),
            call(draw(3, dtype="bool"), dtype="uint8"),
            call(draw(dtype="int32"), dtype="float32"),
            call(draw(0, 4, dtype="int32"), dtype="int16"),
        ),
    ),
)
def view_(x: Tensor, dtype: DTypeLike) -> Tensor:
    """The bytes of a tensor as elements of another dtype; `view` has a default."""


@export(["multikeras.ops.view", "multikeras.ops.numpy.view"])
def view(x: Tensor, dtype: DTypeLike = None) -> Tensor:
    """The same bytes, read as elements of another dtype.

    Args:
        x: Tensor of any shape.
        dtype: Dtype; None, the default, for that of `x`. Where its elements are narrower or wider, the last axis is longer or shorter.

    Returns:
        Tensor; its bytes may be those of `x` or a copy.

    Raises:
        ValueError: The bytes along the last axis do not make up whole elements of `dtype`.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.view(np.array([1.0], "float32"), "int32")).tolist()
    [1065353216]
    """
    return convert_to_tensor(x) if dtype is None else view_(x, dtype)


@op("numpy", cases=_cases("numpy.ravel", call(draw(2, 3)), call(draw()), call(draw(0, 3))))
def ravel(x: Tensor) -> Tensor:
    """All elements along one axis, in row-major order.

    Args:
        x: Tensor of any shape.

    Returns:
        Tensor of one dimension.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.ravel([[1, 2], [3, 4]])).tolist()
    [1, 2, 3, 4]
    """
    return reshape(x, (-1,))


@op(
    "numpy",
    infer=_transposed,
    cases=_cases("numpy.transpose", call(draw(2, 3)), call(draw(2, 3, 4), (-1, 0, 1)), call(draw(2, 0, 4), (1, 2, 0)), call(draw())),
    sparse=LINEAR,
)
def transpose(x: Tensor, axes: Axis = None) -> Tensor:
    """Axes in another order.

    Args:
        x: Tensor of any shape.
        axes: For each axis of the result the axis of `x` that it is; None, the default, reverses them.

    Returns:
        Tensor with permuted axes.

    Raises:
        ValueError: `axes` does not name each axis once.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.transpose([[1, 2], [3, 4]])).tolist()
    [[1, 3], [2, 4]]
    """


@op("numpy", cases=_cases("numpy.swapaxes", call(draw(2, 3, 4), 0, -1), call(draw(2, 3), 1, 1), call(draw(2, 3, 4), -1, -2)))
def swapaxes(x: Tensor, axis1: int, axis2: int) -> Tensor:
    """Two axes exchanged.

    Args:
        x: Tensor.
        axis1: First axis.
        axis2: Second axis.

    Returns:
        Tensor with the two axes exchanged.

    Raises:
        ValueError: `x` does not have one of the axes.

    Example:

    >>> multikeras.ops.shape(multikeras.ops.swapaxes(np.zeros((2, 3, 4)), 0, 2))
    (4, 3, 2)
    """
    order = list(range(len(x.shape)))
    first, second = shapes.canonical_axis(axis1, len(order), "axis1"), shapes.canonical_axis(axis2, len(order), "axis2")
    order[first], order[second] = second, first
    return transpose(x, tuple(order))


@op(
    "numpy",
    cases=_cases(
        "numpy.moveaxis",
        call(draw(2, 3, 4), 0, -1),
        call(draw(2, 3, 4), (0, 1), (-1, 0)),
        call(draw(2, 3, 4, 5), [-1, 0], [0, 2]),
        call(draw(2, 3, 4, 5), (3, 1, 0), (1, 0, -1)),
        call(draw(2, 3), (), ()),
    ),
)
def moveaxis(x: Tensor, source: Ints, destination: Ints) -> Tensor:
    """Axes moved to other places, the others left in their order.

    Args:
        x: Tensor.
        source: Axis or axes to move.
        destination: Where each of them goes.

    Returns:
        Tensor with moved axes.

    Raises:
        ValueError: The numbers of axes differ, or `x` does not have one of them.

    Example:

    >>> multikeras.ops.shape(multikeras.ops.moveaxis(np.zeros((2, 3, 4)), 0, -1))
    (3, 4, 2)
    """
    ndim = len(x.shape)
    sources = shapes.canonical_axes(source, ndim, "source")
    destinations = shapes.canonical_axes(destination, ndim, "destination")
    if len(sources) != len(destinations):
        raise ValueError(f"moveaxis: `source={source}` and `destination={destination}` must name as many axes as each other.")
    order = [axis for axis in range(ndim) if axis not in sources]
    for place, axis in sorted(zip(destinations, sources, strict=True)):
        order.insert(place, axis)
    return transpose(x, tuple(order))


@op(
    "numpy",
    infer=_expanded,
    cases=_cases("numpy.expand_dims", call(draw(2, 3), 1), call(draw(2, 3), (0, -1)), call(draw(2, 3), (-3, 1, -1)), call(draw(), 0)),
    sparse=LINEAR,
)
def expand_dims(x: Tensor, axis: Ints) -> Tensor:
    """New axes of size 1.

    Args:
        x: Tensor of any shape.
        axis: Where the new axis or axes stand in the result.

    Returns:
        Tensor with more axes.

    Example:

    >>> multikeras.ops.shape(multikeras.ops.expand_dims(np.zeros((2, 3)), -1))
    (2, 3, 1)
    """


@op(
    "numpy",
    infer=_squeezed,
    cases=_cases("numpy.squeeze", call(draw(3, 1, 1)), call(draw(1, 3, 1), -1), call(draw(1, 1), (0, 1)), call(draw(1, 0, 1), (-1, 0))),
    sparse=LINEAR,
)
def squeeze(x: Tensor, axis: Axis = None) -> Tensor:
    """Axes of size 1 removed.

    Args:
        x: Tensor of any shape.
        axis: Axis or axes to remove; None, the default, for all of size 1.

    Returns:
        Tensor with fewer axes.

    Raises:
        ValueError: A named axis has another size than 1.

    Example:

    >>> multikeras.ops.shape(multikeras.ops.squeeze(np.zeros((1, 3, 1))))
    (3,)
    """


@op(
    "numpy",
    infer=_broadcast_to,
    cases=_cases(
        "numpy.broadcast_to",
        call(draw(3), (2, 3)),
        call(draw(2, 1), (2, 4)),
        call(draw(), (2,)),
        call(draw(1, 3), (2, 0, 3)),
        call(draw(), ()),
    ),
)
def broadcast_to(x: Tensor, shape: Shape) -> Tensor:
    """Elements repeated along new axes and along those of size 1, as arithmetic does it.

    Args:
        x: Tensor.
        shape: Shape of the result.

    Returns:
        Tensor of shape `shape`.

    Raises:
        ValueError: `x` does not broadcast to that shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.broadcast_to([1, 2], (2, 2))).tolist()
    [[1, 2], [1, 2]]
    """


@op(
    "numpy",
    promote=common,
    infer=_concatenated,
    cases=_cases(
        "numpy.concatenate",
        call([draw(2, 3), draw(1, 3)]),
        call([draw(2, 3), draw(2, 1)], axis=-1),
        call([draw(0, 3), draw(2, 3)]),
        call([draw(2, 3), draw(2, 3, dtype="bool"), draw(1, 3, dtype="int8")]),
        call([draw(2, 3)], axis=-2),
    ),
    sparse=LINEAR,
)
def concatenate(xs: Tensors, axis: int = 0) -> Tensor:
    """Tensors joined along an axis that they have.

    Args:
        xs: List of tensors whose shapes are equal but for `axis`.
        axis: Axis along which they are joined, 0 by default.

    Returns:
        Tensor of the common dtype.

    Raises:
        ValueError: The list is empty, or the shapes do not fit.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.concatenate([[1, 2], [3]])).tolist()
    [1, 2, 3]
    """


@op(
    "numpy",
    promote=common,
    infer=_stacked,
    cases=_cases("numpy.stack", call([draw(2, 3), draw(2, 3)]), call([draw(2), draw(2)], -1)),
)
def stack(x: Tensors, axis: int = 0) -> Tensor:
    """Tensors joined along a new axis.

    Args:
        x: List of tensors of one shape.
        axis: Where the new axis stands in the result, 0 by default.

    Returns:
        Tensor of the common dtype.

    Raises:
        ValueError: The list is empty, or the shapes differ.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.stack([[1, 2], [3, 4]], axis=-1)).tolist()
    [[1, 3], [2, 4]]
    """


def _with_axes(x: Any, ndim: int) -> Any:
    """`x` with axes of size 1 in front, so that it has at least `ndim`."""
    missing = ndim - len(x.shape)
    return expand_dims(x, tuple(range(missing))) if missing > 0 else x


@op(
    "numpy",
    promote=common,
    cases=_cases("numpy.hstack", call([draw(2, 3), draw(2, 1)]), call([draw(2), draw(3)]), call([draw(), draw(2)])),
)
def hstack(xs: Tensors) -> Tensor:
    """Tensors joined side by side: along the second axis, or the first of vectors.

    Args:
        xs: List of tensors whose shapes are equal but for that axis. Scalars count as vectors.

    Returns:
        Tensor of the common dtype.

    Raises:
        ValueError: The list is empty, or the shapes do not fit.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.hstack([[[1], [2]], [[3], [4]]])).tolist()
    [[1, 3], [2, 4]]
    """
    xs = [_with_axes(x, 1) for x in xs]
    return concatenate(xs, 0 if len(xs[0].shape) == 1 else 1)


@op(
    "numpy",
    promote=common,
    cases=_cases("numpy.vstack", call([draw(2, 3), draw(1, 3)]), call([draw(3), draw(3)]), call([draw(), draw()])),
)
def vstack(xs: Tensors) -> Tensor:
    """Tensors joined one below the other, along the first axis.

    Args:
        xs: List of tensors whose shapes are equal but for that axis. Vectors count as rows.

    Returns:
        Tensor of the common dtype, of two dimensions at least.

    Raises:
        ValueError: The list is empty, or the shapes do not fit.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.vstack([[1, 2], [3, 4]])).tolist()
    [[1, 2], [3, 4]]
    """
    return concatenate([_with_axes(x, 2) for x in xs])


@op(
    "numpy",
    promote=common,
    cases=_cases("numpy.dstack", call([draw(2, 3), draw(2, 3)]), call([draw(3), draw(3)]), call([draw(2, 3, 1), draw(2, 3)])),
)
def dstack(xs: Tensors) -> Tensor:
    """Tensors joined in depth, along the third axis.

    Args:
        xs: List of tensors whose shapes are equal but for that axis. Vectors count as rows, matrices have depth 1.

    Returns:
        Tensor of the common dtype, of three dimensions at least.

    Raises:
        ValueError: The list is empty, or the shapes do not fit.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.dstack([[1, 2], [3, 4]])).tolist()
    [[[1, 3], [2, 4]]]
    """
    xs = [_with_axes(x, 2) for x in xs]
    return concatenate([expand_dims(x, 2) if len(x.shape) == 2 else x for x in xs], 2)


@op("numpy", promote=common, cases=_cases("numpy.column_stack", call([draw(3), draw(3)]), call([draw(2, 3), draw(2)])))
def column_stack(xs: Tensors) -> Tensor:
    """Vectors joined as the columns of a matrix.

    Args:
        xs: List of vectors of one length, or of matrices with so many rows.

    Returns:
        Matrix of the common dtype.

    Raises:
        ValueError: The list is empty, or the lengths differ.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.column_stack([[1, 2], [3, 4]])).tolist()
    [[1, 3], [2, 4]]
    """
    return concatenate([x if len(x.shape) > 1 else reshape(x, (-1, 1)) for x in xs], 1)


@op("numpy", promote=common, cases=_cases("numpy.append", call(draw(2, 3), draw(2)), call(draw(2, 3), draw(1, 3), axis=0)))
def append(x1: Tensor, x2: Tensor, axis: int | None = None) -> Tensor:
    """One tensor put after another.

    Args:
        x1: Tensor.
        x2: Tensor whose shape equals that of `x1` but for `axis`.
        axis: Axis along which they are joined; None, the default, joins all their elements in one dimension.

    Returns:
        Tensor of the common dtype.

    Raises:
        ValueError: The shapes do not fit.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.append([1, 2], [[3], [4]])).tolist()
    [1, 2, 3, 4]
    """
    return concatenate([ravel(x1), ravel(x2)]) if axis is None else concatenate([x1, x2], axis)


@op(
    "numpy",
    infer=_parts,
    cases=_cases(
        "numpy.split",
        call(draw(4, 3), 2),
        *(call(draw(4, 5), cuts, axis=-1) for cuts in ((1, 3), (2, 2), (3, 9), (-2,), (3, 1), (), [4])),
        call(draw(0, 2), 2, 1),
    ),
)
def split(x: Tensor, indices_or_sections: Ints, axis: int = 0) -> list[Tensor]:
    """A tensor cut into parts along an axis.

    Args:
        x: Tensor of one dimension at least.
        indices_or_sections: Number of equal parts, or the indices at which to cut.
        axis: Axis along which to cut, 0 by default.

    Returns:
        List of tensors.

    Raises:
        ValueError: The axis does not divide into so many equal parts; see `array_split`.

    Example:

    >>> first, second = multikeras.ops.split([1, 2, 3, 4, 5], (2,))
    >>> multikeras.ops.convert_to_numpy(first).tolist(), multikeras.ops.convert_to_numpy(second).tolist()
    ([1, 2], [3, 4, 5])
    """


def _cuts(size: Any, indices_or_sections: Ints) -> Ints:
    """Where to cut an axis so that the parts differ by one at most, the longer ones first; indices stay as they are."""
    if size is None or not isinstance(indices_or_sections, int):
        return indices_or_sections
    length, longer = divmod(size, indices_or_sections)
    return tuple(length * part + min(part, longer) for part in range(1, indices_or_sections))


@op(
    "numpy",
    infer=_array_parts,
    cases=_cases(
        "numpy.array_split", call(draw(5, 2), 3), call(draw(2, 5), (1, 3), axis=1), call(draw(2), 3), call(draw(2, 7), 4, axis=-1)
    ),
)
def array_split(x: Tensor, indices_or_sections: Ints, axis: int = 0) -> list[Tensor]:
    """A tensor cut into parts along an axis, of which some may be longer by one.

    Args:
        x: Tensor of one dimension at least.
        indices_or_sections: Number of parts, or the indices at which to cut.
        axis: Axis along which to cut, 0 by default.

    Returns:
        List of tensors.

    Example:

    >>> [int(part.shape[0]) for part in multikeras.ops.array_split([1, 2, 3, 4, 5], 3)]
    [2, 2, 1]
    """
    return split(x, _cuts(shape(x)[axis], indices_or_sections), axis)


@op("numpy", cases=_cases("numpy.hsplit", call(draw(2, 4), 2), call(draw(4), (1,))))
def hsplit(x: Tensor, indices_or_sections: Ints) -> list[Tensor]:
    """A tensor cut into parts side by side: along the second axis, or the first of a vector.

    Args:
        x: Tensor of one dimension at least.
        indices_or_sections: Number of equal parts, or the indices at which to cut.

    Returns:
        List of tensors.

    Raises:
        ValueError: The axis does not divide into so many equal parts.

    Example:

    >>> [part.shape[1] for part in multikeras.ops.hsplit(np.zeros((2, 4)), 2)]
    [2, 2]
    """
    return split(x, indices_or_sections, 0 if len(x.shape) == 1 else 1)


@op("numpy", cases=_cases("numpy.vsplit", call(draw(4, 2), 2), call(draw(4, 2), (1,))))
def vsplit(x: Tensor, indices_or_sections: Ints) -> list[Tensor]:
    """A tensor cut into parts one below the other, along the first axis.

    Args:
        x: Tensor of two dimensions at least.
        indices_or_sections: Number of equal parts, or the indices at which to cut.

    Returns:
        List of tensors.

    Raises:
        ValueError: The axis does not divide into so many equal parts.

    Example:

    >>> [part.shape[0] for part in multikeras.ops.vsplit(np.zeros((4, 2)), 2)]
    [2, 2]
    """
    return split(x, indices_or_sections, 0)


@op("numpy", cases=_cases("numpy.dsplit", call(draw(1, 2, 4), 2), call(draw(1, 2, 4), (1,))))
def dsplit(x: Tensor, indices_or_sections: Ints) -> list[Tensor]:
    """A tensor cut into parts in depth, along the third axis.

    Args:
        x: Tensor of three dimensions at least.
        indices_or_sections: Number of equal parts, or the indices at which to cut.

    Returns:
        List of tensors.

    Raises:
        ValueError: The axis does not divide into so many equal parts.

    Example:

    >>> [part.shape[2] for part in multikeras.ops.dsplit(np.zeros((1, 2, 4)), 2)]
    [2, 2]
    """
    return split(x, indices_or_sections, 2)


def _unstacked(x: np.ndarray, num: int | None = None, axis: int = 0) -> list[np.ndarray]:
    return [part.squeeze(axis) for part in np.split(x, num or x.shape[axis], axis)]


@op(
    "core",
    cases=Cases(_unstacked, (call(draw(2, 3), num=2), call(draw(2, 3), axis=-1)), ALL),
)
def unstack(x: Tensor, num: int | None = None, axis: int = 0) -> list[Tensor]:
    """The slices of a tensor along an axis.

    Args:
        x: Tensor of one dimension at least.
        num: Number of slices, needed where the size of the axis is not known; None, the default, for that size.
        axis: Axis along which to take apart, 0 by default.

    Returns:
        List of tensors without that axis.

    Raises:
        ValueError: `num` is missing where the size is not known, or is not the size.

    Example:

    >>> [multikeras.ops.convert_to_numpy(row).tolist() for row in multikeras.ops.unstack([[1, 2], [3, 4]])]
    [[1, 2], [3, 4]]
    """
    num = x.shape[axis] if num is None else num
    if num is None:
        raise ValueError(f"unstack: the size of axis {axis} is not known in shape {tuple(x.shape)}. Give `num`.")
    return [squeeze(part, axis) for part in split(x, num, axis)] if num else []


@op(
    "numpy",
    infer=_tiled,
    cases=_cases(
        "numpy.tile",
        call(draw(2, 3), (2, 1)),
        call(draw(2, 3), 2),
        call(draw(3), (2, 2)),
        call(draw(), 3),
        call(draw(2, 3), (2, 1, 0)),
        call(draw(0, 3), 2),
    ),
)
def tile(x: Tensor, repeats: Shape) -> Tensor:
    """A tensor laid out several times along each axis.

    Args:
        x: Tensor of any shape.
        repeats: How often along each axis. The shorter of `repeats` and the shape is filled up with ones in front.

    Returns:
        Tensor whose sizes are those of `x` times `repeats`.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.tile([1, 2], 2)).tolist()
    [1, 2, 1, 2]
    """


@op("numpy", cases=_cases("numpy.copy", call(draw(2, 3)), call(draw())))
def copy(x: Tensor) -> Tensor:
    """A tensor of the same values with memory of its own.

    Args:
        x: Tensor of any shape.

    Returns:
        Tensor of the same shape and dtype.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.copy([1, 2])).tolist()
    [1, 2]
    """
    return tile(x, (1,) * len(x.shape))


@op(
    infer=_repeated,
    cases=_cases(
        "numpy.repeat",
        call(draw(2, 3), 2),
        call(draw(2, 3), 2, axis=-1),
        call(draw(2), 0, axis=0),
        call(draw(2, 0), 3, axis=0),
        call(draw(), 2),
    ),
)
def repeat_(x: Tensor, repeats: int, axis: int | None = None) -> Tensor:
    """Each element several times; `repeat` takes a number for each as well.

    Args:
        x: Tensor of any shape.
        repeats: How often.
        axis: Axis along which slices are repeated; None, the default, for the elements of the flat tensor.

    Returns:
        Tensor.
    """


@op(
    infer=_repeated_each,
    cases=_cases(
        "numpy.repeat",
        call(draw(2, 3), np.array([2, 1], "int32"), axis=0),
        call(draw(2, 3), np.array([0, 3, 1], "int64"), axis=-1),
        call(draw(2, 2), np.array([1, 0, 2, 3], "int32")),
        call(draw(2, 3), np.array([2], "int32"), axis=1),
        call(draw(3), np.array(2, "int32")),
    ),
)
def repeat_each(x: Tensor, repeats: Tensor, axis: int | None = None) -> Tensor:
    """Each element as often as its own number says, or one number for all.

    Args:
        x: Tensor of any shape.
        repeats: Integer tensor of one dimension.
        axis: Axis along which slices are repeated; None, the default, for the elements of the flat tensor.

    Returns:
        Tensor.
    """
    return repeat_(x, repeats, axis)


@export(["multikeras.ops.repeat", "multikeras.ops.numpy.repeat"])
def repeat(x: Tensor, repeats: int | Tensor, axis: int | None = None) -> Tensor:
    """Each element several times, one after the other.

    Args:
        x: Tensor of any shape.
        repeats: How often: an int, or a number for each slice along `axis`.
        axis: Axis along which slices are repeated; None, the default, for the elements of the flat tensor.

    Returns:
        Tensor.

    Raises:
        ValueError: There are not as many `repeats` as slices.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.repeat([1, 2], 2)).tolist()
    [1, 1, 2, 2]
    """
    if isinstance(repeats, (int, np.integer)):
        return repeat_(x, int(repeats), axis)
    return repeat_each(x, repeats, axis)


@op(
    infer=_padded,
    cases=_cases(
        "numpy.pad",
        call(draw(2, 3), ((0, 1), (2, 0)), constant_values=3),
        call(draw(2, 3), ((0, 1), (2, 0))),
        call(draw(2, 0), ((1, 1), (0, 2))),
        *(call(draw(3, 4), ((1, 1), (2, 0)), mode=mode) for mode in PAD_MODES),
        *(call(draw(3, 4), ((7, 0), (1, 12)), mode=mode) for mode in PAD_MODES),
        *(call(draw(2, 1), ((3, 4), (2, 5)), mode=mode) for mode in PAD_MODES),
        *(call(draw(0, 2), ((0, 0), (3, 1)), mode=mode) for mode in PAD_MODES),
    ),
)
def pad_(x: Tensor, pad_width: tuple, mode: str = "constant", constant_values: float = 0) -> Tensor:
    """Elements added around a tensor; `pad` takes shorter forms of `pad_width`.

    Args:
        x: Tensor.
        pad_width: A pair (before, after) for each axis.
        mode: What to add.
        constant_values: The number to add with mode "constant".

    Returns:
        Tensor.
    """


@export(["multikeras.ops.pad", "multikeras.ops.numpy.pad"])
def pad(x: Tensor, pad_width: Any, mode: str = "constant", constant_values: float | None = None) -> Tensor:
    """Elements added around a tensor.

    Args:
        x: Tensor of any shape.
        pad_width: How many: a pair (before, after) for each axis, one pair or one int for all.
        mode: What to add: "constant" (the default) a number; "edge" the outermost element; "reflect" the elements mirrored
            about it; "symmetric" mirrored about the border; "wrap" those from the other end.
        constant_values: The number to add with mode "constant"; None, the default, for 0.

    Returns:
        Tensor whose sizes are larger by the padding.

    Raises:
        ValueError: The mode is not known, `constant_values` is given with another than "constant", or `pad_width` does not fit.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.pad([1, 2], (1, 2))).tolist()
    [0, 1, 2, 0, 0]
    """
    if mode not in PAD_MODES:
        raise ValueError(f"pad: unknown `mode={mode!r}`. Choose one of {', '.join(PAD_MODES)}.")
    if constant_values is not None and mode != "constant":
        raise ValueError(f'pad: `constant_values` has a meaning with mode "constant" only, and the mode is {mode!r}.')
    x = x if isinstance(x, KerasTensor) else convert_to_tensor(x)
    ndim = len(x.shape)
    if not ndim:
        return x
    if isinstance(pad_width, np.ndarray):
        pad_width = pad_width.tolist()
    in_pairs = isinstance(pad_width, (tuple, list)) and all(isinstance(pair, (tuple, list, np.ndarray)) for pair in pad_width)
    if not in_pairs or len(pad_width) == 1:
        pair = np.broadcast_to(np.asarray(pad_width).reshape(-1), (2,)).tolist()
        pad_width = (pair,) * ndim
    if len(pad_width) != ndim:
        raise ValueError(
            f"pad: `pad_width` has {len(pad_width)} pairs for a tensor of {ndim} dimensions, of shape {tuple(x.shape)}. Give a "
            "pair (before, after) for each, or one for all."
        )
    pad_width = tuple((int(before), int(after)) for before, after in pad_width)
    return pad_(x, pad_width, mode, 0 if constant_values is None else constant_values)


@op(
    "numpy",
    infer=elementwise,
    cases=_cases("numpy.flip", call(draw(2, 3)), call(draw(2, 3), 1), call(draw(2, 3, 2), (0, -1)), call(draw(0, 2)), call(draw())),
)
def flip(x: Tensor, axis: Axis = None) -> Tensor:
    """Elements in the reverse order along axes.

    Args:
        x: Tensor of any shape.
        axis: Axis or axes; None, the default, for all.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.flip([1, 2, 3])).tolist()
    [3, 2, 1]
    """


@op("numpy", cases=_cases("numpy.fliplr", call(draw(2, 3))))
def fliplr(x: Tensor) -> Tensor:
    """Left and right exchanged: the second axis reversed.

    Args:
        x: Tensor of two dimensions at least.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.fliplr([[1, 2], [3, 4]])).tolist()
    [[2, 1], [4, 3]]
    """
    return flip(x, 1)


@op("numpy", cases=_cases("numpy.flipud", call(draw(2, 3))))
def flipud(x: Tensor) -> Tensor:
    """Up and down exchanged: the first axis reversed.

    Args:
        x: Tensor of one dimension at least.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.flipud([[1, 2], [3, 4]])).tolist()
    [[3, 4], [1, 2]]
    """
    return flip(x, 0)


@op(
    "numpy",
    infer=elementwise,
    cases=_cases(
        "numpy.roll",
        call(draw(2, 3), 2),
        call(draw(2, 3), -1, axis=1),
        call(draw(2, 3), (1, 2), axis=(0, 1)),
        call(draw(2, 3, 4), (-5, 7, 2), axis=(-1, 0, 1)),
        call(draw(2, 3), 1, axis=(0, -1)),
        call(draw(5, 3), (1, 3), axis=0),
        call(draw(5, 3), (1, -3), axis=(0, 0)),
        call(draw(2, 3), (1, 3)),
        call(draw(0, 3), 2, axis=0),
        call(draw(0, 3), 2),
        call(draw(), 1),
    ),
)
def roll(x: Tensor, shift: Ints, axis: Axis = None) -> Tensor:
    """Elements moved along axes; those that leave at one end come back at the other.

    Args:
        x: Tensor of any shape.
        shift: By how many places, for all axes or for each.
        axis: Axis or axes; None, the default, rolls the flat tensor and restores its shape.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.roll([1, 2, 3], 1)).tolist()
    [3, 1, 2]
    """


@op(
    "numpy",
    cases=_cases(
        "numpy.rot90",
        *(call(draw(2, 3), k) for k in (0, 1, 2, 3, -1)),
        *(call(draw(2, 3, 4), k, axes) for k in range(-5, 6) for axes in ((1, 2), (2, 0), (-1, -3))),
    ),
)
def rot90(array: Tensor, k: int = 1, axes: Ints = (0, 1)) -> Tensor:
    """Quarter turns in the plane of two axes.

    Args:
        array: Tensor of two dimensions at least.
        k: Number of turns, from the first axis towards the second; 1 by default.
        axes: The two axes, the first two by default.

    Returns:
        Tensor, its two axes exchanged where `k` is odd.

    Raises:
        ValueError: `axes` are not two axes of `array`.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.rot90([[1, 2], [3, 4]])).tolist()
    [[2, 4], [1, 3]]
    """
    plane = shapes.canonical_axes(axes, len(array.shape), "axes")
    if len(plane) != 2:
        raise ValueError(f"rot90: `axes` must be two axes, got {axes}.")
    first, second = plane
    if k % 4 == 0:
        return array
    if k % 4 == 1:
        return swapaxes(flip(array, second), first, second)
    return flip(array, plane) if k % 4 == 2 else flip(swapaxes(array, first, second), second)


_TRIANGLES = (call(draw(3, 4)), call(draw(2, 3, 3), 1), call(draw(4, 3), -1), call(draw(2, 3), -5), call(draw(2, 3), 9), call(draw(0, 3)))


@op("numpy", infer=elementwise, cases=_cases("numpy.tril", *_TRIANGLES))
def tril(x: Tensor, k: int = 0) -> Tensor:
    """The lower triangle of matrices, zeros above it.

    Args:
        x: Tensor of two dimensions at least.
        k: The last diagonal that is kept, 0 (the default) for the main one, positive above it.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.tril([[1, 2], [3, 4]])).tolist()
    [[1, 0], [3, 4]]
    """


@op("numpy", infer=elementwise, cases=_cases("numpy.triu", *_TRIANGLES))
def triu(x: Tensor, k: int = 0) -> Tensor:
    """The upper triangle of matrices, zeros below it.

    Args:
        x: Tensor of two dimensions at least.
        k: The first diagonal that is kept, 0 (the default) for the main one, positive above it.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.triu([[1, 2], [3, 4]])).tolist()
    [[1, 2], [0, 4]]
    """
