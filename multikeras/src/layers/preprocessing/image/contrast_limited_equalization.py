"""Images equalized tile by tile."""

from collections.abc import Sequence
from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.layers.arguments import positive_ints
from multikeras.src.layers.preprocessing.image import histogram
from multikeras.src.layers.preprocessing.image.color_layer import ColorLayer

BINS = 256


@export("multikeras.layers.ContrastLimitedAdaptiveHistogramEqualization")
class ContrastLimitedAdaptiveHistogramEqualization(ColorLayer):
    """Equalizes images tile by tile, each channel apart, and not so far that noise stands out; in training and outside of it.

    The histogram of a tile is cut off at the limit, and what is cut off is spread over all levels. A pixel gets the mean of what
    the four tiles around it make of its value, by how near they are. Zuiderveld, 1994: Contrast limited adaptive histogram
    equalization, Graphics Gems IV.

    Args:
        value_range: The darkest and the brightest value that images may have, `(0, 255)` by default.
        clip_limit: How often a level may occur in a tile, as a multiple of the mean over all 256 levels. 4 by default.
        tile_grid_size: How many tiles there are along the height and along the width, `(8, 8)` by default. An image that is no
            multiple of it is continued as in a mirror.
        data_format: `"channels_last"` or `"channels_first"`; that of the config file when None.
        **kwargs: `bounding_box_format`, `name`, `dtype` and the other arguments of `Layer`.

    Input: images `(batch, height, width, channels)` or one of them, of any numeric dtype; or a dict with `"images"` and any of
    `"labels"`, `"bounding_boxes"` and `"segmentation_masks"`, which stay as they are.

    Output: what was given, images in the compute dtype.

    Raises:
        ValueError: An argument is not one of these.

    Example:

    >>> layer = multikeras.layers.ContrastLimitedAdaptiveHistogramEqualization(tile_grid_size=(1, 1), clip_limit=256)
    >>> image = np.array([10, 11, 13, 20], "uint8").reshape(1, 4, 1)
    >>> multikeras.ops.convert_to_numpy(layer(image)).ravel().tolist()
    [63.75, 127.5, 191.25, 255.0]
    """

    def __init__(
        self,
        value_range: Sequence[float] = (0, 255),
        clip_limit: float = 4.0,
        tile_grid_size: Sequence[int] = (8, 8),
        data_format: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(value_range, data_format=data_format, **kwargs)
        if not clip_limit > 0:
            raise ValueError(f"{type(self).__name__}: `clip_limit` must be a positive number; got {clip_limit!r}.")
        self.clip_limit = clip_limit
        self.tile_grid_size = positive_ints(type(self).__name__, "tile_grid_size", tile_grid_size, 2)

    def transform_images(self, images: Any, transformation: Any = None, training: bool = True) -> Any:
        levels = histogram.levels_of(histogram.planes_of(self.to_unit(images), self.channels_axis), BINS)
        tables = self._tables(levels)
        rows, columns = (self._neighbors(levels, axis) for axis in (0, 1))
        found = 0.0
        for row, row_weight in rows:
            for column, column_weight in columns:
                tile = ops.expand_dims(row, 1) * self.tile_grid_size[1] + column
                weight = ops.expand_dims(row_weight, 1) * column_weight
                found = found + weight * histogram.looked_up(tables, tile * BINS + levels)
        return self.from_unit(ops.moveaxis(found, 1, self.channels_axis))

    def _tile_size(self, levels: Any, axis: int) -> tuple[Any, int, Any]:
        """Size of the images along their height or width, the number of tiles, and the size of one."""
        size, count = ops.shape(levels)[axis + 2], self.tile_grid_size[axis]
        return size, count, (size + count - 1) // count

    def _tables(self, levels: Any) -> Any:
        """What each tile makes of each level, `(batch * channels, tiles * levels)`."""
        batch, channels = ops.shape(levels)[:2]
        (_, down, tall), (_, across, wide) = (self._tile_size(levels, axis) for axis in (0, 1))
        for axis in (0, 1):
            size, count, tile = self._tile_size(levels, axis)
            levels = ops.take(levels, _mirrored(size, count * tile), axis=axis + 2)
        tiles = ops.transpose(ops.reshape(levels, (batch * channels, down, tall, across, wide)), (0, 1, 3, 2, 4))
        counts = histogram.counted(ops.reshape(tiles, (batch * channels * down * across, tall * wide)), BINS)
        limit = self.clip_limit * ops.cast(tall * wide, "float32") / BINS
        excess = ops.sum(ops.maximum(counts - limit, 0.0), axis=1, keepdims=True)
        sums = ops.cumsum(ops.minimum(counts, limit) + excess / BINS, axis=1)
        first, last = sums[:, :1], sums[:, -1:]
        tables = (sums - first) / ops.where(last == first, 1.0, last - first)
        return ops.reshape(tables, (batch * channels, down * across * BINS))

    def _neighbors(self, levels: Any, axis: int) -> tuple[tuple[Any, Any], tuple[Any, Any]]:
        """For each place along an axis, the tiles on both sides and their weights."""
        size, count, tile = self._tile_size(levels, axis)
        place = ops.arange(size, dtype="float32") / ops.cast(tile, "float32") - 0.5
        before = ops.floor(place)
        weight = place - before
        index = ops.cast(before, "int32")
        return (ops.clip(index, 0, count - 1), 1 - weight), (ops.clip(index + 1, 0, count - 1), weight)


def _mirrored(size: Any, wanted: Any) -> Any:
    """Indices `0, 1, ..., size - 1, size - 2, ...`, as many as wanted."""
    turn = ops.maximum(2 * (size - 1), 1)
    index = ops.mod(ops.arange(wanted, dtype="int32"), turn)
    return ops.minimum(index, turn - index)
