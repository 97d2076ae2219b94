"""Bounding boxes in equal numbers."""

from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.layers.arguments import positive_int
from multikeras.src.layers.preprocessing.image.box_geometry import NO_OBJECT
from multikeras.src.layers.preprocessing.image.image_layer import ImageLayer


@export("multikeras.layers.MaxNumBoundingBoxes")
class MaxNumBoundingBoxes(ImageLayer):
    """Gives each image the same number of bounding boxes: the first ones, and behind them such that are none, with label -1.

    Args:
        max_number: How many.
        fill_value: Coordinate of the boxes that are added, -1 by default.
        **kwargs: `bounding_box_format`, `data_format`, `name`, `dtype` and the other arguments of `Layer`.

    Input: dict with `"images"`, `"bounding_boxes"`, and any of `"labels"` and `"segmentation_masks"`; batches or single ones.

    Output: what was given, with `max_number` boxes.

    Raises:
        ValueError: The number is not a positive int.

    Example:

    >>> layer = multikeras.layers.MaxNumBoundingBoxes(3, bounding_box_format="xyxy")
    >>> boxes = {"boxes": np.ones((1, 2, 4)), "labels": np.array([[5, 6]])}
    >>> found = layer({"images": np.zeros((1, 4, 4, 3)), "bounding_boxes": boxes})["bounding_boxes"]
    >>> multikeras.ops.convert_to_numpy(found["labels"]).tolist()
    [[5, 6, -1]]
    """

    casts_images = False

    def __init__(self, max_number: int, fill_value: float = -1, **kwargs: Any):
        super().__init__(**kwargs)
        self.max_number = positive_int("MaxNumBoundingBoxes", "max_number", max_number)
        self.fill_value = fill_value

    def transform_images(self, images: Any, transformation: Any = None, training: bool = True) -> Any:
        return images

    def transform_bounding_boxes(self, bounding_boxes: Any, transformation: Any, training: bool = True) -> Any:
        fills = {"boxes": self.fill_value, "labels": NO_OBJECT}
        return {key: self._filled(x, fills[key]) for key, x in bounding_boxes.items()}

    def _filled(self, x: Any, value: float) -> Any:
        """The first `max_number` along the axis behind the batch, with `value` where there are not as many."""
        x = ops.convert_to_tensor(x)
        return ops.pad(x, [(0, 0), (0, self.max_number), *[(0, 0)] * (len(x.shape) - 2)], constant_values=value)[:, : self.max_number]
