"""Dropout."""

from collections.abc import Sequence
from typing import Any

from multikeras.src.core.export import export
from multikeras.src.layers.base import Layer
from multikeras.src.random import draws
from multikeras.src.random.seed_generator import SeedGenerator


@export("multikeras.layers.Dropout")
class Dropout(Layer):
    """Sets elements to 0 at random in training, and scales the others by `1 / (1 - rate)`.

    Srivastava et al., 2014, https://jmlr.org/papers/v15/srivastava14a.html

    Args:
        rate: The probability with which an element is set to 0, from 0 to 1.
        noise_shape: Shape of the choice, which broadcasts over the inputs: along an axis where it has 1, elements are kept or
            set to 0 together. None in it stands for the size of the inputs.
        seed: Non-negative int; drawn when None.
        **kwargs: `name`, `dtype` and the other arguments of `Layer`.

    Input: floating tensor of any shape. `training` says whether anything is set to 0.

    Output: tensor of the same shape.

    Raises:
        ValueError: `rate` does not lie in [0, 1].

    Example:

    >>> layer = multikeras.layers.Dropout(0.5, seed=1)
    >>> x = np.ones((4, 8), "float32")
    >>> bool(multikeras.ops.all(layer(x) == x))
    True
    >>> sorted(set(multikeras.ops.convert_to_numpy(layer(x, training=True)).ravel().tolist()))
    [0.0, 2.0]
    """

    def __init__(self, rate: float, noise_shape: Sequence[int | None] | None = None, seed: int | None = None, **kwargs: Any):
        super().__init__(**kwargs)
        self.rate = probability(type(self).__name__, "rate", rate)
        self.noise_shape = noise_shape
        self.seed = seed
        self.seed_generator = SeedGenerator(seed) if rate > 0 else None
        self.supports_masking = True

    def call(self, inputs: Any, training: bool = False) -> Any:
        if not training or self.seed_generator is None:
            return inputs
        return draws.dropout(inputs, self.rate, self.noise_shape, seed=self.seed_generator)


def probability(owner: str, name: str, value: Any) -> float:
    """`value` as it is.

    Raises:
        ValueError: It is not a number from 0 to 1.
    """
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1:
        raise ValueError(f"{owner}: `{name}` must be a number from 0 to 1, got {value!r}.")
    return value
