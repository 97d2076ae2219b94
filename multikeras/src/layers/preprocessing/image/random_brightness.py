"""Images made brighter or darker at random."""

from collections.abc import Sequence
from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.layers.preprocessing.image.color_layer import ColorLayer
from multikeras.src.layers.preprocessing.image.image_layer import between, factor_range


@export("multikeras.layers.RandomBrightness")
class RandomBrightness(ColorLayer):
    """Makes each image brighter or darker in training, by one number that is added to all of its values.

    Args:
        factor: How much, in parts of the range of values: a pair of bounds between -1 and 1, or one number `f` for `(-f, f)`.
        value_range: The darkest and the brightest value that images may have, `(0, 255)` by default.
        seed: Non-negative int; drawn when None.
        **kwargs: `data_format`, `bounding_box_format`, `name`, `dtype` and the other arguments of `Layer`.

    Input: images `(batch, height, width, channels)` or one of them, of any numeric dtype; or a dict with `"images"` and any of
    `"labels"`, `"bounding_boxes"` and `"segmentation_masks"`, which stay as they are.

    Output: what was given, images in the compute dtype.

    Raises:
        ValueError: An argument is not one of these.

    Example:

    >>> layer = multikeras.layers.RandomBrightness((0.2, 0.2))
    >>> image = np.array([0, 100, 250], "uint8").reshape(1, 3, 1)
    >>> multikeras.ops.convert_to_numpy(layer(image, training=True)).ravel().tolist()
    [51.0, 151.0, 255.0]
    """

    def __init__(self, factor: float | Sequence[float], value_range: Sequence[float] = (0, 255), seed: int | None = None, **kwargs: Any):
        super().__init__(value_range, seed=seed, **kwargs)
        self.factor = factor_range("factor", factor, -1.0, 1.0, "RandomBrightness")

    def get_random_transformation(self, data: Any, training: bool = True, seed: Any = None) -> Any:
        if not training:
            return None
        (unit,) = self.drawn_for(data, 1, seed)
        return between(self.factor, unit)

    def transform_images(self, images: Any, transformation: Any, training: bool = True) -> Any:
        if transformation is None:
            return images
        low, high = self.value_range
        return self.clipped(images + ops.cast(transformation, images.dtype) * (high - low))
