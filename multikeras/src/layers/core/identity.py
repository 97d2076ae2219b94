"""The layer that does nothing."""

from typing import Any

from multikeras.src.core.export import export
from multikeras.src.layers.base import Layer


@export("multikeras.layers.Identity")
class Identity(Layer):
    """Gives its inputs as they are: a place that another layer may take.

    Args:
        **kwargs: `name`, `dtype` and the other arguments of `Layer`.

    Input: tensor of any shape, or a nest of tensors.

    Output: the same.

    Example:

    >>> multikeras.layers.Identity()(multikeras.Input((3,))).shape
    (None, 3)
    """

    def __init__(self, **kwargs: Any):
        super().__init__(**kwargs)
        self.supports_masking = True

    def call(self, inputs: Any) -> Any:
        return inputs
