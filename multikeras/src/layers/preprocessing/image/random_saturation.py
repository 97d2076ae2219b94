"""Images with stronger or paler colors at random."""

from collections.abc import Sequence
from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.layers.preprocessing.image.color_layer import ColorLayer
from multikeras.src.layers.preprocessing.image.image_layer import between, factor_range


@export("multikeras.layers.RandomSaturation")
class RandomSaturation(ColorLayer):
    """Makes the colors of each image stronger or paler in training: their saturation is multiplied by `f / (1 - f)`.

    The hue of a pixel and its largest value stay.

    Args:
        factor: `f`, a pair of bounds between 0 and 1, or one number for `(0, f)`. Colors become gray with 0, stay as they are with
            0.5, and are as strong as can be with 1. In a pair, a lower bound under 0 counts as 0.
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

    >>> layer = multikeras.layers.RandomSaturation((0.0, 0.0), data_format="channels_last")
    >>> image = np.array([200, 100, 0], "uint8").reshape(1, 1, 3)
    >>> multikeras.ops.convert_to_numpy(layer(image, training=True)).ravel().round().tolist()
    [200.0, 200.0, 200.0]
    """

    def __init__(
        self,
        factor: float | Sequence[float],
        value_range: Sequence[float] = (0, 255),
        data_format: str | None = None,
        seed: int | None = None,
        **kwargs: Any,
    ):
        super().__init__(value_range, data_format=data_format, seed=seed, **kwargs)
        self.factor = strength_range("RandomSaturation", factor)

    def get_random_transformation(self, data: Any, training: bool = True, seed: Any = None) -> Any:
        if not training:
            return None
        (unit,) = self.drawn_for(data, 1, seed)
        strength = between(self.factor, unit)
        return strength / ops.maximum(1 - strength, 1e-6)

    def transform_images(self, images: Any, transformation: Any = None, training: bool = True) -> Any:
        if transformation is None:
            return images
        unit = self.to_unit(images)
        value = ops.max(unit, axis=self.channels_axis, keepdims=True)
        spread = value - ops.min(unit, axis=self.channels_axis, keepdims=True)
        strongest = value / ops.where(spread == 0, 1.0, spread)  # where the smallest channel becomes 0
        return self.from_unit(value - (value - unit) * ops.minimum(ops.cast(transformation, unit.dtype), strongest))


def strength_range(layer: str, factor: float | Sequence[float]) -> tuple[float, float]:
    """A factor between 0 and 1 as a range; files of Keras have `(-f, f)` where `f` was given."""
    low, high = factor_range("factor", factor, -1.0, 1.0, layer)
    if high < 0 or (not isinstance(factor, Sequence) and factor < 0):
        raise ValueError(f"{layer}: `factor` must be a number or a pair of numbers between 0 and 1; got {factor!r}.")
    return max(low, 0.0), high
