"""Blocks of images: moved between space and channels, cut out, and put back."""

import math
from typing import Any

import numpy as np

from multikeras.src.core.cases import ALL, FLOATS, INTS, Cases, call, draw
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.core.typing import Ints, Tensor
from multikeras.src.ops.creation import arange
from multikeras.src.ops.elementwise import add
from multikeras.src.ops.indexing import segment_sum_, take
from multikeras.src.ops.movement import pad, reshape, transpose
from multikeras.src.ops.op import op
from multikeras.src.ops.precision import widened
from multikeras.src.ops.spatial import each, known_format
from multikeras.src.ops.tensor import cast
from multikeras.src.ops.tensor import shape as shape_of

# -------------------------------------------------------------------------------------------------------- space and channels


def _image_parts(name: str, x: Any, block_size: int, data_format: str | None) -> tuple[bool, tuple]:
    """Whether channels are last, and the sizes (batch, height, width, channels)."""
    if len(x.shape) != 4:
        raise ValueError(f"{name}: `x` must be a batch of images, of 4 dimensions; got shape {tuple(x.shape)}.")
    if block_size < 1:
        raise ValueError(f"{name}: `block_size` must be a positive int; got {block_size!r}.")
    is_last = known_format(name, data_format) == "channels_last"
    batch, *sizes = shape_of(x)
    return is_last, (batch, *sizes) if is_last else (batch, *sizes[1:], sizes[0])


def _spread(x: KerasTensor, block_size: int, data_format: str | None = "channels_last") -> KerasTensor:
    is_last, (batch, *spatial, channels) = _image_parts("depth_to_space", x, block_size, data_format)
    if channels is not None and channels % block_size**2:
        raise ValueError(f"depth_to_space: the {channels} channels do not divide into {block_size**2} parts; got shape {tuple(x.shape)}.")
    spatial = [None if size is None else size * block_size for size in spatial]
    channels = None if channels is None else channels // block_size**2
    return KerasTensor((batch, *spatial, channels) if is_last else (batch, channels, *spatial), x.dtype)


