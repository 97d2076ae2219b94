"""Primitives that move elements without changing them, on TensorFlow."""

from itertools import chain, pairwise
from typing import Any

import numpy as np
import tensorflow as tf
from tensorflow import raw_ops as raw

from multikeras.src.backend.tensorflow import tensor


def reshape(x, newshape) -> tf.Tensor:
    return raw.Reshape(tensor=x, shape=tensor.vector(newshape))


def view(x, dtype) -> tf.Tensor:
    if x.dtype is tf.bool:  # no kernel
        return view(tensor.cast(x, tf.uint8), dtype)
    old, new = x.dtype.size, dtype.size
    if old < new:  # narrower elements lie along an axis of their own
        x = raw.Reshape(tensor=x, shape=tensor.vector((*tensor.shape(x)[:-1], -1, new // old)))
    y = raw.Bitcast(input=x, type=dtype)
    return raw.Reshape(tensor=y, shape=tensor.vector((*tensor.shape(x)[:-1], -1))) if old > new else y


def transpose(x, axes=None) -> tf.Tensor:
    order = np.arange(x.shape.rank - 1, -1, -1, np.int32) if axes is None else np.array(axes, np.int32) % x.shape.rank
    return raw.Transpose(x=x, perm=order)


def expand_dims(x, axis) -> tf.Tensor:
    if type(axis) is int:
        return raw.ExpandDims(input=x, axis=axis)
    rank = x.shape.rank + len(axis)
    for position in sorted(position % rank for position in axis):
        x = raw.ExpandDims(input=x, axis=position)
    return x


def squeeze(x, axis=None) -> tf.Tensor:
    if axis is None:
        # A dimension that is not known yet stays, lest the rank become unknown.
        axis = [position for position, size in enumerate(x.shape.as_list()) if size == 1]
    elif type(axis) is int:
        axis = [axis]
    return raw.Squeeze(input=x, axis=list(axis)) if axis else x


def broadcast_to(x, shape) -> tf.Tensor:
    return raw.BroadcastTo(input=x, shape=tensor.vector(shape))


def concatenate(xs, axis=0) -> tf.Tensor:
    return raw.ConcatV2(values=list(xs), axis=axis) if len(xs) > 1 else tf.identity(xs[0])


def stack(xs, axis=0) -> tf.Tensor:
    return raw.Pack(values=list(xs), axis=axis)


def split(x, indices_or_sections, axis=0) -> list[tf.Tensor]:
    if isinstance(indices_or_sections, int):
        return list(raw.Split(axis=axis, value=x, num_split=indices_or_sections))
    if not len(indices_or_sections):
        return [tf.identity(x)]
    size = tensor.shape(x)[axis]
    ends = [index + size if index < 0 else index for index in map(int, indices_or_sections)]
    if isinstance(size, int):
        ends = [min(max(end, 0), size) for end in ends]
        parts = list(pairwise([0, *ends, size]))
        if any(end < start for start, end in parts):  # the kernel cuts in ascending order
            return [raw.GatherV2(params=x, indices=np.arange(start, end, dtype=np.int32), axis=axis) for start, end in parts]
    sizes = [end - start for start, end in pairwise([0, *ends])]
    rest = size - ends[-1] if isinstance(size, int) else -1
    return list(raw.SplitV(value=x, size_splits=tensor.vector([*sizes, rest]), axis=axis, num_split=len(sizes) + 1))


def tile(x, repeats) -> tf.Tensor:
    missing = x.shape.rank - len(repeats)
    if missing < 0:
        x = raw.Reshape(tensor=x, shape=tensor.vector((1,) * -missing + tensor.shape(x)))
    return _tiled(x, (1,) * missing + tuple(repeats))


def _tiled(x: tf.Tensor, multiples: tuple) -> tf.Tensor:
    if x.dtype is tf.uint16:  # no kernel
        return raw.Bitcast(input=_tiled(raw.Bitcast(input=x, type=tf.int16), multiples), type=tf.uint16)
    return raw.Tile(input=x, multiples=tensor.vector(multiples))


def repeat(x, repeats, axis=None) -> tf.Tensor:
    if axis is None:
        x, axis = raw.Reshape(tensor=x, shape=[-1]), 0
    axis %= x.shape.rank
    if isinstance(repeats, tf.Tensor) and repeats.shape.rank and repeats.shape[0] != 1:
        # The place of each result: how many runs end at or before it.
        ends = raw.Cumsum(x=repeats, axis=0)
        places = raw.Range(start=0, limit=tensor.cast(ends[-1], tf.int32), delta=1)
        runs = raw.UpperBound(sorted_inputs=ends[None], values=tensor.cast(places, ends.dtype)[None], out_type=tf.int32)[0]
        return raw.GatherV2(params=x, indices=runs, axis=axis)
    if isinstance(repeats, tf.Tensor):
        repeats = raw.Reshape(tensor=repeats, shape=[])
    sizes = tensor.shape(x)
    ones = (1,) * len(sizes)
    copies = _tiled(raw.ExpandDims(input=x, axis=axis + 1), (*ones[: axis + 1], repeats, *ones[axis + 1 :]))
    return raw.Reshape(tensor=copies, shape=tensor.vector((*sizes[:axis], sizes[axis] * repeats, *sizes[axis + 1 :])))


def pad(x, pad_width, mode="constant", constant_values=0) -> tf.Tensor:
    if mode == "constant":
        filling = tensor.convert(constant_values, x.dtype)
        widths = tensor.vector(chain.from_iterable(pad_width))
        widths = raw.Reshape(tensor=widths, shape=(-1, 2)) if isinstance(widths, tf.Tensor) else widths.reshape(-1, 2)
        if tf.executing_eagerly():
            return raw.PadV2(input=x, paddings=widths, constant_values=filling)
        padded = raw.Pad(input=x, paddings=widths)
        if type(constant_values) in (int, float) and constant_values == 0:
            return padded
        # Under vectorized_map TensorFlow forgets what PadV2 should fill with, and takes zeros.
        return tf.where(raw.Pad(input=tf.ones_like(x, tf.bool), paddings=widths), padded, filling)
    for axis, (before, after) in enumerate(pad_width):
        if before or after:
            size = tensor.shape(x)[axis]
            places = raw.Range(start=-before, limit=size + after, delta=1)
            x = raw.GatherV2(params=x, indices=_PLACES[mode](places, size), axis=axis)
    return x


def _reflected(places: tf.Tensor, size: Any) -> tf.Tensor:
    """Places folded back at the middle of the first and of the last element, as often as they leave."""
    last = size - 1
    return last - tf.abs(last - places % tf.maximum(2 * last, 1))


def _mirrored(places: tf.Tensor, size: Any) -> tf.Tensor:
    """Places folded back at the outer border of the first and of the last element."""
    places = places % (2 * size)
    return tf.minimum(places, 2 * size - 1 - places)


_PLACES = {
    "reflect": _reflected,
    "symmetric": _mirrored,
    "edge": lambda places, size: tf.clip_by_value(places, 0, size - 1),
    "wrap": lambda places, size: places % size,
}


def flip(x, axis=None) -> tf.Tensor:
    if axis is None:
        axis = range(x.shape.rank)
    return raw.ReverseV2(tensor=x, axis=np.array((axis,) if type(axis) is int else axis, np.int32))


def roll(x, shift, axis=None) -> tf.Tensor:
    if axis is None:
        flat = raw.Roll(input=raw.Reshape(tensor=x, shape=[-1]), shift=sum(np.ravel(shift)), axis=0)
        return raw.Reshape(tensor=flat, shape=tensor.vector(tensor.shape(x)))
    shifts, axes = np.broadcast_arrays(shift, axis)
    return raw.Roll(input=x, shift=shifts.astype(np.int32), axis=axes.astype(np.int32) % x.shape.rank)


def tril(x, k=0) -> tf.Tensor:
    return raw.SelectV2(condition=_at_or_below(x, k), t=x, e=tf.zeros((), x.dtype))


def triu(x, k=0) -> tf.Tensor:
    return raw.SelectV2(condition=_at_or_below(x, k - 1), t=tf.zeros((), x.dtype), e=x)


def _at_or_below(x: tf.Tensor, k: int) -> tf.Tensor:
    rows, columns = tensor.shape(x)[-2:]
    return tf.range(rows)[:, None] >= tf.range(columns) - k
