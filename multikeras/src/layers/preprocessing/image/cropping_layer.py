"""What the layers share that take a part of images."""

from typing import Any

from multikeras.src import ops
from multikeras.src.layers.arguments import positive_int
from multikeras.src.layers.preprocessing.image import box_geometry
from multikeras.src.layers.preprocessing.image.image_layer import ImageLayer
from multikeras.src.ops.resampling import shown_spans


class CroppingLayer(ImageLayer):
    """Base of the layers that take a part of a given size. A subclass writes `start`.

    Images that are too small are resized instead, after their longer side is cut to the proportions.

    Args:
        height: Height of the part.
        width: Width of the part.
        **kwargs: Arguments of `ImageLayer`.
    """

    def __init__(self, height: int, width: int, **kwargs: Any):
        super().__init__(**kwargs)
        self.height = positive_int(type(self).__name__, "height", height)
        self.width = positive_int(type(self).__name__, "width", width)

    def start(self, rows: Any, columns: Any, training: bool, seed: Any) -> tuple[Any, Any] | None:
        """Row and column at which the part begins, the same ones for all images of a batch; None to resize them instead.

        Args:
            rows: How many more rows the images have than the part; negative where they are too small.
            columns: How many more columns.
            training: Whether the model is being trained.
            seed: Int, SeedGenerator, or None for that of the layer.
        """
        raise NotImplementedError(f"{type(self).__name__} must define the method `start`.")

    def get_random_transformation(self, data: Any, training: bool = True, seed: Any = None) -> Any:
        height, width = self.image_size(data["images"] if isinstance(data, dict) else data)
        return {"size": (height, width), "start": self.start(height - self.height, width - self.width, training, seed)}

    def transform_images(self, images: Any, transformation: Any = None, training: bool = True) -> Any:
        return self._part(images, transformation, "bilinear")

    def transform_segmentation_masks(self, segmentation_masks: Any, transformation: Any, training: bool = True) -> Any:
        return self._part(segmentation_masks, transformation, "nearest")

    def transform_bounding_boxes(self, bounding_boxes: Any, transformation: Any, training: bool = True) -> Any:
        size, new_size = transformation["size"], (self.height, self.width)

        def boxes_within(spans: Any) -> dict[str, Any]:
            return box_geometry.windowed(bounding_boxes, self.bounding_box_format, size, spans, new_size)

        return self._either(
            transformation,
            lambda: boxes_within(list(zip(transformation["start"], new_size, strict=True))),
            lambda: boxes_within(shown_spans(size, new_size, crop=True, pad=False)),
        )

    def _part(self, images: Any, transformation: Any, interpolation: str) -> Any:
        new_size = (self.height, self.width)
        if transformation is None:
            transformation = self.get_random_transformation(images)

        def cut() -> Any:
            starts, sizes = [0] * 4, list(ops.shape(images))
            for axis, start, size in zip((self.height_axis, self.width_axis), transformation["start"], new_size, strict=True):
                starts[axis], sizes[axis] = start, size
            return ops.slice(images, starts, sizes)

        return self._either(
            transformation,
            cut,
            lambda: ops.resize(images, new_size, interpolation, crop_to_aspect_ratio=True, data_format=self.data_format),
        )

    def _either(self, transformation: Any, cut: Any, resized: Any) -> Any:
        """What one of two functions gives: the first one where the images are large enough, and not to be resized."""
        height, width = transformation["size"]
        if transformation["start"] is None:
            return resized()
        if isinstance(height, int) and isinstance(width, int):
            return cut() if height >= self.height and width >= self.width else resized()
        return ops.cond(ops.logical_and(height >= self.height, width >= self.width), cut, resized)
