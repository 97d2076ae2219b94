"""Images bent at random."""

from multikeras.src import ops
from multikeras.src.core.typing import Tensor
from multikeras.src.ops.filtering import gaussian_blur
from multikeras.src.ops.images import layout
from multikeras.src.ops.op import op
from multikeras.src.ops.rules import elementwise
from multikeras.src.ops.warping import warped
from multikeras.src.random.draws import Seed, normal


@op("image", infer=elementwise)
def elastic_transform(
    images: Tensor,
    alpha: float = 20.0,
    sigma: float = 5.0,
    interpolation: str = "bilinear",
    fill_mode: str = "reflect",
    fill_value: float = 0.0,
    seed: Seed = None,
    data_format: str | None = None,
) -> Tensor:
    """Images bent as if they were drawn on rubber: each pixel comes from a random place near by, close to those of its neighbors.

    Simard et al., 2003, https://doi.org/10.1109/ICDAR.2003.1227801.

    Args:
        images: Tensor `(batch, height, width, channels)` or `(height, width, channels)`, channels before the height for
            `"channels_first"`. Each image is bent in its own way.
        alpha: How far pixels move, 20 by default: this times normal noise of standard deviation `sigma` that has been blurred.
        sigma: Standard deviation, in pixels, of the blur: how smooth the bends are. 5 by default.
        interpolation: `"bilinear"`, the default, or `"nearest"`.
        fill_mode: What lies beyond the borders: `"reflect"`, the default, `"constant"`, `"nearest"`, `"wrap"` or `"mirror"`, as
            in `map_coordinates`.
        fill_value: Number for `"constant"`, 0 by default.
        seed: An int for the same bends each time, a SeedGenerator for others each time, None for the global one.
        data_format: `"channels_last"` or `"channels_first"`; None, the default, for `config.image_data_format()`.

    Returns:
        Tensor of the same shape and dtype; integers are rounded.

    Raises:
        ValueError: An argument is not one of those named, or `images` has another number of dimensions.

    Example:

    >>> x = np.ones((8, 8, 3))
    >>> y = multikeras.ops.image.elastic_transform(x, seed=0, data_format="channels_last")
    >>> bool(np.allclose(multikeras.ops.convert_to_numpy(y), 1.0))
    True
    """
    axes, _ = layout(images, data_format)
    shape = ops.shape(images)
    count = shape[0] if len(shape) == 4 else 1
    height, width = (shape[axis] for axis in axes)
    noise = normal((count, height, width, 2), stddev=sigma, dtype="float32", seed=seed)
    moves = alpha * gaussian_blur(noise, int(6 * sigma) | 1, sigma, "channels_last")
    rows = ops.reshape(ops.arange(height, dtype="float32"), (1, -1, 1)) + moves[..., 0]
    columns = ops.reshape(ops.arange(width, dtype="float32"), (1, 1, -1)) + moves[..., 1]
    return warped(images, rows, columns, interpolation, fill_mode, fill_value, data_format)