def _gathered(x: KerasTensor, block_size: int, data_format: str | None = "channels_last") -> KerasTensor:
    is_last, (batch, *spatial, channels) = _image_parts("space_to_depth", x, block_size, data_format)
    if any(size is not None and size % block_size for size in spatial):
        raise ValueError(f"space_to_depth: height and width must be multiples of `block_size={block_size}`; got shape {tuple(x.shape)}.")
    spatial = [None if size is None else size // block_size for size in spatial]
    channels = None if channels is None else channels * block_size**2
    return KerasTensor((batch, *spatial, channels) if is_last else (batch, channels, *spatial), x.dtype)


def _depth_to_space(x: np.ndarray, block_size: int, data_format: str = "channels_last") -> np.ndarray:
    if data_format == "channels_first":
        return np.moveaxis(_depth_to_space(np.moveaxis(x, 1, -1), block_size), -1, 1)
    batch, height, width, channels = x.shape
    result = np.zeros((batch, height * block_size, width * block_size, channels // block_size**2), x.dtype)
    for i, part in enumerate(np.split(x, block_size**2, -1)):
        row, column = divmod(i, block_size)
        result[:, row::block_size, column::block_size] = part
    return result


def _space_to_depth(x: np.ndarray, block_size: int, data_format: str = "channels_last") -> np.ndarray:
    axis = -1 if data_format == "channels_last" else 1
    images = np.moveaxis(x, axis, -1).reshape(-1, *np.moveaxis(x, axis, -1).shape[1:])
    if any(size % block_size for size in images.shape[1:3]):
        raise ValueError("blocks that are not whole")
    places = np.ndindex(block_size, block_size)
    return np.moveaxis(np.concatenate([images[:, row::block_size, column::block_size] for row, column in places], -1), -1, axis)


@op(
    "nn",
    infer=_spread,
    cases=Cases(
        _depth_to_space,
        (
            call(draw(2, 3, 2, 8), 2),
            call(draw(2, 8, 3, 2), 2, data_format="channels_first"),
            call(draw(1, 2, 3, 18), 3),
            call(draw(1, 2, 3, 3), 1),
            call(draw(0, 2, 3, 4), 2),
        ),
        ALL,
        differentiable=True,
    ),
)
def depth_to_space(x: Tensor, block_size: int, data_format: str | None = "channels_last") -> Tensor:
    """Channels laid out as blocks of space.

    Channel `(row * block_size + column) * depth + c` of a place becomes channel `c` at `(row, column)` of its block.

    Args:
        x: Tensor `(batch, height, width, depth * block_size ** 2)`, or with channels first `(batch, channels, height, width)`.
        block_size: Height and width of a block.
        data_format: `"channels_last"`, the default, or `"channels_first"`; None for `config.image_data_format()`.

    Returns:
        Tensor `(batch, height * block_size, width * block_size, depth)`, or with channels first, of the same dtype.

    Raises:
        ValueError: The channels do not divide into `block_size ** 2` parts, or another argument is not one of those named.

    Example:

    >>> x = np.array([[[[1, 2, 3, 4]]]])
    >>> multikeras.ops.convert_to_numpy(multikeras.ops.depth_to_space(x, 2))[0, :, :, 0].tolist()
    [[1, 2], [3, 4]]
    """
    is_last, (batch, height, width, channels) = _image_parts("depth_to_space", x, block_size, data_format)
    depth = channels // block_size**2
    if is_last:
        blocks = transpose(reshape(x, (batch, height, width, block_size, block_size, depth)), (0, 1, 3, 2, 4, 5))
        return reshape(blocks, (batch, height * block_size, width * block_size, depth))
    blocks = transpose(reshape(x, (batch, block_size, block_size, depth, height, width)), (0, 3, 4, 1, 5, 2))
    return reshape(blocks, (batch, depth, height * block_size, width * block_size))


@op(
    "nn",
    infer=_gathered,
    cases=Cases(
        _space_to_depth,
        (
            call(draw(2, 6, 4, 2), 2),
            call(draw(2, 2, 6, 4), 2, data_format="channels_first"),
            call(draw(1, 3, 6, 2), 3),
            call(draw(1, 2, 3, 3), 1),
            call(draw(0, 2, 4, 1), 2),
        ),
        ALL,
        differentiable=True,
    ),
)
def space_to_depth(x: Tensor, block_size: int, data_format: str | None = "channels_last") -> Tensor:
    """Blocks of space laid out as channels: what `depth_to_space` undoes.

    Args:
        x: Tensor `(batch, height, width, channels)`, or `(batch, channels, height, width)`.
        block_size: Height and width of a block, of which those of `x` are multiples.
        data_format: `"channels_last"`, the default, or `"channels_first"`; None for `config.image_data_format()`.

    Returns:
        Tensor `(batch, height / block_size, width / block_size, channels * block_size ** 2)`, or with channels first, of the same
        dtype.

    Raises:
        ValueError: The blocks do not cover the image, or another argument is not one of those named.

    Example:

    >>> x = np.array([[[[1], [2]], [[3], [4]]]])
    >>> multikeras.ops.convert_to_numpy(multikeras.ops.space_to_depth(x, 2)).tolist()
    [[[[1, 2, 3, 4]]]]
    """
    is_last, (batch, height, width, channels) = _image_parts("space_to_depth", x, block_size, data_format)
    rows, columns, depth = height // block_size, width // block_size, channels * block_size**2
    if is_last:
        blocks = reshape(x, (batch, rows, block_size, columns, block_size, channels))
        return reshape(transpose(blocks, (0, 1, 3, 2, 4, 5)), (batch, rows, columns, depth))
    blocks = reshape(x, (batch, channels, rows, block_size, columns, block_size))
    return reshape(transpose(blocks, (0, 3, 5, 1, 2, 4)), (batch, depth, rows, columns))


# -------------------------------------------------------------------------------------------------- blocks that may overlap

BLOCK_DTYPES = (*FLOATS, *INTS)


def _geometry(name: str, kernel_size: Ints, dilation: Ints, padding: Ints, stride: Ints) -> tuple:
    """The attributes of blocks as a pair for rows and columns each."""
    return (
        each(name, "kernel_size", kernel_size, 2),
        each(name, "dilation", dilation, 2),
        each(name, "padding", padding, 2, least=0),
        each(name, "stride", stride, 2),
    )


def _count(name: str, size: Any, kernel: int, dilation: int, padding: int, stride: int) -> Any:
    """How many blocks there are along an axis."""
    if size is None:
        return None
    room = size + 2 * padding - dilation * (kernel - 1) - 1
    if isinstance(room, int) and room < 0:
        raise ValueError(
            f"{name}: a block of size {kernel} with dilation {dilation} is larger than an axis of size {size} with padding {padding}."
        )
    return room // stride + 1


def _counts(name: str, sizes: Any, geometry: tuple) -> tuple:
    return tuple(_count(name, *one) for one in zip(sizes, *geometry, strict=True))


def _unfolded(x: KerasTensor, kernel_size: Ints, dilation: Ints = 1, padding: Ints = 0, stride: Ints = 1) -> KerasTensor:
    if x.ndim != 4:
        raise ValueError(f"unfold: `x` must have the shape (batch, channels, height, width); got {tuple(x.shape)}.")
    geometry = _geometry("unfold", kernel_size, dilation, padding, stride)
    counts = _counts("unfold", x.shape[2:], geometry)
    channels = None if x.shape[1] is None else x.shape[1] * math.prod(geometry[0])
    return KerasTensor((x.shape[0], channels, None if None in counts else math.prod(counts)), x.dtype)


def _folded(x: KerasTensor, output_size: Ints, kernel_size: Ints, dilation: Ints = 1, padding: Ints = 0, stride: Ints = 1) -> KerasTensor:
    if x.ndim != 3:
        raise ValueError(f"fold: `x` must have the shape (batch, channels * block, blocks); got {tuple(x.shape)}.")
    output_size = each("fold", "output_size", output_size, 2)
    geometry = _geometry("fold", kernel_size, dilation, padding, stride)
    area, blocks = math.prod(geometry[0]), math.prod(_counts("fold", output_size, geometry))
    if (x.shape[1] is not None and x.shape[1] % area) or x.shape[2] not in (None, blocks):
        raise ValueError(
            f"fold: an image of size {output_size} has {blocks} blocks of {area} elements for each channel, and `x` must have the shape "
            f"(batch, channels * {area}, {blocks}); got {tuple(x.shape)}."
        )
    return KerasTensor((x.shape[0], None if x.shape[1] is None else x.shape[1] // area, *output_size), x.dtype)


def _places(count: Any, kernel: int, dilation: int, stride: int) -> Any:
    """Where along an axis the elements of blocks are: `(kernel, count)`."""
    starts = np.arange(count, dtype="int32") if isinstance(count, int) else arange(count)
    offsets = np.arange(kernel, dtype="int32")[:, None] * dilation
    return offsets + starts * stride if isinstance(count, int) else add(offsets, starts * stride)


def _windows_of(size: tuple, kernel: Any, dilation: Any, padding: Any, stride: Any) -> Any:
    """The pieces of an image that make up its blocks, block by block."""
    (rows, columns), steps = _counts("unfold", size, (kernel, dilation, padding, stride)), stride
    for place in np.ndindex(rows, columns):
        starts = [at * step for at, step in zip(place, steps, strict=True)]
        yield tuple(slice(a, a + (k - 1) * d + 1, d) for a, k, d in zip(starts, kernel, dilation, strict=True))


def _unfold(x: np.ndarray, kernel_size: Ints, dilation: Ints = 1, padding: Ints = 0, stride: Ints = 1) -> np.ndarray:
    kernel, dilation, padding, stride = _geometry("unfold", kernel_size, dilation, padding, stride)
    margins = [(one, one) for one in padding]
    padded = np.pad(x, [(0, 0), (0, 0), *margins])
    pieces = _windows_of(x.shape[2:], kernel, dilation, padding, stride)
    return np.stack([padded[(..., *piece)].reshape(x.shape[0], x.shape[1] * math.prod(kernel)) for piece in pieces], -1)


def _fold(x: np.ndarray, output_size: Ints, kernel_size: Ints, dilation: Ints = 1, padding: Ints = 0, stride: Ints = 1) -> np.ndarray:
    size = each("fold", "output_size", output_size, 2)
    kernel, dilation, padding, stride = _geometry("fold", kernel_size, dilation, padding, stride)
    depth = x.shape[1] // math.prod(kernel)
    padded = np.zeros((x.shape[0], depth, *(n + 2 * p for n, p in zip(size, padding, strict=True))), x.dtype)
    pieces = list(_windows_of(size, kernel, dilation, padding, stride))
    for piece, block in zip(pieces, np.moveaxis(x, -1, 0), strict=True):
        padded[(..., *piece)] += block.reshape(x.shape[0], depth, *kernel)
    return padded[..., padding[0] : padding[0] + size[0], padding[1] : padding[1] + size[1]]


@op(
    "nn",
    infer=_unfolded,
    cases=Cases(
        _unfold,
        (
            call(draw(2, 3, 5, 6), 2),
            call(draw(2, 3, 5, 6), (2, 3), stride=2),
            call(draw(1, 2, 5, 7), (3, 2), dilation=(2, 1), padding=(1, 2), stride=(1, 2)),
            call(draw(1, 1, 4, 4), (4, 4)),
            call(draw(0, 2, 3, 3), 2),
        ),
        BLOCK_DTYPES,
        differentiable=True,
    ),
)
def unfold(x: Tensor, kernel_size: Ints, dilation: Ints = 1, padding: Ints = 0, stride: Ints = 1) -> Tensor:
    """The blocks of images as columns: what is called im2col.

    Args:
        x: Tensor `(batch, channels, height, width)`.
        kernel_size: Height and width of a block, or one int for both.
        dilation: Distance between the elements of a block; 1 by default.
        padding: Zeros on either side of each axis; 0 by default.
        stride: Step from block to block; 1 by default.

    Returns:
        Tensor `(batch, channels * kernel_height * kernel_width, blocks)` of the same dtype: blocks row by row.

    Raises:
        ValueError: A block is larger than the padded image, or an argument is not one of those named.

    Example:

    >>> x = np.arange(6).reshape((1, 1, 2, 3))
    >>> multikeras.ops.convert_to_numpy(multikeras.ops.unfold(x, 2))[0].tolist()
    [[0, 1], [1, 2], [3, 4], [4, 5]]
    """
    geometry = _geometry("unfold", kernel_size, dilation, padding, stride)
    kernel, dilation, padding, stride = geometry
    batch, channels, *sizes = shape_of(x)
    counts = _counts("unfold", sizes, geometry)
    rows, columns = (_places(*one) for one in zip(counts, kernel, dilation, stride, strict=True))
    x = pad(x, ((0, 0), (0, 0), *((one, one) for one in padding)))
    blocks = transpose(take(take(x, columns, 3), rows, 2), (0, 1, 2, 4, 3, 5))
    return reshape(blocks, (batch, channels * math.prod(kernel), counts[0] * counts[1]))


@op(
    "nn",
    infer=_folded,
    cases=Cases(
        _fold,
        (
            call(draw(2, 12, 20), (5, 6), 2),
            call(draw(2, 6, 4), output_size=(5, 6), kernel_size=(2, 3), stride=2),
            call(draw(1, 12, 15), (5, 7), (3, 2), dilation=(2, 1), padding=(1, 2), stride=(1, 2)),
            call(draw(2, 8, 4), 4, 2, stride=2),
            call(draw(0, 4, 4), 3, 2),
        ),
        BLOCK_DTYPES,
        differentiable=True,
    ),
)
def fold(x: Tensor, output_size: Ints, kernel_size: Ints, dilation: Ints = 1, padding: Ints = 0, stride: Ints = 1) -> Tensor:
    """Images from their blocks, where those overlap the sum: what is called col2im.

    It gives back what `unfold` was given, each element times the number of blocks that it is in.

    Args:
        x: Tensor `(batch, channels * kernel_height * kernel_width, blocks)`.
        output_size: Height and width of the images, or one int for both.
        kernel_size: Height and width of a block, or one int for both.
        dilation: Distance between the elements of a block; 1 by default.
        padding: Zeros on either side of each axis that were added before the blocks were cut out; 0 by default.
        stride: Step from block to block; 1 by default.

    Returns:
        Tensor `(batch, channels, height, width)` of the same dtype.

    Raises:
        ValueError: The sizes do not fit each other, or an argument is not one of those named.

    Example:

    >>> x = np.ones((1, 4, 2))
    >>> multikeras.ops.convert_to_numpy(multikeras.ops.fold(x, (2, 3), 2))[0, 0].tolist()
    [[1.0, 2.0, 1.0], [1.0, 2.0, 1.0]]
    """
    height, width = each("fold", "output_size", output_size, 2)
    geometry = _geometry("fold", kernel_size, dilation, padding, stride)
    kernel, dilation, padding, stride = geometry
    counts = _counts("fold", (height, width), geometry)
    rows, columns = (_places(*one) - before for *one, before in zip(counts, kernel, dilation, stride, padding, strict=True))
    rows, columns = rows[:, None, :, None], columns[None, :, None, :]
    inside = (rows >= 0) & (rows < height) & (columns >= 0) & (columns < width)
    targets = np.where(inside, rows * width + columns, -1)  # what lies in the padding is left out
    batch, size, _ = shape_of(x)
    channels = size // math.prod(kernel)
    elements = transpose(reshape(widened(x), (batch, channels, targets.size)), (2, 0, 1))
    image = segment_sum_(elements, targets.ravel().astype("int32"), height * width)
    return cast(reshape(transpose(image, (1, 2, 0)), (batch, channels, height, width)), x.dtype)
