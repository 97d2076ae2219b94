"""Larger volumes."""

from typing import Any

from multikeras.src.core.export import export
from multikeras.src.layers.reshaping.base_up_sampling import BaseUpSampling


@export("multikeras.layers.UpSampling3D")
class UpSampling3D(BaseUpSampling):
    """Makes volumes larger by repeating each place.

    Args:
        size: How often: an int, or one for each axis.
        data_format: `"channels_last"` or `"channels_first"`; that of the configuration when None.
        **kwargs: `name`, `dtype` and the other arguments of `Layer`.

    Input: tensor of shape `(batch, planes, rows, columns, channels)`, or
    `(batch, channels, planes, rows, columns)` for channels_first.

    Output: tensor whose spatial sizes are multiplied by `size`.

    Raises:
        ValueError: An argument is not one of these.

    Example:

    >>> tuple(multikeras.layers.UpSampling3D(2, data_format="channels_last")(np.ones((2, 3, 3, 3, 4))).shape)
    (2, 6, 6, 6, 4)
    """

    def __init__(self, size: Any = (2, 2, 2), data_format: str | None = None, **kwargs: Any):
        super().__init__(3, size, data_format, **kwargs)
