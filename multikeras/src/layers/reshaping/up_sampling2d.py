"""Larger images."""

from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.layers.arguments import one_of
from multikeras.src.layers.reshaping.base_up_sampling import BaseUpSampling

INTERPOLATIONS = ("nearest", "bilinear", "bicubic", "lanczos3", "lanczos5")


@export("multikeras.layers.UpSampling2D")
class UpSampling2D(BaseUpSampling):
    """Makes images larger by repeating each place, or by interpolating between places.

    Args:
        size: How often: an int, or one for each axis.
        data_format: `"channels_last"` or `"channels_first"`; that of the configuration when None.
        interpolation: `"nearest"`, which repeats, `"bilinear"`, `"bicubic"`, `"lanczos3"` or `"lanczos5"`, as in
            `ops.image.resize`.
        **kwargs: `name`, `dtype` and the other arguments of `Layer`.

    Input: tensor of shape `(batch, rows, columns, channels)`, or
    `(batch, channels, rows, columns)` for channels_first.

    Output: tensor whose spatial sizes are multiplied by `size`.

    Raises:
        ValueError: An argument is not one of these.

    Example:

    >>> tuple(multikeras.layers.UpSampling2D(2, data_format="channels_last")(np.ones((2, 3, 3, 4))).shape)
    (2, 6, 6, 4)
    """

    def __init__(self, size: Any = (2, 2), data_format: str | None = None, interpolation: str = "nearest", **kwargs: Any):
        super().__init__(2, size, data_format, **kwargs)
        self.interpolation = one_of("UpSampling2D", "interpolation", interpolation, INTERPOLATIONS)

    def call(self, inputs: Any) -> Any:
        if self.interpolation == "nearest":
            return super().call(inputs)
        return ops.upsample(inputs, self.size, self.interpolation, self.data_format)
