"""Images as tensors: where their axes are, and the dtype in which their pixels are calculated."""

from collections.abc import Callable
from typing import Any

from multikeras.src.core import config, dtypes
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.ops.elementwise import maximum, round_
from multikeras.src.ops.precision import widened
from multikeras.src.ops.tensor import cast, saturate_cast


def settled_format(data_format: str | None) -> str:
    """A data format as one of the two words; that of the configuration for None.

    Raises:
        ValueError: It is neither.
    """
    if data_format is None:
        return config.image_data_format()
    if data_format not in config.DATA_FORMATS:
        raise ValueError(f"`data_format` must be one of {config.DATA_FORMATS}; got {data_format!r}.")
    return data_format


def layout(images: Any, data_format: str | None, name: str = "images", rank: int = 2) -> tuple[tuple[int, ...], int]:
    """The spatial axes and the channel axis of one image or of a batch, or of volumes with a `rank` of 3.

    Raises:
        ValueError: The tensor has another number of dimensions, or the data format is not known.
    """
    data_format = settled_format(data_format)
    ndim = len(images.shape)
    if ndim not in (rank + 1, rank + 2):
        raise ValueError(
            f"`{name}` must have {rank + 1} dimensions, or {rank + 2} with a batch axis in front; it has {ndim} dimensions, with "
            f"shape {tuple(images.shape)}."
        )
    if data_format == "channels_last":
        return tuple(range(ndim - rank - 1, ndim - 1)), ndim - 1
    return tuple(range(ndim - rank, ndim)), ndim - rank - 1


def resized(images: KerasTensor, sizes: dict[int, int | None], dtype: str | None = None) -> KerasTensor:
    """A symbol like `images` with other sizes along the axes that are named."""
    shape = tuple(sizes.get(axis, dim) for axis, dim in enumerate(images.shape))
    return KerasTensor(shape, dtype or images.dtype)


def calculable(images: Any) -> Any:
    """`images` in a floating dtype of at least 32 bits, integers in float32."""
    return widened(images) if dtypes.is_float(dtypes.standardize(images.dtype)) else cast(images, "float32")


def restored(images: Any, dtype: Any, rounding: Callable = round_) -> Any:
    """Calculated pixels back in `dtype`: rounded to the nearest integer that it holds, where it is one of integers."""
    dtype = dtypes.standardize(dtype)
    if dtypes.standardize(images.dtype) == dtype:
        return images
    return cast(images, dtype) if dtypes.is_float(dtype) else saturate_cast(rounding(images), dtype)


def larger(a: Any, b: Any) -> Any:
    """The larger of two sizes, of which the first may be a tensor."""
    return max(a, b) if isinstance(a, int) else maximum(a, b)
