"""Images on another grid of pixels along their axes: `resize`, `scale_and_translate`.

Each axis is resampled by a matrix of weights, so that every backend gives the same numbers. Pixels are squares whose centers lie at
0.5, 1.5, ...
"""

from collections.abc import Callable, Sequence
from math import prod
from types import SimpleNamespace
from typing import Any

import numpy as np

from multikeras.src import backend
from multikeras.src.core import shapes
from multikeras.src.core.cases import Cases, call, draw, road
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.core.typing import Shape, Tensor
from multikeras.src.ops.creation import arange
from multikeras.src.ops.elementwise import absolute, logical_and, maximum, minimum, sinc, where
from multikeras.src.ops.images import calculable, larger, layout, resized, restored, settled_format
from multikeras.src.ops.indexing import get_item, take
from multikeras.src.ops.linalg import matmul
from multikeras.src.ops.movement import pad_, reshape, transpose
from multikeras.src.ops.op import op
from multikeras.src.ops.reduction import sum_
from multikeras.src.ops.tensor import cast, convert_to_tensor
from multikeras.src.ops.tensor import shape as shape_of

# --------------------------------------------------------------------------------------------------------------- kernels

TENSORS = SimpleNamespace(
    abs=absolute, arange=arange, logical_and=logical_and, maximum=maximum, minimum=minimum, sinc=sinc, sum=sum_, where=where
)
"""Functions of tensors under NumPy's names, so that a formula can be calculated with either."""

NEGLIGIBLE = 1000 * float(np.finfo("float32").eps)
"""A sum of weights that is no more than rounding."""


def _triangle(xp: Any, x: Any) -> Any:
    return xp.maximum(1 - x, 0)


def _cubic(xp: Any, x: Any) -> Any:
    """Keys, 1981, https://doi.org/10.1109/TASSP.1981.1163711, with a = -0.5."""
    near = ((1.5 * x - 2.5) * x) * x + 1
    far = ((-0.5 * x + 2.5) * x - 4) * x + 2
    return xp.where(x < 1, near, xp.where(x < 2, far, 0.0 * x))


def _lanczos(radius: int) -> Callable:
    def windowed(xp: Any, x: Any) -> Any:
        return xp.where(x < radius, xp.sinc(x) * xp.sinc(x / radius), 0.0 * x)

    return windowed


KERNELS: dict[str, Callable] = {"bilinear": _triangle, "bicubic": _cubic, "lanczos3": _lanczos(3), "lanczos5": _lanczos(5)}
"""Interpolation -> the weight of a pixel by its distance, in pixels."""

INTERPOLATIONS = ("nearest", *KERNELS)

METHODS = {
    **KERNELS,
    **dict.fromkeys(("linear", "trilinear"), _triangle),
    **dict.fromkeys(("cubic", "tricubic"), _cubic),
}
"""The methods of `scale_and_translate`."""


def _weights(xp: Any, kernel: Callable, size: Any, output_size: int, scale: Any, translation: Any, antialias: bool, dtype: Any) -> Any:
    """The matrix `(size, output_size)` of what each pixel gives to each new one; columns sum to 1, or are 0 off the image.

    Args:
        xp: NumPy, or `TENSORS`.
        kernel: One of `KERNELS`.
        size: Number of pixels.
        output_size: Number of new pixels.
        scale: Size of a pixel, in new ones.
        translation: Where the image begins, in new pixels.
        antialias: Whether a kernel that shrinks the image is stretched, so that each pixel counts.
        dtype: Dtype of the calculation.
    """
    centers = (xp.arange(output_size, dtype=dtype) + (0.5 - translation)) / scale - 0.5
    distance = xp.abs(centers[None, :] - xp.arange(size, dtype=dtype)[:, None])
    weights = kernel(xp, distance * xp.minimum(scale, 1) if antialias else distance)
    total = xp.sum(weights, axis=0)
    weights = weights / xp.where(xp.abs(total) > NEGLIGIBLE, total, 1.0 + 0.0 * total)
    return xp.where(xp.logical_and(centers >= -0.5, centers <= size - 0.5), weights, 0.0 * weights)


def _weigh(images: Any, weights: Any, axis: int) -> Any:
    """The matrix of weights applied to an axis. The axes behind it are taken as one, so that none is moved."""
    before, behind = shape_of(images)[:axis], shape_of(images)[axis + 1 :]
    if not behind:
        return matmul(images, weights)
    lines = reshape(images, (*before, shape_of(images)[axis], prod(behind)))
    return reshape(matmul(transpose(weights), lines), (*before, shape_of(weights)[1], *behind))


