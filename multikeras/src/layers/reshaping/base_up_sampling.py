"""What the upsampling layers share."""

from typing import Any

from multikeras.src import ops
from multikeras.src.layers.arguments import known_data_format, positive_ints
from multikeras.src.layers.base import Layer
from multikeras.src.layers.input_spec import InputSpec


class BaseUpSampling(Layer):
    """Repeats each place along the spatial axes.

    Args:
        rank: Number of spatial axes.
        size: How often: an int, or one for each axis.
        data_format: Where the channels are; that of the configuration when None.
        **kwargs: Arguments of `Layer`.
    """

    def __init__(self, rank: int, size: Any, data_format: str | None, **kwargs: Any):
        super().__init__(**kwargs)
        self.size = positive_ints(type(self).__name__, "size", size, rank)
        self.data_format = known_data_format(type(self).__name__, data_format)
        self.input_spec = InputSpec(ndim=rank + 2)

    def call(self, inputs: Any) -> Any:
        first = 2 if self.data_format == "channels_first" else 1
        for axis, times in enumerate(self.size, first):
            inputs = ops.repeat(inputs, times, axis=axis)
        return inputs
