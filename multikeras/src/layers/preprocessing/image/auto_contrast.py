"""Images whose channels are stretched to all values."""

from collections.abc import Sequence
from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.layers.preprocessing.image.color_layer import ColorLayer


@export("multikeras.layers.AutoContrast")
class AutoContrast(ColorLayer):
    """Stretches the values of each channel of each image in training, so that the smallest becomes the darkest and the largest the
    brightest. A channel of one value stays as it is.

    Args:
        value_range: The darkest and the brightest value that images may have, `(0, 255)` by default.
        **kwargs: `data_format`, `bounding_box_format`, `name`, `dtype` and the other arguments of `Layer`.

    Input: images `(batch, height, width, channels)` or one of them, of any numeric dtype; or a dict with `"images"` and any of
    `"labels"`, `"bounding_boxes"` and `"segmentation_masks"`, which stay as they are.

    Output: what was given, images in the compute dtype.

    Raises:
        ValueError: The range is not a pair of numbers in ascending order.

    Example:

    >>> layer = multikeras.layers.AutoContrast()
    >>> image = np.array([100, 150, 200], "uint8").reshape(1, 3, 1)
    >>> multikeras.ops.convert_to_numpy(layer(image, training=True)).ravel().tolist()
    [0.0, 127.5, 255.0]
    """

    def __init__(self, value_range: Sequence[float] = (0, 255), **kwargs: Any):
        super().__init__(value_range, **kwargs)

    def transform_images(self, images: Any, transformation: Any = None, training: bool = True) -> Any:
        if not training:
            return images
        axes = (self.height_axis, self.width_axis)
        lowest = ops.min(images, axis=axes, keepdims=True)
        spread = ops.max(images, axis=axes, keepdims=True) - lowest
        is_flat = spread == 0
        return ops.where(is_flat, images, self.from_unit((images - lowest) / ops.where(is_flat, 1.0, spread)))
