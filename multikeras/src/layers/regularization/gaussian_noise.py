"""Noise added to the inputs."""

from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.layers.base import Layer
from multikeras.src.random import draws
from multikeras.src.random.seed_generator import SeedGenerator


@export("multikeras.layers.GaussianNoise")
class GaussianNoise(Layer):
    """Adds normal noise of mean 0 in training.

    Args:
        stddev: Standard deviation of the noise.
        seed: Non-negative int; drawn when None.
        **kwargs: `name`, `dtype` and the other arguments of `Layer`.

    Input: floating tensor of any shape. `training` says whether noise is added.

    Output: tensor of the same shape.

    Raises:
        ValueError: `stddev` is negative.

    Example:

    >>> layer = multikeras.layers.GaussianNoise(0.1, seed=1)
    >>> x = np.ones((4, 8), "float32")
    >>> bool(multikeras.ops.all(layer(x) == x)), bool(multikeras.ops.any(layer(x, training=True) == x))
    (True, False)
    """

    def __init__(self, stddev: float, seed: int | None = None, **kwargs: Any):
        super().__init__(**kwargs)
        if not stddev >= 0:
            raise ValueError(f"GaussianNoise: `stddev` must not be negative, got {stddev!r}.")
        self.stddev = stddev
        self.seed = seed
        self.seed_generator = SeedGenerator(seed) if stddev > 0 else None
        self.supports_masking = True

    def compute_output_spec(self, inputs: KerasTensor, training: bool = False) -> KerasTensor:
        return KerasTensor(inputs.shape, inputs.dtype)

    def call(self, inputs: Any, training: bool = False) -> Any:
        if not training or self.seed_generator is None:
            return inputs
        noise = draws.normal(ops.shape(inputs), 0.0, self.stddev, dtype=self.compute_dtype, seed=self.seed_generator)
        return inputs + noise
