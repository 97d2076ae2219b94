"""Images with turned colors at random."""

from collections.abc import Sequence
from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.layers.preprocessing.image.color_layer import ColorLayer
from multikeras.src.layers.preprocessing.image.image_layer import between, factor_range


@export("multikeras.layers.RandomHue")
class RandomHue(ColorLayer):
    """Turns the hues of each image around the circle of colors in training, one way or the other.

    Args:
        factor: How far, in parts of half a circle: a pair of bounds between 0 and 1, or one number `f` for `(0, f)`. With 1, each
            color becomes its complement.
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

    >>> layer = multikeras.layers.RandomHue((1.0, 1.0), data_format="channels_last")
    >>> image = np.array([255, 0, 0], "uint8").reshape(1, 1, 3)
    >>> multikeras.ops.convert_to_numpy(layer(image, training=True)).ravel().round().tolist()
    [0.0, 255.0, 255.0]
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
        self.factor = factor_range("factor", factor, 0.0, 1.0, "RandomHue")

    def get_random_transformation(self, data: Any, training: bool = True, seed: Any = None) -> Any:
        if not training:
            return None
        unit, side = self.drawn_for(data, 2, seed)
        return ops.where(side < 0.5, -0.5, 0.5) * between(self.factor, unit)

    def transform_images(self, images: Any, transformation: Any = None, training: bool = True) -> Any:
        if transformation is None:
            return images
        hsv = ops.rgb_to_hsv(self.to_unit(images), self.data_format)
        is_hue = ops.reshape([1.0, 0.0, 0.0], (3, 1, 1) if self.channels_axis == -3 else (3,))
        return self.from_unit(ops.hsv_to_rgb(hsv + ops.cast(transformation * is_hue, hsv.dtype), self.data_format))
