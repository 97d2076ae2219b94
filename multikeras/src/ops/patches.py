"""Images and volumes in patches: cut into them, and put together again."""

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from multikeras.src.core.cases import Cases, call, draw
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.core.typing import Ints, Shape, Tensor
from multikeras.src.ops.creation import arange
from multikeras.src.ops.images import calculable, larger, layout, resized, restored
from multikeras.src.ops.indexing import get_item, segment_sum, take
from multikeras.src.ops.movement import moveaxis, pad_, reshape, transpose
from multikeras.src.ops.op import op
from multikeras.src.ops.tensor import convert_to_tensor
from multikeras.src.ops.tensor import shape as shape_of

PADDINGS = ("valid", "same")

# --------------------------------------------------------------------------------------------------------------- windows


class Window:
    """The places of patches along one axis.

    Args:
        size: Number of pixels of a patch.
        stride: Distance from patch to patch.
        rate: Distance from pixel to pixel.
        padding: "valid" or "same".
    """

    def __init__(self, size: int, stride: int, rate: int, padding: str):
        self.size, self.stride, self.rate, self.padding = size, stride, rate, padding
        self.reach = (size - 1) * rate

    def count(self, dim: Any) -> Any:
        """Number of patches along an axis of size `dim`, which may be None or a tensor."""
        if dim is None:
            return None
        if self.padding == "same":
            return (dim + self.stride - 1) // self.stride
        if isinstance(dim, int) and dim <= self.reach:
            raise ValueError(f"a patch extends over {self.reach + 1} pixels of an axis that has {dim}. Use smaller ones, or padding.")
        return (dim - self.reach - 1) // self.stride + 1

    def places(self, dim: Any) -> Any:
        """Indices `(count, size)` of the patches' pixels, from before the first pixel to behind the last with padding "same"."""
        count = self.count(dim)
        starts = (np.arange(count, dtype="int32") if isinstance(count, int) else arange(count)) * self.stride
        if self.padding == "same":
            starts = starts - larger((count - 1) * self.stride + self.reach + 1 - dim, 0) // 2
        return starts[:, None] + np.arange(0, self.reach + 1, self.rate, dtype="int32")

    @property
    def tiles(self) -> bool:
        """Whether each patch begins where the last one ends."""
        return self.padding == "valid" and self.rate == 1 and self.stride == self.size


def _windows(rank: int, size: Any, strides: Any, dilation_rate: Any, padding: str) -> list[Window]:
    """The window along each spatial axis."""
    if padding not in PADDINGS:
        raise ValueError(f'`padding` must be "valid" or "same"; got {padding!r}.')
    size = _each("size", size, rank)
    strides = size if strides is None else _each("strides", strides, rank)
    return [Window(*one, padding) for one in zip(size, strides, _each("dilation_rate", dilation_rate, rank), strict=True)]


def _each(name: str, value: Any, rank: int) -> tuple[int, ...]:
    values = tuple(value) if isinstance(value, (tuple, list)) else (value,) * rank
    if len(values) != rank or any(not isinstance(one, (int, np.integer)) or one < 1 for one in values):
        raise ValueError(f"`{name}` must be a positive int or {rank} of them, one for each spatial axis; got {value!r}.")
    return values


def _rank(size: Any) -> int:
    return 3 if isinstance(size, (tuple, list)) and len(size) == 3 else 2


def _cut(x: Any, axis: int, window: Window) -> Any:
    """An axis split into two, the patches and their pixels."""
    shape = shape_of(x)
    dim = shape[axis]
    if window.tiles:
        count = window.count(dim)
        x = get_item(x, (slice(None),) * axis + (slice(0, count * window.size),))
        return reshape(x, (*shape[:axis], count, window.size, *shape[axis + 1 :]))
    places = window.places(dim)
    if window.padding == "same":
        x = pad_(x, tuple((window.reach, window.reach) if i == axis else (0, 0) for i in range(len(shape))), "constant", 0)
        places = places + window.reach
    return take(x, places, axis)


