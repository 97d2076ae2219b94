"""Largest element of windows of volumes."""

from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.core.typing import Ints
from multikeras.src.layers.pooling.base_pooling import BasePooling


@export(["multikeras.layers.MaxPooling3D", "multikeras.layers.MaxPool3D"])
class MaxPooling3D(BasePooling):
    """The largest element of each window of volumes, channel by channel.

    Args:
        pool_size: Size of a window, one int or 3.
        strides: Step from window to window, one int or 3; `pool_size` when None.
        padding: `"valid"` for whole windows only, or `"same"`, with which sizes are divided by the strides and
            rounded up; what is added is never the largest.
        data_format: `"channels_last"` or `"channels_first"`; that of the configuration when None.
        name: Name of the layer.
        **kwargs: `dtype` and the other arguments of `Layer`.

    Input: tensor of shape `(batch, planes, rows, columns, channels)`, or
    `(batch, channels, planes, rows, columns)` for channels_first.

    Output: tensor with an element for each window and channel.

    Raises:
        ValueError: An argument is not one of these, or a window is larger than the input.

    Example:

    >>> tuple(multikeras.layers.MaxPooling3D(2, data_format="channels_last")(np.ones((2, 6, 6, 6, 3))).shape)
    (2, 3, 3, 3, 3)
    """

    def __init__(
        self,
        pool_size: Ints = (2, 2, 2),
        strides: Ints | None = None,
        padding: str = "valid",
        data_format: str | None = None,
        name: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(3, ops.max_pool, pool_size, strides, padding, data_format, name=name, **kwargs)
