"""Portable random numbers: the Threefry-2x32 generator, vectorised in NumPy.

The same key gives the same numbers on every backend and machine. The generator is that of J. Salmon et al., "Parallel random
numbers: as easy as 1, 2, 3", SC 2011, with 20 rounds. Keys, counters and the ways from bits to distributions are those of
`jax.random` with `jax_threefry_partitionable`: each element is the hash of its own position, so that bits and uniforms equal
JAX's exactly.

A key is a uint32 array of shape (2,). Each key is to be used once: `split` makes several of one, `fold_in` one for each number.
"""

import math
from collections.abc import Sequence
from typing import Any

import ml_dtypes
import numpy as np

from multikeras.src.core import dtypes, special

ROTATIONS = ((13, 15, 26, 6), (17, 29, 16, 24))
PARITY = 0x1BD11BDA
_WORD = 0xFFFFFFFF
_CHUNK = 1 << 14  # counters hashed at a time, so that the words being mixed stay in the first levels of cache
_UNSIGNED = {8: np.uint8, 16: np.uint16, 32: np.uint32, 64: np.uint64}
MANTISSA = {"bfloat16": 7, "float16": 10, "float32": 23, "float64": 52}


def key(seed: int) -> np.ndarray:
    """The key of a seed, of which the low 64 bits count."""
    return np.array([seed >> 32 & _WORD, seed & _WORD], np.uint32)


def split(key: np.ndarray, num: int = 2) -> np.ndarray:
    """`num` keys, of shape (num, 2), independent of each other and of `key`."""
    return np.stack(_hash_positions(key, num), axis=-1)


def fold_in(key: np.ndarray, data: int) -> np.ndarray:
    """A key made of `key` and an integer, of which the low 32 bits count: for small integers, that place of a long `split`."""
    words = threefry_2x32(key, np.zeros(1, np.uint32), np.array([data & _WORD], np.uint32))
    return np.concatenate(words)


