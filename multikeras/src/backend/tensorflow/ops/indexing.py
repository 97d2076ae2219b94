"""Primitives that read and write by index, on TensorFlow."""

from builtins import slice as _slice
from math import prod
from typing import Any

import numpy as np
import tensorflow as tf
from tensorflow import raw_ops as raw

from multikeras.src.backend.tensorflow import tensor

_INDEX_DTYPES = frozenset((tf.int32, tf.int64))
_ARRAYS = (tf.Tensor, np.ndarray, list, bool, np.bool_)
_WHOLE = _slice(None)


def getitem(x, key) -> tf.Tensor:
    items = key if isinstance(key, tuple) else (key,)
    return _pick(x, items) if any(isinstance(item, _ARRAYS) for item in items) else _cut(x, items)


def _cut(x: tf.Tensor, items: Any) -> tf.Tensor:
    """NumPy's basic indexing. One kernel takes ints, slices, None and Ellipsis, told apart by bit masks."""
    starts, ends, steps = [0] * len(items), [0] * len(items), [1] * len(items)
    no_start = no_end = ellipsis = new_axis = single = 0
    for place, item in enumerate(items):
        bit = 1 << place
        if item is None:
            new_axis |= bit
        elif item is Ellipsis:
            ellipsis |= bit
        elif isinstance(item, _slice):
            if item.start is None:
                no_start |= bit
            else:
                starts[place] = item.start
            if item.stop is None:
                no_end |= bit
            else:
                ends[place] = item.stop
            if item.step is not None:
                steps[place] = item.step
        else:
            starts[place], ends[place] = item, item + 1
            single |= bit
    return raw.StridedSlice(
        input=x,
        begin=tensor.vector(starts, np.int64),
        end=tensor.vector(ends, np.int64),
        strides=tensor.vector(steps, np.int64),
        begin_mask=no_start,
        end_mask=no_end,
        ellipsis_mask=ellipsis,
        new_axis_mask=new_axis,
        shrink_axis_mask=single,
    )


def _pick(x: tf.Tensor, items: tuple) -> tf.Tensor:
    """NumPy's advanced indexing: all slices at once, then one gather over the indexed axes, merged into one."""
    items = [_as_indices(item) for item in items]
    consumed = sum(_consumed(item) for item in items)
    cuts: list[Any] = []
    indices: dict[int, Any] = {}
    places = []
    for place, item in enumerate(items):
        if item is Ellipsis:
            cuts += [_WHOLE] * (x.shape.rank - consumed)
        elif item is None or isinstance(item, _slice):
            cuts.append(item)
        else:
            places.append(place)
            for index in _columns(item):
                indices[len(cuts)] = index
                cuts.append(_WHOLE if _consumed(item) else None)
    if any(cut is None or cut != _WHOLE for cut in cuts):
        x = _cut(x, cuts)
    axes = list(indices)
    if places[-1] - places[0] >= len(places):
        # Between the indices stands a slice: their dimensions come first in the result.
        others = [axis for axis in range(x.shape.rank) if axis not in indices]
        x = raw.Transpose(x=x, perm=np.array(axes + others, np.int32))
        axes = list(range(len(axes)))
    first, after = axes[0], axes[-1] + 1
    sizes = tensor.shape(x)
    if len(axes) == 1:
        return raw.GatherV2(params=x, indices=_from_front(indices.popitem()[1], sizes[first]), axis=first)
    merged = 0
    for size, index in zip(sizes[first:after], indices.values(), strict=True):
        merged = merged * size + tf.cast(_from_front(index, size), tf.int32)
    x = raw.Reshape(tensor=x, shape=tensor.vector((*sizes[:first], prod(sizes[first:after]), *sizes[after:])))
    return raw.GatherV2(params=x, indices=merged, axis=first)


def _as_indices(item: Any) -> Any:
    if isinstance(item, list) and not item:
        return np.zeros(0, np.int32)
    return tensor.convert(item) if isinstance(item, _ARRAYS) else item


