"""Images seen through a small window that moves over them: blurring, edges, similarity."""

from typing import Any

import numpy as np

from multikeras.src.core import dtypes, shapes
from multikeras.src.core.cases import Cases, call, draw
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.core.typing import Ints, Tensor
from multikeras.src.ops.convolution import depthwise_conv
from multikeras.src.ops.creation import arange
from multikeras.src.ops.elementwise import add, divide, exp, square
from multikeras.src.ops.images import calculable, layout, restored, settled_format
from multikeras.src.ops.indexing import get_item
from multikeras.src.ops.movement import broadcast_to, expand_dims, pad_, reshape, squeeze, stack
from multikeras.src.ops.op import op
from multikeras.src.ops.promotion import common
from multikeras.src.ops.reduction import mean, sum_
from multikeras.src.ops.tensor import cast, convert_to_tensor


def _filtered(images: Any, kernel: Any, padding: str, data_format: str | None) -> Any:
    """Each channel of one image or of a batch correlated with a kernel `(height, width)`."""
    data_format = settled_format(data_format)
    _, channel = layout(images, data_format)
    channels = tuple(images.shape)[channel]
    if channels is None:
        raise ValueError(f"the number of channels of `images` must be known; got shape {tuple(images.shape)}.")
    kernel = broadcast_to(reshape(kernel, (*kernel.shape, 1, 1)), (*kernel.shape, channels, 1))
    is_single = len(images.shape) == 3
    result = depthwise_conv(expand_dims(images, 0) if is_single else images, kernel, padding=padding, data_format=data_format)
    return squeeze(result, 0) if is_single else result


def _bell(size: int, sigma: Any, dtype: Any) -> Any:
    """A Gaussian window of weights that sum to 1."""
    places = arange(size, dtype=dtype) - (size - 1) / 2
    weights = exp(-0.5 * square(divide(places, sigma)))
    return weights / sum_(weights)


def _bell_reference(size: int, sigma: float) -> np.ndarray:
    weights = np.exp(-0.5 * ((np.arange(size) - (size - 1) / 2) / sigma) ** 2)
    return weights / weights.sum()


