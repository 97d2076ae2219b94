"""Blocks of images: moved between space and channels, cut out, and put back."""

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from multikeras.src.core.cases import ALL, FLOATS, INTS, Call, Cases, call, draw, road
from multikeras.src.core.export import export
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.core.typing import Ints, Tensor
from multikeras.src.ops.creation import arange
from multikeras.src.ops.elementwise import add
from multikeras.src.ops.indexing import segment_sum_, take
from multikeras.src.ops.movement import pad, reshape, transpose
from multikeras.src.ops.op import op
from multikeras.src.ops.precision import widened
from multikeras.src.ops.spatial import check, each, known_format
from multikeras.src.ops.tensor import cast, convert_to_tensor
from multikeras.src.ops.tensor import shape as shape_of

# -------------------------------------------------------------------------------------------------------- space and channels


def _channels_last(shape: tuple, data_format: str) -> tuple:
    """The shape of a batch of images with the channels last."""
    if len(shape) != 4:
        raise ValueError(f"`x` must be a batch of images, of 4 dimensions; got shape {tuple(shape)}.")
    return shape if data_format == "channels_last" else (shape[0], *shape[2:], shape[1])


def _in_format(shape: tuple, data_format: str) -> tuple:
    return shape if data_format == "channels_last" else (shape[0], shape[3], *shape[1:3])


