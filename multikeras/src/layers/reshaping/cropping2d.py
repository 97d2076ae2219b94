"""Images without their margins."""

from typing import Any

from multikeras.src.core.export import export
from multikeras.src.layers.reshaping.base_cropping import BaseCropping


@export("multikeras.layers.Cropping2D")
class Cropping2D(BaseCropping):
    """Cuts the margins off images.

    Args:
        cropping: How wide they are: an int for all sides, `(rows, columns)`, or `((top, bottom), (left, right))`.
        data_format: `"channels_last"` or `"channels_first"`; that of the configuration when None.
        **kwargs: `name`, `dtype` and the other arguments of `Layer`.

    Input: tensor of shape `(batch, rows, columns, channels)`, or
    `(batch, channels, rows, columns)` for channels_first.

    Output: tensor that is smaller by the margins.

    Raises:
        ValueError: An argument is not of a form above, or nothing is left of the input.

    Example:

    >>> tuple(multikeras.layers.Cropping2D(1, data_format="channels_last")(np.ones((2, 5, 5, 4))).shape)
    (2, 3, 3, 4)
    """

    def __init__(self, cropping: Any = ((0, 0), (0, 0)), data_format: str | None = None, **kwargs: Any):
        super().__init__(2, cropping, data_format, **kwargs)
