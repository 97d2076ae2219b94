"""Activations on NumPy."""

import numpy as np

from multikeras.src.backend.numpy.tensor import in_float32


@in_float32
def sigmoid(x):
    decay = np.exp(-np.abs(x))  # never above 1, so that nothing overflows
    return np.exp(np.minimum(x, 0)) / (1 + decay)


@in_float32
def softplus(x):
    return np.logaddexp(x, x.dtype.type(0))


@in_float32
def log_sigmoid(x):
    return -np.logaddexp(-x, x.dtype.type(0))


def relu(x):
    return np.maximum(x, x.dtype.type(0))


@in_float32
def softmax(x, axis=-1):
    with np.errstate(invalid="ignore"):
        powers = np.exp(x - np.max(x, axis=axis, keepdims=True, initial=-np.inf))
        return powers / np.sum(powers, axis=axis, keepdims=True)


@in_float32
def log_softmax(x, axis=-1):
    with np.errstate(invalid="ignore"):
        shifted = x - np.max(x, axis=axis, keepdims=True, initial=-np.inf)
        return shifted - np.log(np.sum(np.exp(shifted), axis=axis, keepdims=True))
