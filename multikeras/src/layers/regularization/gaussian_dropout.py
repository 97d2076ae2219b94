"""Noise that multiplies the inputs."""

import math
from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.layers.base import Layer
from multikeras.src.layers.regularization.dropout import probability
from multikeras.src.random import draws
from multikeras.src.random.seed_generator import SeedGenerator


@export("multikeras.layers.GaussianDropout")
class GaussianDropout(Layer):
    """Multiplies by normal noise of mean 1 in training. Its variance, `rate / (1 - rate)`, is that of dropout.

    Srivastava et al., 2014, section 10, https://jmlr.org/papers/v15/srivastava14a.html

    Args:
        rate: The rate of the dropout that has the same variance, from 0 up to but not including 1.
        seed: Non-negative int; drawn when None.
        **kwargs: `name`, `dtype` and the other arguments of `Layer`.

    Input: floating tensor of any shape. `training` says whether there is noise.

    Output: tensor of the same shape.

    Raises:
        ValueError: `rate` does not lie in [0, 1).

    Example:

    >>> layer = multikeras.layers.GaussianDropout(0.5, seed=1)
    >>> x = np.ones((4, 8), "float32")
    >>> bool(multikeras.ops.all(layer(x) == x)), bool(multikeras.ops.any(layer(x, training=True) == x))
    (True, False)
    """

    def __init__(self, rate: float, seed: int | None = None, **kwargs: Any):
        super().__init__(**kwargs)
        if probability("GaussianDropout", "rate", rate) == 1:
            raise ValueError("GaussianDropout: `rate` must be less than 1, since the variance of the noise is `rate / (1 - rate)`.")
        self.rate = rate
        self.seed = seed
        self.seed_generator = SeedGenerator(seed) if rate > 0 else None
        self.supports_masking = True

    def compute_output_spec(self, inputs: KerasTensor, training: bool = False) -> KerasTensor:
        return KerasTensor(inputs.shape, inputs.dtype)

    def call(self, inputs: Any, training: bool = False) -> Any:
        if not training or self.seed_generator is None:
            return inputs
        stddev = math.sqrt(self.rate / (1 - self.rate))
        return inputs * draws.normal(ops.shape(inputs), 1.0, stddev, dtype=self.compute_dtype, seed=self.seed_generator)
