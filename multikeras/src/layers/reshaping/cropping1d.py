"""Sequences without their margins."""

from typing import Any

from multikeras.src.core.export import export
from multikeras.src.layers.reshaping.base_cropping import BaseCropping


@export("multikeras.layers.Cropping1D")
class Cropping1D(BaseCropping):
    """Cuts the margins off sequences.

    Args:
        cropping: How wide they are: an int for both sides, or a pair `(before, after)`.
        **kwargs: `name`, `dtype` and the other arguments of `Layer`.

    Input: tensor of shape `(batch, steps, features)`.

    Output: tensor that is smaller by the margins.

    Raises:
        ValueError: An argument is not of a form above, or nothing is left of the input.

    Example:

    >>> tuple(multikeras.layers.Cropping1D(1)(np.ones((2, 5, 4))).shape)
    (2, 3, 4)
    """

    def __init__(self, cropping: Any = (1, 1), **kwargs: Any):
        super().__init__(1, cropping, "channels_last", **kwargs)
