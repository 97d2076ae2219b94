"""What the adaptive pooling layers share."""

from collections.abc import Callable
from typing import Any

from multikeras.src.layers.arguments import known_data_format, positive_ints
from multikeras.src.layers.base import Layer
from multikeras.src.layers.input_spec import InputSpec


class BaseAdaptivePooling(Layer):
    """One value for each of a given number of windows.

    Args:
        rank: Number of spatial axes.
        pool: The op.
        output_size: Number of windows, one int or one for each axis.
        data_format: Where the channels are; that of the configuration when None.
        **kwargs: Arguments of `Layer`.
    """

    def __init__(self, rank: int, pool: Callable, output_size: Any, data_format: str | None, **kwargs: Any):
        super().__init__(**kwargs)
        owner = type(self).__name__
        self._pool = pool
        self.output_size = positive_ints(owner, "output_size", output_size, rank)
        self.data_format = known_data_format(owner, data_format)
        self.input_spec = InputSpec(ndim=rank + 2)

    def call(self, inputs: Any) -> Any:
        return self._pool(inputs, self.output_size, self.data_format)
