"""Random numbers on TensorFlow, from the Philox generator on every device and under XLA.

The seed's two words are its key; the counter starts at zero.
"""

from math import erf, sqrt
from typing import Any

import numpy as np
import tensorflow as tf
from tensorflow import raw_ops as raw

from multikeras.src.backend.tensorflow import tensor

PORTABLE = False

_NEXT = np.array([0, 1], np.uint32)
_PHILOX = tf.random.Algorithm.PHILOX.value
_DRAWN = frozenset((tf.int32, tf.int64))
_START = np.zeros(2, np.uint64)
_PRECISION = {tf.bfloat16: 8, tf.float16: 11, tf.float32: 24, tf.float64: 53}  # bits of the significand


def _source(seed: tf.Tensor) -> dict:
    """The arguments by which kernels know where to draw from."""
    key = raw.Reshape(tensor=raw.Bitcast(input=seed, type=tf.uint64), shape=[1])
    return {"key": key, "counter": _START, "alg": _PHILOX}


def _bits(seed: tf.Tensor, shape: Any, dtype: tf.DType) -> tf.Tensor:
    return raw.StatelessRandomUniformFullIntV2(shape=tensor.vector(shape), dtype=dtype, **_source(seed))


def _fractions(seed: tf.Tensor, shape: Any, dtype: tf.DType) -> tf.Tensor:
    """Multiples of the dtype's precision in [0, 1), from bits: the kernels for floats give other numbers under XLA."""
    precision = _PRECISION[dtype]
    word = tf.uint64 if dtype is tf.float64 else tf.uint32
    surplus = tf.constant(8 * word.size - precision, word)
    return raw.Cast(x=raw.RightShift(x=_bits(seed, shape, word), y=surplus), DstT=dtype) * 2.0**-precision


def _from_normal(seed: tf.Tensor, shape: Any, low: float, high: float, dtype: tf.DType) -> tf.Tensor:
    """The normal distribution between two values of its error function, which is inverted; in float32 at least."""
    wide = tf.float64 if dtype is tf.float64 else tf.float32
    low = np.nextafter(wide.as_numpy_dtype(low), wide.as_numpy_dtype(0))  # at -1 the inverse is infinite
    return tensor.cast(raw.Erfinv(x=_fractions(seed, shape, wide) * (high - low) + low) * sqrt(2), dtype)


def normal(seed, shape, mean, stddev, dtype) -> tf.Tensor:
    return _from_normal(seed, shape, -1, 1, dtype) * tensor.convert(stddev, dtype) + tensor.convert(mean, dtype)


def truncated_normal(seed, shape, mean, stddev, dtype) -> tf.Tensor:
    edge = erf(sqrt(2))  # two standard deviations
    numbers = _from_normal(seed, shape, -edge, edge, dtype)
    return numbers * tensor.convert(stddev, dtype) + tensor.convert(mean, dtype)


def uniform(seed, shape, minval, maxval, dtype) -> tf.Tensor:
    low, high = tensor.convert(minval, dtype), tensor.convert(maxval, dtype)
    return _fractions(seed, shape, dtype) * (high - low) + low


def randint(seed, shape, minval, maxval, dtype) -> tf.Tensor:
    native = dtype if dtype in _DRAWN else tf.int64
    low, high = tensor.convert(minval, native), tensor.convert(maxval, native)
    numbers = raw.StatelessRandomUniformIntV2(shape=tensor.vector(shape), minval=low, maxval=high, **_source(seed))
    return tensor.cast(numbers, dtype)


def categorical(seed, logits, num_samples, dtype) -> tf.Tensor:
    # The largest of the logits under Gumbel noise (Gumbel, 1954; Maddison et al., 2014) compiles under XLA.
    wide = tf.float64 if logits.dtype is tf.float64 else tf.float32
    *batch, classes = tensor.shape(logits)
    numbers = _fractions(seed, (*batch, num_samples, classes), wide)
    noise = -tf.math.log(-tf.math.log(numbers + np.finfo(wide.as_numpy_dtype).tiny))  # never the logarithm of 0
    noisy = tensor.cast(logits, wide)[..., None, :] + noise
    return tensor.cast(raw.ArgMax(input=noisy, dimension=-1, output_type=tf.int32), dtype)


def permutation(seed, n) -> tf.Tensor:
    return raw.TopKV2(input=_bits(seed, (n,), tf.int32), k=n, sorted=True).indices


def dropout(seed, x, rate, noise_shape) -> tf.Tensor:
    if rate >= 1:
        return raw.ZerosLike(x=x)
    bits = _bits(seed, tensor.shape(x) if noise_shape is None else noise_shape, tf.uint32)
    kept = raw.GreaterEqual(x=bits, y=tf.constant(int(rate * 2**32), tf.uint32))
    return raw.SelectV2(condition=kept, t=x * tf.constant(1 / (1 - rate), x.dtype), e=tf.zeros((), x.dtype))


def advance(seed) -> tf.Tensor:
    return raw.AddV2(x=seed, y=_NEXT)


def is_concrete(seed: tf.Tensor) -> bool:
    return isinstance(seed, tensor.Tensor)


def seed_framework(seed: int) -> None:
    tf.random.set_seed(seed)


def make_deterministic() -> None:
    """Also lets TensorFlow raise an error where one of its own random ops was given no seed."""
    tf.config.experimental.enable_op_determinism()


def framework_state() -> None:
    """TensorFlow counts the draws from its global seed where nobody can read it."""


def restore_framework(state: np.ndarray | None) -> None:
    """There is no state."""
