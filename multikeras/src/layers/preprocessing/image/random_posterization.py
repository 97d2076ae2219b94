"""Images with fewer shades at random."""

from collections.abc import Sequence
from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.layers.preprocessing.image.color_layer import ColorLayer
from multikeras.src.layers.preprocessing.image.image_layer import between, factor_range


@export("multikeras.layers.RandomPosterization")
class RandomPosterization(ColorLayer):
    """Keeps only the first of the 8 bits of each value in training, and so fewer shades.

    Args:
        factor: How many bits: a pair of bounds from 1 to 8, or one int `f` for `(1, f)`. The number is drawn for each image, both
            bounds included.
        value_range: The darkest and the brightest value that images may have, `(0, 255)` by default. Values of another range
            are brought to the nearest of 256 steps first.
        data_format: `"channels_last"` or `"channels_first"`; that of the config file when None.
        seed: Non-negative int; drawn when None.
        **kwargs: `bounding_box_format`, `name`, `dtype` and the other arguments of `Layer`.

    Input: images `(batch, height, width, channels)` or one of them, of any numeric dtype; or a dict with `"images"` and any of
    `"labels"`, `"bounding_boxes"` and `"segmentation_masks"`, which stay as they are.

    Output: what was given, images in the compute dtype.

    Raises:
        ValueError: An argument is not one of these.

    Example:

    >>> layer = multikeras.layers.RandomPosterization((2, 2))
    >>> image = np.array([0, 63, 64, 255], "uint8").reshape(1, 4, 1)
    >>> multikeras.ops.convert_to_numpy(layer(image, training=True)).ravel().tolist()
    [0.0, 0.0, 64.0, 192.0]
    """

    def __init__(
        self,
        factor: float | Sequence[float],
        value_range: Sequence[float] = (0, 255),
        data_format: str | None = None,
        seed: int | None = None,
        **kwargs: Any,
    ):
        super().__init__(value_range, data_format=data_format, seed=seed, **kwargs)
        self.factor = factor_range("factor", factor, 1, 8, "RandomPosterization")

    def get_random_transformation(self, data: Any, training: bool = True, seed: Any = None) -> Any:
        if not training:
            return None
        low, high = self.factor
        (unit,) = self.drawn_for(data, 1, seed)
        return ops.minimum(ops.floor(between((low, high + 1), unit)), float(high))

    def transform_images(self, images: Any, transformation: Any = None, training: bool = True) -> Any:
        if transformation is None:
            return images
        low, high = self.value_range
        shades = ops.round(self.to_unit(images) * 255)
        step = ops.cast(ops.power(2.0, 8 - transformation), shades.dtype)
        return self.clipped(ops.floor(shades / step) * step * ((high - low) / 255) + low)
