"""Images seen at an angle, at random."""

from collections.abc import Sequence
from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.layers.preprocessing.image.image_layer import between, factor_range
from multikeras.src.layers.preprocessing.image.warping_layer import AffineLayer
from multikeras.src.ops.warping import homography


@export("multikeras.layers.RandomPerspective")
class RandomPerspective(AffineLayer):
    """Shows some images in training as if they were seen at an angle: their corners are moved, straight lines stay straight.

    The upper left corner stays where it is; the coordinates of the others are multiplied by random numbers.

    Args:
        factor: How likely an image is changed: a number `f` from 0 to 1, the default, for a probability that itself is drawn from 0
            to `f`; or a pair of numbers, the least and the greatest probability.
        scale: How far corners move: from 0 for not at all to 1, the default, for half of the image's size.
        interpolation: `"bilinear"`, the default, or `"nearest"`.
        fill_value: Number that lies beyond the borders, 0 by default.
        seed: Non-negative int; drawn when None.
        data_format: `"channels_last"` or `"channels_first"`; that of the config file when None.
        **kwargs: `bounding_box_format`, `name`, `dtype` and the other arguments of `Layer`.

    Input: images `(batch, height, width, channels)` or one of them, of any numeric dtype; or a dict with `"images"` and any of
    `"labels"`, `"bounding_boxes"` and `"segmentation_masks"`, which go along.

    Output: what was given, images in the compute dtype. A bounding box becomes the upright box around what becomes of it.

    Raises:
        ValueError: An argument is not one of these.

    Example:

    >>> layer = multikeras.layers.RandomPerspective(factor=0.5, scale=0.3, seed=1)
    >>> tuple(layer(np.ones((2, 8, 8, 3), "float32"), training=True).shape)
    (2, 8, 8, 3)
    """

    def __init__(
        self,
        factor: float | Sequence[float] = 1.0,
        scale: float = 1.0,
        interpolation: str = "bilinear",
        fill_value: float = 0.0,
        seed: int | None = None,
        data_format: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(interpolation, "constant", fill_value, seed=seed, data_format=data_format, **kwargs)
        self.factor = factor_range("factor", factor, 0, 1, "RandomPerspective")
        if not isinstance(scale, (int, float)) or not 0 <= scale <= 1:
            raise ValueError(f"RandomPerspective: `scale` must be a number between 0 and 1; got {scale!r}.")
        self.scale = scale

    def coefficients(self, count: Any, height: Any, width: Any, seed: Any) -> Any:
        chance, probability, *moves = self.drawn(count, 10, seed)
        right, bottom = width - 1, height - 1
        zero = ops.zeros_like(chance)
        start = ops.stack([ops.stack([zero + x, zero + y], axis=-1) for y in (0.0, bottom) for x in (0.0, right)], axis=-2)
        factors = 1 + between((-self.scale / 2, self.scale / 2), ops.reshape(ops.stack(moves, axis=-1), (-1, 4, 2)))
        found = homography(start, start * factors)
        identity = ops.convert_to_tensor([1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0], "float32")
        is_changed = ops.expand_dims(chance < between(self.factor, probability), -1)
        return ops.where(is_changed, found, identity)
