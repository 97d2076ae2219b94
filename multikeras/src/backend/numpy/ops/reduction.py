"""Reductions on NumPy."""

import numpy as np
from numpy import all as all
from numpy import any as any
from numpy import max as max
from numpy import min as min

from multikeras.src.backend.numpy.tensor import in_float32


@in_float32
def sum(x, axis=None, keepdims=False):
    return np.sum(x, axis=axis, dtype=x.dtype, keepdims=keepdims)


@in_float32
def prod(x, axis=None, keepdims=False):
    return np.prod(x, axis=axis, dtype=x.dtype, keepdims=keepdims)


mean = in_float32(np.mean)
var = in_float32(np.var)


def argmax(x, axis=None, keepdims=False):
    return np.argmax(x, axis=axis, keepdims=keepdims).astype(np.int32)


def argmin(x, axis=None, keepdims=False):
    return np.argmin(x, axis=axis, keepdims=keepdims).astype(np.int32)


@in_float32
def logsumexp(x, axis=None, keepdims=False):
    largest = np.max(x, axis=axis, keepdims=True, initial=-np.inf)
    shift = np.where(np.isfinite(largest), largest, largest.dtype.type(0))
    with np.errstate(divide="ignore", over="ignore"):
        result = np.log(np.sum(np.exp(x - shift), axis=axis, keepdims=True)) + shift
    if keepdims:
        return result
    return result.reshape(()) if axis is None else np.squeeze(result, axis)


@in_float32
def cumsum(x, axis=None):
    return np.cumsum(x, axis=axis, dtype=x.dtype)


@in_float32
def cumprod(x, axis=None):
    return np.cumprod(x, axis=axis, dtype=x.dtype)


@in_float32
def logcumsumexp(x, axis=None, reverse=False):
    if axis is None:
        x, axis = x.reshape(-1), 0
    if reverse:
        return np.flip(np.logaddexp.accumulate(np.flip(x, axis), axis), axis)
    return np.logaddexp.accumulate(x, axis)
