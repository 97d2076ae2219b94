"""Images whose colors change in all ways at random."""

from collections.abc import Sequence
from typing import Any

from multikeras.src.core.export import export
from multikeras.src.layers.preprocessing.image.color_layer import ColorLayer
from multikeras.src.layers.preprocessing.image.random_brightness import RandomBrightness
from multikeras.src.layers.preprocessing.image.random_contrast import RandomContrast
from multikeras.src.layers.preprocessing.image.random_hue import RandomHue
from multikeras.src.layers.preprocessing.image.random_saturation import RandomSaturation

Factor = float | Sequence[float] | None


@export("multikeras.layers.RandomColorJitter")
class RandomColorJitter(ColorLayer):
    """Changes the brightness, the contrast, the saturation and the hue of each image in training, in this order.

    Args:
        value_range: The darkest and the brightest value that images may have, `(0, 255)` by default.
        brightness_factor: `factor` of `RandomBrightness`; None, the default, to leave it.
        contrast_factor: `factor` of `RandomContrast`, likewise.
        saturation_factor: `factor` of `RandomSaturation`, likewise.
        hue_factor: `factor` of `RandomHue`, likewise.
        seed: Non-negative int; drawn when None.
        data_format: `"channels_last"` or `"channels_first"`; that of the config file when None.
        **kwargs: `bounding_box_format`, `name`, `dtype` and the other arguments of `Layer`.

    Input: images `(batch, height, width, 3)` or one of them, of any numeric dtype; or a dict with `"images"` and any of
    `"labels"`, `"bounding_boxes"` and `"segmentation_masks"`, which stay as they are.

    Output: what was given, images in the compute dtype.

    Raises:
        ValueError: An argument is not one of these, or images have not 3 channels.

    Example:

    >>> layer = multikeras.layers.RandomColorJitter(
    ...     brightness_factor=(0.2, 0.2), saturation_factor=(0.0, 0.0), data_format="channels_last"
    ... )
    >>> image = np.array([100, 50, 0], "uint8").reshape(1, 1, 3)
    >>> multikeras.ops.convert_to_numpy(layer(image, training=True)).ravel().round().tolist()
    [151.0, 151.0, 151.0]
    """

    def __init__(
        self,
        value_range: Sequence[float] = (0, 255),
        brightness_factor: Factor = None,
        contrast_factor: Factor = None,
        saturation_factor: Factor = None,
        hue_factor: Factor = None,
        seed: int | None = None,
        data_format: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(value_range, seed=seed, data_format=data_format, **kwargs)
        self.brightness_factor = brightness_factor
        self.contrast_factor = contrast_factor
        self.saturation_factor = saturation_factor
        self.hue_factor = hue_factor
        factors = {
            RandomBrightness: brightness_factor,
            RandomContrast: contrast_factor,
            RandomSaturation: saturation_factor,
            RandomHue: hue_factor,
        }
        shared = {"value_range": value_range, "seed": seed, "data_format": self.data_format, "dtype": self.dtype_policy}
        self.steps = [layer(factor, **shared) for layer, factor in factors.items() if factor is not None]

    def build(self, input_shape: Any) -> None:
        for step in self.steps:
            step.build(input_shape)

    def get_random_transformation(self, data: Any, training: bool = True, seed: Any = None) -> Any:
        if not training:
            return None
        seed = self.seed_source(seed)
        return [step.get_random_transformation(data, training, seed) for step in self.steps]

    def transform_images(self, images: Any, transformation: Any, training: bool = True) -> Any:
        if transformation is not None:
            for step, one in zip(self.steps, transformation, strict=True):
                images = step.transform_images(images, one, training)
        return images
