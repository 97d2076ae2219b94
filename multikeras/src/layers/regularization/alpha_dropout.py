"""Dropout that keeps what self-normalizing networks rely on."""

from collections.abc import Sequence
from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.layers.base import Layer
from multikeras.src.layers.regularization.dropout import probability
from multikeras.src.random import draws
from multikeras.src.random.seed_generator import SeedGenerator

SATURATION = -1.0507009873554805 * 1.6732632423543772
"""What `selu` tends to at minus infinity: minus its scale times its alpha."""


@export("multikeras.layers.AlphaDropout")
class AlphaDropout(Layer):
    """Sets elements at random to the value at which `selu` saturates in training, then restores mean and variance by an affine map.

    Inputs of mean 0 and variance 1 stay so, as networks of `selu` activations need.

    Klambauer et al., 2017, section 3, https://arxiv.org/abs/1706.02515

    Args:
        rate: The probability with which an element is set, from 0 up to but not including 1.
        noise_shape: Shape of the choice, which broadcasts over the inputs; None in it stands for the size of the inputs.
        seed: Non-negative int; drawn when None.
        **kwargs: `name`, `dtype` and the other arguments of `Layer`.

    Input: floating tensor of any shape. `training` says whether anything is set.

    Output: tensor of the same shape.

    Raises:
        ValueError: `rate` does not lie in [0, 1).

    Example:

    >>> layer = multikeras.layers.AlphaDropout(0.5, seed=1)
    >>> x = np.zeros((4, 8), "float32")
    >>> len(np.unique(layer(x))), len(np.unique(multikeras.ops.convert_to_numpy(layer(x, training=True))))
    (1, 2)
    """

    def __init__(self, rate: float, noise_shape: Sequence[int | None] | None = None, seed: int | None = None, **kwargs: Any):
        super().__init__(**kwargs)
        if probability("AlphaDropout", "rate", rate) == 1:
            raise ValueError("AlphaDropout: `rate` must be less than 1, since with no element left there is no variance to restore.")
        self.rate = rate
        self.noise_shape = noise_shape
        self.seed = seed
        self.seed_generator = SeedGenerator(seed) if rate > 0 else None
        self.supports_masking = True

    def compute_output_spec(self, inputs: KerasTensor, training: bool = False) -> KerasTensor:
        return KerasTensor(inputs.shape, inputs.dtype)

    def call(self, inputs: Any, training: bool = False) -> Any:
        if not training or self.seed_generator is None:
            return inputs
        scale = ((1 - self.rate) * (1 + self.rate * SATURATION**2)) ** -0.5
        offset = -scale * self.rate * SATURATION
        shape = ops.shape(inputs)
        if self.noise_shape is not None:
            shape = draws.noise_shape_for(self.noise_shape, shape)
        kept = draws.uniform(shape, seed=self.seed_generator) >= self.rate
        return ops.where(kept, inputs, SATURATION) * scale + offset
