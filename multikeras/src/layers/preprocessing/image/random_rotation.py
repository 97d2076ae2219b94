"""Images turned at random."""

import math
from collections.abc import Sequence
from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.layers.preprocessing.image.image_layer import between, factor_range
from multikeras.src.layers.preprocessing.image.warping_layer import AffineLayer, affine


@export("multikeras.layers.RandomRotation")
class RandomRotation(AffineLayer):
    """Turns each image about its middle in training, by an angle of its own.

    Args:
        factor: The angle, in parts of a full turn: a number `f` from 0 to 1 for angles from `-f` to `f`, or a pair of numbers from -1
            to 1, the least and the greatest one. Positive angles turn counterclockwise.
        fill_mode: What lies beyond the borders: `"reflect"`, the default, `"constant"`, `"nearest"`, `"wrap"` or `"mirror"`, as in
            `ops.image.affine_transform`.
        interpolation: `"bilinear"`, the default, or `"nearest"`.
        seed: Non-negative int; drawn when None.
        fill_value: Number for `"constant"`, 0 by default.
        data_format: `"channels_last"` or `"channels_first"`; that of the config file when None.
        **kwargs: `bounding_box_format`, `name`, `dtype` and the other arguments of `Layer`.

    Input: images `(batch, height, width, channels)` or one of them, of any numeric dtype; or a dict with `"images"` and any of
    `"labels"`, `"bounding_boxes"` and `"segmentation_masks"`, which go along.

    Output: what was given, images in the compute dtype. A bounding box becomes the upright box around the turned one.

    Raises:
        ValueError: An argument is not one of these.

    Example:

    >>> layer = multikeras.layers.RandomRotation((0.5, 0.5), data_format="channels_last")
    >>> image = np.arange(4, dtype="float32").reshape(2, 2, 1)
    >>> multikeras.ops.convert_to_numpy(layer(image, training=True)).round(3).ravel().tolist()
    [3.0, 2.0, 1.0, 0.0]
    """

    def __init__(
        self,
        factor: float | Sequence[float],
        fill_mode: str = "reflect",
        interpolation: str = "bilinear",
        seed: int | None = None,
        fill_value: float = 0.0,
        data_format: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(interpolation, fill_mode, fill_value, seed=seed, data_format=data_format, **kwargs)
        self.factor = factor_range("factor", factor, -1, 1, "RandomRotation")

    def coefficients(self, count: Any, height: Any, width: Any, seed: Any) -> Any:
        (part,) = self.drawn(count, 1, seed)
        angle = 2 * math.pi * between(self.factor, part)
        cosine, sine = ops.cos(angle), ops.sin(angle)
        return affine(cosine, -sine, sine, cosine, center=((width - 1) / 2, (height - 1) / 2))
