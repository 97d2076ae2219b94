"""Histograms of the channels of images."""

from typing import Any

from multikeras.src import ops


def planes_of(images: Any, channels_axis: int) -> Any:
    """The channels of a batch of images, `(batch, channels, height, width)`."""
    return ops.moveaxis(images, channels_axis, 1)


def levels_of(unit: Any, bins: int) -> Any:
    """The level, from 0 to `bins - 1`, of each value between 0 and 1."""
    return ops.cast(ops.floor(unit * (bins - 1) + 1e-3), "int32")  # a shade that was rescaled may lie slightly under its level


def counted(levels: Any, bins: int) -> Any:
    """How often each level occurs in each row of `levels` `(rows, values)`, as floats `(rows, bins)`."""
    rows = ops.broadcast_to(ops.expand_dims(ops.arange(ops.shape(levels)[0], dtype="int32"), 1), ops.shape(levels))
    ones = ops.ones_like(levels, dtype="float32")
    return ops.scatter(ops.stack([rows, levels], axis=-1), ones, (ops.shape(levels)[0], bins))


def looked_up(tables: Any, levels: Any) -> Any:
    """The entries of tables `(rows, n)`, one for each channel of each image, at levels `(batch, channels, height, width)`."""
    batch, channels, height, width = ops.shape(levels)
    flat = ops.reshape(levels, (batch * channels, height * width))
    return ops.reshape(ops.take_along_axis(tables, flat, axis=1), (batch, channels, height, width))