def _consumed(item: Any) -> int:
    """How many axes an item of a key stands for."""
    if item is None or item is Ellipsis:
        return 0
    return item.shape.rank if isinstance(item, tf.Tensor) and item.dtype is tf.bool else 1


def _columns(item: Any) -> list:
    """Integer indices, one for each axis: an item that is one, or the places where a mask is True."""
    if isinstance(item, tf.Tensor) and item.dtype is tf.bool:
        return list(nonzero(item if item.shape.rank else item[None]))
    return [item]


def _from_front(index: Any, size: Any) -> Any:
    """Indices counted from the end made to count from the start."""
    if isinstance(index, int | np.integer):
        return index if index >= 0 else index + size
    if index.dtype not in _INDEX_DTYPES:
        index = raw.Cast(x=index, DstT=tf.int32)
    shifted = raw.AddV2(x=index, y=size if isinstance(size, int) else tf.cast(size, index.dtype))
    return raw.SelectV2(condition=raw.Less(x=index, y=0), t=shifted, e=index)


def take(x, indices, axis=None) -> tf.Tensor:
    if axis is None:
        x, axis = raw.Reshape(tensor=x, shape=[-1]), 0
    return raw.GatherV2(params=x, indices=_from_front(indices, tensor.shape(x)[axis]), axis=axis)


def take_along_axis(x, indices, axis=-1) -> tf.Tensor:
    if axis is None:
        x, indices, axis = raw.Reshape(tensor=x, shape=[-1]), raw.Reshape(tensor=indices, shape=[-1]), 0
    indices = _from_front(indices, tensor.shape(x)[axis])
    x, indices = _axis_last(x, axis), _axis_last(indices, axis)
    if x.shape[:-1] != indices.shape[:-1] or not x.shape[:-1].is_fully_defined():
        batch = tf.broadcast_dynamic_shape(tf.shape(x)[:-1], tf.shape(indices)[:-1])
        x = tf.broadcast_to(x, tf.concat([batch, tf.shape(x)[-1:]], 0))
        indices = tf.broadcast_to(indices, tf.concat([batch, tf.shape(indices)[-1:]], 0))
    return _axis_last(tf.gather(x, indices, batch_dims=x.shape.rank - 1), axis)


def _axis_last(x: tf.Tensor, axis: int) -> tf.Tensor:
    """`x` with `axis` and the last axis exchanged; the same again restores it."""
    order = list(range(x.shape.rank))
    if order[axis] == order[-1]:
        return x
    order[axis], order[-1] = order[-1], order[axis]
    return raw.Transpose(x=x, perm=np.array(order, np.int32))


def _coordinates(indices: tf.Tensor, sizes: tuple) -> tf.Tensor:
    depth = tensor.shape(indices)[-1]
    return _from_front(indices, tensor.vector(sizes[:depth]) if isinstance(depth, int) else tf.stack(sizes)[:depth])


def scatter(indices, values, shape) -> tf.Tensor:
    return raw.ScatterNd(indices=_coordinates(indices, shape), updates=values, shape=tensor.vector(shape))


def scatter_update(inputs, indices, updates) -> tf.Tensor:
    return raw.TensorScatterUpdate(tensor=inputs, indices=_coordinates(indices, tensor.shape(inputs)), updates=updates)


def slice(inputs, start_indices, shape) -> tf.Tensor:
    return raw.Slice(input=inputs, begin=tensor.vector(start_indices), size=tensor.vector(shape))


def slice_update(inputs, start_indices, updates) -> tf.Tensor:
    begin = tensor.vector(start_indices)
    end = begin + tensor.vector(tensor.shape(updates))
    strides = np.ones(inputs.shape.rank, np.int32)
    return raw.TensorStridedSliceUpdate(input=inputs, begin=begin, end=end, strides=strides, value=updates)


def one_hot(x, num_classes, axis, dtype) -> tf.Tensor:
    if x.dtype not in _INDEX_DTYPES:
        x = raw.Cast(x=x, DstT=tf.int32)
    on, off = tensor.convert(1, dtype), tensor.convert(0, dtype)
    return raw.OneHot(indices=x, depth=num_classes, on_value=on, off_value=off, axis=axis if axis >= 0 else axis + x.shape.rank + 1)