def _spread_shape(shape: tuple, block_size: int, data_format: str) -> tuple:
    batch, *spatial, channels = _channels_last(shape, data_format)
    if channels is not None and channels % block_size**2:
        raise ValueError(f"the {channels} channels do not divide into {block_size**2} parts; got shape {tuple(shape)}.")
    spatial = [None if size is None else size * block_size for size in spatial]
    return _in_format((batch, *spatial, None if channels is None else channels // block_size**2), data_format)


def _gathered_shape(shape: tuple, block_size: int, data_format: str) -> tuple:
    batch, *spatial, channels = _channels_last(shape, data_format)
    if any(size is not None and size % block_size for size in spatial):
        raise ValueError(f"height and width must be multiples of `block_size={block_size}`; got shape {tuple(shape)}.")
    spatial = [None if size is None else size // block_size for size in spatial]
    return _in_format((batch, *spatial, None if channels is None else channels * block_size**2), data_format)


def _spread(x: KerasTensor, *attributes: Any) -> KerasTensor:
    return KerasTensor(_spread_shape(x.shape, *attributes), x.dtype)


def _gathered(x: KerasTensor, *attributes: Any) -> KerasTensor:
    return KerasTensor(_gathered_shape(x.shape, *attributes), x.dtype)


def _rearranged(function: Callable, rule: Callable, x: Any, block_size: int, data_format: str | None) -> Any:
    """Call an op of `x` after bringing its arguments into their form and checking the shape."""
    name = function.__name__.rstrip("_")
    if block_size < 1:
        raise ValueError(f"{name}: `block_size` must be a positive int; got {block_size!r}.")
    x, data_format = convert_to_tensor(x), known_format(name, data_format)
    check(name, rule, tuple(x.shape), block_size, data_format)
    return function(x, block_size, data_format)


def _depth_to_space(x: np.ndarray, block_size: int, data_format: str) -> np.ndarray:
    if data_format == "channels_first":
        return np.moveaxis(_depth_to_space(np.moveaxis(x, 1, -1), block_size, "channels_last"), -1, 1)
    batch, height, width, channels = x.shape
    result = np.zeros((batch, height * block_size, width * block_size, channels // block_size**2), x.dtype)
    for i, part in enumerate(np.split(x, block_size**2, -1)):
        row, column = divmod(i, block_size)
        result[:, row::block_size, column::block_size] = part
    return result


def _space_to_depth(x: np.ndarray, block_size: int, data_format: str) -> np.ndarray:
    if data_format == "channels_first":
        return np.moveaxis(_space_to_depth(np.moveaxis(x, 1, -1), block_size, "channels_last"), -1, 1)
    places = np.ndindex(block_size, block_size)
    return np.concatenate([x[:, row::block_size, column::block_size] for row, column in places], -1)


@op(
    infer=_spread,
    cases=Cases(
        _depth_to_space,
        (
            call(draw(2, 3, 2, 8), 2, "channels_last"),
            call(draw(2, 8, 3, 2), 2, "channels_first"),
            call(draw(1, 2, 3, 18), 3, "channels_last"),
            call(draw(1, 2, 3, 3), 1, "channels_last"),
            call(draw(0, 2, 3, 4), 2, "channels_last"),
        ),
        ALL,
        differentiable=True,
    ),
)
def depth_to_space_(x: Tensor, block_size: int, data_format: str) -> Tensor:
    """Channels laid out as blocks of space, with arguments in their one form; `depth_to_space` brings them into it.

    Args:
        x: Tensor `(batch, height, width, channels)`, or `(batch, channels, height, width)` for "channels_first".
        block_size: Height and width of a block.
        data_format: "channels_last" or "channels_first".

    Returns:
        Tensor of the same dtype.
    """
    batch, height, width, channels = _channels_last(shape_of(x), data_format)
    depth = channels // block_size**2
    if data_format == "channels_last":
        blocks = transpose(reshape(x, (batch, height, width, block_size, block_size, depth)), (0, 1, 3, 2, 4, 5))
        return reshape(blocks, (batch, height * block_size, width * block_size, depth))
    blocks = transpose(reshape(x, (batch, block_size, block_size, depth, height, width)), (0, 3, 4, 1, 5, 2))
    return reshape(blocks, (batch, depth, height * block_size, width * block_size))


@export(["multikeras.ops.depth_to_space", "multikeras.ops.nn.depth_to_space"])
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
    return _rearranged(depth_to_space_, _spread_shape, x, block_size, data_format)


@op(
    infer=_gathered,
    cases=Cases(
        _space_to_depth,
        (
            call(draw(2, 6, 4, 2), 2, "channels_last"),
            call(draw(2, 2, 6, 4), 2, "channels_first"),
            call(draw(1, 3, 6, 2), 3, "channels_last"),
            call(draw(1, 2, 3, 3), 1, "channels_last"),
            call(draw(0, 2, 4, 1), 2, "channels_last"),
        ),
        ALL,
        differentiable=True,
    ),
)
def space_to_depth_(x: Tensor, block_size: int, data_format: str) -> Tensor:
    """Blocks of space laid out as channels, with arguments in their one form; `space_to_depth` brings them into it.

    Args:
        x: Tensor `(batch, height, width, channels)`, or `(batch, channels, height, width)` for "channels_first".
        block_size: Height and width of a block.
        data_format: "channels_last" or "channels_first".

    Returns:
        Tensor of the same dtype.
    """
    batch, height, width, channels = _channels_last(shape_of(x), data_format)
    rows, columns, depth = height // block_size, width // block_size, channels * block_size**2
    if data_format == "channels_last":
        blocks = reshape(x, (batch, rows, block_size, columns, block_size, channels))
        return reshape(transpose(blocks, (0, 1, 3, 2, 4, 5)), (batch, rows, columns, depth))
    blocks = reshape(x, (batch, channels, rows, block_size, columns, block_size))
    return reshape(transpose(blocks, (0, 3, 5, 1, 2, 4)), (batch, depth, rows, columns))


@export(["multikeras.ops.space_to_depth", "multikeras.ops.nn.space_to_depth"])
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
    return _rearranged(space_to_depth_, _gathered_shape, x, block_size, data_format)


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


def _count(size: Any, kernel: int, dilation: int, padding: int, stride: int) -> Any:
    """How many blocks there are along an axis."""
    if size is None:
        return None
    room = size + 2 * padding - dilation * (kernel - 1) - 1
    if isinstance(room, int) and room < 0:
        raise ValueError(f"a block of size {kernel} with dilation {dilation} is larger than an axis of size {size} with padding {padding}.")
    return room // stride + 1


def _counts(sizes: Any, *geometry: tuple) -> tuple:
    return tuple(_count(*one) for one in zip(sizes, *geometry, strict=True))


def _unfolded_shape(shape: tuple, kernel_size: tuple, *rest: tuple) -> tuple:
    if len(shape) != 4:
        raise ValueError(f"`x` must have the shape (batch, channels, height, width); got {tuple(shape)}.")
    counts = _counts(shape[2:], kernel_size, *rest)
    channels = None if shape[1] is None else shape[1] * math.prod(kernel_size)
    return shape[0], channels, None if None in counts else math.prod(counts)


def _folded_shape(shape: tuple, output_size: tuple, kernel_size: tuple, *rest: tuple) -> tuple:
    if len(shape) != 3:
        raise ValueError(f"`x` must have the shape (batch, channels * block, blocks); got {tuple(shape)}.")
    area, blocks = math.prod(kernel_size), math.prod(_counts(output_size, kernel_size, *rest))
    if (shape[1] is not None and shape[1] % area) or shape[2] not in (None, blocks):
        raise ValueError(
            f"an image of size {output_size} has {blocks} blocks of {area} elements for each channel, and `x` must have the shape "
            f"(batch, channels * {area}, {blocks}); got {tuple(shape)}."
        )
    return shape[0], None if shape[1] is None else shape[1] // area, *output_size


def _unfolded(x: KerasTensor, *attributes: tuple) -> KerasTensor:
    return KerasTensor(_unfolded_shape(x.shape, *attributes), x.dtype)


def _folded(x: KerasTensor, *attributes: tuple) -> KerasTensor:
    return KerasTensor(_folded_shape(x.shape, *attributes), x.dtype)


def _places(count: Any, kernel: int, dilation: int, stride: int) -> Any:
    """Where along an axis the elements of blocks are: `(kernel, count)`."""
    starts = np.arange(count, dtype="int32") if isinstance(count, int) else arange(count)
    offsets = np.arange(kernel, dtype="int32")[:, None] * dilation
    return offsets + starts * stride if isinstance(count, int) else add(offsets, starts * stride)


def _pieces(size: tuple, kernel: tuple, dilation: tuple, padding: tuple, stride: tuple) -> Iterator[tuple]:
    """The pieces of a padded image that are its blocks, block by block."""
    for place in np.ndindex(*_counts(size, kernel, dilation, padding, stride)):
        starts = [at * step for at, step in zip(place, stride, strict=True)]
        yield tuple(slice(a, a + (k - 1) * d + 1, d) for a, k, d in zip(starts, kernel, dilation, strict=True))


def _unfold(x: np.ndarray, kernel_size: tuple, dilation: tuple, padding: tuple, stride: tuple) -> np.ndarray:
    padded = np.pad(x, [(0, 0), (0, 0), *((one, one) for one in padding)])
    pieces = _pieces(x.shape[2:], kernel_size, dilation, padding, stride)
    return np.stack([padded[(..., *piece)].reshape(x.shape[0], x.shape[1] * math.prod(kernel_size)) for piece in pieces], -1)


def _fold(x: np.ndarray, output_size: tuple, kernel_size: tuple, dilation: tuple, padding: tuple, stride: tuple) -> np.ndarray:
    depth, (top, left) = x.shape[1] // math.prod(kernel_size), padding
    padded = np.zeros((x.shape[0], depth, *(n + 2 * p for n, p in zip(output_size, padding, strict=True))), x.dtype)
    pieces = _pieces(output_size, kernel_size, dilation, padding, stride)
    for piece, block in zip(pieces, np.moveaxis(x, -1, 0), strict=True):
        padded[(..., *piece)] += block.reshape(x.shape[0], depth, *kernel_size)
    return padded[..., top : top + output_size[0], left : left + output_size[1]]


def _block_call(*args: Any, dilation: tuple = (1, 1), padding: tuple = (0, 0), stride: tuple = (1, 1)) -> Call:
    return call(*args, dilation=dilation, padding=padding, stride=stride)


@op(
    infer=_unfolded,
    cases=Cases(
        _unfold,
        (
            _block_call(draw(2, 3, 5, 6), (2, 2)),
            _block_call(draw(2, 3, 5, 6), (2, 3), stride=(2, 2)),
            _block_call(draw(1, 2, 5, 7), (3, 2), dilation=(2, 1), padding=(1, 2), stride=(1, 2)),
            _block_call(draw(1, 1, 4, 4), (4, 4)),
            _block_call(draw(0, 2, 3, 3), (2, 2)),
        ),
        BLOCK_DTYPES,
        differentiable=True,
        roads=(road(_block_call(draw(2, 3, 5, 6), (2, 2)), torch="im2col"),),
    ),
)
def unfold_(x: Tensor, kernel_size: tuple, dilation: tuple, padding: tuple, stride: tuple) -> Tensor:
    """The blocks of images as columns, with arguments in their one form; `unfold` brings them into it.

    Args:
        x: Tensor `(batch, channels, height, width)`.
        kernel_size: Height and width of a block.
        dilation: Distances between the elements of a block.
        padding: Zeros on either side of each axis.
        stride: Steps from block to block.

    Returns:
        Tensor of the same dtype.
    """
    batch, channels, *sizes = shape_of(x)
    counts = _counts(sizes, kernel_size, dilation, padding, stride)
    rows, columns = (_places(*one) for one in zip(counts, kernel_size, dilation, stride, strict=True))
    x = pad(x, ((0, 0), (0, 0), *((one, one) for one in padding)))
    blocks = transpose(take(take(x, columns, 3), rows, 2), (0, 1, 2, 4, 3, 5))
    return reshape(blocks, (batch, channels * math.prod(kernel_size), counts[0] * counts[1]))


@export(["multikeras.ops.unfold", "multikeras.ops.nn.unfold"])
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
    x, geometry = convert_to_tensor(x), _geometry("unfold", kernel_size, dilation, padding, stride)
    check("unfold", _unfolded_shape, tuple(x.shape), *geometry)
    return unfold_(x, *geometry)


@op(
    infer=_folded,
    cases=Cases(
        _fold,
        (
            _block_call(draw(2, 12, 20), (5, 6), (2, 2)),
            _block_call(draw(2, 6, 4), (5, 6), (2, 3), stride=(2, 2)),
            _block_call(draw(1, 12, 15), (5, 7), (3, 2), dilation=(2, 1), padding=(1, 2), stride=(1, 2)),
            _block_call(draw(2, 8, 4), (4, 4), (2, 2), stride=(2, 2)),
            _block_call(draw(0, 4, 4), (3, 3), (2, 2)),
        ),
        BLOCK_DTYPES,
        differentiable=True,
        roads=(road(_block_call(draw(2, 12, 20), (5, 6), (2, 2)), torch="col2im"),),
    ),
)
def fold_(x: Tensor, output_size: tuple, kernel_size: tuple, dilation: tuple, padding: tuple, stride: tuple) -> Tensor:
    """Images from their blocks, with arguments in their one form; `fold` brings them into it.

    Args:
        x: Tensor `(batch, channels * kernel_height * kernel_width, blocks)`.
        output_size: Height and width of the images.
        kernel_size: Height and width of a block.
        dilation: Distances between the elements of a block.
        padding: Zeros on either side of each axis.
        stride: Steps from block to block.

    Returns:
        Tensor of the same dtype.
    """
    height, width = output_size
    counts = _counts(output_size, kernel_size, dilation, padding, stride)
    rows, columns = (_places(*one) - before for *one, before in zip(counts, kernel_size, dilation, stride, padding, strict=True))
    rows, columns = rows[:, None, :, None], columns[None, :, None, :]
    inside = (rows >= 0) & (rows < height) & (columns >= 0) & (columns < width)
    targets = np.where(inside, rows * width + columns, -1)  # what lies in the padding is left out
    batch, size, _ = shape_of(x)
    channels = size // math.prod(kernel_size)
    elements = transpose(reshape(widened(x), (batch, channels, targets.size)), (2, 0, 1))
    image = segment_sum_(elements, targets.ravel().astype("int32"), height * width)
    return cast(reshape(transpose(image, (1, 2, 0)), (batch, channels, height, width)), x.dtype)


@export(["multikeras.ops.fold", "multikeras.ops.nn.fold"])
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
    x, geometry = convert_to_tensor(x), _geometry("fold", kernel_size, dilation, padding, stride)
    output_size = each("fold", "output_size", output_size, 2)
    check("fold", _folded_shape, tuple(x.shape), output_size, *geometry)
    return fold_(x, output_size, *geometry)
