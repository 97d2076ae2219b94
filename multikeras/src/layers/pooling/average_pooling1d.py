"""Mean of windows of sequences."""

from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.core.typing import Ints
from multikeras.src.layers.pooling.base_pooling import BasePooling


@export(["multikeras.layers.AveragePooling1D", "multikeras.layers.AvgPool1D"])
class AveragePooling1D(BasePooling):
    """The mean of each window of sequences, channel by channel.

    Args:
        pool_size: Size of a window, an int.
        strides: Step from window to window, an int; `pool_size` when None.
        padding: `"valid"` for whole windows only, or `"same"`, with which sizes are divided by the strides and
            rounded up; what is added does not count in the means.
        data_format: `"channels_last"` or `"channels_first"`; that of the configuration when None.
        name: Name of the layer.
        **kwargs: `dtype` and the other arguments of `Layer`.

    Input: tensor of shape `(batch, steps, features)`, or
    `(batch, features, steps)` for channels_first.

    Output: tensor with an element for each window and channel.

    Raises:
        ValueError: An argument is not one of these, or a window is larger than the input.

    Example:

    >>> tuple(multikeras.layers.AveragePooling1D(2, data_format="channels_last")(np.ones((2, 6, 3))).shape)
    (2, 3, 3)
    """

    def __init__(
        self,
        pool_size: Ints,
        strides: Ints | None = None,
        padding: str = "valid",
        data_format: str | None = None,
        name: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(1, ops.average_pool, pool_size, strides, padding, data_format, name=name, **kwargs)
