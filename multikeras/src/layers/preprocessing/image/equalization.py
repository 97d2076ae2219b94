"""Images whose channels use all values equally often."""

from collections.abc import Sequence
from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.layers.arguments import positive_int
from multikeras.src.layers.preprocessing.image import histogram
from multikeras.src.layers.preprocessing.image.color_layer import ColorLayer


@export("multikeras.layers.Equalization")
class Equalization(ColorLayer):
    """Spreads the values of each channel of each image in training so that they occur about equally often.

    The new value of a pixel is the part of the other pixels that are not brighter than it, those of the darkest level left out. A
    channel of one level stays as it is.

    Args:
        value_range: The darkest and the brightest value that images may have, `(0, 255)` by default.
        bins: How many levels of brightness are told apart, 256 by default.
        data_format: `"channels_last"` or `"channels_first"`; that of the config file when None.
        **kwargs: `bounding_box_format`, `name`, `dtype` and the other arguments of `Layer`.

    Input: images `(batch, height, width, channels)` or one of them, of any numeric dtype; or a dict with `"images"` and any of
    `"labels"`, `"bounding_boxes"` and `"segmentation_masks"`, which stay as they are.

    Output: what was given, images in the compute dtype.

    Raises:
        ValueError: An argument is not one of these.

    Example:

    >>> layer = multikeras.layers.Equalization()
    >>> image = np.array([10, 10, 11, 13, 20], "uint8").reshape(1, 5, 1)
    >>> multikeras.ops.convert_to_numpy(layer(image, training=True)).ravel().tolist()
    [0.0, 0.0, 85.0, 170.0, 255.0]
    """

    def __init__(self, value_range: Sequence[float] = (0, 255), bins: int = 256, data_format: str | None = None, **kwargs: Any):
        super().__init__(value_range, data_format=data_format, **kwargs)
        self.bins = positive_int("Equalization", "bins", bins)

    def transform_images(self, images: Any, transformation: Any, training: bool = True) -> Any:
        if not training:
            return images
        levels = histogram.levels_of(histogram.planes_of(self.to_unit(images), self.channels_axis), self.bins)
        batch, channels, height, width = ops.shape(levels)
        counts = histogram.counted(ops.reshape(levels, (batch * channels, height * width)), self.bins)
        sums = ops.cumsum(counts, axis=1)
        total = sums[:, -1:]
        darkest = ops.min(ops.where(sums > 0, sums, total), axis=1, keepdims=True)
        tables = ops.round((sums - darkest) / ops.maximum(total - darkest, 1.0) * 255) / 255
        found = ops.moveaxis(histogram.looked_up(tables, levels), 1, self.channels_axis)
        axes = (self.height_axis, self.width_axis)
        is_flat = ops.max(images, axis=axes, keepdims=True) == ops.min(images, axis=axes, keepdims=True)
        return ops.where(is_flat, images, self.from_unit(found))
