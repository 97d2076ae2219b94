"""Initializers that draw: on the host, from the portable generator, so that every backend starts with the same numbers."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from multikeras.src import backend
from multikeras.src.core import dtypes, threefry
from multikeras.src.core.export import export
from multikeras.src.initializers.base import Initializer, from_host
from multikeras.src.random.seed_generator import SeedGenerator, draw_seed_number

Seed = int | SeedGenerator | None

STDDEV_WITHIN_TWO = 0.87962566103423978
"""Standard deviation of a standard normal variable under the condition that it lies between -2 and 2."""


class RandomInitializer(Initializer):
    """Base of the initializers that draw. A subclass defines `draw`.

    With an int as its seed it gives the same numbers at each call, with a SeedGenerator others each time. With None it
    starts from a new seed at each call, one that `multikeras.utils.set_random_seed` determines.
    """

    def __init__(self, seed: Seed = None):
        if seed is not None and (isinstance(seed, bool) or not isinstance(seed, (int, np.integer, SeedGenerator))):
            raise ValueError(f"{type(self).__name__}: `seed` must be an int, a SeedGenerator or None, got {seed!r}.")
        self.seed = seed

    def __call__(self, shape: Sequence[int], dtype: Any = None) -> Any:
        name = dtypes.standardize(dtype)
        if not dtypes.is_float(name):
            raise ValueError(f"{type(self).__name__} draws floating numbers; it cannot make a weight of dtype {name!r}.")
        # Narrow dtypes are rounded from float32, since draws in few bits would be coarse.
        return from_host(self.draw(self._key(), tuple(shape), "float64" if name == "float64" else "float32"), name)

    def draw(self, key: np.ndarray, shape: tuple[int, ...], dtype: str) -> np.ndarray:
        """The values, from a key of the portable generator; `dtype` is "float32" or "float64"."""
        raise NotImplementedError(f"{type(self).__name__} must define `draw(self, key, shape, dtype)`.")

    def _key(self) -> np.ndarray:
        if isinstance(self.seed, SeedGenerator):
            return backend.to_numpy(self.seed.next())
        return threefry.key(draw_seed_number() if self.seed is None else int(self.seed))


@export(["multikeras.initializers.RandomNormal", "multikeras.initializers.random_normal"])
class RandomNormal(RandomInitializer):
    """Numbers of a normal distribution.

    Args:
        mean: Its mean.
        stddev: Its standard deviation.
        seed: int for the same numbers at each call, SeedGenerator or None for others each time.

    Example:

    >>> multikeras.initializers.RandomNormal(stddev=0.1, seed=0)((2, 3)).shape == (2, 3)
    True
    """

    def __init__(self, mean: float = 0.0, stddev: float = 0.05, seed: Seed = None):
        super().__init__(seed)
        self.mean = mean
        self.stddev = stddev

    def draw(self, key: np.ndarray, shape: tuple[int, ...], dtype: str) -> np.ndarray:
        return threefry.normal(key, shape, self.mean, self.stddev, dtype)


@export(["multikeras.initializers.RandomUniform", "multikeras.initializers.random_uniform"])
class RandomUniform(RandomInitializer):
    """Numbers spread evenly over an interval.

    Args:
        minval: Its lower end.
        maxval: Its upper end, which is not drawn itself.
        seed: int for the same numbers at each call, SeedGenerator or None for others each time.

    Example:

    >>> multikeras.initializers.RandomUniform(-1.0, 1.0, seed=0)((2, 3)).shape == (2, 3)
    True
    """

    def __init__(self, minval: float = -0.05, maxval: float = 0.05, seed: Seed = None):
        super().__init__(seed)
        self.minval = minval
        self.maxval = maxval

    def draw(self, key: np.ndarray, shape: tuple[int, ...], dtype: str) -> np.ndarray:
        return threefry.uniform(key, shape, self.minval, self.maxval, dtype)


@export(["multikeras.initializers.TruncatedNormal", "multikeras.initializers.truncated_normal"])
class TruncatedNormal(RandomInitializer):
    """Numbers of a normal distribution, without those more than two standard deviations away from the mean.

    Args:
        mean: Mean of the distribution before it is cut.
        stddev: Standard deviation before it is cut.
        seed: int for the same numbers at each call, SeedGenerator or None for others each time.

    Example:

    >>> values = multikeras.initializers.TruncatedNormal(stddev=1.0, seed=0)((100,))
    >>> bool(multikeras.ops.max(multikeras.ops.abs(values)) <= 2.0)
    True
    """

    def __init__(self, mean: float = 0.0, stddev: float = 0.05, seed: Seed = None):
        super().__init__(seed)
        self.mean = mean
        self.stddev = stddev

    def draw(self, key: np.ndarray, shape: tuple[int, ...], dtype: str) -> np.ndarray:
        return threefry.truncated_normal(key, shape, self.mean, self.stddev, dtype)


@export(
    [
        "multikeras.initializers.Orthogonal",
        "multikeras.initializers.orthogonal",
        "multikeras.initializers.OrthogonalInitializer",
    ]
)
class Orthogonal(RandomInitializer):
    """A random orthogonal matrix, each equally likely, times a factor.

    A weight of more than two dimensions is made from a matrix with the last dimension as its columns and all others as its
    rows; of one that is not square, the rows or the columns are orthonormal, whichever are fewer. The matrix is the Q of
    the QR decomposition of normal numbers, with signs chosen so that R has a positive diagonal (Mezzadri, "How to generate
    random matrices from the classical compact groups", 2007, https://arxiv.org/abs/math-ph/0609050). As initial weights:
    Saxe et al., 2014, https://arxiv.org/abs/1312.6120.

    Args:
        gain: The factor.
        seed: int for the same numbers at each call, SeedGenerator or None for others each time.

    Raises:
        ValueError: It is called with a shape of fewer than two dimensions.

    Example:

    >>> q = multikeras.ops.convert_to_numpy(multikeras.initializers.Orthogonal(seed=0)((3, 3)))
    >>> bool(np.allclose(q @ q.T, np.eye(3), atol=1e-5))
    True
    """

    def __init__(self, gain: float = 1.0, seed: Seed = None):
        super().__init__(seed)
        self.gain = gain

    def draw(self, key: np.ndarray, shape: tuple[int, ...], dtype: str) -> np.ndarray:
        if len(shape) < 2:
            raise ValueError(f"Orthogonal makes matrices: the shape must have two dimensions or more, got {shape}.")
        rows, columns = math.prod(shape[:-1]), shape[-1]
        q, r = np.linalg.qr(threefry.normal(key, (max(rows, columns), min(rows, columns)), dtype="float64"))
        q = q * np.where(np.diag(r) < 0, -1.0, 1.0)
        return self.gain * (q if rows >= columns else q.T).reshape(shape)
