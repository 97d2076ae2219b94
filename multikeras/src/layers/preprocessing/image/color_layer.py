"""What the layers that change the colors of images share."""

from collections.abc import Sequence
from typing import Any

from multikeras.src import ops
from multikeras.src.layers.preprocessing.image.image_layer import ImageLayer
from multikeras.src.ops.images import calculable


class ColorLayer(ImageLayer):
    """Base of the layers that change colors: images get other values within `value_range`, and all else stays as it is.

    Args:
        value_range: The darkest and the brightest value that images may have, `(0, 255)` by default.
        **kwargs: `data_format`, `seed`, `bounding_box_format`, `name`, `dtype` and the other arguments of `Layer`.

    Raises:
        ValueError: The range is not a pair of numbers in ascending order.
    """

    def __init__(self, value_range: Sequence[float] = (0, 255), **kwargs: Any):
        super().__init__(**kwargs)
        if not isinstance(value_range, Sequence) or len(value_range) != 2 or not value_range[0] < value_range[1]:
            raise ValueError(
                f"{type(self).__name__}: `value_range` must be a pair of numbers in ascending order, such as (0, 255); got {value_range!r}."
            )
        self.value_range = tuple(value_range)

    def clipped(self, images: Any) -> Any:
        """Images with values within the range, in the compute dtype."""
        return ops.cast(ops.clip(images, *self.value_range), self.compute_dtype)

    def to_unit(self, images: Any) -> Any:
        """Images with values from 0 to 1, in at least 32 bits, so that shades are told apart."""
        low, high = self.value_range
        return ops.clip((calculable(images) - low) / (high - low), 0.0, 1.0)

    def from_unit(self, images: Any) -> Any:
        """Images with values within the range, of those with values from 0 to 1."""
        low, high = self.value_range
        return self.clipped(images * (high - low) + low)
