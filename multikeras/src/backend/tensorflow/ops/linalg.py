"""Linear algebra on TensorFlow."""

from collections.abc import Callable
from functools import partial, wraps
from math import prod
from typing import Any

import tensorflow as tf
from tensorflow import raw_ops as raw

from multikeras.src.backend.tensorflow import tensor

# Types for which there is no kernel, and in which to compute instead.
_PRODUCTS = {tf.bool: tf.int32, tf.int8: tf.int32, tf.uint8: tf.int32, tf.int16: tf.int32, tf.uint16: tf.int32}
_PRODUCTS |= {tf.uint32: tf.int64, tf.uint64: tf.int64}
_FACTORS = {tf.bfloat16: tf.float32, tf.float16: tf.float32}


def _widening(types: dict, function: Callable) -> Callable:
    """`function` with operands of a dtype on the left of `types` computed in the one on the right."""

    @wraps(function)
    def compute(*operands: Any, **options: Any) -> Any:
        dtype = next(operand.dtype for operand in operands if isinstance(operand, tf.Tensor))
        wide = types.get(dtype)
        if wide is None:
            return function(*operands, **options)
        operands = [tensor.cast(operand, wide) if isinstance(operand, tf.Tensor) else operand for operand in operands]
        result = function(*operands, **options)

        def narrow(x: tf.Tensor) -> tf.Tensor:
            return tensor.cast(x, dtype) if x.dtype == wide else x  # what is complex stays so

        return tuple(narrow(one) for one in result) if isinstance(result, tuple) else narrow(result)

    return compute


_multiplying = partial(_widening, _PRODUCTS)
factoring = partial(_widening, _FACTORS)


def _matmul(x1: tf.Tensor, x2: tf.Tensor) -> tf.Tensor:
    rank1, rank2 = x1.shape.rank, x2.shape.rank
    if rank1 == 2 and rank2 == 2:
        return raw.MatMul(a=x1, b=x2)
    if rank2 == 1:
        return raw.Squeeze(input=_matmul(x1, raw.ExpandDims(input=x2, axis=1)), axis=[-1])
    if rank1 == 1:
        return raw.Squeeze(input=_matmul(raw.ExpandDims(input=x1, axis=0), x2), axis=[-2])
    if rank2 == 2:
        return _over_rows(lambda rows: raw.MatMul(a=rows, b=x2), x1)
    return raw.BatchMatMulV2(x=x1, y=x2)


def _over_rows(function: Callable, x: tf.Tensor) -> tf.Tensor:
    """One product over all rows of a batch of matrices, far cheaper than one for each matrix, above all in the gradient."""
    *batch, depth = tensor.shape(x)
    rows = function(raw.Reshape(tensor=x, shape=tensor.vector((prod(batch), depth))))
    return raw.Reshape(tensor=rows, shape=tensor.vector((*batch, tensor.shape(rows)[1])))


matmul = _multiplying(_matmul)


_einsum = _multiplying(tf.einsum)


def einsum(subscripts, *operands) -> tf.Tensor:
    return _einsum(subscripts, *operands)


def linear(x, kernel, bias) -> tf.Tensor:
    """`x @ kernel + bias`. In a graph TensorFlow makes one kernel of the two, and of the activation that follows."""
    if x.shape.rank == 2:
        return raw.BiasAdd(value=raw.MatMul(a=x, b=kernel), bias=bias)
    if x.shape.rank == 1:
        return raw.AddV2(x=_matmul(x, kernel), y=bias)
    return _over_rows(lambda rows: raw.BiasAdd(value=raw.MatMul(a=rows, b=kernel), bias=bias), x)


def _refusing(reason: str) -> Callable:
    """Decorator: matrices that cannot be factored are refused as everywhere, by a ValueError."""

    def decorate(function: Callable) -> Callable:
        @wraps(function)
        def compute(*operands: Any) -> tf.Tensor:
            try:
                return function(*operands)
            except tf.errors.InvalidArgumentError as error:
                raise ValueError(reason) from error

        return factoring(compute)

    return decorate


@_refusing("The matrix is not positive definite.")
def cholesky(x) -> tf.Tensor:
    factor = tf.linalg.cholesky(x)
    if tf.executing_eagerly():  # the kernel itself lets NaN pass
        tf.debugging.assert_all_finite(tf.math.real(tf.linalg.diag_part(factor)), "cholesky")
    return factor


inv = _refusing("The matrix is singular.")(tf.linalg.inv)
det = factoring(tf.linalg.det)


@factoring
def eigh(x) -> tuple[tf.Tensor, tf.Tensor]:
    values, vectors = tf.linalg.eigh(x)
    return tf.math.real(values), vectors


def _broadcast_batch(a: tf.Tensor, b: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
    if a.shape.rank == b.shape.rank == 2 or (a.shape[:-2].is_fully_defined() and a.shape[:-2] == b.shape[:-2]):
        return a, b
    batch = tf.broadcast_dynamic_shape(tf.shape(a)[:-2], tf.shape(b)[:-2])
    return (
        tf.broadcast_to(a, tf.concat([batch, tf.shape(a)[-2:]], 0)),
        tf.broadcast_to(b, tf.concat([batch, tf.shape(b)[-2:]], 0)),
    )


def _solve(kernel: Callable, a: tf.Tensor, b: tf.Tensor, **options: Any) -> tf.Tensor:
    if b.shape.rank == a.shape.rank - 1:
        return raw.Squeeze(input=_solve(kernel, a, raw.ExpandDims(input=b, axis=-1), **options), axis=[-1])
    a, b = _broadcast_batch(a, b)
    return kernel(matrix=a, rhs=b, **options)


@_refusing("The matrix is singular.")
def solve(a, b) -> tf.Tensor:
    return _solve(raw.MatrixSolve, a, b)


@factoring
def solve_triangular(a, b, lower=False) -> tf.Tensor:
    return _solve(raw.MatrixTriangularSolve, a, b, lower=lower)


@factoring
def qr(x, mode="reduced") -> tuple[tf.Tensor, tf.Tensor]:
    return tuple(tf.linalg.qr(x, full_matrices=mode == "complete"))


@factoring
def svd(x, full_matrices=True, compute_uv=True) -> Any:
    if not compute_uv:
        return tf.linalg.svd(x, compute_uv=False)
    s, u, v = tf.linalg.svd(x, full_matrices=full_matrices)
    return u, s, tf.linalg.adjoint(v)
