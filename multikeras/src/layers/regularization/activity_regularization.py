"""A loss on the activations."""

from typing import Any

from multikeras.src import regularizers
from multikeras.src.core.export import export
from multikeras.src.layers.base import Layer


@export("multikeras.layers.ActivityRegularization")
class ActivityRegularization(Layer):
    """Adds a loss on its inputs, which it hands on as they are: `l1 * sum(|x|) + l2 * sum(x ** 2)`, divided by the batch size.

    Args:
        l1: Factor of the sum of absolute values.
        l2: Factor of the sum of squares.
        **kwargs: `name`, `dtype` and the other arguments of `Layer`.

    Input: floating tensor of any shape.

    Output: the same tensor.

    Example:

    >>> layer = multikeras.layers.ActivityRegularization(l1=0.5)
    >>> y = layer(np.ones((2, 3), "float32"))
    >>> float(layer.losses[0])
    1.5
    """

    def __init__(self, l1: float = 0.0, l2: float = 0.0, **kwargs: Any):
        super().__init__(activity_regularizer=regularizers.L1L2(l1=l1, l2=l2), **kwargs)
        self.l1 = l1
        self.l2 = l2
        self.supports_masking = True

    def call(self, inputs: Any) -> Any:
        return inputs
