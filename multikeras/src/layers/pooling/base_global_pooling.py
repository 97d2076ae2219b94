"""What the global pooling layers share."""

from collections.abc import Callable
from typing import Any

from multikeras.src.layers.arguments import known_data_format
from multikeras.src.layers.base import Layer
from multikeras.src.layers.input_spec import InputSpec


class BaseGlobalPooling(Layer):
    """One value for each channel.

    Args:
        rank: Number of spatial axes.
        reduce: The op.
        data_format: Where the channels are; that of the configuration when None.
        keepdims: Whether the spatial axes stay, with size 1.
        **kwargs: Arguments of `Layer`.
    """

    def __init__(self, rank: int, reduce: Callable, data_format: str | None, keepdims: bool, **kwargs: Any):
        super().__init__(**kwargs)
        self._reduce = reduce
        self.data_format = known_data_format(type(self).__name__, data_format)
        self.keepdims = keepdims
        first = 2 if self.data_format == "channels_first" else 1
        self._axes = tuple(range(first, first + rank))
        self.input_spec = InputSpec(ndim=rank + 2)

    def call(self, inputs: Any) -> Any:
        return self._reduce(inputs, axis=self._axes, keepdims=self.keepdims)
