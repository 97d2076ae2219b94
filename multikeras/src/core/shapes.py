"""Arithmetic on shapes: tuples of ints, with None where a dimension is not known."""

import math
import operator
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

Shape = tuple[int | None, ...]


def standardize_shape(shape: Any) -> Shape:
    """A shape as a tuple of ints and None, from anything that iterates over dimensions (`torch.Size`, `tf.TensorShape`)."""
    if type(shape) is tuple and all(dim is None or (type(dim) is int and dim >= 0) for dim in shape):
        return shape
    if not isinstance(shape, Iterable) or isinstance(shape, (str, bytes, dict, set)):
        raise ValueError(f"A shape is a tuple or list of ints and None; got {shape!r} of type {type(shape).__name__}.")
    return tuple(_dimension(dim, shape) for dim in shape)


def _dimension(dim: Any, shape: Any) -> int | None:
    if dim is None:
        return None
    try:
        size = operator.index(dim)
    except TypeError:
        raise ValueError(f"A dimension is an int or None; got {dim!r} of type {type(dim).__name__} in shape {shape!r}.") from None
    if size < 0:
        raise ValueError(f"A dimension is not negative; got {size} in shape {shape!r}.")
    return size


def is_compatible(shape1: Shape, shape2: Shape) -> bool:
    """Whether two shapes can be those of one tensor."""
    return len(shape1) == len(shape2) and all(a is None or b is None or a == b for a, b in zip(shape1, shape2, strict=True))


def size(shape: Shape) -> int | None:
    """Number of elements; None where a dimension is unknown."""
    return None if None in shape else math.prod(shape)


def canonical_axis(axis: int, ndim: int, name: str = "axis") -> int:
    """`axis` counted from the front."""
    try:
        index = operator.index(axis)
    except TypeError:
        raise ValueError(f"`{name}` must be an int; got {axis!r} of type {type(axis).__name__}.") from None
    if not -ndim <= index < ndim:
        limits = f"from {-ndim} to {ndim - 1}" if ndim else "none, since a scalar has no axes"
        raise ValueError(f"`{name}={axis}` does not exist in a tensor of {ndim} dimensions; valid axes: {limits}.")
    return index + ndim if index < 0 else index


def canonical_axes(axis: int | Sequence[int] | None, ndim: int, name: str = "axis") -> tuple[int, ...]:
    """One or several axes counted from the front, in the given order; all of them for None."""
    if axis is None:
        return tuple(range(ndim))
    axes = tuple(canonical_axis(one, ndim, name) for one in (axis if isinstance(axis, (tuple, list)) else (axis,)))
    if len(set(axes)) != len(axes):
        raise ValueError(f"`{name}={axis}` names an axis twice in a tensor of {ndim} dimensions.")
    return axes


def merge(dim1: int | None, dim2: int | None) -> int | None:
    """What is known of a dimension that has both these sizes."""
    return dim2 if dim1 is None else dim1


# ----------------------------------------------------------------------------------------------- elementwise and reductions


def broadcast(shape1: Shape, shape2: Shape) -> Shape:
    """Shape of two tensors combined by NumPy's rule. An unknown dimension beside 1 stays unknown, beside n > 1 it is n."""
    short, long = sorted((tuple(shape1), tuple(shape2)), key=len)
    result = list(long)
    for position, dim in enumerate(short, start=len(long) - len(short)):
        other = long[position]
        if dim == 1 or dim == other:
            continue
        if other == 1 or other is None:
            result[position] = dim
        elif dim is not None:
            raise ValueError(
                f"Shapes {tuple(shape1)} and {tuple(shape2)} do not broadcast: dimensions aligned from the right must be equal "
                f"or 1, and {dim} meets {other}."
            )
    return tuple(result)


