"""Images that lose some of their color at random."""

from collections.abc import Sequence
from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.layers.preprocessing.image.color_layer import ColorLayer
from multikeras.src.layers.preprocessing.image.image_layer import between
from multikeras.src.layers.preprocessing.image.random_saturation import strength_range


@export("multikeras.layers.RandomColorDegeneration")
class RandomColorDegeneration(ColorLayer):
    """Mixes each image in training with the same image in gray: `(1 - f) * image + f * gray`.

    Args:
        factor: `f`, a pair of bounds between 0 and 1, or one number for `(0, f)`. Colors stay with 0, and are gone with 1. In a
            pair, a lower bound under 0 counts as 0.
        value_range: The darkest and the brightest value that images may have, `(0, 255)` by default.
        data_format: `"channels_last"` or `"channels_first"`; that of the config file when None.
        seed: Non-negative int; drawn when None.
        **kwargs: `bounding_box_format`, `name`, `dtype` and the other arguments of `Layer`.

    Input: images `(batch, height, width, 3)` or one of them, of any numeric dtype; or a dict with `"images"` and any of
    `"labels"`, `"bounding_boxes"` and `"segmentation_masks"`, which stay as they are.

    Output: what was given, images in the compute dtype.

    Raises:
        ValueError: An argument is not one of these, or images have not 3 channels.

    Example:

    >>> layer = multikeras.layers.RandomColorDegeneration((1.0, 1.0), data_format="channels_last")
    >>> image = np.array([0, 200, 0], "uint8").reshape(1, 1, 3)
    >>> multikeras.ops.convert_to_numpy(layer(image, training=True)).ravel().round().tolist()
    [117.0, 117.0, 117.0]
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
        self.factor = strength_range("RandomColorDegeneration", factor)

    def get_random_transformation(self, data: Any, training: bool = True, seed: Any = None) -> Any:
        if not training:
            return None
        (unit,) = self.drawn_for(data, 1, seed)
        return between(self.factor, unit)

    def transform_images(self, images: Any, transformation: Any = None, training: bool = True) -> Any:
        if transformation is None:
            return images
        gray = ops.rgb_to_grayscale(images, self.data_format)
        return self.clipped(images + (gray - images) * ops.cast(transformation, images.dtype))
