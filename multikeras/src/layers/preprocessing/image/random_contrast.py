"""Images with more or less contrast at random."""

from collections.abc import Sequence
from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.layers.preprocessing.image.color_layer import ColorLayer
from multikeras.src.layers.preprocessing.image.image_layer import between


@export("multikeras.layers.RandomContrast")
class RandomContrast(ColorLayer):
    """Spreads the values of each image in training, or draws them together: `(x - mean) * contrast + mean`, channel by channel.

    Args:
        factor: Pair of a lower and an upper number, or one for both: the contrast is drawn between `1 - lower` and `1 + upper`.
            The lower number is between 0 and 1, the upper at least 0.
        value_range: The darkest and the brightest value that images may have, `(0, 255)` by default.
        seed: Non-negative int; drawn when None.
        **kwargs: `data_format`, `bounding_box_format`, `name`, `dtype` and the other arguments of `Layer`.

    Input: images `(batch, height, width, channels)` or one of them, of any numeric dtype; or a dict with `"images"` and any of
    `"labels"`, `"bounding_boxes"` and `"segmentation_masks"`, which stay as they are.

    Output: what was given, images in the compute dtype.

    Raises:
        ValueError: An argument is not one of these.

    Example:

    >>> layer = multikeras.layers.RandomContrast((0.999, 0.0), seed=1)
    >>> image = np.array([100, 200], "uint8").reshape(1, 2, 1)
    >>> dark, bright = multikeras.ops.convert_to_numpy(layer(image, training=True)).ravel()
    >>> bool(100 <= dark < bright <= 200)
    True
    """

    def __init__(self, factor: float | Sequence[float], value_range: Sequence[float] = (0, 255), seed: int | None = None, **kwargs: Any):
        super().__init__(value_range, seed=seed, **kwargs)
        pair = tuple(factor) if isinstance(factor, Sequence) else (factor, factor)
        if len(pair) != 2 or not 0 <= pair[0] <= 1 or not pair[1] >= 0:
            raise ValueError(
                "RandomContrast: `factor` must be a number between 0 and 1, or a pair of such a number and one that is not negative; "
                f"got {factor!r}."
            )
        self.factor = pair

    def get_random_transformation(self, data: Any, training: bool = True, seed: Any = None) -> Any:
        if not training:
            return None
        lower, upper = self.factor
        (unit,) = self.drawn_for(data, 1, seed)
        return between((1 - lower, 1 + upper), unit)

    def transform_images(self, images: Any, transformation: Any, training: bool = True) -> Any:
        if transformation is None:
            return images
        mean = ops.mean(images, axis=(self.height_axis, self.width_axis), keepdims=True)
        return self.clipped((images - mean) * ops.cast(transformation, images.dtype) + mean)
