"""Images bent at random."""

from collections.abc import Sequence
from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.layers.preprocessing.image import box_geometry
from multikeras.src.layers.preprocessing.image.bounding_boxes import edges
from multikeras.src.layers.preprocessing.image.image_layer import between, factor_range
from multikeras.src.layers.preprocessing.image.warping_layer import SMALLEST, WarpingLayer
from multikeras.src.ops.warping import warped
from multikeras.src.random import draws


@export("multikeras.layers.RandomElasticTransform")
class RandomElasticTransform(WarpingLayer):
    """Bends some images in training as if they were drawn on rubber.

    Simard et al., 2003, https://doi.org/10.1109/ICDAR.2003.1227801

    Args:
        factor: How likely an image is bent: a number `f` from 0 to 1, the default, for a probability that itself is drawn from 0 to
            `f`; or a pair of numbers, the least and the greatest probability.
        scale: How strongly: a number from 0 to 1, the default, for a strength that is drawn from 0 to it; or a pair of numbers, the
            least and the greatest strength. It is drawn once for a batch.
        interpolation: `"bilinear"`, the default, or `"nearest"`.
        fill_mode: What lies beyond the borders: `"reflect"`, the default, `"constant"`, `"nearest"`, `"wrap"` or `"mirror"`, as in
            `ops.image.map_coordinates`.
        fill_value: Number for `"constant"`, 0 by default.
        value_range: The least and the greatest value of images, to which they are cut; `(0, 255)` by default.
        seed: Non-negative int; drawn when None.
        data_format: `"channels_last"` or `"channels_first"`; that of the config file when None.
        **kwargs: `bounding_box_format`, `name`, `dtype` and the other arguments of `Layer`.

    Input: images `(batch, height, width, channels)` or one of them, of any numeric dtype; or a dict with `"images"` and any of
    `"labels"`, `"bounding_boxes"` and `"segmentation_masks"`, which go along.

    Output: what was given, images in the compute dtype. A bounding box becomes that around the pixels that show what lay in it.

    Raises:
        ValueError: An argument is not one of these.

    Example:

    >>> layer = multikeras.layers.RandomElasticTransform(factor=0.5, scale=0.3, seed=1)
    >>> tuple(layer(np.ones((2, 8, 8, 3), "float32"), training=True).shape)
    (2, 8, 8, 3)
    """

    def __init__(
        self,
        factor: float | Sequence[float] = 1.0,
        scale: float | Sequence[float] = 1.0,
        interpolation: str = "bilinear",
        fill_mode: str = "reflect",
        fill_value: float = 0.0,
        value_range: Sequence[float] = (0, 255),
        seed: int | None = None,
        data_format: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(interpolation, fill_mode, fill_value, seed=seed, data_format=data_format, **kwargs)
        self.factor = factor_range("factor", factor, 0, 1, "RandomElasticTransform")
        self.scale = factor_range("scale", scale, 0, 1, "RandomElasticTransform")
        if len(value_range) != 2 or value_range[0] >= value_range[1]:
            raise ValueError(f"RandomElasticTransform: `value_range` must be two numbers in ascending order; got {value_range!r}.")
        self.value_range = tuple(value_range)

    def get_elastic_transform_params(self, height: Any, width: Any, factor: Any) -> tuple[Any, Any]:
        """How far pixels move, and how smoothly, for images of a size: `alpha` and `sigma` of `ops.image.elastic_transform`."""
        height, width = ops.cast(height, "float32"), ops.cast(width, "float32")
        return ops.maximum(height, width) * 0.1 * factor, ops.minimum(height, width) * 0.05 * factor

    def get_random_transformation(self, data: Any, training: bool = True, seed: Any = None) -> Any:
        if not training:
            return None
        images = data["images"] if isinstance(data, dict) else data
        count, (height, width) = self.batch_size(images), self.image_size(images)
        (strength, chance), (_, probability) = ((x[:1], x[1:]) for x in self.drawn(count + 1, 2, seed))
        size = tuple(ops.cast(n, "float32") for n in (height, width))
        alpha, sigma = self.get_elastic_transform_params(*size, between(self.scale, strength))
        noise = draws.normal((count, 2, height, width), dtype="float32", seed=self.generator if seed is None else seed)
        moves = ops.reshape(alpha * sigma, (-1, 1, 1)) * ops.matmul(
            ops.transpose(_blur(height, sigma)), ops.matmul(noise, _blur(width, sigma))
        )
        is_bent = ops.reshape(chance < between(self.factor, probability), (-1, 1, 1))
        moves = ops.where(ops.expand_dims(is_bent, 1), moves, ops.zeros_like(moves))
        return {
            "rows": ops.reshape(ops.arange(height, dtype="float32"), (1, -1, 1)) + moves[:, 0],
            "columns": ops.reshape(ops.arange(width, dtype="float32"), (1, 1, -1)) + moves[:, 1],
            "is_bent": is_bent,
            "size": size,
        }

    def warp(self, images: Any, transformation: Any, interpolation: str) -> Any:
        places = (transformation["rows"], transformation["columns"])
        return warped(images, *places, interpolation, self.fill_mode, self.fill_value, self.data_format)

    def transform_images(self, images: Any, transformation: Any, training: bool = True) -> Any:
        return images if transformation is None else ops.clip(super().transform_images(images, transformation), *self.value_range)

    def transform_bounding_boxes(self, bounding_boxes: Any, transformation: Any, training: bool = True) -> Any:
        if transformation is None:
            return bounding_boxes
        height, width = transformation["size"]
        given = edges(bounding_boxes["boxes"], self.bounding_box_format, height, width)
        x1, y1, x2, y2 = (ops.expand_dims(part, (-1, -2)) for part in given)
        x, y = ((ops.expand_dims(transformation[name], 1) + 0.5) for name in ("columns", "rows"))
        x, y = x / width, y / height
        shows = ops.logical_and(ops.logical_and(x1 <= x, x < x2), ops.logical_and(y1 <= y, y < y2))
        (left, right), (top, bottom) = _extent(ops.any(shows, axis=-2), width), _extent(ops.any(shows, axis=-1), height)
        is_bent = transformation["is_bent"][..., 0]
        found = [ops.where(is_bent, new, old) for new, old in zip((left, top, right, bottom), given, strict=True)]
        return box_geometry.clipped(bounding_boxes, found, self.bounding_box_format, height, width)


def _blur(size: Any, sigma: Any) -> Any:
    """The matrix that blurs an axis by a Gaussian of a standard deviation of `(1,)`."""
    places = ops.arange(size, dtype="float32")
    distance = ops.expand_dims(places, 0) - ops.expand_dims(places, 1)
    weights = ops.exp(-0.5 * ops.square(distance / ops.maximum(sigma, SMALLEST)))
    return weights / ops.sum(weights, axis=0, keepdims=True)


def _extent(shows: Any, size: Any) -> tuple[Any, Any]:
    """Where the True along the last axis begin and end, in parts of its size; both 1 where there is none."""
    places = ops.arange(ops.shape(shows)[-1], dtype="float32") / size
    first = ops.min(ops.where(shows, places, ops.ones_like(places)), axis=-1)
    last = ops.max(ops.where(shows, places + 1 / size, ops.zeros_like(places)), axis=-1)
    return first, ops.maximum(first, last)
