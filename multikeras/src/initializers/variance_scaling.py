"""Initializers whose spread follows from the number of inputs and outputs of a unit."""

import math
from collections.abc import Sequence

import numpy as np

from multikeras.src.core import threefry
from multikeras.src.core.export import export
from multikeras.src.initializers.random import STDDEV_WITHIN_TWO, RandomInitializer, Seed

MODES = ("fan_in", "fan_out", "fan_avg")
DISTRIBUTIONS = ("truncated_normal", "untruncated_normal", "normal", "uniform")

Axes = int | Sequence[int] | None


@export(["multikeras.initializers.VarianceScaling", "multikeras.initializers.variance_scaling"])
class VarianceScaling(RandomInitializer):
    """Numbers of mean 0 and variance `scale / n`, where `n` counts the inputs of a unit, its outputs, or their mean.

    A kernel's last dimension counts outputs, the one before it inputs, and both are multiplied by the sizes of all
    dimensions before these (the positions of a convolution's window). With the right scale signals keep their variance from layer
    to layer: Glorot and Bengio, 2010, https://proceedings.mlr.press/v9/glorot10a.html; He et al., 2015,
    https://arxiv.org/abs/1502.01852.

    Args:
        scale: Positive number.
        mode: What `n` is: "fan_in", "fan_out" or "fan_avg".
        distribution: "truncated_normal" (or "normal": the same) without numbers beyond two standard deviations,
            "untruncated_normal" or "uniform".
        seed: int for the same numbers at each call, SeedGenerator or None for others each time.
        input_axes: Axes of the kernel whose sizes, multiplied, are the number of inputs, where it has another layout; given
            together with `output_axes`.
        output_axes: Axes whose sizes, multiplied, are the number of outputs.

    Raises:
        ValueError: An argument is none of these.

    Example:

    >>> values = multikeras.initializers.VarianceScaling(2.0, "fan_in", "uniform", seed=0)((6, 3))
    >>> bool(multikeras.ops.max(multikeras.ops.abs(values)) <= 1.0)
    True
    """

    def __init__(
        self,
        scale: float = 1.0,
        mode: str = "fan_in",
        distribution: str = "truncated_normal",
        seed: Seed = None,
        input_axes: Axes = None,
        output_axes: Axes = None,
    ):
        super().__init__(seed)
        if scale <= 0:
            raise ValueError(f"{type(self).__name__}: `scale` must be positive, got {scale}.")
        if mode not in MODES:
            raise ValueError(f"{type(self).__name__}: `mode` must be one of {MODES}, got {mode!r}.")
        if distribution not in DISTRIBUTIONS:
            raise ValueError(f"{type(self).__name__}: `distribution` must be one of {DISTRIBUTIONS}, got {distribution!r}.")
        if (input_axes is None) != (output_axes is None):
            raise ValueError(
                f"{type(self).__name__}: `input_axes` and `output_axes` are given together or not at all, got {input_axes} and "
                f"{output_axes}."
            )
        self.scale = scale
        self.mode = mode
        self.distribution = distribution
        self.input_axes = input_axes
        self.output_axes = output_axes

    def draw(self, key: np.ndarray, shape: tuple[int, ...], dtype: str) -> np.ndarray:
        fan_in, fan_out = fans(shape, self.input_axes, self.output_axes)
        count = {"fan_in": fan_in, "fan_out": fan_out, "fan_avg": (fan_in + fan_out) / 2}[self.mode]
        variance = self.scale / max(1.0, count)
        if self.distribution == "uniform":
            limit = math.sqrt(3 * variance)
            return threefry.uniform(key, shape, -limit, limit, dtype)
        if self.distribution == "untruncated_normal":
            return threefry.normal(key, shape, 0.0, math.sqrt(variance), dtype)
        return threefry.truncated_normal(key, shape, 0.0, math.sqrt(variance) / STDDEV_WITHIN_TWO, dtype)


def fans(shape: tuple[int, ...], input_axes: Axes = None, output_axes: Axes = None) -> tuple[int, int]:
    """How many inputs and outputs a unit with a kernel of this shape has."""
    if input_axes is not None:
        return _size(shape, input_axes), _size(shape, output_axes)
    if len(shape) < 2:
        return math.prod(shape), math.prod(shape)
    window = math.prod(shape[:-2])
    return window * shape[-2], window * shape[-1]


def _size(shape: tuple[int, ...], axes: Axes) -> int:
    return math.prod(shape[axis] for axis in ((axes,) if isinstance(axes, int) else axes))


