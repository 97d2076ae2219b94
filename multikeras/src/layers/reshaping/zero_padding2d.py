"""Zeros around images."""

from typing import Any

from multikeras.src.core.export import export
from multikeras.src.layers.reshaping.base_zero_padding import BaseZeroPadding


@export("multikeras.layers.ZeroPadding2D")
class ZeroPadding2D(BaseZeroPadding):
    """Adds zeros around images.

    Args:
        padding: How many: an int for all sides, `(rows, columns)`, or `((top, bottom), (left, right))`.
        data_format: `"channels_last"` or `"channels_first"`; that of the configuration when None.
        **kwargs: `name`, `dtype` and the other arguments of `Layer`.

    Input: tensor of shape `(batch, rows, columns, channels)`, or
    `(batch, channels, rows, columns)` for channels_first.

    Output: tensor that is larger by the padding.

    Raises:
        ValueError: An argument is not of a form above.

    Example:

    >>> tuple(multikeras.layers.ZeroPadding2D(1, data_format="channels_last")(np.ones((2, 3, 3, 4))).shape)
    (2, 5, 5, 4)
    """

    def __init__(self, padding: Any = (1, 1), data_format: str | None = None, **kwargs: Any):
        super().__init__(2, padding, data_format, **kwargs)