def _order(x: tf.Tensor) -> tf.Tensor:
    """Integers in the order of `x`, NaN last: the sorting kernel compares floats, and NaN confuses it."""
    if x.dtype.is_integer:
        if x.dtype is tf.uint64:
            return raw.Bitcast(input=x, type=tf.int64) ^ tf.int64.min
        return tensor.cast(x, tf.int32) if x.dtype is tf.uint16 else x  # XLA sorts no uint16
    if x.dtype is tf.bool:
        return raw.Cast(x=x, DstT=tf.int32)
    if x.dtype in tensor.HALF_DTYPES:
        x = raw.Cast(x=x, DstT=tf.float32)
    integer = tf.int64 if x.dtype is tf.float64 else tf.int32
    bits = raw.Bitcast(input=x, type=integer)
    ordered = raw.SelectV2(condition=bits < 0, t=integer.min - bits, e=bits)  # of a negative number, the magnitude negated
    return raw.SelectV2(condition=raw.IsNan(x=x), t=tf.constant(integer.max), e=ordered)


def sort(x, axis=-1) -> tf.Tensor:
    return take_along_axis(x, argsort(x, axis), axis)  # without an axis, both are flat


def argsort(x, axis=-1) -> tf.Tensor:
    if axis is None:
        x, axis = raw.Reshape(tensor=x, shape=[-1]), 0
    keys = raw.Invert(x=_axis_last(_order(x), axis))
    return _axis_last(raw.TopKV2(input=keys, k=tensor.shape(keys)[-1], sorted=True).indices, axis)


def top_k(x, k, sorted=True, is_stable=True) -> tuple[tf.Tensor, tf.Tensor]:
    indices = raw.TopKV2(input=_order(x), k=k, sorted=sorted).indices
    return tf.gather(x, indices, batch_dims=x.shape.rank - 1), indices


def nonzero(x) -> tuple[tf.Tensor, ...]:
    places = raw.Where(condition=x if x.dtype is tf.bool else raw.NotEqual(x=x, y=raw.ZerosLike(x=x)))
    return tuple(raw.Unpack(value=raw.Cast(x=places, DstT=tf.int32), num=x.shape.rank, axis=1))


def searchsorted(sorted_sequence, values, side="left") -> tf.Tensor:
    kernel = raw.LowerBound if side == "left" else raw.UpperBound
    row = raw.Reshape(tensor=_order(values), shape=[1, -1])
    places = kernel(sorted_inputs=raw.ExpandDims(input=_order(sorted_sequence), axis=0), values=row, out_type=tf.int32)
    return raw.Reshape(tensor=places, shape=tensor.vector(tensor.shape(values)))


def segment_sum(data, segment_ids, num_segments, sorted=False) -> tf.Tensor:
    dtype = data.dtype
    if segment_ids.dtype not in _INDEX_DTYPES:
        segment_ids = raw.Cast(x=segment_ids, DstT=tf.int32)
    if sorted and tf.executing_eagerly() and dtype not in tensor.HALF_DTYPES:  # XLA lacks the kernel
        first, end = searchsorted(segment_ids, tf.constant([0, num_segments], segment_ids.dtype)).numpy()
        sums = raw.SegmentSum(data=data[first:end], segment_ids=segment_ids[first:end])
        missing = [[0, num_segments - sums.shape[0]], *([0, 0] for _ in data.shape[1:])]
        return raw.Pad(input=sums, paddings=missing)
    # The kernel drops negative ids and fails on those that are too large.
    ids = tf.where(segment_ids < num_segments, segment_ids, -1)
    wide = raw.Cast(x=data, DstT=tf.float32) if dtype in tensor.HALF_DTYPES else data
    return tensor.cast(raw.UnsortedSegmentSum(data=wide, segment_ids=ids, num_segments=num_segments), dtype)
