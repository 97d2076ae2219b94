"""An activation function as a layer."""

from typing import Any

from multikeras.src import activations
from multikeras.src.core.export import export
from multikeras.src.layers.base import Layer


@export("multikeras.layers.Activation")
class Activation(Layer):
    """Applies an activation function.

    Args:
        activation: The function, or its name.
        **kwargs: `name`, `dtype` and the other arguments of `Layer`.

    Input: tensor of any shape.

    Output: tensor of the same shape.

    Example:

    >>> layer = multikeras.layers.Activation("relu")
    >>> multikeras.ops.convert_to_numpy(layer(np.array([-1.0, 2.0]))).tolist()
    [0.0, 2.0]
    """

    def __init__(self, activation: Any, **kwargs: Any):
        super().__init__(**kwargs)
        self.activation = activations.get(activation)
        self.supports_masking = True

    def call(self, inputs: Any) -> Any:
        return self.activation(inputs)