def _extracted(images: Any, windows: list[Window], name: str, data_format: str | None) -> Any:
    """The patches of `extract_patches`."""
    rank = len(windows)
    _, channel = layout(images, data_format, name, rank)
    first = len(images.shape) - rank - 1
    x = moveaxis(images, channel, -1)
    for axis, window in reversed(list(enumerate(windows, first))):
        x = _cut(x, axis, window)
    counts, pixels = range(first, first + 2 * rank, 2), range(first + 1, first + 2 * rank, 2)
    x = transpose(x, (*range(first), *counts, *pixels, first + 2 * rank))
    shape = shape_of(x)
    x = reshape(x, (*shape[: first + rank], math.prod([window.size for window in windows]) * shape[-1]))
    return moveaxis(x, -1, channel)


def _patched(images: KerasTensor, windows: list[Window], name: str, data_format: str | None) -> KerasTensor:
    axes, channel = layout(images, data_format, name, len(windows))
    sizes = {axis: window.count(images.shape[axis]) for axis, window in zip(axes, windows, strict=True)}
    channels = images.shape[channel]
    sizes[channel] = None if channels is None else channels * math.prod([window.size for window in windows])
    return resized(images, sizes)


# ------------------------------------------------------------------------------------------------------------ references


def _window_places(dims: Any, size: Any, strides: Any, dilation_rate: Any, padding: str) -> Iterator[tuple[tuple, list[np.ndarray]]]:
    """Each patch's position in the grid, and its pixels' indices along each axis."""
    rank = len(dims)
    size, strides, rates = (np.broadcast_to(one, rank) for one in (size, size if strides is None else strides, dilation_rate))
    extents = (size - 1) * rates + 1
    counts = -(-np.array(dims) // strides) if padding == "same" else (np.array(dims) - extents) // strides + 1
    before = np.maximum((counts - 1) * strides + extents - dims, 0) // 2 if padding == "same" else np.zeros(rank, int)
    if np.any(counts < 1):
        raise ValueError("no room for a patch")
    for grid in np.ndindex(*counts):
        yield grid, [g * s - b + np.arange(n) * r for g, s, b, n, r in zip(grid, strides, before, size, rates, strict=True)]


def _extract_reference(
    images: np.ndarray, size: Any, strides: Any = None, dilation_rate: Any = 1, padding: str = "valid", data_format: str = "channels_last"
) -> np.ndarray:
    rank = 3 if isinstance(size, tuple) and len(size) == 3 else 2
    return _extract_of_rank(rank, images, size, strides, dilation_rate, padding, data_format)


def _extract_3d_reference(
    volumes: np.ndarray, size: Any, strides: Any = None, dilation_rate: Any = 1, padding: str = "valid", data_format: str = "channels_last"
) -> np.ndarray:
    return _extract_of_rank(3, volumes, size, strides, dilation_rate, padding, data_format)


def _extract_of_rank(
    rank: int, images: np.ndarray, size: Any, strides: Any, dilation_rate: Any, padding: str, data_format: str
) -> np.ndarray:
    if images.ndim not in (rank + 1, rank + 2):
        raise ValueError("no images")
    pixels = images if data_format == "channels_last" else np.moveaxis(images, -rank - 1, -1)
    margin = 20
    dims = pixels.shape[-rank - 1 : -1]
    wide = np.pad(pixels, [(0, 0)] * (images.ndim - rank - 1) + [(margin, margin)] * rank + [(0, 0)])
    patches = {}
    for grid, places in _window_places(dims, size, strides, dilation_rate, padding):
        patch = wide[(..., *np.ix_(*(one + margin for one in places)), slice(None))]
        patches[grid] = patch.reshape(*images.shape[: images.ndim - rank - 1], -1)
    first = next(iter(patches.values()))
    result = np.zeros((*first.shape[:-1], *(n + 1 for n in grid), first.shape[-1]), images.dtype)
    for grid, patch in patches.items():
        result[(..., *grid, slice(None))] = patch
    return result if data_format == "channels_last" else np.moveaxis(result, -1, -rank - 1)


def _reconstruct_reference(
    patches: np.ndarray, size: Any, output_size: tuple, strides: Any = None, padding: str = "valid", data_format: str = "channels_last"
) -> np.ndarray:
    rank = len(output_size)
    if patches.ndim not in (rank + 1, rank + 2):
        raise ValueError("no patches")
    patches = patches if data_format == "channels_last" else np.moveaxis(patches, -rank - 1, -1)
    size = tuple(np.broadcast_to(size, rank))
    margin, channels = 20, patches.shape[-1] // math.prod(size)
    lead = patches.shape[: patches.ndim - rank - 1]
    total = np.zeros((*lead, *(dim + 2 * margin for dim in output_size), channels))
    count = np.zeros_like(total)
    grids = 0
    for grid, places in _window_places(output_size, size, strides, 1, padding):
        at = (..., *np.ix_(*(one + margin for one in places)), slice(None))
        total[at] += patches[(..., *grid, slice(None))].reshape(*lead, *size, channels)
        count[at] += 1
        grids += 1
    if grids * channels * math.prod(size) * math.prod(lead) != patches.size:
        raise ValueError("not the patches of such images")
    kept = (..., *(slice(margin, margin + dim) for dim in output_size), slice(None))
    result = total[kept] / np.maximum(count[kept], 1)
    result = result if patches.dtype.kind == "f" else np.round(result).astype(patches.dtype)
    return result if data_format == "channels_last" else np.moveaxis(result, -1, -rank - 1)


# --------------------------------------------------------------------------------------------------------------- extract

PIXELS = ("float32", "float64", "float16", "bfloat16", "uint8", "int32")

LAST, FIRST = {"data_format": "channels_last"}, {"data_format": "channels_first"}


def _images_patched(images: KerasTensor, size: Any, strides: Any, dilation_rate: Any, padding: str, data_format: str | None) -> KerasTensor:
    return _patched(images, _windows(_rank(size), size, strides, dilation_rate, padding), "images", data_format)


@op(
    "image",
    infer=_images_patched,
    cases=Cases(
        _extract_reference,
        (
            call(draw(2, 5, 7, 2), (2, 3), **LAST),
            call(draw(2, 5, 7, 2), (2, 3), strides=2, padding="same", **LAST),
            call(draw(2, 5, 7, 2), 2, strides=1, dilation_rate=2, padding="same", **LAST),
            call(draw(5, 7, 2), 2, strides=(2, 3), dilation_rate=(2, 1), **LAST),
            call(draw(2, 2, 5, 7), 2, **FIRST),
            call(draw(2, 5, 7), 3, strides=2, padding="same", **FIRST),
            call(draw(2, 4, 5, 4, 2), (2, 3, 2), **LAST),
        ),
        PIXELS,
        differentiable=True,
    ),
)
def extract_patches(
    images: Tensor,
    size: Ints,
    strides: Ints | None = None,
    dilation_rate: Ints = 1,
    padding: str = "valid",
    data_format: str | None = None,
) -> Tensor:
    """Rectangular parts of images, each as one vector.

    Args:
        images: Tensor `(batch, height, width, channels)` or `(height, width, channels)`, channels before the height for
            `"channels_first"`; volumes for a `size` of three, as in `extract_patches_3d`.
        size: Height and width of a patch, or one int for both.
        strides: Steps from patch to patch, one int or one for each axis; None, the default, for `size`.
        dilation_rate: Distance between the pixels of a patch, one int or one for each axis; 1 by default.
        padding: `"valid"`, the default, for patches within the images, or `"same"` for as many as there are strides, with zeros
            around the images.
        data_format: `"channels_last"` or `"channels_first"`; None, the default, for `config.image_data_format()`.

    Returns:
        Tensor `(batch, rows, columns, height of a patch * width of a patch * channels)` of the same dtype, with the last axis
        before the rows for "channels_first".

    Raises:
        ValueError: A patch is larger than the images, or an argument is not one of those named.

    Example:

    >>> x = np.arange(8).reshape((2, 4, 1))
    >>> y = multikeras.ops.image.extract_patches(x, 2, data_format="channels_last")
    >>> multikeras.ops.convert_to_numpy(y).tolist()
    [[[0, 1, 4, 5], [2, 3, 6, 7]]]
    """
    return _extracted(images, _windows(_rank(size), size, strides, dilation_rate, padding), "images", data_format)


def _volumes_patched(
    volumes: KerasTensor, size: Any, strides: Any, dilation_rate: Any, padding: str, data_format: str | None
) -> KerasTensor:
    return _patched(volumes, _windows(3, size, strides, dilation_rate, padding), "volumes", data_format)


@op(
    "image",
    infer=_volumes_patched,
    cases=Cases(
        _extract_3d_reference,
        (
            call(draw(2, 4, 5, 4, 2), (2, 3, 2), **LAST),
            call(draw(1, 4, 5, 3, 2), 2, strides=(2, 2, 1), padding="same", **LAST),
            call(draw(2, 4, 3, 4), 2, strides=1, **FIRST),
        ),
        PIXELS,
        differentiable=True,
    ),
)
def extract_patches_3d(
    volumes: Tensor,
    size: Ints,
    strides: Ints | None = None,
    dilation_rate: Ints = 1,
    padding: str = "valid",
    data_format: str | None = None,
) -> Tensor:
    """Boxes out of volumes, each as one vector.

    Args:
        volumes: Tensor `(batch, depth, height, width, channels)` or `(depth, height, width, channels)`, channels before the
            depth for `"channels_first"`.
        size: Depth, height and width of a patch, or one int for all.
        strides: Steps from patch to patch, one int or one for each axis; None, the default, for `size`.
        dilation_rate: Distance between the elements of a patch, one int or one for each axis; 1 by default.
        padding: `"valid"`, the default, for patches within the volumes, or `"same"` for as many as there are strides, with
            zeros around the volumes.
        data_format: `"channels_last"` or `"channels_first"`; None, the default, for `config.image_data_format()`.

    Returns:
        Tensor `(batch, planes, rows, columns, elements of a patch)` of the same dtype, with the last axis before the planes for
        "channels_first".

    Raises:
        ValueError: A patch is larger than the volumes, or an argument is not one of those named.

    Example:

    >>> x = np.ones((1, 4, 4, 4, 3))
    >>> tuple(multikeras.ops.image.extract_patches_3d(x, 2, data_format="channels_last").shape)
    (1, 2, 2, 2, 24)
    """
    return _extracted(volumes, _windows(3, size, strides, dilation_rate, padding), "volumes", data_format)


# ----------------------------------------------------------------------------------------------------------- reconstruct


def _check_patches(patches: Any, windows: list[Window], output_size: Shape, data_format: str | None) -> int | None:
    """The number of channels of the images that the patches come from."""
    axes, channel = layout(patches, data_format, "patches", len(windows))
    shape = tuple(patches.shape)
    counts = tuple(window.count(dim) for window, dim in zip(windows, output_size, strict=True))
    given = tuple(shape[axis] for axis in axes)
    if any(dim is not None and dim != count for dim, count in zip(given, counts, strict=True)):
        raise ValueError(f"images of size {output_size} have {counts} such patches along their axes; `patches` has {given}.")
    pixels, elements = math.prod([window.size for window in windows]), shape[channel]
    if elements is not None and elements % pixels:
        raise ValueError(f"a patch of {pixels} pixels has a multiple of as many elements; `patches` has {elements} in each.")
    return None if elements is None else elements // pixels


def _reconstructed(patches: KerasTensor, size: Any, output_size: Shape, strides: Any, padding: str, data_format: str | None) -> KerasTensor:
    windows = _windows(len(output_size), size, strides, 1, padding)
    channels = _check_patches(patches, windows, output_size, data_format)
    axes, channel = layout(patches, data_format, "patches", len(windows))
    return resized(patches, {channel: channels, **dict(zip(axes, output_size, strict=True))})


def _joined(x: Any, axis: int, window: Window, dim: int) -> Any:
    """The axes of the patches and of their pixels, `axis` and the next, added up in one of size `dim`."""
    shape = shape_of(x)
    x = moveaxis(reshape(x, (*shape[:axis], shape[axis] * shape[axis + 1], *shape[axis + 2 :])), axis, 0)
    return moveaxis(segment_sum(x, window.places(dim).reshape(-1), dim), 0, axis)


@op(
    "image",
    infer=_reconstructed,
    cases=Cases(
        _reconstruct_reference,
        (
            call(draw(2, 2, 2, 12), (2, 3), (4, 6), **LAST),
            call(draw(2, 2, 2, 12), (2, 3), (5, 7), **LAST),
            call(draw(2, 3, 4, 12), (2, 3), (5, 7), strides=2, padding="same", **LAST),
            call(draw(4, 6, 8), 2, (5, 7), strides=1, **LAST),
            call(draw(2, 18, 2, 3), 3, (5, 7), strides=2, **FIRST),
            call(draw(1, 2, 2, 2, 8), 2, (4, 4, 4), **LAST),
        ),
        PIXELS,
        differentiable=True,
    ),
)
def reconstruct_patches(
    patches: Tensor,
    size: Ints,
    output_size: Shape,
    strides: Ints | None = None,
    padding: str = "valid",
    data_format: str | None = None,
) -> Tensor:
    """Images put together of their patches: the inverse of `extract_patches`.

    Args:
        patches: Tensor `(batch, rows, columns, elements of a patch)` or without the batch axis, with the elements before the rows
            for `"channels_first"`; an axis more for volumes.
        size: Height and width of a patch, or one int for both.
        output_size: Height and width of the images; of three for volumes.
        strides: Steps from patch to patch, one int or one for each axis; None, the default, for `size`.
        padding: `"valid"`, the default, or `"same"`, as the patches were extracted.
        data_format: `"channels_last"` or `"channels_first"`; None, the default, for `config.image_data_format()`.

    Returns:
        Tensor `(batch, height, width, channels)` of the same dtype. Where patches overlap it has their mean, and 0 where there
        is none.

    Raises:
        ValueError: `patches` is not what `extract_patches` makes of such images.

    Example:

    >>> x = np.arange(12.0).reshape((1, 3, 4, 1))
    >>> patches = multikeras.ops.image.extract_patches(x, 2, strides=1, data_format="channels_last")
    >>> y = multikeras.ops.image.reconstruct_patches(patches, 2, (3, 4), strides=1, data_format="channels_last")
    >>> bool(np.array_equal(multikeras.ops.convert_to_numpy(y), x))
    True
    """
    windows = _windows(len(output_size), size, strides, 1, padding)
    _check_patches(patches, windows, output_size, data_format)
    rank = len(windows)
    _, channel = layout(patches, data_format, "patches", rank)
    overlaps = any(window.stride < window.size for window in windows)
    x = moveaxis(calculable(patches) if overlaps else patches, channel, -1)
    first, shape = len(patches.shape) - rank - 1, shape_of(x)
    sizes = [window.size for window in windows]
    x = reshape(x, (*shape[:-1], *sizes, shape[-1] // math.prod(sizes)))
    pairs = [axis for i in range(rank) for axis in (first + i, first + rank + i)]
    x = transpose(x, (*range(first), *pairs, first + 2 * rank))
    for axis, (window, dim) in enumerate(zip(windows, output_size, strict=True), first):
        x = _joined(x, axis, window, dim)
        if overlaps:
            times = (window.places(dim).reshape(-1, 1) == np.arange(dim)).sum(0)
            x = x / reshape(convert_to_tensor(np.maximum(times, 1), x.dtype), (dim, *(1,) * (len(x.shape) - axis - 1)))
    x = moveaxis(x, -1, channel)
    return restored(x, patches.dtype) if overlaps else x