def _resample(images: Any, axis: int, output_size: Any, interpolation: str, antialias: bool) -> Any:
    """An axis stretched or shrunk to another size; it and the size that it has may be tensors."""
    size = shape_of(images)[axis]
    is_known = isinstance(size, int)
    if interpolation == "nearest":
        places = np.arange(output_size, dtype="int32") if is_known else arange(output_size)
        return take(images, (2 * places + 1) * size // (2 * output_size), axis)
    # In double precision, since a position in a large image leaves few digits to its fraction.
    xp, extent, target = (np, size, output_size) if is_known else (TENSORS, cast(size, "float64"), cast(output_size, "float64"))
    weights = _weights(xp, KERNELS[interpolation], extent, target, target / extent, 0.0, antialias, "float64")
    return _weigh(images, convert_to_tensor(weights, images.dtype) if is_known else cast(weights, images.dtype), axis)


def _stretched(images: Any, size: Shape, interpolation: str, antialias: bool, data_format: str | None) -> Any:
    """Both spatial axes stretched or shrunk, where they have another size."""
    axes, _ = layout(images, data_format)
    for axis, new in zip(axes, size, strict=True):
        if tuple(images.shape)[axis] != new:
            images = _resample(images, axis, new, interpolation, antialias)
    return images


# ------------------------------------------------------------------------------------------------------------ references


def _sampled_reference(line: np.ndarray, interpolation: str, centers: np.ndarray, stretch: float) -> np.ndarray:
    """The last axis at new centers, pixel by pixel."""

    def kernel(x: float) -> float:
        x = abs(x)
        if interpolation in ("bilinear", "linear"):
            return max(0.0, 1 - x)
        if interpolation in ("bicubic", "cubic"):
            return 1.5 * x**3 - 2.5 * x**2 + 1 if x < 1 else -0.5 * x**3 + 2.5 * x**2 - 4 * x + 2 if x < 2 else 0.0
        radius = int(interpolation[-1])
        return float(np.sinc(x) * np.sinc(x / radius)) if x < radius else 0.0

    size = line.shape[-1]
    result = np.zeros((*line.shape[:-1], len(centers)))
    for place, center in enumerate(centers):
        weights = np.array([kernel((pixel - center) / stretch) for pixel in range(size)])
        if -0.5 <= center <= size - 0.5:
            result[..., place] = line @ (weights / weights.sum())
    return result


def _resize_reference(
    images: np.ndarray,
    size: tuple,
    interpolation: str = "bilinear",
    antialias: bool = False,
    crop_to_aspect_ratio: bool = False,
    pad_to_aspect_ratio: bool = False,
    fill_value: float = 0.0,
    data_format: str = "channels_last",
) -> np.ndarray:
    if len(size) != 2 or images.ndim not in (3, 4) or (crop_to_aspect_ratio and pad_to_aspect_ratio):
        raise ValueError("no such resize")
    first = images.ndim - (3 if data_format == "channels_last" else 2)
    height, width = images.shape[first : first + 2]
    fitted = (width * size[0] // size[1], height * size[1] // size[0])
    for axis, dim, fit in zip((first, first + 1), (height, width), fitted, strict=True):
        if crop_to_aspect_ratio and fit < dim:
            images = np.take(images, range((dim - fit) // 2, (dim - fit) // 2 + fit), axis)
        if pad_to_aspect_ratio and fit > dim:
            margins = [((fit - dim) // 2,) * 2 if place == axis else (0, 0) for place in range(images.ndim)]
            images = np.pad(images, margins, constant_values=fill_value)
    dtype = images.dtype
    for axis, new in zip((first, first + 1), size, strict=True):
        old = images.shape[axis]
        centers = (np.arange(new) + 0.5) * old / new - 0.5
        if interpolation == "nearest":
            images = np.take(images, np.floor(centers + 0.5).astype(int), axis)
        else:
            line = np.moveaxis(images, axis, -1)
            images = np.moveaxis(_sampled_reference(line, interpolation, centers, max(old / new, 1) if antialias else 1), -1, axis)
    return images if dtype.kind == "f" else np.clip(np.round(images), np.iinfo(dtype).min, np.iinfo(dtype).max).astype(dtype)


def _scale_and_translate_reference(
    images: np.ndarray,
    output_shape: tuple,
    scale: np.ndarray,
    translation: np.ndarray,
    spatial_dims: tuple,
    method: str,
    antialias: bool = True,
) -> np.ndarray:
    if len(output_shape) != images.ndim or np.shape(scale) != (len(spatial_dims),):
        raise ValueError("no such transformation")
    dtype = images.dtype
    for axis, factor, shift in zip(spatial_dims, scale, translation, strict=True):
        centers = (np.arange(output_shape[axis]) + 0.5 - shift) / factor - 0.5
        line = np.moveaxis(images, axis, -1)
        images = np.moveaxis(_sampled_reference(line, method, centers, max(1 / factor, 1) if antialias else 1), -1, axis)
    return images if dtype.kind == "f" else np.clip(np.round(images), np.iinfo(dtype).min, np.iinfo(dtype).max).astype(dtype)


# ---------------------------------------------------------------------------------------------------------------- resize

PIXELS = ("float32", "float64", "float16", "bfloat16", "uint8", "int32")


def _resized(images: KerasTensor, size: Shape, *attributes: Any) -> KerasTensor:
    axes, _ = layout(images, attributes[-1])
    return resized(images, dict(zip(axes, size, strict=True)))


def _check_resize(size: Any, interpolation: str, crop: bool, pad: bool, fill_mode: str) -> None:
    if len(size) != 2 or any(not isinstance(one, (int, np.integer)) or one < 1 for one in size):
        raise ValueError(f"`size` must be two positive ints, the new height and width; got {size}.")
    if interpolation not in INTERPOLATIONS:
        raise ValueError(f"`interpolation` must be one of {INTERPOLATIONS}; got {interpolation!r}.")
    if crop and pad:
        raise ValueError("only one of `crop_to_aspect_ratio` and `pad_to_aspect_ratio` can be True; both are.")
    if fill_mode != "constant":
        raise ValueError(f'`fill_mode` must be "constant"; got {fill_mode!r}.')


def shown_spans(dims: Sequence[Any], size: Shape, crop: bool, pad: bool) -> list[tuple[Any, Any]]:
    """The part of an image that `resize` shows: for the height and the width where it begins and how long it is, in pixels.

    Args:
        dims: Height and width of the image, which may be tensors.
        size: The new ones.
        crop: Whether the part is the largest one in the middle with the new proportions.
        pad: Whether it is the smallest one around the image with them, but for an odd pixel.
    """
    height, width = dims
    spans = []
    for dim, fit in zip(dims, (width * size[0] // size[1], height * size[1] // size[0]), strict=True):
        excess, margin = larger(dim - fit, 0) if crop else 0, larger(fit - dim, 0) // 2 if pad else 0
        spans.append((excess // 2 - margin, dim - excess + 2 * margin))
    return spans


def _cropped(images: Any, axes: tuple[int, ...], size: Shape) -> Any:
    """The middle of images, with the proportions of `size`."""
    key = [slice(None)] * len(images.shape)
    for axis, (start, length) in zip(axes, shown_spans(_dims(images, axes), size, crop=True, pad=False), strict=True):
        key[axis] = slice(start, start + length)
    return get_item(images, tuple(key))


def _padded(images: Any, axes: tuple[int, ...], size: Shape, fill_value: float) -> Any:
    """Images with the proportions of `size`, but for an odd pixel, by as much on either side."""
    margins: list[Any] = [(0, 0)] * len(images.shape)
    for axis, (start, _) in zip(axes, shown_spans(_dims(images, axes), size, crop=False, pad=True), strict=True):
        margins[axis] = (-start, -start)
    return pad_(images, tuple(margins), "constant", fill_value)


def _dims(images: Any, axes: tuple[int, ...]) -> list[Any]:
    sizes = shape_of(images)
    return [sizes[axis] for axis in axes]


def _linear_reference(images: np.ndarray, size: tuple, antialias: bool, data_format: str) -> np.ndarray:
    return _resize_reference(images, size, antialias=antialias, data_format=data_format)


def _linear_calls() -> tuple:
    return (
        call(draw(2, 6, 4, 3), (3, 9), antialias=True, data_format="channels_last"),
        call(draw(5, 7, 3), (4, 3), antialias=False, data_format="channels_last"),
        call(draw(2, 3, 6, 4), (9, 2), antialias=True, data_format="channels_first"),
    )


_linear_kernel = backend.primitive("resampling", "linear_kernel")
"""The backend's function for `resize_linearly` that may give None, which means that it cannot run."""


def _resampled_calls() -> tuple:
    return (
        call(draw(2, 6, 4, 3), (3, 9), "bicubic", True, "channels_last"),
        call(draw(5, 7, 3), (4, 8), "lanczos3", False, "channels_last"),
        call(draw(2, 3, 6, 4), (9, 2), "lanczos5", True, "channels_first"),
    )


def _resampled_reference(images: np.ndarray, size: tuple, interpolation: str, antialias: bool, data_format: str) -> np.ndarray:
    return _resize_reference(images, size, interpolation, antialias, data_format=data_format)


@op(
    infer=_resized,
    fused=True,
    cases=Cases(_resampled_reference, _resampled_calls(), ("float32", "float64"), differentiable=True, tolerance=3e-5),
)
def resample(images: Tensor, size: Shape, interpolation: str, antialias: bool, data_format: str) -> Tensor:
    """`resize` by matrices of weights.

    Args:
        images: Tensor of float32 or float64, one image or a batch.
        size: The new height and width.
        interpolation: One of those of `resize`, besides "nearest".
        antialias: Whether images that become smaller are smoothed.
        data_format: Where the channels are.

    Returns:
        Tensor of the same dtype.
    """
    return _stretched(images, size, interpolation, antialias, data_format)


@op(
    infer=_resized,
    cases=Cases(_linear_reference, _linear_calls(), ("float32", "float64"), differentiable=True, tolerance=3e-5),
)
def resize_linearly(images: Tensor, size: Shape, antialias: bool, data_format: str) -> Tensor:
    """`resize` by bilinear interpolation, for which frameworks have kernels.

    Args:
        images: Tensor of float32 or float64, one image or a batch.
        size: The new height and width.
        antialias: Whether images that become smaller are smoothed.
        data_format: Where the channels are.

    Returns:
        Tensor of the same dtype.
    """
    result = None if _linear_kernel is None else _linear_kernel(images, size, antialias, data_format)
    return resample(images, size, "bilinear", antialias, data_format) if result is None else result


def _resize_calls() -> tuple:
    last, first = {"data_format": "channels_last"}, {"data_format": "channels_first"}
    image, batch, odd = draw(5, 7, 3, low=0, high=100), draw(2, 6, 4, 3, low=0, high=100), draw(5, 7, 1, low=0, high=100)
    kinds = [
        call(image, size, interpolation=interpolation, antialias=antialias, **last)
        for size, antialias in (((8, 4), True), ((3, 10), False))
        for interpolation in INTERPOLATIONS
    ]
    return (
        call(batch, (12, 2), **last),
        *kinds,
        call(draw(2, 3, 6, 4), (4, 5), interpolation="bicubic", **first),
        call(draw(3, 6, 4), (4, 5), interpolation="nearest", **first),
        call(draw(1, 1, 2), (3, 4), interpolation="lanczos3", **last),
        call(batch, (9, 3), **last),
        call(image, (1, 1), antialias=True, **last),
        call(image, (5, 7), interpolation="bicubic", **last),
        *(call(odd, size, crop_to_aspect_ratio=True, **last) for size in ((4, 2), (2, 4), (9, 9))),
        *(call(odd, size, pad_to_aspect_ratio=True, fill_value=3.0, **last) for size in ((4, 2), (2, 4), (9, 9))),
        call(draw(2, 3, 4, 6), (3, 3), interpolation="nearest", pad_to_aspect_ratio=True, **first),
    )


def _resize_roads() -> tuple:
    """Kernels where frameworks have them, products with matrices of weights elsewhere, gathering where no pixels are mixed."""
    product = {"jax": "dot_general -gather", "tensorflow": "BatchMatMulV2 -Gather*"}
    images = draw(2, 6, 4, 3)
    return (
        road(
            call(images, (3, 9), antialias=False, data_format="channels_last"),
            jax="dot_general -gather",
            torch="upsample_bilinear2d -bmm -clone",
            tensorflow="ResizeBilinear -*MatMul*",
        ),
        road(call(images, (3, 9), antialias=True, data_format="channels_last"), torch="_upsample_bilinear2d_aa -bmm -clone", **product),
        road(call(images, (3, 9), interpolation="bicubic", data_format="channels_last"), torch="bmm -index*", **product),
        road(
            call(images, (3, 9), interpolation="nearest", data_format="channels_last"),
            jax="gather -dot_general",
            torch="index_select -bmm",
            tensorflow="GatherV2 -*MatMul*",
        ),
    )


@op(
    "image",
    infer=_resized,
    cases=Cases(_resize_reference, _resize_calls(), PIXELS, differentiable=True, tolerance=3e-5, roads=_resize_roads()),
)
def resize(
    images: Tensor,
    size: Shape,
    interpolation: str = "bilinear",
    antialias: bool = False,
    crop_to_aspect_ratio: bool = False,
    pad_to_aspect_ratio: bool = False,
    fill_mode: str = "constant",
    fill_value: float = 0.0,
    data_format: str | None = None,
) -> Tensor:
    """Images of another height and width.

    Args:
        images: Tensor `(batch, height, width, channels)` or `(height, width, channels)`, channels before the height for
            `"channels_first"`.
        size: The new `(height, width)`.
        interpolation: `"bilinear"`, the default, `"nearest"`, `"bicubic"`, `"lanczos3"` or `"lanczos5"`.
        antialias: Whether images that become smaller are smoothed, so that each pixel counts. False by default.
        crop_to_aspect_ratio: Whether the largest part in the middle with the proportions of `size` is taken, instead of
            stretching the image. False by default.
        pad_to_aspect_ratio: Whether the image is padded in advance to the proportions of `size`. False by default.
        fill_mode: What to pad with; `"constant"`, for `fill_value`, is the only way.
        fill_value: The number to pad with, 0 by default.
        data_format: `"channels_last"` or `"channels_first"`; None, the default, for `config.image_data_format()`.

    Returns:
        Tensor of the same dtype. Integers are rounded, and kept within their range where `"bicubic"` and Lanczos leave it.

    Raises:
        ValueError: An argument is not one of those named, or `images` has another number of dimensions.

    Example:

    >>> x = np.array([[0.0, 4.0]]).reshape((1, 2, 1))
    >>> y = multikeras.ops.image.resize(x, (1, 4), data_format="channels_last")
    >>> multikeras.ops.convert_to_numpy(y)[0, :, 0].tolist()
    [0.0, 1.0, 3.0, 4.0]
    """
    _check_resize(size, interpolation, crop_to_aspect_ratio, pad_to_aspect_ratio, fill_mode)
    axes, _ = layout(images, data_format)
    if crop_to_aspect_ratio:
        images = _cropped(images, axes, size)
    if pad_to_aspect_ratio:
        images = _padded(images, axes, size, fill_value)
    if interpolation == "bilinear":
        return restored(resize_linearly(calculable(images), size, antialias, settled_format(data_format)), images.dtype)
    if interpolation == "nearest":
        return _stretched(images, size, interpolation, antialias, data_format)
    return restored(resample(calculable(images), size, interpolation, antialias, settled_format(data_format)), images.dtype)


def _upsampled(images: KerasTensor, factors: tuple[int, int], interpolation: str, data_format: str) -> KerasTensor:
    axes, _ = layout(images, data_format)
    dims = [images.shape[axis] for axis in axes]
    return resized(images, {axis: None if dim is None else dim * n for axis, dim, n in zip(axes, dims, factors, strict=True)})


def _upsample_reference(images: np.ndarray, factors: tuple[int, int], interpolation: str, data_format: str) -> np.ndarray:
    first = images.ndim - (3 if data_format == "channels_last" else 2)
    size = tuple(dim * n for dim, n in zip(images.shape[first : first + 2], factors, strict=True))
    return _resize_reference(images, size, interpolation, data_format=data_format)


def _upsampling_calls() -> tuple:
    return (
        call(draw(2, 3, 4, 3), (2, 3), interpolation="bilinear", data_format="channels_last"),
        call(draw(2, 3, 4, 3), (3, 1), interpolation="lanczos5", data_format="channels_first"),
    )


@op(infer=_upsampled, cases=Cases(_upsample_reference, _upsampling_calls(), differentiable=True, tolerance=3e-5))
def upsample(images: Tensor, factors: tuple[int, int], interpolation: str, data_format: str) -> Tensor:
    """Images larger by whole factors. Unlike the size that `resize` takes, these are known where that of the images is not.

    Args:
        images: Tensor, one image or a batch.
        factors: How many times higher and wider.
        interpolation: One of those of `resize`, besides "nearest".
        data_format: Where the channels are.

    Returns:
        Tensor of the same dtype.
    """
    axes, _ = layout(images, data_format)
    result = calculable(images)
    for axis, factor in zip(axes, factors, strict=True):
        result = _resample(result, axis, shape_of(images)[axis] * factor, interpolation, antialias=False)
    return restored(result, images.dtype)


# --------------------------------------------------------------------------------------------------- scale_and_translate


def _scaled(images: KerasTensor, output_shape: Shape, scale: KerasTensor, translation: KerasTensor, *attributes: Any) -> KerasTensor:
    _check_scaling(images, output_shape, attributes[0], attributes[1])
    axes = shapes.canonical_axes(tuple(attributes[0]), images.ndim, "spatial_dims")
    for name, value in (("scale", scale), ("translation", translation)):
        if not shapes.is_compatible(value.shape, (len(axes),)):
            raise ValueError(f"`{name}` must have the shape ({len(axes)},), a number for each of `spatial_dims`; got {value.shape}.")
    return KerasTensor([images.shape[i] if i not in axes else new for i, new in enumerate(output_shape)], images.dtype)


def _check_scaling(images: Any, output_shape: Shape, spatial_dims: Sequence[int], method: str) -> None:
    if method not in METHODS:
        raise ValueError(f"`method` must be one of {tuple(METHODS)}; got {method!r}.")
    if len(output_shape) != len(images.shape):
        raise ValueError(f"`output_shape` must give each dimension of `images`, of shape {tuple(images.shape)}; got {output_shape}.")
    for axis, new in enumerate(output_shape):
        dim = tuple(images.shape)[axis]
        if axis not in spatial_dims and axis - len(output_shape) not in spatial_dims and None not in (dim, new) and dim != new:
            raise ValueError(f"`output_shape` {output_shape} changes axis {axis} of `images`, which is not among `spatial_dims`.")


def _scaling_calls() -> tuple:
    scale, shift = np.array([0.7, 1.3]), np.array([0.2, -0.6])
    methods = (("linear", False), ("cubic", True), ("lanczos3", False), ("lanczos5", True), ("bicubic", False))
    image = draw(4, 6, 2, low=0, high=100)
    return (
        call(image, (3, 8, 2), scale, shift, (0, 1), "linear"),
        *(call(image, (3, 8, 2), scale, shift, (0, 1), m, antialias=a) for m, a in methods),
        call(draw(2, 3, 5, 4), (2, 3, 5, 7), np.array([1.9]), np.array([1.4]), (3,), "cubic"),
    )


@op(
    "image",
    infer=_scaled,
    cases=Cases(_scale_and_translate_reference, _scaling_calls(), differentiable=True, tolerance=1e-4),
)
def scale_and_translate(
    images: Tensor,
    output_shape: Shape,
    scale: Tensor,
    translation: Tensor,
    spatial_dims: Sequence[int],
    method: str,
    antialias: bool = True,
) -> Tensor:
    """Images stretched and shifted along axes: what lies at `x` comes to `x * scale + translation`.

    Args:
        images: Tensor of any shape.
        output_shape: Shape of the result, as `images` besides `spatial_dims`.
        scale: Tensor with a factor for each of `spatial_dims`, positive.
        translation: Tensor with a shift for each of `spatial_dims`, in pixels of the result.
        spatial_dims: The axes.
        method: `"linear"` (also `"bilinear"`, `"trilinear"`), `"cubic"` (also `"bicubic"`, `"tricubic"`), `"lanczos3"` or
            `"lanczos5"`.
        antialias: Whether images that become smaller are smoothed, so that each pixel counts. True by default.

    Returns:
        Tensor of the same dtype, integers rounded; 0 where the image does not reach.

    Raises:
        ValueError: The method is not known, or the arguments' lengths do not fit.

    Example:

    >>> x = np.array([1.0, 2.0, 3.0])
    >>> y = multikeras.ops.image.scale_and_translate(x, (4,), [1.0], [1.0], (0,), "linear")
    >>> multikeras.ops.convert_to_numpy(y).tolist()
    [0.0, 1.0, 2.0, 3.0]
    """
    _check_scaling(images, output_shape, spatial_dims, method)
    result = calculable(images)
    dtype = result.dtype
    for i, axis in enumerate(shapes.canonical_axes(tuple(spatial_dims), len(images.shape), "spatial_dims")):
        size = shape_of(images)[axis]
        size = size if isinstance(size, int) else cast(size, dtype)
        factor, shift = cast(scale[i], dtype), cast(translation[i], dtype)
        result = _weigh(result, _weights(TENSORS, METHODS[method], size, output_shape[axis], factor, shift, antialias, dtype), axis)
    return restored(result, images.dtype)
