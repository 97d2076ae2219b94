"""What the pooling layers share."""

from collections.abc import Callable
from typing import Any

from multikeras.src.layers.arguments import known_data_format, one_of, positive_ints
from multikeras.src.layers.base import Layer
from multikeras.src.layers.input_spec import InputSpec


class BasePooling(Layer):
    """One value for each window.

    Args:
        rank: Number of spatial axes.
        pool: The op.
        pool_size: Size of a window, one int or one for each axis.
        strides: Step from window to window; `pool_size` when None.
        padding: "valid" or "same".
        data_format: Where the channels are; that of the configuration when None.
        **kwargs: Arguments of `Layer`.
    """

    def __init__(self, rank: int, pool: Callable, pool_size: Any, strides: Any, padding: str, data_format: str | None, **kwargs: Any):
        super().__init__(**kwargs)
        owner = type(self).__name__
        self._pool = pool
        self.pool_size = positive_ints(owner, "pool_size", pool_size, rank)
        self.strides = self.pool_size if strides is None else positive_ints(owner, "strides", strides, rank)
        self.padding = one_of(owner, "padding", padding, ("valid", "same"))
        self.data_format = known_data_format(owner, data_format)
        self.input_spec = InputSpec(ndim=rank + 2)

    def call(self, inputs: Any) -> Any:
        return self._pool(inputs, self.pool_size, self.strides, self.padding, self.data_format)
