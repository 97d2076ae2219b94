"""The layer that makes a vector of each sample."""

import math
from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.layers.arguments import known_data_format
from multikeras.src.layers.base import Layer
from multikeras.src.layers.input_spec import InputSpec


@export("multikeras.layers.Flatten")
class Flatten(Layer):
    """The elements of each sample in one axis.

    Args:
        data_format: With `"channels_first"` the channels are moved to the end first, so that elements come in the order of
            `"channels_last"`; that of the configuration when None.
        **kwargs: `name`, `dtype` and the other arguments of `Layer`.

    Input: tensor of shape `(batch, ...)`.

    Output: tensor of shape `(batch, size)`; size is 1 for an input of shape `(batch,)`.

    Raises:
        ValueError: `data_format` is not one of these.

    Example:

    >>> tuple(multikeras.layers.Flatten()(np.ones((2, 3, 4))).shape)
    (2, 12)
    """

    def __init__(self, data_format: str | None = None, **kwargs: Any):
        super().__init__(**kwargs)
        self.data_format = known_data_format("Flatten", data_format)
        self.input_spec = InputSpec(min_ndim=1)

    def call(self, inputs: Any) -> Any:
        ndim = len(inputs.shape)
        if self.data_format == "channels_first" and ndim > 2:
            inputs = ops.transpose(inputs, (0, *range(2, ndim), 1))
        batch, *sizes = ops.shape(inputs)
        size = math.prod(sizes) if all(isinstance(n, int) for n in sizes) else -1
        return ops.reshape(inputs, (batch, size))
