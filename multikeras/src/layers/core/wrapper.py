"""The base of layers around a layer."""

from typing import Any

from multikeras.src.core.export import export
from multikeras.src.layers.base import Layer


@export("multikeras.layers.Wrapper")
class Wrapper(Layer):
    """Base of layers that change how another layer works. Subclasses write `call`, and use `self.layer` in it.

    Args:
        layer: The layer inside.
        **kwargs: `name`, `dtype` and the other arguments of `Layer`.

    Raises:
        ValueError: `layer` is not a layer.

    Example:

    >>> class Residual(multikeras.layers.Wrapper):
    ...     def call(self, inputs):
    ...         return inputs + self.layer(inputs)
    >>> tuple(Residual(multikeras.layers.Dense(3))(np.ones((2, 3))).shape)
    (2, 3)
    """

    def __init__(self, layer: Layer, **kwargs: Any):
        if not isinstance(layer, Layer):
            raise ValueError(f"{type(self).__name__}: `layer` must be a layer, got {layer!r} of type {type(layer).__name__}.")
        super().__init__(**kwargs)
        self.layer = layer

    def build(self, input_shape: Any = None) -> None:
        if not self.layer.built:
            self.layer.build(input_shape)
