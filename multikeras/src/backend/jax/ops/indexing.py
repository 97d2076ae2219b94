"""Primitives that read and write by index, on JAX."""

import jax
from jax import Array, lax
from jax import numpy as jnp
from jax.numpy import searchsorted as searchsorted
from jax.numpy import sort as sort
from jax.numpy import take_along_axis as take_along_axis

from multikeras.src.backend.jax.tensor import TENSOR_TYPES, compiled

_gather = compiled()(lambda x, indices: x[indices])


def getitem(x, key) -> Array:
    if isinstance(key, TENSOR_TYPES) and key.dtype != bool:
        return _gather(x, key)
    return x[key]


def _coordinates(indices: Array) -> tuple:
    return tuple(jnp.moveaxis(indices, -1, 0))


def take(x, indices, axis=None) -> Array:
    if indices.size:
        return jnp.take(x, indices, axis)
    rest = ((), ()) if axis is None else (x.shape[:axis], x.shape[axis:][1:])
    return jnp.zeros((*rest[0], *indices.shape, *rest[1]), x.dtype)  # jnp.take gives `x` itself where that is empty, too


@compiled("shape")
def scatter(indices, values, shape) -> Array:
    return jnp.zeros(shape, values.dtype).at[_coordinates(indices)].add(values)


@compiled()
def scatter_update(inputs, indices, updates) -> Array:
    # Only the CPU writes in the order of the updates.
    return lax.platform_dependent(inputs, indices, updates, cpu=_scatter_in_order, default=_scatter_last)


def _scatter_in_order(inputs: Array, indices: Array, updates: Array) -> Array:
    return inputs.at[_coordinates(indices)].set(updates)


def _scatter_last(inputs: Array, indices: Array, updates: Array) -> Array:
    """Sends every update but the last of its place out of range, where it is dropped."""
    coordinates = _coordinates(indices)
    places = inputs.shape[: len(coordinates)]
    order = jnp.arange(indices[..., 0].size, dtype="int32").reshape(indices.shape[:-1])
    last = jnp.full(places, -1, "int32").at[coordinates].max(order)[coordinates] == order
    first, *others = coordinates
    return inputs.at[(jnp.where(last, first, places[0]), *others)].set(updates, mode="drop")


@compiled("shape")
def slice(inputs, start_indices, shape) -> Array:
    return lax.dynamic_slice(inputs, _starts(start_indices), shape)


@compiled()
def slice_update(inputs, start_indices, updates) -> Array:
    return lax.dynamic_update_slice(inputs, updates, _starts(start_indices))


def _starts(indices: tuple) -> tuple:
    """Start indices of one dtype, as JAX wants them."""
    return tuple(jnp.asarray(index, "int32") for index in indices)


@compiled("num_classes", "axis", "dtype")
def one_hot(x, num_classes, axis, dtype) -> Array:
    return jax.nn.one_hot(x, num_classes, axis=axis, dtype=dtype)


@compiled("axis")
def argsort(x, axis=-1) -> Array:
    return jnp.argsort(x, axis=axis).astype("int32")


@compiled("k", "sorted", "is_stable")
def top_k(x, k, sorted=True, is_stable=True) -> tuple:
    return lax.top_k(x, k)


def nonzero(x) -> tuple:
    return tuple(indices.astype("int32") for indices in jnp.nonzero(x))


@compiled("num_segments", "sorted")
def segment_sum(data, segment_ids, num_segments, sorted=False) -> Array:
    return jax.ops.segment_sum(data, segment_ids, num_segments, indices_are_sorted=sorted)
