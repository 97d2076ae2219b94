"""Images made larger or smaller at random."""

from collections.abc import Sequence
from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.layers.preprocessing.image import box_geometry
from multikeras.src.layers.preprocessing.image.image_layer import between, factor_range
from multikeras.src.layers.preprocessing.image.warping_layer import SMALLEST, AffineLayer, affine


@export("multikeras.layers.RandomZoom")
class RandomZoom(AffineLayer):
    """Makes what each image shows smaller or larger in training, about its middle, in an image of the same size.

    Args:
        height_factor: By how much more of the height is seen: a number `f` from 0 to 1 for `-f` to `f`, or a pair of numbers from -1
            to 1, the least and the greatest one. Positive ones zoom out, negative ones in.
        width_factor: The same for the width; that of the height, drawn once for both, when None.
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

    >>> layer = multikeras.layers.RandomZoom(0.0, (-0.5, -0.5), data_format="channels_last", fill_mode="nearest")
    >>> image = np.array([0.0, 4.0, 8.0, 4.0]).reshape(1, 4, 1)
    >>> multikeras.ops.convert_to_numpy(layer(image, training=True)).ravel().tolist()
    [3.0, 5.0, 7.0, 7.0]
    """

    def __init__(
        self,
        height_factor: float | Sequence[float],
        width_factor: float | Sequence[float] | None = None,
        fill_mode: str = "reflect",
        interpolation: str = "bilinear",
        seed: int | None = None,
        fill_value: float = 0.0,
        data_format: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(interpolation, fill_mode, fill_value, seed=seed, data_format=data_format, **kwargs)
        self.height_factor = factor_range("height_factor", height_factor, -1, 1, "RandomZoom")
        self.width_factor = None if width_factor is None else factor_range("width_factor", width_factor, -1, 1, "RandomZoom")

    def coefficients(self, count: Any, height: Any, width: Any, seed: Any) -> Any:
        row, column = self.drawn(count, 2, seed)
        rows = ops.maximum(1 + between(self.height_factor, row), SMALLEST)
        columns = rows if self.width_factor is None else ops.maximum(1 + between(self.width_factor, column), SMALLEST)
        zero = ops.zeros_like(rows)
        return affine(columns, zero, zero, rows, center=((width - 1) / 2, (height - 1) / 2))

    def get_clipped_bbox(self, bounding_boxes: dict[str, Any], h_end: Any, h_start: Any, w_end: Any, w_start: Any) -> dict[str, Any]:
        """Boxes `(batch, boxes, 4)` in the format "xyxy" or "rel_xyxy" in a part of their image, cut off at its borders.

        Args:
            bounding_boxes: Dict with `"boxes"`; all else in it stays.
            h_end: Where the part ends below, in the unit of the boxes: a number, or a tensor that broadcasts with `(batch, boxes)`.
            h_start: Where it begins above, likewise.
            w_end: Where it ends on the right, likewise.
            w_start: Where it begins on the left, likewise.
        """
        part = {"top": h_start, "left": w_start, "height": h_end - h_start, "width": w_end - w_start}
        return {**bounding_boxes, "boxes": box_geometry.crop(bounding_boxes["boxes"], **part)}
