"""Tensors read at places between their elements, and images bent by that: `map_coordinates`, `affine_transform`, ...

Elements lie at whole numbers. What is read beyond the borders follows from the fill mode, as in `scipy.ndimage`.
"""

import itertools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from multikeras.src.core import shapes
from multikeras.src.core.cases import Cases, call, draw
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.core.typing import Tensor
from multikeras.src.ops.creation import arange, ones_like, zeros_like
from multikeras.src.ops.elementwise import add, floor, greater_equal, less_equal, logical_and, maximum, minimum, mod, sign, trunc, where
from multikeras.src.ops.images import calculable, larger, layout, restored
from multikeras.src.ops.indexing import get_item, take
from multikeras.src.ops.linalg import solve
from multikeras.src.ops.movement import concatenate, expand_dims, moveaxis, reshape, squeeze, stack
from multikeras.src.ops.op import op
from multikeras.src.ops.tensor import cast, convert_to_tensor
from multikeras.src.ops.tensor import shape as shape_of

# --------------------------------------------------------------------------------------------------------------- borders


def _off(place: Any, size: Any) -> Any:
    return place


def _clipped(place: Any, size: Any) -> Any:
    return minimum(maximum(place, 0), size - 1)


def _wrapped(place: Any, size: Any) -> Any:
    return mod(place, size)


def _mirrored(place: Any, size: Any) -> Any:
    place = mod(place, larger(2 * size - 2, 1))
    return minimum(place, 2 * size - 2 - place)


def _reflected(place: Any, size: Any) -> Any:
    place = mod(place, 2 * size)
    return minimum(place, 2 * size - 1 - place)


FILL_MODES: dict[str, Callable] = {
    "constant": _off,
    "nearest": _clipped,
    "wrap": _wrapped,
    "mirror": _mirrored,
    "reflect": _reflected,
}
"""Fill mode -> the place within the tensor where a place beyond its border is read."""

INTERPOLATIONS = ("nearest", "bilinear")
"""The index of each is its order."""


def _rounded(x: Any) -> Any:
    """To the nearest integer, halves away from zero, as `scipy.ndimage` does."""
    return trunc(x + 0.5 * sign(x))


# --------------------------------------------------------------------------------------------------------------- reading


def _neighbors(coordinate: Any, size: Any, order: int, fill_mode: str) -> list[tuple[Any, Any, Any]]:
    """For the one or two elements that a coordinate lies at: the index, whether it is within the tensor, and the weight."""
    if order == 0:
        places = [(floor(coordinate + 0.5), None)]
    else:
        low = floor(coordinate)
        places = [(low, low + 1 - coordinate), (low + 1, coordinate - low)]
    found = []
    for place, weight in places:
        place = FILL_MODES[fill_mode](place, size)
        is_inside = logical_and(greater_equal(place, 0), less_equal(place, size - 1))  # never so for NaN, which has no index
        found.append((cast(where(is_inside, place, zeros_like(place)), "int32"), is_inside, weight))
    return found


def _read(pixels: Any, first: Any, sizes: Sequence[Any], coordinates: Sequence[Any], order: int, fill_mode: str, fill_value: float) -> Any:
    """Elements of arrays of shape `sizes` that lie in `pixels` one behind the other.

    Args:
        pixels: Tensor `(number of elements,)`, or `(number of elements, channels)`.
        first: Which of the arrays to read, an int or a tensor that broadcasts with the coordinates.
        sizes: Shape of an array.
        coordinates: For each axis of it a floating tensor.
        order: 0 for the nearest element, 1 for linear interpolation.
        fill_mode: One of `FILL_MODES`.
        fill_value: What "constant" reads beyond the borders.
    """
    has_channels = len(pixels.shape) > 1
    total = None
    floats = [cast(size, coordinates[0].dtype) if not isinstance(size, int) else size for size in sizes]
    neighbors = [_neighbors(one, size, order, fill_mode) for one, size in zip(coordinates, floats, strict=True)]
    for corner in itertools.product(*neighbors):
        place, is_inside, weight = first, None, None
        for size, (index, within, factor) in zip(sizes, corner, strict=True):
            place = place * size + index
            is_inside = within if is_inside is None else logical_and(is_inside, within)
            weight = factor if weight is None else weight * factor
        values = take(pixels, place, axis=0)
        if fill_mode == "constant":
            is_inside = logical_and(is_inside, greater_equal(place, 0))  # in the shape of the place
            is_inside = expand_dims(is_inside, -1) if has_channels else is_inside
            values = where(is_inside, values, convert_to_tensor(fill_value, pixels.dtype))
        if order:
            weight = cast(weight, pixels.dtype)
            values = values * (expand_dims(weight, -1) if has_channels else weight)
        total = values if total is None else add(total, values)
    return total


