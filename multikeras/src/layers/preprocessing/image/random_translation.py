"""Images moved at random."""

from collections.abc import Sequence
from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.layers.preprocessing.image.image_layer import between, factor_range
from multikeras.src.layers.preprocessing.image.warping_layer import AffineLayer, affine


@export("multikeras.layers.RandomTranslation")
class RandomTranslation(AffineLayer):
    """Moves each image in training, by a distance of its own.

    Args:
        height_factor: How far down, in parts of the height: a number `f` from 0 to 1 for `-f` to `f`, or a pair of numbers from -1 to
            1, the least and the greatest one.
        width_factor: How far to the right, in parts of the width, likewise.
        fill_mode: What lies beyond the borders: `"reflect"`, the default, `"constant"`, `"nearest"`, `"wrap"` or `"mirror"`, as in
            `ops.image.affine_transform`.
        interpolation: `"bilinear"`, the default, or `"nearest"`.
        seed: Non-negative int; drawn when None.
        fill_value: Number for `"constant"`, 0 by default.
        data_format: `"channels_last"` or `"channels_first"`; that of the config file when None.
        **kwargs: `bounding_box_format`, `name`, `dtype` and the other arguments of `Layer`.

    Input: images `(batch, height, width, channels)` or one of them, of any numeric dtype; or a dict with `"images"` and any of
    `"labels"`, `"bounding_boxes"` and `"segmentation_masks"`, which go along.

    Output: what was given, images in the compute dtype.

    Raises:
        ValueError: An argument is not one of these.

    Example:

    >>> layer = multikeras.layers.RandomTranslation(0.0, (0.5, 0.5), fill_mode="constant", data_format="channels_last")
    >>> image = np.array([1.0, 2.0, 3.0, 4.0]).reshape(1, 4, 1)
    >>> multikeras.ops.convert_to_numpy(layer(image, training=True)).ravel().tolist()
    [0.0, 0.0, 1.0, 2.0]
    """

    def __init__(
        self,
        height_factor: float | Sequence[float],
        width_factor: float | Sequence[float],
        fill_mode: str = "reflect",
        interpolation: str = "bilinear",
        seed: int | None = None,
        fill_value: float = 0.0,
        data_format: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(interpolation, fill_mode, fill_value, seed=seed, data_format=data_format, **kwargs)
        self.height_factor = factor_range("height_factor", height_factor, -1, 1, "RandomTranslation")
        self.width_factor = factor_range("width_factor", width_factor, -1, 1, "RandomTranslation")

    def coefficients(self, count: Any, height: Any, width: Any, seed: Any) -> Any:
        down, right = self.drawn(count, 2, seed)
        shift = (-width * between(self.width_factor, right), -height * between(self.height_factor, down))
        one, zero = ops.ones_like(down), ops.zeros_like(down)
        return affine(one, zero, zero, one, shift=shift)
