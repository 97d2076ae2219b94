"""Images blurred at random."""

from collections.abc import Sequence
from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.layers.arguments import positive_ints
from multikeras.src.layers.preprocessing.image.color_layer import ColorLayer
from multikeras.src.layers.preprocessing.image.image_layer import between, factor_range


@export("multikeras.layers.RandomGaussianBlur")
class RandomGaussianBlur(ColorLayer):
    """Blurs some of the images in training, each by a Gaussian bell of its own, as `ops.image.gaussian_blur` does.

    Args:
        factor: The probability, a pair of bounds between which it is drawn for each image, or one number `f` for `(0, f)`. `(1, 1)`
            blurs every image.
        kernel_size: Width and height of the window, odd, or one int for both. 3 by default.
        sigma: Standard deviation of the bell in pixels, drawn for the width and for the height of each image: a pair of bounds, or
            one number `s` for `(0, s)`.
        value_range: The darkest and the brightest value that images may have, `(0, 255)` by default.
        data_format: `"channels_last"` or `"channels_first"`; that of the config file when None.
        seed: Non-negative int; drawn when None.
        **kwargs: `bounding_box_format`, `name`, `dtype` and the other arguments of `Layer`.

    Input: images `(batch, height, width, channels)` or one of them, of any numeric dtype; or a dict with `"images"` and any of
    `"labels"`, `"bounding_boxes"` and `"segmentation_masks"`, which stay as they are.

    Output: what was given, images in the compute dtype.

    Raises:
        ValueError: An argument is not one of these.

    Example:

    >>> layer = multikeras.layers.RandomGaussianBlur((1.0, 1.0), sigma=(100.0, 100.0), data_format="channels_last")
    >>> image = np.zeros((3, 3, 1), "uint8")
    >>> image[1, 1] = 90
    >>> multikeras.ops.convert_to_numpy(layer(image, training=True)).round().ravel().tolist()
    [10.0, 10.0, 10.0, 10.0, 10.0, 10.0, 10.0, 10.0, 10.0]
    """

    def __init__(
        self,
        factor: float | Sequence[float] = 1.0,
        kernel_size: int | Sequence[int] = 3,
        sigma: float | Sequence[float] = 1.0,
        value_range: Sequence[float] = (0, 255),
        data_format: str | None = None,
        seed: int | None = None,
        **kwargs: Any,
    ):
        super().__init__(value_range, data_format=data_format, seed=seed, **kwargs)
        self.factor = factor_range("factor", factor, 0.0, 1.0, "RandomGaussianBlur")
        self.kernel_size = positive_ints("RandomGaussianBlur", "kernel_size", kernel_size, 2)
        if any(size % 2 == 0 for size in self.kernel_size):
            raise ValueError(f"RandomGaussianBlur: `kernel_size` must be odd; got {kernel_size!r}.")
        self.sigma = factor_range("sigma", sigma, 0.0, float("inf"), "RandomGaussianBlur")

    def get_random_transformation(self, data: Any, training: bool = True, seed: Any = None) -> Any:
        if not training:
            return None
        unit, chance, across, down = self.drawn_for(data, 4, seed)
        return {"chosen": chance < between(self.factor, unit), "sigma": [between(self.sigma, x) for x in (across, down)]}

    def transform_images(self, images: Any, transformation: Any = None, training: bool = True) -> Any:
        if transformation is None:
            return images
        blurred = images
        for axis, size, sigma in zip((self.width_axis, self.height_axis), self.kernel_size, transformation["sigma"], strict=True):
            blurred = _blurred(blurred, axis, size, sigma)
        return ops.where(transformation["chosen"], self.clipped(blurred), images)


def _blurred(images: Any, axis: int, size: int, sigma: Any) -> Any:
    """Images `(batch, ...)` blurred along an axis, by a standard deviation for each."""
    sigma = ops.cast(ops.maximum(sigma, 1e-3), images.dtype)
    padded = ops.pad(images, [(size // 2, size // 2) if i == axis % 4 else (0, 0) for i in range(4)])
    weighted = weights = 0.0
    for i in range(size):
        weight = ops.exp(-0.5 * ops.square((i - size // 2) / sigma))
        window = slice(i, (i + 1 - size) or None)
        weighted = weighted + weight * padded[tuple(window if a == axis % 4 else slice(None) for a in range(4))]
        weights = weights + weight
    return weighted / weights
