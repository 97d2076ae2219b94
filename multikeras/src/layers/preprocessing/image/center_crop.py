"""The middle of images."""

from typing import Any

from multikeras.src.core.export import export
from multikeras.src.layers.preprocessing.image.cropping_layer import CroppingLayer


@export("multikeras.layers.CenterCrop")
class CenterCrop(CroppingLayer):
    """Takes the middle of images.

    Images that are too small are resized instead, after their longer side is cut to the proportions.

    Args:
        height: Height of the part that is taken.
        width: Width of the part that is taken.
        data_format: `"channels_last"` or `"channels_first"`; that of the configuration when None.
        **kwargs: `bounding_box_format`, `name`, `dtype` and the other arguments of `Layer`.

    Input: tensor of shape `(batch, height, width, channels)` or `(height, width, channels)`, channels before the height for
    channels_first; or a dict of such `"images"` and any of `"segmentation_masks"`, `"bounding_boxes"` and `"labels"`.

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
        super().__init__(height, width, data_format=data_format, **kwargs)

    def start(self, rows: Any, columns: Any, training: bool, seed: Any) -> tuple[Any, Any] | None:
        return rows // 2, columns // 2