def threefry_2x32(key: np.ndarray, high: np.ndarray, low: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Hashes counters of two words each, given as uint32 arrays of at least one dimension, under a key."""
    first, second = (int(word) for word in key)
    schedule = (first, second, first ^ second ^ PARITY)
    x0 = high + np.uint32(first)
    x1 = low + np.uint32(second)
    shifted = np.empty_like(x1)
    for turn in range(5):
        for rotation in ROTATIONS[turn % 2]:
            x0 += x1
            np.left_shift(x1, np.uint32(rotation), out=shifted)
            np.right_shift(x1, np.uint32(32 - rotation), out=x1)
            x1 |= shifted
            x1 ^= x0
        x0 += np.uint32(schedule[(turn + 1) % 3])
        x1 += np.uint32((schedule[(turn + 2) % 3] + turn + 1) & _WORD)
    return x0, x1


def _hash_positions(key: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """The hashes of the positions 0, 1, ... as 64-bit counters."""
    words0, words1 = np.empty(count, np.uint32), np.empty(count, np.uint32)
    steps = np.arange(min(count, _CHUNK), dtype=np.uint32)
    for start in range(0, count, _CHUNK):
        part = slice(start, start + _CHUNK)
        low = steps[: count - start] + np.uint32(start & _WORD)
        high = np.full_like(low, start >> 32)
        words0[part], words1[part] = threefry_2x32(key, high, low)
    return words0, words1


def random_bits(key: np.ndarray, shape: Sequence[int], width: int = 32) -> np.ndarray:
    """Random unsigned integers of 8, 16, 32 or 64 bits, all equally likely."""
    high, low = _hash_positions(key, math.prod(shape))
    if width == 64:
        bits = high.astype(np.uint64) << np.uint64(32) | low
    else:
        high ^= low
        bits = high.astype(_UNSIGNED[width], copy=False)
    return bits.reshape(shape)


def uniform(key: np.ndarray, shape: Sequence[int], minval: Any = 0.0, maxval: Any = 1.0, dtype: Any = None) -> np.ndarray:
    """Numbers spread evenly over `[minval, maxval)`. `dtype` is floating, `floatx` for None."""
    name = dtypes.standardize(dtype)
    native = dtypes.numpy_dtype(name)
    width, mantissa = 8 * native.itemsize, MANTISSA[name]
    drawn = 8 if mantissa < 8 else width
    # Random bits for mantissa and exponent 0 make a number in [1, 2).
    bits = random_bits(key, shape, drawn)
    bits >>= _UNSIGNED[drawn](drawn - mantissa)
    bits = bits.astype(_UNSIGNED[width], copy=False)
    bits |= np.ones((), native).view(_UNSIGNED[width])
    floats = bits.view(native)
    floats -= native.type(1)
    if isinstance(minval, float) and isinstance(maxval, float):
        if (minval, maxval) != (0.0, 1.0):
            minval, maxval = native.type(minval), native.type(maxval)
            floats *= maxval - minval
            floats += minval
            np.maximum(floats, minval, out=floats)
        return floats
    minval, maxval = (np.asarray(bound, native) for bound in (minval, maxval))
    return np.maximum(minval, floats * (maxval - minval) + minval)


def normal(key: np.ndarray, shape: Sequence[int], mean: Any = 0.0, stddev: Any = 1.0, dtype: Any = None) -> np.ndarray:
    """Numbers of the normal distribution, by inversion of its distribution function."""
    native = dtypes.numpy_dtype(dtypes.standardize(dtype))
    above_minus_one = np.nextafter(native.type(-1), native.type(0))
    return _located(_inverted(key, shape, above_minus_one, native.type(1), native), mean, stddev)


def truncated_normal(
    key: np.ndarray,
    shape: Sequence[int],
    mean: Any = 0.0,
    stddev: Any = 1.0,
    dtype: Any = None,
    lower: float = -2.0,
    upper: float = 2.0,
) -> np.ndarray:
    """Numbers of the normal distribution under the condition that they lie within `lower` and `upper` standard deviations."""
    native = dtypes.numpy_dtype(dtypes.standardize(dtype))
    bounds = np.array([lower, upper], native)
    low, high = special.erf((bounds / native.type(math.sqrt(2))).astype(native))
    standard = _inverted(key, shape, low, high, native)
    inner_low, inner_high = np.nextafter(bounds, np.array([np.inf, -np.inf], native))
    return _located(np.minimum(np.maximum(standard, inner_low), inner_high), mean, stddev)


def _inverted(key: np.ndarray, shape: Sequence[int], low: Any, high: Any, native: np.dtype) -> np.ndarray:
    """Standard normals whose error function is uniform between `low` and `high`."""
    return special.erfinv_of_jax(uniform(key, shape, low, high, native)) * native.type(math.sqrt(2))


def _located(standard: np.ndarray, mean: Any, stddev: Any) -> np.ndarray:
    if isinstance(stddev, float) and isinstance(mean, float) and (mean, stddev) == (0.0, 1.0):
        return standard
    return standard * np.asarray(stddev, standard.dtype) + np.asarray(mean, standard.dtype)


def randint(key: np.ndarray, shape: Sequence[int], minval: Any, maxval: Any, dtype: Any = "int32") -> np.ndarray:
    """Integers from `minval` up to, and without, `maxval`; `minval` itself where there is none between them."""
    native = dtypes.numpy_dtype(dtypes.standardize(dtype))
    width = max(32, 8 * native.itemsize)
    unsigned = _UNSIGNED[width]
    high, low = (random_bits(one, shape, width) for one in split(key))
    with np.errstate(over="ignore"):  # unsigned arithmetic is meant to wrap; NumPy warns of it for scalars only
        start = np.asarray(minval).astype(native).astype(unsigned)
        stop = np.asarray(maxval).astype(native).astype(unsigned)
        span = np.where(np.less(minval, maxval), stop - start, unsigned(1))
        # A remainder of twice the width, whose bias is negligible, in arithmetic of the width itself.
        half = unsigned(1 << width // 2) % span
        factor = half * half % span
        return (start + (high % span * factor + low % span) % span).astype(native)


def bernoulli(key: np.ndarray, shape: Sequence[int], probability: Any = 0.5) -> np.ndarray:
    """Bools that are True with the given probability."""
    return uniform(key, shape, dtype="float32") < np.float32(probability)


def gumbel(key: np.ndarray, shape: Sequence[int], dtype: Any = None) -> np.ndarray:
    """Numbers of the standard Gumbel distribution."""
    native = dtypes.numpy_dtype(dtypes.standardize(dtype))
    return -np.log(-np.log(uniform(key, shape, ml_dtypes.finfo(native).tiny, 1.0, native)))


def categorical(key: np.ndarray, logits: np.ndarray, num_samples: int) -> np.ndarray:
    """Classes drawn with probabilities `softmax(logits)`: `num_samples` for each row of `logits` (..., classes), int32."""
    noise = gumbel(key, (num_samples, *logits.shape), logits.dtype)
    return np.moveaxis(np.argmax(noise + logits, axis=-1), 0, -1).astype(np.int32)


def permutation(key: np.ndarray, n: int) -> np.ndarray:
    """The numbers from 0 to `n` - 1 in random order, int32: sorted by random bits, as often as makes equal bits harmless."""
    order = np.arange(n, dtype=np.int32)
    for _ in range(math.ceil(3 * math.log(max(1, n)) / math.log(_WORD))):
        key, subkey = split(key)
        order = order[np.argsort(random_bits(subkey, (n,)), kind="stable")]
    return order