def reduce(shape: Shape, axis: int | Sequence[int] | None = None, keepdims: bool = False) -> Shape:
    """Shape of a reduction over one, several or all axes."""
    axes = canonical_axes(axis, len(shape))
    if keepdims:
        return tuple(1 if i in axes else dim for i, dim in enumerate(shape))
    return tuple(dim for i, dim in enumerate(shape) if i not in axes)


# ------------------------------------------------------------------------------------------------------------- movement


def reshape(shape: Shape, newshape: int | Sequence[int | None]) -> Shape:
    """Shape after a reshape. `newshape` may hold one -1, and None for dimensions that stay unknown."""
    newshape = tuple(newshape) if isinstance(newshape, (tuple, list)) else (newshape,)
    if newshape.count(-1) > 1 or any(dim is not None and dim < -1 for dim in newshape):
        raise ValueError(f"`newshape` holds sizes of 0 or more and at most one -1; got {newshape}.")
    old, known = size(shape), math.prod(dim for dim in newshape if dim not in (None, -1))
    impossible = ValueError(f"A tensor of shape {tuple(shape)} cannot be reshaped to {newshape}: the numbers of elements differ.")
    if None in newshape:
        return tuple(None if dim == -1 else dim for dim in newshape)
    if -1 not in newshape:
        if old is not None and old != known:
            raise impossible
        return newshape
    if old is None:
        return tuple(None if dim == -1 else dim for dim in newshape)
    if known == 0 or old % known:
        raise impossible
    return tuple(old // known if dim == -1 else dim for dim in newshape)


def transpose(shape: Shape, axes: Sequence[int] | None = None) -> Shape:
    """Shape with its dimensions permuted; reversed for None."""
    if axes is None:
        return tuple(reversed(shape))
    order = canonical_axes(tuple(axes), len(shape), "axes")
    if len(order) != len(shape):
        raise ValueError(f"`axes` must name each of the {len(shape)} axes of shape {tuple(shape)} once; got {tuple(axes)}.")
    return tuple(shape[axis] for axis in order)


def expand_dims(shape: Shape, axis: int | Sequence[int]) -> Shape:
    """Shape with new dimensions of 1 at the given places of the result."""
    count = len(axis) if isinstance(axis, (tuple, list)) else 1
    axes = canonical_axes(axis, len(shape) + count)
    rest = iter(shape)
    return tuple(1 if i in axes else next(rest) for i in range(len(shape) + count))


def squeeze(shape: Shape, axis: int | Sequence[int] | None = None) -> Shape:
    """Shape without the named dimensions, which must be 1 or unknown, or without every known 1 for None."""
    if axis is None:
        return tuple(dim for dim in shape if dim != 1)
    axes = canonical_axes(axis, len(shape))
    for one in axes:
        if shape[one] not in (1, None):
            raise ValueError(f"Axis {one} of shape {tuple(shape)} cannot be squeezed: its size is {shape[one]}, not 1.")
    return tuple(dim for i, dim in enumerate(shape) if i not in axes)


def concatenate(shapes: Sequence[Shape], axis: int = 0) -> Shape:
    """Shape of tensors joined along an axis."""
    if not shapes:
        raise ValueError("There must be at least one tensor to concatenate.")
    axis = canonical_axis(axis, len(shapes[0]))
    result = list(shapes[0])
    for shape in shapes[1:]:
        fits = len(shape) == len(result) and all(
            i == axis or a is None or b is None or a == b for i, (a, b) in enumerate(zip(result, shape, strict=True))
        )
        if not fits:
            raise ValueError(f"Shapes {[tuple(one) for one in shapes]} differ in a dimension other than axis {axis}.")
        total = None if result[axis] is None or shape[axis] is None else result[axis] + shape[axis]
        result = [merge(a, b) for a, b in zip(result, shape, strict=True)]
        result[axis] = total
    return tuple(result)


def stack(shapes: Sequence[Shape], axis: int = 0) -> Shape:
    """Shape of tensors joined along a new axis."""
    if not shapes:
        raise ValueError("There must be at least one tensor to stack.")
    result = tuple(shapes[0])
    for shape in shapes[1:]:
        if not is_compatible(result, shape):
            raise ValueError(f"Only tensors of one shape can be stacked; got shapes {[tuple(one) for one in shapes]}.")
        result = tuple(merge(a, b) for a, b in zip(result, shape, strict=True))
    axis = canonical_axis(axis, len(result) + 1)
    return (*result[:axis], len(shapes), *result[axis:])


def split(shape: Shape, indices_or_sections: int | Sequence[int], axis: int = 0) -> list[Shape]:
    """Shapes of the parts of a split into equal sections or at given indices."""
    axis = canonical_axis(axis, len(shape))
    dim = shape[axis]
    if isinstance(indices_or_sections, (int, np.integer)):
        sections = int(indices_or_sections)
        if sections < 1 or (dim is not None and dim % sections):
            raise ValueError(f"Axis {axis} of shape {tuple(shape)} cannot be split into {sections} equal parts.")
        sizes = [None if dim is None else dim // sections] * sections
    else:
        indices = [int(index) for index in indices_or_sections]
        if dim is None:
            sizes = [None] * (len(indices) + 1)
        else:
            starts, stops = [0, *indices], [*indices, dim]
            sizes = [len(range(*slice(start, stop).indices(dim))) for start, stop in zip(starts, stops, strict=True)]
    return [(*shape[:axis], part, *shape[axis + 1 :]) for part in sizes]


def pad(shape: Shape, pad_width: Sequence[Sequence[int]]) -> Shape:
    """Shape after padding by `((before, after), ...)`."""
    if len(pad_width) != len(shape):
        raise ValueError(f"`pad_width` needs a (before, after) pair for each dimension of shape {tuple(shape)}; got {pad_width}.")
    return tuple(None if dim is None else dim + before + after for dim, (before, after) in zip(shape, pad_width, strict=True))


def tile(shape: Shape, repeats: int | Sequence[int]) -> Shape:
    """Shape of a tensor laid out `repeats` times along each axis; the shorter of the two is padded with ones in front."""
    repeats = tuple(repeats) if isinstance(repeats, (tuple, list)) else (repeats,)
    ndim = max(len(shape), len(repeats))
    shape, repeats = ((1,) * (ndim - len(one)) + tuple(one) for one in (shape, repeats))
    return tuple(None if dim is None else dim * count for dim, count in zip(shape, repeats, strict=True))


def repeat(shape: Shape, repeats: Any, axis: int | None = None) -> Shape:
    """Shape of a tensor whose elements (or slices along `axis`) come several times; `repeats` an int or one count for each."""
    if axis is None:
        shape, axis = (size(shape),), 0
    axis = canonical_axis(axis, len(shape))
    counts = np.atleast_1d(repeats)
    dim = shape[axis]
    if counts.size == 1:
        total = None if dim is None else dim * int(counts[0])
    elif dim is None or dim == counts.size:
        total = int(counts.sum())
    else:
        raise ValueError(f"`repeats` has {counts.size} counts for the {dim} slices along axis {axis} of shape {tuple(shape)}.")
    return (*shape[:axis], total, *shape[axis + 1 :])


# ------------------------------------------------------------------------------------------------------------- indexing


def shape_of_getitem(shape: Shape, key: Any) -> Shape:
    """Shape of `x[key]` by NumPy's rules of basic and advanced indexing.

    Args:
        shape: Shape of `x`.
        key: Ints, slices, None, Ellipsis, integer or bool arrays (anything with `shape` and `dtype`) or lists, one or a tuple
            of them. A slice with a bound that is not an int gives an unknown dimension, and so does a bool array whose values
            are not at hand.

    Raises:
        IndexError: Too many indices, or an int out of range.
    """
    keys = [_as_index(one) for one in (key if isinstance(key, tuple) else (key,))]
    consumed = sum(_consumed(one) for one in keys)
    ellipses = sum(one is Ellipsis for one in keys)
    if ellipses > 1:
        raise IndexError(f"An index holds at most one Ellipsis; got {key!r}.")
    if consumed > len(shape):
        raise IndexError(f"The index {key!r} takes {consumed} dimensions of a tensor of shape {tuple(shape)}, which has {len(shape)}.")
    if not ellipses:
        keys.append(Ellipsis)
    is_advanced = any(_is_array(one) for one in keys)
    result: list[int | None] = []
    indexed: Shape = ()
    places: list[tuple[int, int]] = []  # of each advanced index: its place in the key, and in the result
    position = 0
    for place, one in enumerate(keys):
        if one is None:
            result.append(1)
            continue
        if one is Ellipsis:
            rest = len(shape) - consumed
            result.extend(shape[position : position + rest])
            position += rest
            continue
        if isinstance(one, slice):
            result.append(_sliced(shape[position], one))
        elif _is_array(one):
            indexed = broadcast(indexed, _index_shape(one))
            places.append((place, len(result)))
        else:
            _check_in_range(one, position, shape)
            if is_advanced:
                places.append((place, len(result)))
        position += _consumed(one)
    if not is_advanced:
        return tuple(result)
    together = [place for place, _ in places] == list(range(places[0][0], places[0][0] + len(places)))
    at = places[0][1] if together else 0
    return (*result[:at], *indexed, *result[at:])


def _as_index(key: Any) -> Any:
    if key is None or key is Ellipsis or isinstance(key, slice) or hasattr(key, "shape"):
        return key
    if isinstance(key, (bool, list)):
        return np.asarray(key, dtype=np.intp if key == [] else None)
    try:
        return operator.index(key)
    except TypeError:
        raise IndexError(
            f"An index is made of ints, slices, None, Ellipsis and integer or bool arrays; got {key!r} of type {type(key).__name__}."
        ) from None


def _is_array(key: Any) -> bool:
    return hasattr(key, "shape")


def _is_mask(key: Any) -> bool:
    return str(key.dtype).removeprefix("torch.").removeprefix("<dtype: '").removesuffix("'>") == "bool"


def _consumed(key: Any) -> int:
    """Number of the tensor's dimensions that an element of a key takes."""
    if key is None or key is Ellipsis:
        return 0
    return len(key.shape) if _is_array(key) and _is_mask(key) else 1


def _index_shape(key: Any) -> Shape:
    if not _is_mask(key):
        return tuple(key.shape)
    return (int(np.count_nonzero(key)),) if isinstance(key, (np.ndarray, np.generic)) else (None,)


def _sliced(dim: int | None, key: slice) -> int | None:
    bounds = (key.start, key.stop, key.step)
    if dim is None or not all(bound is None or isinstance(bound, (int, np.integer)) for bound in bounds):
        return None
    return len(range(*key.indices(dim)))


def _check_in_range(index: int, axis: int, shape: Shape) -> None:
    dim = shape[axis]
    if dim is not None and not -dim <= index < dim:
        raise IndexError(f"Index {index} is out of range for axis {axis} of shape {tuple(shape)}.")


# -------------------------------------------------------------------------------------------------------- linear algebra


def matmul(shape1: Shape, shape2: Shape) -> Shape:
    """Shape of a matrix product by NumPy's rules for batches and vectors."""
    if not shape1 or not shape2:
        raise ValueError(f"matmul takes no scalars; got shapes {tuple(shape1)} and {tuple(shape2)}.")
    rows = tuple(shape1[-2:-1])
    columns = tuple(shape2[-1:]) if len(shape2) > 1 else ()
    inner1, inner2 = shape1[-1], shape2[-2] if len(shape2) > 1 else shape2[0]
    if inner1 is not None and inner2 is not None and inner1 != inner2:
        raise ValueError(
            f"Shapes {tuple(shape1)} and {tuple(shape2)} cannot be multiplied: the last dimension of the first, {inner1}, must "
            f"equal the {'last but one' if len(shape2) > 1 else 'only'} dimension of the second, {inner2}."
        )
    return (*broadcast(shape1[:-2], shape2[:-2]), *rows, *columns)


def matrices(shape: Shape) -> tuple[Shape, int | None, int | None, int | None]:
    """Of the shape of a batch of matrices: the batch's dimensions, rows, columns, and the smaller of these two."""
    if len(shape) < 2:
        raise ValueError(f"Expected matrices in the last two axes; got a tensor of {len(shape)} dimensions, of shape {tuple(shape)}.")
    rows, columns = shape[-2:]
    return tuple(shape[:-2]), rows, columns, None if rows is None or columns is None else min(rows, columns)


def square_matrices(shape: Shape) -> tuple[Shape, int | None]:
    """Of the shape of a batch of square matrices: the batch's dimensions and the number of rows."""
    batch, rows, columns, _ = matrices(shape)
    if rows is not None and columns is not None and rows != columns:
        raise ValueError(f"Expected square matrices in the last two axes; got shape {tuple(shape)}.")
    return batch, merge(rows, columns)


# ---------------------------------------------------------------------------------------------- convolution and pooling


def _check_known(kernel_shape: Shape) -> None:
    if None in kernel_shape:
        raise ValueError(f"Every dimension of a kernel must be known; got a kernel of shape {tuple(kernel_shape)}.")


def conv(
    shape: Shape,
    kernel_shape: Shape,
    strides: int | Sequence[int] = 1,
    padding: str = "valid",
    data_format: str = "channels_last",
    dilation_rate: int | Sequence[int] = 1,
) -> Shape:
    """Shape of a convolution with a kernel `(..., C_in / groups, C_out)`; "causal" padding counts as "same"."""
    _check_known(kernel_shape)
    batch, spatial, channels = _split_image(shape, len(kernel_shape) - 2, data_format)
    per_group, filters = kernel_shape[-2:]
    if channels is not None and channels % per_group:
        raise ValueError(
            f"Input shape {tuple(shape)} has {channels} channels, and the kernel of shape {tuple(kernel_shape)} takes "
            f"{per_group} in each group: the first must be a multiple of the second."
        )
    if channels is not None and filters % (channels // per_group):
        raise ValueError(f"The {filters} filters do not divide into {channels // per_group} groups; input shape {tuple(shape)}.")
    spatial = _windows(spatial, kernel_shape[:-2], strides, padding, dilation_rate, shape)
    return _join_image(batch, spatial, filters, data_format)


def depthwise_conv(
    shape: Shape,
    kernel_shape: Shape,
    strides: int | Sequence[int] = 1,
    padding: str = "valid",
    data_format: str = "channels_last",
    dilation_rate: int | Sequence[int] = 1,
) -> Shape:
    """Shape of a depthwise convolution with a kernel `(..., C_in, multiplier)`."""
    _check_known(kernel_shape)
    batch, spatial, channels = _split_image(shape, len(kernel_shape) - 2, data_format)
    if channels is not None and channels != kernel_shape[-2]:
        raise ValueError(
            f"Input shape {tuple(shape)} has {channels} channels; the depthwise kernel {tuple(kernel_shape)} takes {kernel_shape[-2]}."
        )
    spatial = _windows(spatial, kernel_shape[:-2], strides, padding, dilation_rate, shape)
    return _join_image(batch, spatial, kernel_shape[-2] * kernel_shape[-1], data_format)


def conv_transpose(
    shape: Shape,
    kernel_shape: Shape,
    strides: int | Sequence[int] = 1,
    padding: str = "valid",
    output_padding: int | Sequence[int | None] | None = None,
    data_format: str = "channels_last",
    dilation_rate: int | Sequence[int] = 1,
) -> Shape:
    """Shape of a transposed convolution with a kernel `(..., C_out, C_in)`."""
    _check_known(kernel_shape)
    rank = len(kernel_shape) - 2
    batch, spatial, channels = _split_image(shape, rank, data_format)
    if channels is not None and channels != kernel_shape[-1]:
        raise ValueError(f"Input shape {tuple(shape)} has {channels} channels; the kernel {tuple(kernel_shape)} takes {kernel_shape[-1]}.")
    sizes = zip(spatial, kernel_shape, *(per_axis(one, rank) for one in (strides, output_padding, dilation_rate)), strict=False)
    spatial = tuple(conv_transpose_size(dim, kernel, stride, padding, extra, rate) for dim, kernel, stride, extra, rate in sizes)
    return _join_image(batch, spatial, kernel_shape[-2], data_format)


def conv_transpose_size(
    dim: int | None, kernel: int, stride: int, padding: str, output_padding: int | None, dilation_rate: int
) -> int | None:
    """Size of one spatial dimension after a transposed convolution.

    Without `output_padding` it is the largest size that the convolution takes back to `dim` ("same": `dim * stride`).
    """
    if dim is None:
        return None
    extent = (kernel - 1) * dilation_rate + 1
    if output_padding is None:
        return dim * stride + (max(extent - stride, 0) if padding == "valid" else 0)
    cropped = 0 if padding == "valid" else 2 * (extent // 2)
    return (dim - 1) * stride + extent - cropped + output_padding


def pool(
    shape: Shape,
    pool_size: int | Sequence[int],
    strides: int | Sequence[int] | None = None,
    padding: str = "valid",
    data_format: str = "channels_last",
) -> Shape:
    """Shape of a pooling; the strides are the pool size for None."""
    rank = len(shape) - 2
    batch, spatial, channels = _split_image(shape, rank, data_format)
    window = per_axis(pool_size, rank)
    spatial = _windows(spatial, window, window if strides is None else strides, padding, 1, shape)
    return _join_image(batch, spatial, channels, data_format)


def per_axis(value: Any, rank: int) -> tuple:
    """One value for each of `rank` axes, from one for all or from a sequence."""
    values = tuple(value) if isinstance(value, (tuple, list)) else (value,) * rank
    if len(values) != rank:
        raise ValueError(f"Expected one value or {rank} of them, one for each spatial dimension; got {value}.")
    return values


def _split_image(shape: Shape, rank: int, data_format: str) -> tuple[int | None, Shape, int | None]:
    if len(shape) != rank + 2:
        raise ValueError(f"Expected an input of {rank + 2} dimensions (batch, channels and {rank} spatial); got shape {tuple(shape)}.")
    if data_format == "channels_last":
        return shape[0], tuple(shape[1:-1]), shape[-1]
    return shape[0], tuple(shape[2:]), shape[1]


def _join_image(batch: int | None, spatial: Shape, channels: int | None, data_format: str) -> Shape:
    return (batch, *spatial, channels) if data_format == "channels_last" else (batch, channels, *spatial)


def _windows(spatial: Shape, window: Shape, strides: Any, padding: str, dilation_rate: Any, shape: Shape) -> Shape:
    """Numbers of places that a window takes along each spatial axis."""
    rank = len(spatial)
    result: list[int | None] = []
    for dim, kernel, stride, rate in zip(spatial, window, per_axis(strides, rank), per_axis(dilation_rate, rank), strict=True):
        if dim is None:
            result.append(None)
        elif padding == "valid":
            extent = (kernel - 1) * rate + 1
            if extent > dim:
                raise ValueError(
                    f"The window {tuple(window)} with dilation rate {dilation_rate} is larger than the input of shape "
                    f'{tuple(shape)}. Use padding="same", a smaller window, or a larger input.'
                )
            result.append((dim - extent) // stride + 1)
        else:
            result.append(-(-dim // stride))
    return tuple(result)
