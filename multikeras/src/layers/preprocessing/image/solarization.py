"""Images whose bright parts are inverted."""

from collections.abc import Sequence
from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.layers.preprocessing.image.color_layer import ColorLayer
from multikeras.src.layers.preprocessing.image.image_layer import between, factor_range


@export("multikeras.layers.Solarization")
class Solarization(ColorLayer):
    """Adds a number to the values of each image in training, and inverts those that then are not under a threshold.

    Args:
        addition_factor: What is added, in parts of the range of values: a pair of bounds between 0 and 1, or one number `f` for
            `(0, f)`. Nothing by default.
        threshold_factor: Where the threshold lies, in parts of the range of values: a pair or a number likewise. With 0, the default,
            all values are inverted.
        value_range: The darkest and the brightest value that images may have, `(0, 255)` by default.
        seed: Non-negative int; drawn when None.
        **kwargs: `data_format`, `bounding_box_format`, `name`, `dtype` and the other arguments of `Layer`.

    Input: images `(batch, height, width, channels)` or one of them, of any numeric dtype; or a dict with `"images"` and any of
    `"labels"`, `"bounding_boxes"` and `"segmentation_masks"`, which stay as they are.

    Output: what was given, images in the compute dtype.

    Raises:
        ValueError: An argument is not one of these.

    Example:

    >>> layer = multikeras.layers.Solarization(threshold_factor=(0.5, 0.5))
    >>> image = np.array([0, 100, 200], "uint8").reshape(1, 3, 1)
    >>> multikeras.ops.convert_to_numpy(layer(image, training=True)).ravel().tolist()
    [0.0, 100.0, 55.0]
    """

    def __init__(
        self,
        addition_factor: float | Sequence[float] = 0.0,
        threshold_factor: float | Sequence[float] = 0.0,
        value_range: Sequence[float] = (0, 255),
        seed: int | None = None,
        **kwargs: Any,
    ):
        super().__init__(value_range, seed=seed, **kwargs)
        self.addition_factor = factor_range("addition_factor", addition_factor, 0.0, 1.0, "Solarization")
        self.threshold_factor = factor_range("threshold_factor", threshold_factor, 0.0, 1.0, "Solarization")

    def get_random_transformation(self, data: Any, training: bool = True, seed: Any = None) -> Any:
        if not training:
            return None
        addition, threshold = self.drawn_for(data, 2, seed)
        return {"addition": between(self.addition_factor, addition), "threshold": between(self.threshold_factor, threshold)}

    def transform_images(self, images: Any, transformation: Any, training: bool = True) -> Any:
        if transformation is None:
            return images
        low, high = self.value_range
        addition, threshold = (ops.cast(transformation[name], images.dtype) for name in ("addition", "threshold"))
        images = self.clipped(images + addition * (high - low))
        return ops.where(images < low + threshold * (high - low), images, low + high - images)
