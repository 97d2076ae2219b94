"""Random numbers on TensorFlow, from the Philox generator on every device and under XLA.

The seed's two words are its key; the counter starts at zero.
"""

import numpy as np
import tensorflow as tf
from tensorflow import raw_ops as raw

from multikeras.src.backend.tensorflow import tensor

PORTABLE = False

_NEXT = np.array([0, 1], np.uint32)
_PHILOX = tf.random.Algorithm.PHILOX.value
_DRAWN = frozenset((tf.int32, tf.int64))
_START = np.zeros(2, np.uint64)


def _source(seed: tf.Tensor) -> dict:
    """The arguments by which kernels know where to draw from."""
    key = raw.Reshape(tensor=raw.Bitcast(input=seed, type=tf.uint64), shape=[1])
    return {"key": key, "counter": _START, "alg": _PHILOX}


def normal(seed, shape, mean, stddev, dtype) -> tf.Tensor:
    numbers = raw.StatelessRandomNormalV2(shape=tensor.vector(shape), dtype=dtype, **_source(seed))
    return numbers * tensor.convert(stddev, dtype) + tensor.convert(mean, dtype)


def uniform(seed, shape, minval, maxval, dtype) -> tf.Tensor:
    numbers = raw.StatelessRandomUniformV2(shape=tensor.vector(shape), dtype=dtype, **_source(seed))
    low, high = tensor.convert(minval, dtype), tensor.convert(maxval, dtype)
    return numbers * (high - low) + low


def randint(seed, shape, minval, maxval, dtype) -> tf.Tensor:
    native = dtype if dtype in _DRAWN else tf.int64
    low, high = tensor.convert(minval, native), tensor.convert(maxval, native)
    numbers = raw.StatelessRandomUniformIntV2(shape=tensor.vector(shape), minval=low, maxval=high, **_source(seed))
    return tensor.cast(numbers, dtype)


def truncated_normal(seed, shape, mean, stddev, dtype) -> tf.Tensor:
    numbers = raw.StatelessTruncatedNormalV2(shape=tensor.vector(shape), dtype=dtype, **_source(seed))
    return numbers * tensor.convert(stddev, dtype) + tensor.convert(mean, dtype)


def categorical(seed, logits, num_samples, dtype) -> tf.Tensor:
    # The largest of the logits under Gumbel noise (Gumbel, 1954; Maddison et al., 2014) compiles under XLA.
    wide = tf.float64 if logits.dtype is tf.float64 else tf.float32
    *batch, classes = tensor.shape(logits)
    sizes = tensor.vector((*batch, num_samples, classes))
    numbers = raw.StatelessRandomUniformV2(shape=sizes, dtype=wide, **_source(seed))
    noise = -tf.math.log(-tf.math.log(numbers + np.finfo(wide.as_numpy_dtype).tiny))  # never the logarithm of 0
    noisy = tensor.cast(logits, wide)[..., None, :] + noise
    return tensor.cast(raw.ArgMax(input=noisy, dimension=-1, output_type=tf.int32), dtype)


def permutation(seed, n) -> tf.Tensor:
    numbers = raw.StatelessRandomUniformFullIntV2(shape=tensor.vector((n,)), dtype=tf.int32, **_source(seed))
    return raw.TopKV2(input=numbers, k=n, sorted=True).indices


def dropout(seed, x, rate, noise_shape) -> tf.Tensor:
    shape = tensor.shape(x) if noise_shape is None else noise_shape
    numbers = raw.StatelessRandomUniformV2(shape=tensor.vector(shape), dtype=tf.float32, **_source(seed))
    # At rate 1 nothing is kept; a finite scale keeps the gradient free of 0 * inf.
    scale = 1 / (1 - rate) if rate < 1 else 1.0
    kept = raw.GreaterEqual(x=numbers, y=tf.constant(rate, tf.float32))
    return raw.SelectV2(condition=kept, t=x * tf.constant(scale, x.dtype), e=tf.zeros((), x.dtype))


def advance(seed) -> tf.Tensor:
    return raw.AddV2(x=seed, y=_NEXT)


def is_concrete(seed: tf.Tensor) -> bool:
    return isinstance(seed, tensor.Tensor)


def seed_framework(seed: int) -> None:
    tf.random.set_seed(seed)
