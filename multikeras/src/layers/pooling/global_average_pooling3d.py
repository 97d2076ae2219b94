"""Mean of whole volumes."""

from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.layers.pooling.base_global_pooling import BaseGlobalPooling


@export(["multikeras.layers.GlobalAveragePooling3D", "multikeras.layers.GlobalAvgPool3D"])
class GlobalAveragePooling3D(BaseGlobalPooling):
    """The mean of each channel of volumes.

    Args:
        data_format: `"channels_last"` or `"channels_first"`; that of the configuration when None.
        keepdims: Whether the spatial axes stay, with size 1.
        **kwargs: `name`, `dtype` and the other arguments of `Layer`.

    Input: tensor of shape `(batch, planes, rows, columns, channels)`, or
    `(batch, channels, planes, rows, columns)` for channels_first.

    Output: tensor of shape `(batch, channels)`, or with `keepdims` of the rank of the input.

    Raises:
        ValueError: `data_format` is not one of these.

    Example:

    >>> tuple(multikeras.layers.GlobalAveragePooling3D(data_format="channels_last")(np.ones((2, 6, 6, 6, 3))).shape)
    (2, 3)
    """

    def __init__(self, data_format: str | None = None, keepdims: bool = False, **kwargs: Any):
        super().__init__(3, ops.mean, data_format, keepdims, **kwargs)