def warped(images: Any, rows: Any, columns: Any, interpolation: str, fill_mode: str, fill_value: float, data_format: str | None) -> Any:
    """Images that show at each place what lies at other coordinates.

    Args:
        images: Tensor, one image or a batch.
        rows: Floating tensor `(batch or 1, height, width)`, the vertical coordinates.
        columns: The horizontal ones.
        interpolation: "nearest" or "bilinear".
        fill_mode: One of `FILL_MODES`.
        fill_value: What "constant" reads beyond the borders.
        data_format: Where the channels are.
    """
    _check_reading(interpolation, fill_mode)
    order = INTERPOLATIONS.index(interpolation)
    _, channel = layout(images, data_format)
    is_single = len(images.shape) == 3
    batch = moveaxis(images, channel, -1)
    batch = expand_dims(batch, 0) if is_single else batch
    count, height, width, channels = shape_of(batch)
    pixels = reshape(batch if order == 0 else calculable(batch), (-1, channels))
    first = reshape(arange(count), (-1, 1, 1))
    result = _read(pixels, first, (height, width), (rows, columns), order, fill_mode, fill_value)
    result = restored(result, images.dtype, _rounded) if order else result
    return moveaxis(squeeze(result, 0) if is_single else result, -1, channel)


def _check_reading(interpolation: str, fill_mode: str) -> None:
    if interpolation not in INTERPOLATIONS:
        raise ValueError(f"`interpolation` must be one of {INTERPOLATIONS}; got {interpolation!r}.")
    if fill_mode not in FILL_MODES:
        raise ValueError(f"`fill_mode` must be one of {tuple(FILL_MODES)}; got {fill_mode!r}.")


# ------------------------------------------------------------------------------------------------------------ references

NUMPY_MODES = {"constant": "constant", "nearest": "edge", "wrap": "wrap", "mirror": "reflect", "reflect": "symmetric"}
"""Fill modes under the names of `numpy.pad`."""

MARGIN = 20
"""How far beyond the borders references read."""


def _map_coordinates_reference(
    inputs: np.ndarray, coordinates: np.ndarray, order: int, fill_mode: str = "constant", fill_value: float = 0
) -> np.ndarray:
    if inputs.ndim == 0 or inputs.size == 0 or inputs.ndim != len(coordinates):
        raise ValueError("no coordinates")
    wide = np.pad(inputs, MARGIN, NUMPY_MODES[fill_mode], **{"constant_values": fill_value} if fill_mode == "constant" else {})
    places = coordinates.astype("float64").reshape(inputs.ndim, -1) + MARGIN
    if order == 0:
        return wide[tuple(np.floor(places + 0.5).astype(int))].reshape(coordinates.shape[1:])
    result = np.zeros(places.shape[1])
    for corner in itertools.product((0, 1), repeat=inputs.ndim):
        low = np.floor(places)
        weights = [part if step else 1 - part for part, step in zip(places - low, corner, strict=True)]
        result += wide[tuple((low + np.reshape(corner, (-1, 1))).astype(int))] * np.prod(weights, axis=0)
    result = result if inputs.dtype.kind == "f" else np.trunc(result + 0.5 * np.sign(result)).astype(inputs.dtype)
    return result.reshape(coordinates.shape[1:])


def _affine_reference(
    images: np.ndarray,
    transform: np.ndarray,
    interpolation: str = "bilinear",
    fill_mode: str = "constant",
    fill_value: float = 0,
    data_format: str = "channels_last",
) -> np.ndarray:
    if images.ndim not in (3, 4) or transform.shape not in ((8,), (1, 8), (len(images), 8)):
        raise ValueError("no such transformation")
    if images.ndim == 4:
        each = np.broadcast_to(transform, (len(images), 8))
        parts = [_affine_reference(*pair, interpolation, fill_mode, fill_value, data_format) for pair in zip(images, each, strict=True)]
        return np.stack(parts) if parts else images
    planes = images if data_format == "channels_first" else np.moveaxis(images, -1, 0)
    y, x = np.mgrid[: planes.shape[1], : planes.shape[2]]
    a, b, c, d, e, f, g, h = transform.reshape(8)
    places = np.stack([d * x + e * y + f, a * x + b * y + c]) / (g * x + h * y + 1)
    order = INTERPOLATIONS.index(interpolation)
    result = np.stack([_map_coordinates_reference(plane, places, order, fill_mode, fill_value) for plane in planes])
    return result if data_format == "channels_first" else np.moveaxis(result, 0, -1)


