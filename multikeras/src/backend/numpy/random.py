"""Random numbers on NumPy, all from the portable generator. The seed's two words are its key."""

from typing import Any

import numpy as np

from multikeras.src.core import threefry

PORTABLE = True

Array = np.ndarray
_NEXT = np.array([0, 1], np.uint32)


def normal(seed: Array, shape: tuple, mean: Any, stddev: Any, dtype: np.dtype) -> Array:
    return threefry.normal(seed, shape, mean, stddev, dtype)


def uniform(seed: Array, shape: tuple, minval: Any, maxval: Any, dtype: np.dtype) -> Array:
    return threefry.uniform(seed, shape, minval, maxval, dtype)


def randint(seed: Array, shape: tuple, minval: Any, maxval: Any, dtype: np.dtype) -> Array:
    return threefry.randint(seed, shape, minval, maxval, dtype)


def truncated_normal(seed: Array, shape: tuple, mean: Any, stddev: Any, dtype: np.dtype) -> Array:
    return threefry.truncated_normal(seed, shape, mean, stddev, dtype)


def categorical(seed: Array, logits: Array, num_samples: int, dtype: np.dtype) -> Array:
    return threefry.categorical(seed, logits, num_samples).astype(dtype, copy=False)


permutation = threefry.permutation


def dropout(seed: Array, x: Array, rate: Any, noise_shape: tuple | None) -> Array:
    keep = threefry.uniform(seed, x.shape if noise_shape is None else noise_shape, dtype="float32") >= rate
    scale = 1 / np.where(np.less(rate, 1), np.subtract(1, rate), 1)
    return np.where(keep, x * scale.astype(x.dtype), x.dtype.type(0))


def advance(seed: Array) -> Array:
    return seed + _NEXT


def is_concrete(seed: Array) -> bool:
    return True


def seed_framework(seed: int) -> None:
    """`multikeras.utils.set_random_seed` itself seeds NumPy's global generator."""


def make_deterministic() -> None:
    """NumPy's kernels are deterministic."""


def framework_state() -> None:
    """NumPy's global generator is the host's."""


def restore_framework(state: np.ndarray | None) -> None:
    """There is no state."""
