"""The layer that makes a sequence of a vector."""

from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.layers.arguments import positive_int
from multikeras.src.layers.base import Layer
from multikeras.src.layers.input_spec import InputSpec


@export("multikeras.layers.RepeatVector")
class RepeatVector(Layer):
    """Each vector `n` times, as a sequence.

    Args:
        n: How often.
        **kwargs: `name`, `dtype` and the other arguments of `Layer`.

    Input: tensor of shape `(batch, features)`.

    Output: tensor of shape `(batch, n, features)`.

    Raises:
        ValueError: `n` is not a positive int.

    Example:

    >>> tuple(multikeras.layers.RepeatVector(3)(np.ones((5, 6))).shape)
    (5, 3, 6)
    """

    def __init__(self, n: int, **kwargs: Any):
        super().__init__(**kwargs)
        self.n = positive_int("RepeatVector", "n", n)
        self.input_spec = InputSpec(ndim=2)

    def call(self, inputs: Any) -> Any:
        return ops.repeat(ops.expand_dims(inputs, 1), self.n, axis=1)
