"""Indexing, sorting and scattering on NumPy."""

import builtins

import numpy as np
from numpy import take as take
from numpy import take_along_axis as take_along_axis

from multikeras.src.backend.numpy.tensor import in_float32, widen


def getitem(x, key):
    return x[key]


def scatter(indices, values, shape):
    totals = np.zeros(shape, widen(values).dtype)
    np.add.at(totals, _columns(indices), widen(values))
    return totals.astype(values.dtype, copy=False)


def scatter_update(inputs, indices, updates):
    result = np.array(inputs)
    result[_columns(indices)] = updates
    return result


def _columns(indices):
    """Index for each of the first axes, from indices that hold them along their last one."""
    return tuple(np.moveaxis(indices, -1, 0))


def slice(inputs, start_indices, shape):
    return inputs[_window(start_indices, shape)]


def slice_update(inputs, start_indices, updates):
    result = np.array(inputs)
    result[_window(start_indices, updates.shape)] = updates
    return result


def _window(start_indices, shape):
    return tuple(builtins.slice(int(start), int(start) + size) for start, size in zip(start_indices, shape, strict=True))


def one_hot(x, num_classes, axis, dtype):
    return np.moveaxis(x[..., None] == np.arange(num_classes), -1, axis).astype(dtype)


@in_float32
def sort(x, axis=-1):
    return np.sort(x, axis=axis)


def argsort(x, axis=-1):
    return np.argsort(widen(x), axis=axis, kind="stable").astype(np.int32)


def argpartition(x, kth, axis=-1):
    return np.argpartition(widen(x), kth, axis=axis).astype(np.int32)


def top_k(x, k, sorted=True, is_stable=True):
    # Ascending and stable from the far end is descending with the first of equals first.
    reverse = np.argsort(widen(x)[..., ::-1], axis=-1, kind="stable")[..., ::-1][..., :k]
    indices = (x.shape[-1] - 1 - reverse).astype(np.int32)
    return np.take_along_axis(x, indices, axis=-1), indices


def nonzero(x):
    return tuple(indices.astype(np.int32) for indices in np.nonzero(x))


def searchsorted(sorted_sequence, values, side="left"):
    return np.searchsorted(widen(sorted_sequence), widen(values), side=side).astype(np.int32)


def segment_sum(data, segment_ids, num_segments, sorted=False):
    inside = (segment_ids >= 0) & (segment_ids < num_segments)
    return scatter(segment_ids[inside][:, None], data[inside], (num_segments, *data.shape[1:]))