def _perspective_reference(
    images: np.ndarray,
    start_points: np.ndarray,
    end_points: np.ndarray,
    interpolation: str = "bilinear",
    fill_value: float = 0,
    data_format: str = "channels_last",
) -> np.ndarray:
    transforms = []
    if start_points.shape[-2:] != (4, 2) or start_points.shape != end_points.shape:
        raise ValueError("no such transformation")
    for start, end in zip(start_points.reshape(-1, 4, 2), end_points.reshape(-1, 4, 2), strict=True):
        rows = [[x, y, 1, 0, 0, 0, -x * u, -y * u] for (x, y), (u, _) in zip(end, start, strict=True)]
        rows += [[0, 0, 0, x, y, 1, -x * v, -y * v] for (x, y), (_, v) in zip(end, start, strict=True)]
        transforms.append(np.linalg.solve(np.array(rows), start.T.reshape(-1)))
    return _affine_reference(images, np.stack(transforms), interpolation, "constant", fill_value, data_format)


# ------------------------------------------------------------------------------------------------------- map_coordinates

PIXELS = ("float32", "float64", "float16", "bfloat16", "uint8", "int32")


def _mapped(inputs: KerasTensor, coordinates: KerasTensor, *attributes: Any) -> KerasTensor:
    _check_coordinates(inputs, coordinates)
    return KerasTensor(coordinates.shape[1:], inputs.dtype)


def _check_coordinates(inputs: Any, coordinates: Any) -> None:
    rank, shape = len(inputs.shape), tuple(coordinates.shape)
    if rank == 0 or not shape or shape[0] not in (rank, None):
        raise ValueError(
            f"`coordinates` must have the shape (axes of `inputs`, ...), with an index along each axis of an array; got shape {shape} "
            f"for `inputs` of shape {tuple(inputs.shape)}, with {rank} dimensions."
        )


def _coordinate_calls() -> tuple:
    line = np.array([[-6.3, -1.7, -1.2, -0.6, -0.3, 0.1, 0.4, 1.6, 2.3, 3.9, 4.3, 4.7, 5.4, 7.2, 12.9]])
    plane = np.array([[[0.2, 1.7, -0.4], [2.6, 3.1, 1.1]], [[0.7, 4.2, 0.3], [-0.6, 2.1, 1.4]]])
    return (
        call(draw(4, 5), plane, 1, fill_mode="nearest"),
        *(call(draw(5), line, order, fill_mode=mode) for mode in FILL_MODES for order in (0, 1)),
        call(draw(4, 5), plane, 1, fill_value=7.0),
        call(draw(1, 1), plane, 1, fill_mode="mirror"),
        call(draw(3, 4, 2), draw(3, 6, low=0, high=2), 1, fill_mode="reflect"),
    )


@op("image", infer=_mapped, cases=Cases(_map_coordinates_reference, _coordinate_calls(), differentiable=True, tolerance=3e-5))
def map_coordinates(inputs: Tensor, coordinates: Tensor, order: int, fill_mode: str = "constant", fill_value: float = 0) -> Tensor:
    """A tensor read at places between its elements.

    Args:
        inputs: Tensor with one axis or more.
        coordinates: Tensor `(axes of inputs, ...)`: the places, an index along each axis.
        order: 0 for the nearest element, 1 for linear interpolation.
        fill_mode: What lies beyond the borders, for a row `a b c d`: `"constant"`, the default, `k k | a b c d | k k` with
            `fill_value` for `k`; `"nearest"` `a a | a b c d | d d`; `"wrap"` `c d | a b c d | a b`; `"mirror"`
            `c b | a b c d | c b`; `"reflect"` `b a | a b c d | d c`. "constant" and "wrap" are what SciPy calls
            "grid-constant" and "grid-wrap".
        fill_value: Number, 0 by default.

    Returns:
        Tensor of the shape of `coordinates` without its first axis and of the dtype of `inputs`; integers are rounded.

    Raises:
        ValueError: `order` or `fill_mode` is not one of those named, or `coordinates` does not fit `inputs`.

    Example:

    >>> y = multikeras.ops.image.map_coordinates([1.0, 2.0, 4.0], [[0.5, 1.5, 9.0]], 1, fill_mode="nearest")
    >>> multikeras.ops.convert_to_numpy(y).tolist()
    [1.5, 3.0, 4.0]
    """
    _check_coordinates(inputs, coordinates)
    if order not in (0, 1):
        raise ValueError(f"`order` must be 0 or 1; got {order!r}.")
    _check_reading(INTERPOLATIONS[order], fill_mode)
    pixels = reshape(inputs if order == 0 else calculable(inputs), (-1,))
    coordinates = calculable(coordinates)
    each = [get_item(coordinates, axis) for axis in range(len(inputs.shape))]
    result = _read(pixels, 0, shape_of(inputs), each, order, fill_mode, fill_value)
    return restored(result, inputs.dtype, _rounded) if order else result


