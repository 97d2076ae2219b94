"""Images made sharper or smoother at random."""

from collections.abc import Sequence
from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.layers.preprocessing.image.color_layer import ColorLayer
from multikeras.src.layers.preprocessing.image.image_layer import between, factor_range


@export("multikeras.layers.RandomSharpness")
class RandomSharpness(ColorLayer):
    """Makes each image sharper or smoother in training: `smooth + 2 f (image - smooth)`.

    A pixel of the smooth image is the mean of those around it, its own weight 5 and that of each of its 8 neighbors 1. At the
    border, the mean of the neighbors that there are stands for those that are missing.

    Args:
        factor: `f`, a pair of bounds between 0 and 1, or one number for `(0, f)`. Images become smooth with 0, stay as they are with
            0.5, and are sharpest with 1.
        value_range: The darkest and the brightest value that images may have, `(0, 255)` by default.
        data_format: `"channels_last"` or `"channels_first"`; that of the config file when None.
        seed: Non-negative int; drawn when None.
        **kwargs: `bounding_box_format`, `name`, `dtype` and the other arguments of `Layer`.

    Input: images `(batch, height, width, channels)` or one of them, of any numeric dtype; or a dict with `"images"` and any of
    `"labels"`, `"bounding_boxes"` and `"segmentation_masks"`, which stay as they are.

    Output: what was given, images in the compute dtype.

    Raises:
        ValueError: An argument is not one of these.

    Example:

    >>> layer = multikeras.layers.RandomSharpness((0.0, 0.0), data_format="channels_last")
    >>> image = np.zeros((3, 3, 1), "uint8")
    >>> image[1, 1] = 130
    >>> multikeras.ops.convert_to_numpy(layer(image, training=True))[1].ravel().round().tolist()
    [15.0, 50.0, 15.0]
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
        self.factor = factor_range("factor", factor, 0.0, 1.0, "RandomSharpness")

    def get_random_transformation(self, data: Any, training: bool = True, seed: Any = None) -> Any:
        if not training:
            return None
        (unit,) = self.drawn_for(data, 1, seed)
        return between(self.factor, unit)

    def transform_images(self, images: Any, transformation: Any = None, training: bool = True) -> Any:
        if transformation is None:
            return images
        around = ops.average_pool(images, 3, strides=1, padding="same", data_format=self.data_format)
        smooth = (9 * around + 4 * images) / 13
        return self.clipped(smooth + 2 * ops.cast(transformation, images.dtype) * (images - smooth))
