"""Largest element of a given number of windows of volumes."""

from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.core.typing import Ints
from multikeras.src.layers.pooling.base_adaptive_pooling import BaseAdaptivePooling


@export("multikeras.layers.AdaptiveMaxPooling3D")
class AdaptiveMaxPooling3D(BaseAdaptivePooling):
    """The largest element of each of a given number of windows of volumes, channel by channel, whatever their size.

    The windows are as even as the sizes allow, and overlap by a place where these do not divide; see
    `multikeras.ops.adaptive_max_pool`.

    Args:
        output_size: Number of windows along each spatial axis, one int or 3.
        data_format: `"channels_last"` or `"channels_first"`; that of the configuration when None.
        **kwargs: `name`, `dtype` and the other arguments of `Layer`.

    Input: tensor of shape `(batch, planes, rows, columns, channels)`, or
    `(batch, channels, planes, rows, columns)` for channels_first.

    Output: tensor with spatial axes of `output_size`.

    Raises:
        ValueError: An argument is not one of these, or a spatial axis of the input is empty.

    Example:

    >>> tuple(multikeras.layers.AdaptiveMaxPooling3D(3, data_format="channels_last")(np.ones((2, 7, 5, 6, 4))).shape)
    (2, 3, 3, 3, 4)
    """

    def __init__(self, output_size: Ints, data_format: str | None = None, **kwargs: Any):
        super().__init__(3, ops.adaptive_max_pool, output_size, data_format, **kwargs)