# --------------------------------------------------------------------------------------------- affine and perspective


def _transformed(images: KerasTensor, transform: KerasTensor, *attributes: Any) -> KerasTensor:
    layout(images, attributes[-1])
    _check_each_image("transform", images, transform, (8,))
    return images


def _check_each_image(name: str, images: Any, values: Any, wanted: tuple[int, ...]) -> None:
    """Raise an error unless `values` has the shape `wanted`, or that for each image of a batch."""
    shape, given = tuple(images.shape), tuple(values.shape)
    batches = [wanted, (1, *wanted)] + ([(shape[0], *wanted)] if len(shape) == 4 else [])
    if not any(shapes.is_compatible(given, one) for one in batches):
        raise ValueError(f"`{name}` must have the shape {wanted}, or {(None, *wanted)} with one for each image; got {given}.")


def _transform(images: Any, transform: Any, interpolation: str, fill_mode: str, fill_value: float, data_format: str | None) -> Any:
    """`affine_transform` with checked arguments."""
    axes, _ = layout(images, data_format)
    transform = reshape(calculable(transform), (-1, 8, 1, 1))
    a, b, c, d, e, f, g, h = [get_item(transform, (slice(None), i)) for i in range(8)]
    height, width = (shape_of(images)[axis] for axis in axes)
    y = reshape(arange(height, dtype=transform.dtype), (1, -1, 1))
    x = reshape(arange(width, dtype=transform.dtype), (1, 1, -1))
    divisor = g * x + h * y + 1
    rows, columns = (d * x + e * y + f) / divisor, (a * x + b * y + c) / divisor
    return warped(images, rows, columns, interpolation, fill_mode, fill_value, data_format)


def _affine_calls() -> tuple:
    last, first = {"data_format": "channels_last"}, {"data_format": "channels_first"}
    one, other = np.array([1.13, 0.21, -0.43, 0.11, 0.92, 0.31, 0.0, 0.0]), np.array([0.9, 0.3, 1.2, -0.2, 1.1, 0.7, 0.02, 0.01])
    image, batch = draw(4, 6, 2, low=0, high=100), draw(2, 4, 6, 2, low=0, high=100)
    return (
        call(batch, np.stack([one, other]), **last),
        *(call(image, one, interpolation=i, fill_mode=m, **last) for m in FILL_MODES for i in INTERPOLATIONS),
        call(batch, one, fill_value=3.0, **last),
        call(draw(2, 3, 4, 5), np.stack([other, one]), interpolation="nearest", **first),
        call(draw(3, 4, 5), other, fill_mode="reflect", **first),
    )


@op("image", infer=_transformed, cases=Cases(_affine_reference, _affine_calls(), differentiable=True, tolerance=1e-4))
def affine_transform(
    images: Tensor,
    transform: Tensor,
    interpolation: str = "bilinear",
    fill_mode: str = "constant",
    fill_value: float = 0,
    data_format: str | None = None,
) -> Tensor:
    """Images rotated, scaled, sheared and shifted.

    Args:
        images: Tensor `(batch, height, width, channels)` or `(height, width, channels)`, channels before the height for
            `"channels_first"`.
        transform: Tensor `(8,)`, or `(batch, 8)`, one for each image: `a, b, c, d, e, f, g, h`. The result shows at column
            `x` and row `y` what lies in the image at column `(a x + b y + c) / k` and row `(d x + e y + f) / k`, where `k` is
            `g x + h y + 1`. `g` and `h` are 0 for what is affine in the proper sense.
        interpolation: `"bilinear"`, the default, or `"nearest"`.
        fill_mode: What lies beyond the borders: `"constant"`, the default, `"nearest"`, `"wrap"`, `"mirror"` or `"reflect"`, as
            in `map_coordinates`.
        fill_value: Number for `"constant"`, 0 by default.
        data_format: `"channels_last"` or `"channels_first"`; None, the default, for `config.image_data_format()`.

    Returns:
        Tensor of the shape and dtype of `images`; integers are rounded.

    Raises:
        ValueError: An argument is not one of those named, or `transform` does not fit.

    Example:

    >>> x = np.arange(4.0).reshape((1, 4, 1))
    >>> shift = [1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 0.0, 0.0]
    >>> y = multikeras.ops.image.affine_transform(x, shift, data_format="channels_last")
    >>> multikeras.ops.convert_to_numpy(y)[0, :, 0].tolist()
    [1.0, 2.0, 3.0, 0.0]
    """
    _check_each_image("transform", images, transform, (8,))
    return _transform(images, transform, interpolation, fill_mode, fill_value, data_format)


