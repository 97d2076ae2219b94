"""Images with a part of another one."""

from collections.abc import Sequence
from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.layers.preprocessing.image import patch
from multikeras.src.layers.preprocessing.image.image_layer import between, factor_range
from multikeras.src.layers.preprocessing.image.mixing_layer import MixingLayer


@export("multikeras.layers.CutMix")
class CutMix(MixingLayer):
    """Puts a rectangle of another image of the batch into each image in training, and mixes their labels by its area.

    Yun et al., 2019, https://arxiv.org/abs/1905.04899. The area is drawn from a beta distribution, the middle lies anywhere, and what
    reaches out of the image is cut off. Segmentation masks get the same rectangle. A single image stays as it is.

    Args:
        factor: Both parameters of the beta distribution: a pair of bounds between 0 and 1, between which they are drawn for each
            image, or one number `f` for `(0, f)`. Areas are spread evenly with `(1, 1)`, and most of them near 0 or the whole image
            with less.
        seed: Non-negative int; drawn when None.
        data_format: `"channels_last"` or `"channels_first"`; that of the config file when None.
        **kwargs: `name`, `dtype` and the other arguments of `Layer`.

    Input: images `(batch, height, width, channels)`, of any numeric dtype; or a dict with `"images"` and any of `"labels"`, one-hot or
    numbers, and `"segmentation_masks"`.

    Output: what was given, images and labels in the compute dtype.

    Raises:
        ValueError: The factor is not one of these, or labels are integers that are not one-hot.
        NotImplementedError: There are bounding boxes, which may come to be cut in several parts.

    Example:

    >>> layer = multikeras.layers.CutMix(seed=1)
    >>> data = {"images": np.zeros((4, 2, 2, 3), "uint8"), "labels": np.eye(4)}
    >>> labels = multikeras.ops.convert_to_numpy(layer(data, training=True)["labels"])
    >>> labels.sum(-1).round(4).tolist()
    [1.0, 1.0, 1.0, 1.0]
    """

    def __init__(self, factor: float | Sequence[float] = 1.0, seed: int | None = None, data_format: str | None = None, **kwargs: Any):
        super().__init__(seed=seed, data_format=data_format, **kwargs)
        self.factor = factor_range("factor", factor, 0.0, 1.0, "CutMix")

    def get_random_transformation(self, data: Any, training: bool = True, seed: Any = None) -> Any:
        if not training:
            return None
        seed = self.seed_source(seed)
        images = data["images"] if isinstance(data, dict) else data
        height, width = self.image_size(images)
        unit, y, x = self.drawn_for(data, 3, seed)
        kept = self.beta(data, ops.maximum(between(self.factor, unit), 1e-3), seed)
        side = ops.sqrt(1 - kept)
        bounds = [patch.around(height, side, y), patch.around(width, side, x)]
        (top, bottom), (left, right) = bounds
        area = (bottom - top) * (right - left) / ops.cast(height * width, "float32")
        inside = patch.inside(bounds, (height, width), self.channels_axis)
        return {"partner": self.partners(data, seed), "weight": 1 - area, "inside": inside}

    def transform_images(self, images: Any, transformation: Any = None, training: bool = True) -> Any:
        if transformation is None:
            return images
        return ops.where(transformation["inside"], ops.take(images, transformation["partner"], axis=0), images)

    def transform_segmentation_masks(self, segmentation_masks: Any, transformation: Any, training: bool = True) -> Any:
        return self.transform_images(segmentation_masks, transformation)

    def transform_bounding_boxes(self, bounding_boxes: Any, transformation: Any, training: bool = True) -> Any:
        if transformation is None:
            return bounding_boxes
        raise NotImplementedError(f"{self._label}: bounding boxes cannot be cut along. Leave them out of the dict.")
