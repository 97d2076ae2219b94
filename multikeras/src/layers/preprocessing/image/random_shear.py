"""Images sheared at random."""

from collections.abc import Sequence
from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.layers.preprocessing.image.image_layer import between, factor_range
from multikeras.src.layers.preprocessing.image.warping_layer import AffineLayer, affine


@export("multikeras.layers.RandomShear")
class RandomShear(AffineLayer):
    """Shears each image in training: moves its rows to one side the more the lower they are, its columns likewise.

    Args:
        x_factor: How far a row moves against that above it, in pixels to either side: a number `f` from 0 to 1 for up to `f`, or a
            pair of numbers from -1 to 1, the least and the greatest one. 0 by default.
        y_factor: How far a column moves against that left of it, likewise.
        interpolation: `"bilinear"`, the default, or `"nearest"`.
        fill_mode: What lies beyond the borders: `"reflect"`, the default, `"constant"`, `"nearest"`, `"wrap"` or `"mirror"`, as in
            `ops.image.affine_transform`.
        fill_value: Number for `"constant"`, 0 by default.
        data_format: `"channels_last"` or `"channels_first"`; that of the config file when None.
        seed: Non-negative int; drawn when None.
        **kwargs: `bounding_box_format`, `name`, `dtype` and the other arguments of `Layer`.

    Input: images `(batch, height, width, channels)` or one of them, of any numeric dtype; or a dict with `"images"` and any of
    `"labels"`, `"bounding_boxes"` and `"segmentation_masks"`, which go along.

    Output: what was given, images in the compute dtype. A bounding box becomes the upright box around the sheared one.

    Raises:
        ValueError: An argument is not one of these.

    Example:

    >>> layer = multikeras.layers.RandomShear(x_factor=(1.0, 1.0), data_format="channels_last", fill_mode="constant")
    >>> image = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]).reshape(2, 3, 1)
    >>> row = multikeras.ops.convert_to_numpy(layer(image, training=True))[1].ravel().tolist()
    >>> row in ([0.0, 4.0, 5.0], [5.0, 6.0, 0.0])
    True
    """

    def __init__(
        self,
        x_factor: float | Sequence[float] = 0.0,
        y_factor: float | Sequence[float] = 0.0,
        interpolation: str = "bilinear",
        fill_mode: str = "reflect",
        fill_value: float = 0.0,
        data_format: str | None = None,
        seed: int | None = None,
        **kwargs: Any,
    ):
        super().__init__(interpolation, fill_mode, fill_value, data_format=data_format, seed=seed, **kwargs)
        self.x_factor = factor_range("x_factor", x_factor, -1, 1, "RandomShear")
        self.y_factor = factor_range("y_factor", y_factor, -1, 1, "RandomShear")

    def coefficients(self, count: Any, height: Any, width: Any, seed: Any) -> Any:
        x, y, x_side, y_side = self.drawn(count, 4, seed)
        x, y = between(self.x_factor, x), between(self.y_factor, y)
        one = ops.ones_like(x)
        return affine(one, ops.where(x_side < 0.5, x, -x), ops.where(y_side < 0.5, y, -y), one)
