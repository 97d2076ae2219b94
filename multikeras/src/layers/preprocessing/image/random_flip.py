"""Images turned over at random."""

from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.layers.arguments import one_of
from multikeras.src.layers.preprocessing.image import bounding_boxes as boxes
from multikeras.src.layers.preprocessing.image.image_layer import ImageLayer

MODES = ("horizontal", "vertical", "horizontal_and_vertical")


@export("multikeras.layers.RandomFlip")
class RandomFlip(ImageLayer):
    """Turns images over in training: each one with probability 1/2 from left to right, from top to bottom, or each of both.

    Args:
        mode: `"horizontal"`, `"vertical"`, or `"horizontal_and_vertical"`, the default.
        seed: Non-negative int; drawn when None.
        data_format: `"channels_last"` or `"channels_first"`; that of the config file when None.
        **kwargs: `bounding_box_format`, `name`, `dtype` and the other arguments of `Layer`.

    Input: images `(batch, height, width, channels)` or one of them, of any numeric dtype; or a dict with `"images"` and any of
    `"labels"`, `"bounding_boxes"` and `"segmentation_masks"`, which go along.

    Output: what was given, images in the compute dtype.

    Raises:
        ValueError: The mode is unknown.

    Example:

    >>> layer = multikeras.layers.RandomFlip("horizontal", seed=1)
    >>> image = np.arange(4, dtype="float32").reshape(1, 4, 1)
    >>> row = multikeras.ops.convert_to_numpy(layer(image, training=True)).ravel().tolist()
    >>> row in ([0.0, 1.0, 2.0, 3.0], [3.0, 2.0, 1.0, 0.0])
    True
    """

    def __init__(self, mode: str = "horizontal_and_vertical", seed: int | None = None, data_format: str | None = None, **kwargs: Any):
        super().__init__(seed=seed, data_format=data_format, **kwargs)
        self.mode = one_of("RandomFlip", "mode", mode, MODES)

    def get_random_transformation(self, data: Any, training: bool = True, seed: Any = None) -> Any:
        if not training:
            return None
        images = data["images"] if isinstance(data, dict) else data
        horizontal, vertical = self.drawn(self.batch_size(images), 2, seed)
        return {
            "horizontal": horizontal < 0.5 if "horizontal" in self.mode else None,
            "vertical": vertical < 0.5 if "vertical" in self.mode else None,
            "size": self.image_size(images),
        }

    def transform_images(self, images: Any, transformation: Any, training: bool = True) -> Any:
        if transformation is None:
            return images
        for chosen, axis in ((transformation["horizontal"], self.width_axis), (transformation["vertical"], self.height_axis)):
            if chosen is not None:
                images = ops.where(ops.reshape(chosen, (-1, 1, 1, 1)), ops.flip(images, axis), images)
        return images

    transform_segmentation_masks = transform_images

    def transform_bounding_boxes(self, bounding_boxes: Any, transformation: Any, training: bool = True) -> Any:
        if transformation is None:
            return bounding_boxes
        x1, y1, x2, y2 = boxes.edges(bounding_boxes["boxes"], self.bounding_box_format, *transformation["size"])
        horizontal, vertical = (
            None if c is None else ops.expand_dims(c, -1) for c in (transformation["horizontal"], transformation["vertical"])
        )
        if horizontal is not None:
            x1, x2 = ops.where(horizontal, 1 - x2, x1), ops.where(horizontal, 1 - x1, x2)
        if vertical is not None:
            y1, y2 = ops.where(vertical, 1 - y2, y1), ops.where(vertical, 1 - y1, y2)
        found = boxes.from_edges(x1, y1, x2, y2, self.bounding_box_format, *transformation["size"])
        return {**bounding_boxes, "boxes": found}
