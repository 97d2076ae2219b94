"""The draws of the portable generator as tensor operations, for functions that are being traced, where the seed is a symbol.

The same algorithm as in `threefry.py`, in int32: it wraps alike on every backend, of which not all can calculate in uint32.
Bits and uniforms equal those of the host exactly, what is calculated from them to rounding. The functions are those of
`RandomHooks`.
"""

import math
from typing import Any

import ml_dtypes
import numpy as np

from multikeras.src import backend, ops
from multikeras.src.core import dtypes, special
from multikeras.src.core.threefry import MANTISSA, PARITY, ROTATIONS

_SIGN = -(2**31)


class _Limits:
    """Numbers that depend on a dtype, as Python floats: calculated once, since torch cannot trace NumPy."""

    def __init__(self, name: str):
        native = dtypes.numpy_dtype(name)
        bounds = np.array([-2, 2], native)
        inner = np.nextafter(bounds, np.array([np.inf, -np.inf], native))
        self.above_minus_one = float(np.nextafter(native.type(-1), native.type(0)))
        self.truncation = tuple(map(float, inner))
        self.erf_of_bounds = tuple(map(float, special.erf((bounds / native.type(math.sqrt(2))).astype(native))))
        self.tiny = float(ml_dtypes.finfo(native).tiny)


_LIMITS = {name: _Limits(name) for name in MANTISSA}


def _signed(word: int) -> int:
    """The int32 of the same bits."""
    return (word & 0xFFFFFFFF ^ 0x80000000) - 0x80000000


def _shift_right(x: Any, count: int) -> Any:
    """Zeros come in from the left, whatever the sign."""
    return ops.bitwise_and(ops.right_shift(x, count), (1 << 32 - count) - 1)


def _rotate_left(x: Any, count: int) -> Any:
    return ops.bitwise_or(ops.left_shift(x, count), _shift_right(x, 32 - count))


def threefry_2x32(key: tuple[Any, Any], high: Any, low: Any) -> tuple[Any, Any]:
    """Hashes counters of two words each under a key of two words, all int32 tensors."""
    first, second = key
    schedule = (first, second, ops.bitwise_xor(ops.bitwise_xor(first, second), _signed(PARITY)))
    x0, x1 = ops.add(high, first), ops.add(low, second)
    for turn in range(5):
        for rotation in ROTATIONS[turn % 2]:
            x0 = ops.add(x0, x1)
            x1 = ops.bitwise_xor(_rotate_left(x1, rotation), x0)
        x0 = ops.add(x0, schedule[(turn + 1) % 3])
        x1 = ops.add(ops.add(x1, schedule[(turn + 2) % 3]), turn + 1)
    return x0, x1


def _words(seed: Any) -> tuple[Any, Any]:
    words = ops.cast(seed, "int32")
    return words[0], words[1]


def _hash_positions(key: tuple[Any, Any], shape: tuple) -> tuple[Any, Any]:
    count = math.prod(shape)
    low = ops.reshape(ops.arange(count, dtype="int32"), shape)
    return threefry_2x32(key, ops.zeros_like(low), low)


def _split(key: tuple[Any, Any]) -> tuple[tuple[Any, Any], tuple[Any, Any]]:
    x0, x1 = _hash_positions(key, (2,))
    return (x0[0], x1[0]), (x0[1], x1[1])


def _bits(key: tuple[Any, Any], shape: tuple) -> Any:
    return ops.bitwise_xor(*_hash_positions(key, shape))


def _uniform(key: tuple[Any, Any], shape: tuple, low: Any, high: Any, name: str) -> Any:
    mantissa = MANTISSA[name]
    if name == "float64":
        x0, x1 = _hash_positions(key, shape)
        whole = ops.cast(_shift_right(x0, 1), name) * 2.0**-31 + ops.cast(ops.bitwise_and(x0, 1), name) * 2.0**-32
        floats = whole + ops.cast(_shift_right(x1, 12), name) * 2.0**-52
    else:
        drawn = 8 if mantissa < 8 else 8 * dtypes.numpy_dtype(name).itemsize
        bits = _shift_right(_bits(key, shape), drawn - mantissa)
        floats = ops.multiply(ops.cast(ops.bitwise_and(bits, (1 << mantissa) - 1), name), 2.0**-mantissa)
    if isinstance(low, float) and isinstance(high, float) and (low, high) == (0.0, 1.0):
        return floats
    low, high = ops.cast(low, name), ops.cast(high, name)
    return ops.maximum(low, floats * (high - low) + low)


def _located(standard: Any, mean: Any, stddev: Any) -> Any:
    return standard * ops.cast(stddev, standard.dtype) + ops.cast(mean, standard.dtype)


def normal(seed: Any, shape: tuple, mean: Any, stddev: Any, dtype: Any) -> Any:
    name = dtypes.standardize(dtype)
    drawn = _uniform(_words(seed), shape, _LIMITS[name].above_minus_one, 1.0, name)
    return _located(ops.erfinv(drawn) * math.sqrt(2), mean, stddev)


def uniform(seed: Any, shape: tuple, minval: Any, maxval: Any, dtype: Any) -> Any:
    return _uniform(_words(seed), shape, minval, maxval, dtypes.standardize(dtype))


def truncated_normal(seed: Any, shape: tuple, mean: Any, stddev: Any, dtype: Any) -> Any:
    name = dtypes.standardize(dtype)
    drawn = _uniform(_words(seed), shape, *_LIMITS[name].erf_of_bounds, name)
    return _located(ops.clip(ops.erfinv(drawn) * math.sqrt(2), *_LIMITS[name].truncation), mean, stddev)


def randint(seed: Any, shape: tuple, minval: Any, maxval: Any, dtype: Any) -> Any:
    name = dtypes.standardize(dtype)
    if dtypes.numpy_dtype(name).itemsize > 4:
        raise ValueError(
            f"randint: the portable generator draws integers of up to 32 bits in functions that are traced, not {name}. Draw "
            "int32 and cast."
        )
    high, low = (_unsigned(_bits(key, shape)) for key in _split(_words(seed)))
    minval, maxval = ops.cast(minval, "int64"), ops.cast(maxval, "int64")
    span = ops.where(ops.less(minval, maxval), maxval - minval, 1)
    half = ops.mod(1 << 16, span)
    factor = ops.mod(ops.bitwise_and(half * half, 0xFFFFFFFF), span)
    return ops.cast(minval + ops.mod(ops.mod(high, span) * factor + ops.mod(low, span), span), name)


def _unsigned(bits: Any) -> Any:
    return ops.bitwise_and(ops.cast(bits, "int64"), 0xFFFFFFFF)


def categorical(seed: Any, logits: Any, num_samples: int, dtype: Any) -> Any:
    name = backend.dtype_name(logits)
    noise = -ops.log(-ops.log(_uniform(_words(seed), (num_samples, *backend.shape(logits)), _LIMITS[name].tiny, 1.0, name)))
    return ops.cast(ops.moveaxis(ops.argmax(noise + logits, axis=-1), 0, -1), dtype)


def permutation(seed: Any, n: int) -> Any:
    key = _words(seed)
    order = ops.arange(n, dtype="int32")
    for _ in range(math.ceil(3 * math.log(max(1, n)) / math.log(0xFFFFFFFF))):
        key, subkey = _split(key)
        # The sign is turned so that signed integers come in the order of unsigned ones.
        order = ops.take(order, ops.argsort(ops.bitwise_xor(_bits(subkey, (n,)), _SIGN)))
    return order
