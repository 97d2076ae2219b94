"""Images with a part erased at random."""

import math
from collections.abc import Sequence
from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.layers.preprocessing.image import patch
from multikeras.src.layers.preprocessing.image.color_layer import ColorLayer
from multikeras.src.layers.preprocessing.image.image_layer import between, factor_range
from multikeras.src.random import draws

STEEPEST = math.log(1 / 0.3)
"""Logarithm of the largest ratio of the height of a part to its width."""


@export("multikeras.layers.RandomErasing")
class RandomErasing(ColorLayer):
    """Fills a rectangle in some of the images with noise or with one value, in training.

    Zhong et al., 2020, https://doi.org/10.1609/aaai.v34i07.7000. The rectangle lies within the image; the ratio of its height to its
    width, both in parts of those of the image, is between 0.3 and 1 / 0.3.

    Args:
        factor: The probability, a pair of bounds between which it is drawn for each image, or one number `f` for `(0, f)`. `(1, 1)`
            erases a part of every image.
        scale: How large the rectangle is, in parts of the image's area: a pair of bounds, or one number `s` for `(0, s)`.
        fill_value: What to fill it with; None, the default, for noise of a normal distribution around the middle of `value_range`,
            by a standard deviation of a quarter of it.
        value_range: The darkest and the brightest value that images may have, `(0, 255)` by default.
        seed: Non-negative int; drawn when None.
        data_format: `"channels_last"` or `"channels_first"`; that of the config file when None.
        **kwargs: `bounding_box_format`, `name`, `dtype` and the other arguments of `Layer`.

    Input: images `(batch, height, width, channels)` or one of them, of any numeric dtype; or a dict with `"images"` and any of
    `"labels"`, `"bounding_boxes"` and `"segmentation_masks"`, which stay as they are.

    Output: what was given, images in the compute dtype.

    Raises:
        ValueError: An argument is not one of these.

    Example:

    >>> layer = multikeras.layers.RandomErasing((1.0, 1.0), scale=(1.0, 1.0), fill_value=7)
    >>> image = np.ones((8, 8, 3), "uint8")
    >>> sorted(set(multikeras.ops.convert_to_numpy(layer(image, training=True)).ravel().tolist()))[-1]
    7.0
    """

    def __init__(
        self,
        factor: float | Sequence[float] = 1.0,
        scale: float | Sequence[float] = (0.02, 0.33),
        fill_value: float | None = None,
        value_range: Sequence[float] = (0, 255),
        seed: int | None = None,
        data_format: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(value_range, seed=seed, data_format=data_format, **kwargs)
        self.factor = factor_range("factor", factor, 0.0, 1.0, "RandomErasing")
        self.scale = factor_range("scale", scale, 0.0, 1.0, "RandomErasing")
        self.fill_value = fill_value

    def get_random_transformation(self, data: Any, training: bool = True, seed: Any = None) -> Any:
        if not training:
            return None
        seed = self.seed_source(seed)
        images = data["images"] if isinstance(data, dict) else data
        unit, chance, area, ratio, y, x = self.drawn_for(data, 6, seed)
        area, slope = between(self.scale, area), ops.exp(between((-STEEPEST, STEEPEST), ratio) / 2)
        height, width = self.image_size(images)
        sizes = ops.minimum(ops.sqrt(area) * slope, 1.0), ops.minimum(ops.sqrt(area) / slope, 1.0)
        bounds = [patch.within(size, part, place) for size, part, place in zip((height, width), sizes, (y, x), strict=True)]
        inside = patch.inside(bounds, (height, width), self.channels_axis)
        return {"erased": ops.logical_and(chance < between(self.factor, unit), inside), "fill": self._fill(images, seed)}

    def _fill(self, images: Any, seed: Any) -> Any:
        low, high = self.value_range
        if self.fill_value is not None:
            return self.fill_value
        shape = [ops.shape(images)[axis] for axis in (0, self.height_axis, self.width_axis, self.channels_axis)]
        noise = draws.normal(shape, (low + high) / 2, (high - low) / 4, "float32", seed)
        return self.clipped(ops.moveaxis(noise, -1, self.channels_axis))

    def transform_images(self, images: Any, transformation: Any = None, training: bool = True) -> Any:
        if transformation is None:
            return images
        return ops.cast(ops.where(transformation["erased"], transformation["fill"], images), self.compute_dtype)
