"""Cross-entropy from logits through TensorFlow's fused kernel.

The kernel for distributions is not taken: its gradient is right only for targets that sum to one.
"""

import math

import tensorflow as tf
from tensorflow import raw_ops as raw

from multikeras.src.backend.tensorflow import tensor


def sparse_categorical_crossentropy_with_logits(target: tf.Tensor, logits: tf.Tensor) -> tf.Tensor:
    rows = raw.Reshape(tensor=logits, shape=tensor.vector((-1, tensor.shape(logits)[-1])))
    labels = tensor.cast(raw.Reshape(tensor=target, shape=[-1]), tf.int64)
    known = tf.clip_by_value(labels, 0, tf.cast(tensor.shape(logits)[-1], tf.int64) - 1)
    losses, _ = raw.SparseSoftmaxCrossEntropyWithLogits(features=rows, labels=known)
    losses = tf.where(tf.equal(known, labels), losses, tf.constant(math.nan, losses.dtype))
    return raw.Reshape(tensor=losses, shape=tensor.vector(tensor.shape(target)))