def _correlated(images: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """Valid correlation over the last axes but one."""
    views = np.lib.stride_tricks.sliding_window_view(images, kernel.shape, (-3, -2))
    return (views * kernel).sum((-2, -1))


# --------------------------------------------------------------------------------------------------------- gaussian_blur


def _same(images: KerasTensor, *attributes: Any) -> KerasTensor:
    layout(images, attributes[-1])
    return images


def _pair(value: Ints) -> tuple[int, int]:
    sizes = shapes.per_axis(value, 2)
    if any(not isinstance(size, (int, np.integer)) or size < 1 for size in sizes):
        raise ValueError(f"`kernel_size` must be a positive int or two of them; got {value!r}.")
    return sizes


def _blur_reference(
    images: np.ndarray, kernel_size: Any = (3, 3), sigma: Any = (1.0, 1.0), data_format: str = "channels_last"
) -> np.ndarray:
    if images.ndim not in (3, 4):
        raise ValueError("no images")
    pixels = images if data_format == "channels_last" else np.moveaxis(images, -3, -1)
    (width, height), (across, down) = np.broadcast_to(kernel_size, 2), np.broadcast_to(sigma, 2)
    margins = [(0, 0)] * (images.ndim - 3) + [((size - 1) // 2, size // 2) for size in (height, width)] + [(0, 0)]
    kernel = np.outer(_bell_reference(height, down), _bell_reference(width, across))
    result = _correlated(np.pad(pixels.astype("float64"), margins), kernel)
    result = result if images.dtype.kind == "f" else np.round(result).astype(images.dtype)
    return result if data_format == "channels_last" else np.moveaxis(result, -1, -3)


def _blur_calls() -> tuple:
    last, first = {"data_format": "channels_last"}, {"data_format": "channels_first"}
    return (
        call(draw(2, 5, 6, 3, low=0, high=100), **last),
        call(draw(2, 5, 6, 3), kernel_size=(5, 3), sigma=(1.5, 0.5), **last),
        call(draw(5, 6, 2), kernel_size=(4, 2), sigma=(0.5, 2.0), **last),
        call(draw(2, 3, 5, 6), kernel_size=3, sigma=0.8, **first),
        call(draw(2, 2, 1), kernel_size=(5, 7), sigma=(2.0, 1.0), **last),
    )


PIXELS = ("float32", "float64", "float16", "bfloat16", "uint8", "int32")


@op("image", infer=_same, cases=Cases(_blur_reference, _blur_calls(), PIXELS, differentiable=True, tolerance=3e-5))
def gaussian_blur(images: Tensor, kernel_size: Ints = (3, 3), sigma: Any = (1.0, 1.0), data_format: str | None = None) -> Tensor:
    """Images blurred: each pixel becomes a mean of those around it, by weights that fall like a Gaussian bell.

    Args:
        images: Tensor `(batch, height, width, channels)` or `(height, width, channels)`, channels before the height for
            `"channels_first"`. Zeros lie around them.
        kernel_size: Width and height of the window, or one int for both; `(3, 3)` by default.
        sigma: Standard deviation of the bell along the width and along the height, or one for both, numbers or a tensor;
            `(1.0, 1.0)` by default.
        data_format: `"channels_last"` or `"channels_first"`; None, the default, for `config.image_data_format()`.

    Returns:
        Tensor of the same shape and dtype; integers are rounded.

    Raises:
        ValueError: An argument is not one of those named, or `images` has another number of dimensions.

    Example:

    >>> x = np.ones((3, 3, 1))
    >>> y = multikeras.ops.image.gaussian_blur(x, data_format="channels_last")
    >>> float(multikeras.ops.convert_to_numpy(y)[1, 1, 0].round(4))
    1.0
    """
    width, height = _pair(kernel_size)
    wide = calculable(images)
    sigma = broadcast_to(convert_to_tensor(sigma, wide.dtype), (2,))
    across, down = _bell(width, get_item(sigma, 0), wide.dtype), _bell(height, get_item(sigma, 1), wide.dtype)
    kernel = reshape(down, (-1, 1)) * across
    return restored(_filtered(wide, kernel, "same", data_format), images.dtype)


# ----------------------------------------------------------------------------------------------------------- sobel_edges

SOBEL = np.array([[-1.0, -2.0, -1.0], [0.0, 0.0, 0.0], [1.0, 2.0, 1.0]])
"""How steeply an image rises from the top to the bottom, eightfold."""


def _edges(images: KerasTensor, data_format: str | None = None) -> KerasTensor:
    layout(images, data_format)
    return KerasTensor((*images.shape, 2), dtypes.to_floating(images.dtype))


def _sobel_reference(images: np.ndarray, data_format: str) -> np.ndarray:
    if images.ndim not in (3, 4):
        raise ValueError("no images")
    pixels = images if data_format == "channels_last" else np.moveaxis(images, -3, -1)
    pixels = np.pad(pixels.astype("float64"), [(0, 0)] * (images.ndim - 3) + [(1, 1), (1, 1), (0, 0)], "reflect")
    edges = [_correlated(pixels, kernel) for kernel in (SOBEL, SOBEL.T)]
    return np.stack(edges if data_format == "channels_last" else [np.moveaxis(one, -1, -3) for one in edges], -1)


@op(
    "image",
    infer=_edges,
    cases=Cases(
        _sobel_reference,
        (
            call(draw(2, 4, 5, 3), data_format="channels_last"),
            call(draw(4, 5, 2), data_format="channels_last"),
            call(draw(2, 3, 4, 5), data_format="channels_first"),
        ),
        PIXELS,
        differentiable=True,
        tolerance=3e-5,
    ),
)
def sobel_edges(images: Tensor, data_format: str | None = None) -> Tensor:
    """How steeply images rise downwards and to the right, by Sobel's filters.

    At their borders images are continued as in a mirror, `c b | a b c`, so that a border is no edge.

    Args:
        images: Tensor `(batch, height, width, channels)` or `(height, width, channels)`, channels before the height for
            `"channels_first"`.
        data_format: `"channels_last"` or `"channels_first"`; None, the default, for `config.image_data_format()`.

    Returns:
        Tensor of the shape of `images` with an axis of 2 after the last, the downward and the rightward slope, both eightfold.
        Integers become floatx.

    Raises:
        ValueError: `images` has another number of dimensions.

    Example:

    >>> x = np.tile(np.arange(4.0), (3, 1)).reshape((3, 4, 1))
    >>> y = multikeras.ops.image.sobel_edges(x, data_format="channels_last")
    >>> multikeras.ops.convert_to_numpy(y)[1, 1, 0].tolist()
    [0.0, 8.0]
    """
    axes, _ = layout(images, data_format)
    wide = calculable(images)
    wide = pad_(wide, tuple((1, 1) if axis in axes else (0, 0) for axis in range(len(images.shape))), "reflect")
    edges = [_filtered(wide, convert_to_tensor(kernel, wide.dtype), "valid", data_format) for kernel in (SOBEL, SOBEL.T)]
    return cast(stack(edges, axis=-1), dtypes.to_floating(dtypes.standardize(images.dtype)))


# ------------------------------------------------------------------------------------------------------------------ ssim


def _similar(image1: KerasTensor, image2: KerasTensor, *attributes: Any) -> KerasTensor:
    layout(image1, attributes[-1], "image1")
    layout(image2, attributes[-1], "image2")
    if not shapes.is_compatible(image1.shape, image2.shape):
        raise ValueError(f"`image1` and `image2` must have the same shape; got {image1.shape} and {image2.shape}.")
    return KerasTensor(image1.shape[:-3], dtypes.to_floating(image1.dtype))


def _ssim_reference(
    image1: np.ndarray,
    image2: np.ndarray,
    max_val: float = 1.0,
    filter_size: int = 11,
    filter_sigma: float = 1.5,
    k1: float = 0.01,
    k2: float = 0.03,
    data_format: str = "channels_last",
) -> np.ndarray:
    if image1.shape != image2.shape or image1.ndim not in (3, 4):
        raise ValueError("not comparable")
    x, y = (one if data_format == "channels_last" else np.moveaxis(one, -3, -1) for one in (image1, image2))
    kernel = np.outer(*[_bell_reference(filter_size, filter_sigma)] * 2)
    x_mean, y_mean = _correlated(x, kernel), _correlated(y, kernel)
    x_spread, y_spread = _correlated(x * x, kernel) - x_mean**2, _correlated(y * y, kernel) - y_mean**2
    both = _correlated(x * y, kernel) - x_mean * y_mean
    c1, c2 = (k1 * max_val) ** 2, (k2 * max_val) ** 2
    result = (2 * x_mean * y_mean + c1) * (2 * both + c2) / ((x_mean**2 + y_mean**2 + c1) * (x_spread + y_spread + c2))
    return result.mean((-3, -2, -1))


def _ssim_calls() -> tuple:
    last, first = {"data_format": "channels_last"}, {"data_format": "channels_first"}
    bright = {"low": 0, "high": 1}
    return (
        call(draw(2, 12, 13, 3, **bright), draw(2, 12, 13, 3, **bright), **last),
        call(draw(5, 6, 2, **bright), draw(5, 6, 2, **bright), filter_size=4, filter_sigma=1.0, max_val=2.0, k1=0.02, **last),
        call(draw(2, 3, 6, 7, **bright), draw(2, 3, 6, 7, **bright), filter_size=5, **first),
    )


@op(
    "image",
    promote=common,
    infer=_similar,
    cases=Cases(_ssim_reference, _ssim_calls(), ("float32", "float64", "float16"), differentiable=True, tolerance=2e-4),
)
def ssim(
    image1: Tensor,
    image2: Tensor,
    max_val: float = 1.0,
    filter_size: int = 11,
    filter_sigma: float = 1.5,
    k1: float = 0.01,
    k2: float = 0.03,
    data_format: str | None = None,
) -> Tensor:
    """Structural similarity of images: how alike they look in brightness, contrast and structure, window by window.

    Wang et al., 2004, https://doi.org/10.1109/TIP.2003.819861.

    Args:
        image1: Tensor `(batch, height, width, channels)` or `(height, width, channels)`, channels before the height for
            `"channels_first"`.
        image2: Tensor of the same shape.
        max_val: The brightest that a pixel can be: 1, the default, or 255.
        filter_size: Height and width of the window, 11 by default.
        filter_sigma: Standard deviation of the weights in it, 1.5 by default.
        k1: Small number that keeps the comparison of dark windows stable, 0.01 by default.
        k2: Small number that keeps the comparison of even windows stable, 0.03 by default.
        data_format: `"channels_last"` or `"channels_first"`; None, the default, for `config.image_data_format()`.

    Returns:
        Tensor `(batch,)`, or a scalar for single images, of the common dtype, floatx for integers: 1 for equal images, less
        the more they differ. It is the mean over windows and channels.

    Raises:
        ValueError: The images differ in shape, or are smaller than the window.

    Example:

    >>> x = np.linspace(0.0, 1.0, 144).reshape((12, 12, 1))
    >>> float(multikeras.ops.convert_to_numpy(multikeras.ops.image.ssim(x, x, data_format="channels_last")).round(4))
    1.0
    """
    layout(image1, data_format, "image1")
    layout(image2, data_format, "image2")
    if not shapes.is_compatible(tuple(image1.shape), tuple(image2.shape)):
        raise ValueError(f"`image1` and `image2` must have the same shape; got {tuple(image1.shape)} and {tuple(image2.shape)}.")
    x, y = calculable(image1), calculable(image2)
    bell = _bell(filter_size, filter_sigma, x.dtype)
    kernel = reshape(bell, (-1, 1)) * bell

    def smoothed(image: Any) -> Any:
        return _filtered(image, kernel, "valid", data_format)

    x_mean, y_mean = smoothed(x), smoothed(y)
    means, squares = x_mean * y_mean, square(x_mean) + square(y_mean)
    c1, c2 = (k1 * max_val) ** 2, (k2 * max_val) ** 2
    brightness = add(2 * means, c1) / add(squares, c1)
    structure = add(2 * (smoothed(x * y) - means), c2) / add(smoothed(square(x) + square(y)) - squares, c2)
    return cast(mean(brightness * structure, (-3, -2, -1)), dtypes.to_floating(dtypes.standardize(image1.dtype)))
