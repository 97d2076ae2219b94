"""Sparse tensors on TensorFlow: tf.SparseTensor, whose places are sorted and named once."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import tensorflow as tf


def is_sparse(x: Any) -> bool:
    return isinstance(x, tf.SparseTensor)


def densify(x: tf.SparseTensor) -> tf.Tensor:
    return tf.sparse.to_dense(x)


def make(indices: tf.Tensor, values: tf.Tensor, shape: tuple, kept: tf.Tensor | None = None) -> tf.SparseTensor:
    if kept is not None:
        indices, values = tf.boolean_mask(indices, kept), tf.boolean_mask(values, kept)
    return tf.sparse.reorder(tf.SparseTensor(tf.cast(indices, tf.int64), values, _sizes(shape)))


def _sizes(shape: Sequence[Any]) -> tf.Tensor:
    return tf.stack([tf.cast(size, tf.int64) for size in shape])


def map_values(fn: Callable, x: tf.SparseTensor) -> tf.SparseTensor:
    return x.with_values(fn(x.values))


def at_stored(dense: tf.Tensor, x: tf.SparseTensor) -> tf.Tensor:
    """The values of a dense tensor where `x` stores some."""
    return tf.gather_nd(tf.broadcast_to(dense, x.dense_shape), x.indices)


def add(x1: tf.SparseTensor, x2: tf.SparseTensor) -> tf.SparseTensor:
    return tf.sparse.add(x1, x2)


def subtract(x1: tf.SparseTensor, x2: tf.SparseTensor) -> tf.SparseTensor:
    return tf.sparse.add(x1, x2.with_values(-x2.values))


def matmul(x1: Any, x2: Any) -> Any:
    if is_sparse(x1) and is_sparse(x2):
        return tf.sparse.from_dense(matmul(x1, densify(x2)))
    if is_sparse(x2):  # the product of the transposed ones, in the other order
        turned = tf.linalg.matrix_transpose(x1)
        return tf.linalg.matrix_transpose(tf.sparse.sparse_dense_matmul(x2, turned, adjoint_a=True))
    return tf.sparse.sparse_dense_matmul(x1, x2)


def sum(x: tf.SparseTensor, axis: int | Sequence[int] | None = None, keepdims: bool = False) -> tf.SparseTensor:
    return tf.sparse.reduce_sum(x, axis, keepdims, output_is_sparse=True)


def transpose(x: tf.SparseTensor, axes: Sequence[int] | None = None) -> tf.SparseTensor:
    return tf.sparse.transpose(x, None if axes is None else [a % x.shape.rank for a in axes])


def reshape(x: tf.SparseTensor, newshape: Sequence[int]) -> tf.SparseTensor:
    return tf.sparse.reshape(x, _sizes(newshape))


def expand_dims(x: tf.SparseTensor, axis: int | Sequence[int]) -> tf.SparseTensor:
    rank = x.shape.rank + (1 if isinstance(axis, int) else len(axis))
    for a in sorted(a % rank for a in ((axis,) if isinstance(axis, int) else axis)):
        x = tf.sparse.expand_dims(x, a)
    return x


def squeeze(x: tf.SparseTensor, axis: int | Sequence[int] | None = None) -> tf.SparseTensor:
    sizes = x.shape.as_list()
    axes = [a for a, size in enumerate(sizes) if size == 1] if axis is None else [axis] if isinstance(axis, int) else axis
    dropped = {a % len(sizes) for a in axes}
    kept = [a for a in range(len(sizes)) if a not in dropped]
    return tf.sparse.reshape(x, tf.gather(x.dense_shape, tf.constant(kept, tf.int32)))


def concatenate(xs: Sequence[tf.SparseTensor], axis: int = 0) -> tf.SparseTensor:
    return tf.sparse.concat(axis, xs)


def mean(x: Any, axis: int | Sequence[int] | None = None, keepdims: bool = False) -> Any:
    axes = range(len(x.shape)) if axis is None else (axis,) if isinstance(axis, int) else axis
    count = math.prod(x.shape[a] for a in axes)
    return sum(map_values(lambda values: values / count, x), axis, keepdims)
