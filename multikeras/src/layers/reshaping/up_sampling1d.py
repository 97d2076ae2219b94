"""Larger sequences."""

from typing import Any

from multikeras.src.core.export import export
from multikeras.src.layers.reshaping.base_up_sampling import BaseUpSampling


@export("multikeras.layers.UpSampling1D")
class UpSampling1D(BaseUpSampling):
    """Makes sequences larger by repeating each place.

    Args:
        size: How often: an int.
        **kwargs: `name`, `dtype` and the other arguments of `Layer`.

    Input: tensor of shape `(batch, steps, features)`.

    Output: tensor whose spatial sizes are multiplied by `size`.

    Raises:
        ValueError: An argument is not one of these.

    Example:

    >>> tuple(multikeras.layers.UpSampling1D(2)(np.ones((2, 3, 4))).shape)
    (2, 6, 4)
    """

    def __init__(self, size: Any = 2, **kwargs: Any):
        super().__init__(1, size, "channels_last", **kwargs)