def _put_in_perspective(images: KerasTensor, start_points: KerasTensor, end_points: KerasTensor, *attributes: Any) -> KerasTensor:
    layout(images, attributes[-1])
    _check_each_image("start_points", images, start_points, (4, 2))
    _check_each_image("end_points", images, end_points, (4, 2))
    return images


def homography(start_points: Any, end_points: Any) -> Any:
    """The coefficients of `affine_transform` that bring the start points to the end points."""
    x, y = (get_item(end_points, (Ellipsis, i)) for i in range(2))
    u, v = (get_item(start_points, (Ellipsis, i)) for i in range(2))
    one, zero = ones_like(x), zeros_like(x)
    across = stack([x, y, one, zero, zero, zero, -x * u, -y * u], axis=-1)
    down = stack([zero, zero, zero, x, y, one, -x * v, -y * v], axis=-1)
    return solve(concatenate([across, down], axis=-2), concatenate([u, v], axis=-1))


def _perspective_calls() -> tuple:
    last, first = {"data_format": "channels_last"}, {"data_format": "channels_first"}
    start = np.array([[0.0, 0.0], [5.0, 0.0], [0.0, 3.0], [5.0, 3.0]])
    end = np.array([[0.5, 0.3], [4.1, -0.2], [0.2, 2.5], [5.5, 3.1]])
    image, batch = draw(4, 6, 2), draw(2, 4, 6, 2)
    return (
        call(batch, np.stack([start, end]), np.stack([end, start]), **last),
        call(image, start, end, fill_value=-1.0, **last),
        call(image, start, end, interpolation="nearest", **last),
        call(batch, start, end, **last),
        call(draw(2, 4, 6), start, end, **first),
    )


@op(
    "image",
    infer=_put_in_perspective,
    cases=Cases(_perspective_reference, _perspective_calls(), ("float32", "float64"), differentiable=True, tolerance=3e-4),
)
def perspective_transform(
    images: Tensor,
    start_points: Tensor,
    end_points: Tensor,
    interpolation: str = "bilinear",
    fill_value: float = 0,
    data_format: str | None = None,
) -> Tensor:
    """Images bent so that four points come to four others and straight lines stay straight.

    Args:
        images: Tensor `(batch, height, width, channels)` or `(height, width, channels)`, channels before the height for
            `"channels_first"`.
        start_points: Tensor `(4, 2)`, or `(batch, 4, 2)`, one for each image: points `(x, y)`, no three of them on a line.
        end_points: Tensor of that shape: where the points come to.
        interpolation: `"bilinear"`, the default, or `"nearest"`.
        fill_value: Number that lies beyond the borders, 0 by default.
        data_format: `"channels_last"` or `"channels_first"`; None, the default, for `config.image_data_format()`.

    Returns:
        Tensor of the shape and dtype of `images`; integers are rounded.

    Raises:
        ValueError: An argument is not one of those named, or the points do not fit.

    Example:

    >>> x = np.arange(8.0).reshape((2, 4, 1))
    >>> corners = np.array([[0.0, 0.0], [3.0, 0.0], [0.0, 1.0], [3.0, 1.0]])
    >>> y = multikeras.ops.image.perspective_transform(x, corners, corners[[1, 0, 3, 2]], data_format="channels_last")
    >>> multikeras.ops.convert_to_numpy(y)[0, :, 0].round(3).tolist()
    [3.0, 2.0, 1.0, 0.0]
    """
    _check_each_image("start_points", images, start_points, (4, 2))
    _check_each_image("end_points", images, end_points, (4, 2))
    transform = homography(calculable(start_points), calculable(end_points))
    return _transform(images, transform, interpolation, "constant", fill_value, data_format)
