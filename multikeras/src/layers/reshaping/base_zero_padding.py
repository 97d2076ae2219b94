"""What the padding layers share."""

from typing import Any

from multikeras.src import ops
from multikeras.src.layers.arguments import known_data_format
from multikeras.src.layers.base import Layer
from multikeras.src.layers.input_spec import InputSpec
from multikeras.src.layers.reshaping.margins import margins


class BaseZeroPadding(Layer):
    """Zeros around the spatial axes.

    Args:
        rank: Number of spatial axes.
        padding: How many zeros, in one of the forms that `margins` takes.
        data_format: Where the channels are; that of the configuration when None.
        **kwargs: Arguments of `Layer`.
    """

    def __init__(self, rank: int, padding: Any, data_format: str | None, **kwargs: Any):
        super().__init__(**kwargs)
        self.padding = margins(type(self).__name__, "padding", padding, rank)
        self.data_format = known_data_format(type(self).__name__, data_format)
        self.input_spec = InputSpec(ndim=rank + 2)

    def call(self, inputs: Any) -> Any:
        none = (0, 0)
        if self.data_format == "channels_first":
            return ops.pad(inputs, (none, none, *self.padding))
        return ops.pad(inputs, (none, *self.padding, none))
