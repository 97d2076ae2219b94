"""Images of one size."""

from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.layers.arguments import one_of, positive_int
from multikeras.src.layers.preprocessing.image import box_geometry
from multikeras.src.layers.preprocessing.image.image_layer import ImageLayer
from multikeras.src.ops.resampling import INTERPOLATIONS, shown_spans


@export("multikeras.layers.Resizing")
class Resizing(ImageLayer):
    """Gives images another height and width.

    Args:
        height: The new height.
        width: The new width.
        interpolation: `"bilinear"`, `"nearest"`, `"bicubic"`, `"lanczos3"` or `"lanczos5"`.
        crop_to_aspect_ratio: Whether the largest part in the middle with the new proportions is taken, instead of stretching the
            image.
        pad_to_aspect_ratio: Whether the image is padded in advance to the new proportions.
        fill_mode: What to pad with; `"constant"`, for `fill_value`, is the only way.
        fill_value: The number to pad with.
        antialias: Whether images that become smaller are smoothed, so that each pixel counts.
        data_format: `"channels_last"` or `"channels_first"`; that of the configuration when None.
        **kwargs: `bounding_box_format`, `name`, `dtype` and the other arguments of `Layer`.

    Input: tensor of shape `(batch, height, width, channels)` or `(height, width, channels)`, channels before the height for
    channels_first; or a dict of such `"images"` and any of `"segmentation_masks"`, which are resized by `"nearest"`,
    `"bounding_boxes"` and `"labels"`.

    Output: tensor of the new size, integers in their dtype, or a dict of such.

    Raises:
        ValueError: An argument is not one of these.

    Example:

    >>> layer = multikeras.layers.Resizing(4, 6, data_format="channels_last")
    >>> tuple(layer(np.ones((2, 8, 9, 3), "float32")).shape)
    (2, 4, 6, 3)
    """

    casts_images = False

    def __init__(
        self,
        height: int,
        width: int,
        interpolation: str = "bilinear",
        crop_to_aspect_ratio: bool = False,
        pad_to_aspect_ratio: bool = False,
        fill_mode: str = "constant",
        fill_value: float = 0.0,
        antialias: bool = False,
        data_format: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(data_format=data_format, **kwargs)
        self.height = positive_int("Resizing", "height", height)
        self.width = positive_int("Resizing", "width", width)
        self.interpolation = one_of("Resizing", "interpolation", interpolation, INTERPOLATIONS)
        if crop_to_aspect_ratio and pad_to_aspect_ratio:
            raise ValueError("Resizing: only one of `crop_to_aspect_ratio` and `pad_to_aspect_ratio` can be True; both are.")
        self.crop_to_aspect_ratio = crop_to_aspect_ratio
        self.pad_to_aspect_ratio = pad_to_aspect_ratio
        self.fill_mode = one_of("Resizing", "fill_mode", fill_mode, ("constant",))
        self.fill_value = fill_value
        self.antialias = antialias

    def transform_images(self, images: Any, transformation: Any = None, training: bool = True) -> Any:
        return self._resized(images, self.interpolation)

    def transform_segmentation_masks(self, segmentation_masks: Any, transformation: Any = None, training: bool = True) -> Any:
        return self._resized(segmentation_masks, "nearest")

    def get_random_transformation(self, data: Any, training: bool = True, seed: Any = None) -> Any:
        return {"size": self.image_size(data["images"] if isinstance(data, dict) else data)}

    def transform_bounding_boxes(self, bounding_boxes: Any, transformation: Any, training: bool = True) -> Any:
        size, new_size = transformation["size"], (self.height, self.width)
        spans = shown_spans(size, new_size, self.crop_to_aspect_ratio, self.pad_to_aspect_ratio)
        return box_geometry.windowed(bounding_boxes, self.bounding_box_format, size, spans, new_size)

    def _resized(self, images: Any, interpolation: str) -> Any:
        return ops.resize(
            images,
            (self.height, self.width),
            interpolation,
            self.antialias,
            self.crop_to_aspect_ratio,
            self.pad_to_aspect_ratio,
            self.fill_mode,
            self.fill_value,
            self.data_format,
        )
