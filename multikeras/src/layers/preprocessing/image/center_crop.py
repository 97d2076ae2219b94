"""The middle of images."""

from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.layers.arguments import positive_int
from multikeras.src.layers.preprocessing.image.image_layer import ImageLayer


@export("multikeras.layers.CenterCrop")
class CenterCrop(ImageLayer):
    """Takes the middle of images.

    Images that are too small are resized instead, after their longer side is cut to the proportions.

    Args:
        height: Height of the part that is taken.
        width: Width of the part that is taken.
        data_format: `"channels_last"` or `"channels_first"`; that of the configuration when None.
        **kwargs: `name`, `dtype` and the other arguments of `Layer`.

    Input: tensor of shape `(batch, height, width, channels)` or `(height, width, channels)`, channels before the height for
    channels_first; or a dict of such `"images"` with `"segmentation_masks"` and `"labels"`.

    Output: tensor of that size, of the compute dtype, or a dict of such.

    Raises:
        ValueError: An argument is not one of these.

    Example:

    >>> layer = multikeras.layers.CenterCrop(1, 2, data_format="channels_last")
    >>> x = np.arange(12.0).reshape((1, 3, 4, 1))
    >>> multikeras.ops.convert_to_numpy(layer(x)).ravel().tolist()
    [5.0, 6.0]
    """

    def __init__(self, height: int, width: int, data_format: str | None = None, **kwargs: Any):
        super().__init__(data_format=data_format, **kwargs)
        self.height = positive_int("CenterCrop", "height", height)
        self.width = positive_int("CenterCrop", "width", width)

    def transform_images(self, images: Any, transformation: Any, training: bool = True) -> Any:
        return self._cropped(images, "bilinear")

    def transform_segmentation_masks(self, segmentation_masks: Any, transformation: Any, training: bool = True) -> Any:
        return self._cropped(segmentation_masks, "nearest")

    def transform_bounding_boxes(self, bounding_boxes: Any, transformation: Any, training: bool = True) -> Any:
        raise NotImplementedError(
            f"{self._label}: bounding boxes are not available yet. Leave them out of the dict, and transform them apart."
        )

    def _cropped(self, images: Any, interpolation: str) -> Any:
        return ops.center_crop(images, (self.height, self.width), interpolation, self.data_format)