@export(["multikeras.initializers.GlorotUniform", "multikeras.initializers.glorot_uniform"])
class GlorotUniform(VarianceScaling):
    """Numbers spread evenly over `[-limit, limit)` with `limit = sqrt(6 / (fan_in + fan_out))`.

    Glorot and Bengio, 2010, https://proceedings.mlr.press/v9/glorot10a.html

    Args:
        seed: int for the same numbers at each call, SeedGenerator or None for others each time.
        input_axes: See `VarianceScaling`.
        output_axes: See `VarianceScaling`.

    Example:

    >>> values = multikeras.initializers.GlorotUniform(seed=0)((4, 2))
    >>> bool(multikeras.ops.max(multikeras.ops.abs(values)) <= 1.0)
    True
    """

    def __init__(self, seed: Seed = None, input_axes: Axes = None, output_axes: Axes = None):
        super().__init__(1.0, "fan_avg", "uniform", seed, input_axes, output_axes)


@export(["multikeras.initializers.GlorotNormal", "multikeras.initializers.glorot_normal"])
class GlorotNormal(VarianceScaling):
    """Numbers of a truncated normal distribution of mean 0 and variance `2 / (fan_in + fan_out)`.

    Glorot and Bengio, 2010, https://proceedings.mlr.press/v9/glorot10a.html

    Args:
        seed: int for the same numbers at each call, SeedGenerator or None for others each time.
        input_axes: See `VarianceScaling`.
        output_axes: See `VarianceScaling`.

    Example:

    >>> multikeras.initializers.GlorotNormal(seed=0)((4, 2)).shape == (4, 2)
    True
    """

    def __init__(self, seed: Seed = None, input_axes: Axes = None, output_axes: Axes = None):
        super().__init__(1.0, "fan_avg", "truncated_normal", seed, input_axes, output_axes)


@export(["multikeras.initializers.HeUniform", "multikeras.initializers.he_uniform"])
class HeUniform(VarianceScaling):
    """Numbers spread evenly over `[-limit, limit)` with `limit = sqrt(6 / fan_in)`.

    He et al., 2015, https://arxiv.org/abs/1502.01852

    Args:
        seed: int for the same numbers at each call, SeedGenerator or None for others each time.
        input_axes: See `VarianceScaling`.
        output_axes: See `VarianceScaling`.

    Example:

    >>> values = multikeras.initializers.HeUniform(seed=0)((6, 2))
    >>> bool(multikeras.ops.max(multikeras.ops.abs(values)) <= 1.0)
    True
    """

    def __init__(self, seed: Seed = None, input_axes: Axes = None, output_axes: Axes = None):
        super().__init__(2.0, "fan_in", "uniform", seed, input_axes, output_axes)


@export(["multikeras.initializers.HeNormal", "multikeras.initializers.he_normal"])
class HeNormal(VarianceScaling):
    """Numbers of a truncated normal distribution of mean 0 and variance `2 / fan_in`.

    He et al., 2015, https://arxiv.org/abs/1502.01852

    Args:
        seed: int for the same numbers at each call, SeedGenerator or None for others each time.
        input_axes: See `VarianceScaling`.
        output_axes: See `VarianceScaling`.

    Example:

    >>> multikeras.initializers.HeNormal(seed=0)((4, 2)).shape == (4, 2)
    True
    """

    def __init__(self, seed: Seed = None, input_axes: Axes = None, output_axes: Axes = None):
        super().__init__(2.0, "fan_in", "truncated_normal", seed, input_axes, output_axes)


@export(["multikeras.initializers.LecunUniform", "multikeras.initializers.lecun_uniform"])
class LecunUniform(VarianceScaling):
    """Numbers spread evenly over `[-limit, limit)` with `limit = sqrt(3 / fan_in)`.

    LeCun et al., "Efficient BackProp", 1998, https://doi.org/10.1007/3-540-49430-8_2

    Args:
        seed: int for the same numbers at each call, SeedGenerator or None for others each time.
        input_axes: See `VarianceScaling`.
        output_axes: See `VarianceScaling`.

    Example:

    >>> values = multikeras.initializers.LecunUniform(seed=0)((3, 2))
    >>> bool(multikeras.ops.max(multikeras.ops.abs(values)) <= 1.0)
    True
    """

    def __init__(self, seed: Seed = None, input_axes: Axes = None, output_axes: Axes = None):
        super().__init__(1.0, "fan_in", "uniform", seed, input_axes, output_axes)


@export(["multikeras.initializers.LecunNormal", "multikeras.initializers.lecun_normal"])
class LecunNormal(VarianceScaling):
    """Numbers of a truncated normal distribution of mean 0 and variance `1 / fan_in`.

    LeCun et al., "Efficient BackProp", 1998, https://doi.org/10.1007/3-540-49430-8_2; Klambauer et al., 2017,
    https://arxiv.org/abs/1706.02515, take it for networks of `selu`.

    Args:
        seed: int for the same numbers at each call, SeedGenerator or None for others each time.
        input_axes: See `VarianceScaling`.
        output_axes: See `VarianceScaling`.

    Example:

    >>> multikeras.initializers.LecunNormal(seed=0)((4, 2)).shape == (4, 2)
    True
    """

    def __init__(self, seed: Seed = None, input_axes: Axes = None, output_axes: Axes = None):
        super().__init__(1.0, "fan_in", "truncated_normal", seed, input_axes, output_axes)
