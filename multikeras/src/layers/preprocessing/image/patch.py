"""Rectangles in images, one for each of a batch; bounds and numbers are tensors `(batch, 1, 1, 1)`."""

from typing import Any

from multikeras.src import ops

Bounds = tuple[Any, Any]


def within(size: Any, part: Any, place: Any) -> Bounds:
    """First pixel, and the one after the last, of a stretch within an image's height or width.

    Args:
        size: Height or width of the images.
        part: How long the stretch is, in parts of it.
        place: Where it lies, from 0, as far to the front as can be, to 1.
    """
    size = ops.cast(size, "float32")
    length = ops.round(part * size)
    first = ops.minimum(ops.floor(place * (size - length + 1)), size - length)
    return first, first + length


def around(size: Any, part: Any, place: Any) -> Bounds:
    """The same for a stretch whose middle lies anywhere, `place` in parts of the size; what lies outside of the image is cut off."""
    size = ops.cast(size, "float32")
    middle, half = place * size, part * size / 2
    return ops.clip(ops.round(middle - half), 0.0, size), ops.clip(ops.round(middle + half), 0.0, size)


def inside(bounds: list[Bounds], sizes: tuple[Any, Any], channels_axis: int) -> Any:
    """Which pixels lie within the vertical and the horizontal bounds: bools that broadcast with images."""
    chosen = []
    for (first, end), size, shape in zip(bounds, sizes, ((-1, 1), (1, -1)), strict=True):
        shape = (1, *shape, 1) if channels_axis == -1 else (1, 1, *shape)
        place = ops.reshape(ops.arange(size, dtype="float32"), shape)
        chosen.append(ops.logical_and(place >= first, place < end))
    return ops.logical_and(*chosen)
