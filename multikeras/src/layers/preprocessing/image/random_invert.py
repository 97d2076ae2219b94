"""Images turned into their negatives at random."""

from collections.abc import Sequence
from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.layers.preprocessing.image.color_layer import ColorLayer
from multikeras.src.layers.preprocessing.image.image_layer import between, factor_range


@export("multikeras.layers.RandomInvert")
class RandomInvert(ColorLayer):
    """Turns some of the images into negatives in training: what was dark becomes bright.

    Args:
        factor: The probability, a pair of bounds between which it is drawn for each image, or one number `f` for `(0, f)`. `(1, 1)`
            inverts every image.
        value_range: The darkest and the brightest value that images may have, `(0, 255)` by default.
        seed: Non-negative int; drawn when None.
        data_format: `"channels_last"` or `"channels_first"`; that of the config file when None.
        **kwargs: `bounding_box_format`, `name`, `dtype` and the other arguments of `Layer`.

    Input: images `(batch, height, width, channels)` or one of them, of any numeric dtype; or a dict with `"images"` and any of
    `"labels"`, `"bounding_boxes"` and `"segmentation_masks"`, which stay as they are.

    Output: what was given, images in the compute dtype.

    Raises:
        ValueError: An argument is not one of these.

    Example:

    >>> layer = multikeras.layers.RandomInvert((1.0, 1.0))
    >>> image = np.array([0, 100], "uint8").reshape(1, 2, 1)
    >>> multikeras.ops.convert_to_numpy(layer(image, training=True)).ravel().tolist()
    [255.0, 155.0]
    """

    def __init__(
        self,
        factor: float | Sequence[float] = 1.0,
        value_range: Sequence[float] = (0, 255),
        seed: int | None = None,
        data_format: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(value_range, seed=seed, data_format=data_format, **kwargs)
        self.factor = factor_range("factor", factor, 0.0, 1.0, "RandomInvert")

    def get_random_transformation(self, data: Any, training: bool = True, seed: Any = None) -> Any:
        if not training:
            return None
        unit, chance = self.drawn_for(data, 2, seed)
        return chance < between(self.factor, unit)

    def transform_images(self, images: Any, transformation: Any, training: bool = True) -> Any:
        return images if transformation is None else ops.where(transformation, sum(self.value_range) - images, images)
