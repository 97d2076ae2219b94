"""Activation functions on TensorFlow."""

from typing import Any

import tensorflow as tf
from tensorflow import raw_ops as raw
from tensorflow.nn import elu as _elu
from tensorflow.nn import relu6 as relu6
from tensorflow.nn import selu as selu

from multikeras.src.backend.tensorflow.ops.reduction import logsumexp as _logsumexp


def sigmoid(x) -> tf.Tensor:
    return raw.Sigmoid(x=x)


def softplus(x) -> tf.Tensor:
    return raw.Softplus(features=x)


def log_sigmoid(x) -> tf.Tensor:
    return raw.Neg(x=raw.Softplus(features=raw.Neg(x=x)))


def relu(x) -> tf.Tensor:
    return raw.Relu(features=x)


def leaky_relu(x, negative_slope=0.2) -> tf.Tensor:
    if x.dtype is tf.float64:  # the kernel holds the slope in float32
        return raw.SelectV2(condition=x > 0, t=x, e=x * negative_slope)
    return raw.LeakyRelu(features=x, alpha=negative_slope)


def elu(x, alpha=1.0) -> tf.Tensor:
    one = _elu(x)
    return one if alpha == 1.0 else raw.SelectV2(condition=x > 0, t=x, e=alpha * one)


def softmax(x, axis=-1) -> tf.Tensor:
    if _is_last(x, axis) and x.shape.rank <= 5:  # the CPU's kernel takes no more axes
        return raw.Softmax(logits=x)
    return raw.Exp(x=log_softmax(x, axis))


def log_softmax(x, axis=-1) -> tf.Tensor:
    if _is_last(x, axis) and x.shape.rank <= 5:
        return raw.LogSoftmax(logits=x)
    return raw.Sub(x=x, y=_logsumexp(x, axis=axis, keepdims=True))


def _is_last(x: tf.Tensor, axis: Any) -> bool:
    return axis == -1 or axis == x.shape.rank - 1
