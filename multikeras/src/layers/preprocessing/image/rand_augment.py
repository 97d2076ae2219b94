"""Images changed by layers that are chosen at random."""

from collections.abc import Sequence
from typing import Any

from multikeras.src.core.export import export
from multikeras.src.layers.arguments import positive_int
from multikeras.src.layers.preprocessing.image.augmenting_layer import AugmentingLayer


@export("multikeras.layers.RandAugment")
class RandAugment(AugmentingLayer):
    """Sends each image through a few layers in training, which are chosen for it at random among eleven.

    Cubuk et al., 2020, https://arxiv.org/abs/1909.13719. The layers are RandomShear, RandomTranslation, RandomRotation, Solarization,
    RandomPosterization, AutoContrast, Equalization, RandomBrightness, RandomColorDegeneration, RandomContrast and RandomSharpness. All
    of them run on the whole batch, and each image takes the results of its own.

    Args:
        value_range: The darkest and the brightest value that images may have, `(0, 255)` by default.
        num_ops: How many layers an image goes through, 2 by default; one may be chosen again.
        factor: How much images change: a pair of bounds between 0 and 1, or one number `f` for `(0, f)`, the `factor` of each layer.
            Posterization keeps at most `8 f` bits.
        interpolation: `"bilinear"`, the default, or `"nearest"`, for the layers that move pixels.
        seed: Non-negative int; drawn when None.
        data_format: `"channels_last"` or `"channels_first"`; that of the config file when None.
        **kwargs: `bounding_box_format`, `name`, `dtype` and the other arguments of `Layer`.

    Input: images `(batch, height, width, 3)` or one of them, of any numeric dtype; or a dict with `"images"` and any of
    `"labels"`, `"bounding_boxes"` and `"segmentation_masks"`, which go along.

    Output: what was given, images in the compute dtype.

    Raises:
        ValueError: An argument is not one of these, or images have not 3 channels.

    Example:

    >>> layer = multikeras.layers.RandAugment(num_ops=1, factor=0.3, seed=1, data_format="channels_last")
    >>> tuple(layer(np.ones((2, 8, 8, 3), "uint8"), training=True).shape)
    (2, 8, 8, 3)
    """

    def __init__(
        self,
        value_range: Sequence[float] = (0, 255),
        num_ops: int = 2,
        factor: float | Sequence[float] = 0.5,
        interpolation: str = "bilinear",
        seed: int | None = None,
        data_format: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(value_range, factor, interpolation, seed=seed, data_format=data_format, **kwargs)
        self.num_ops = positive_int("RandAugment", "num_ops", num_ops)

    def get_random_transformation(self, data: Any, training: bool = True, seed: Any = None) -> Any:
        return self.drawn_steps(data, self.num_ops, self.seed_source(seed)) if training else None

    def transform_images(self, images: Any, transformation: Any, training: bool = True) -> Any:
        return images if transformation is None else self.augmented("images", images, transformation)

    def transform_bounding_boxes(self, bounding_boxes: Any, transformation: Any, training: bool = True) -> Any:
        return bounding_boxes if transformation is None else self.augmented("bounding_boxes", bounding_boxes, transformation)

    def transform_segmentation_masks(self, segmentation_masks: Any, transformation: Any, training: bool = True) -> Any:
        if transformation is None:
            return segmentation_masks
        return self.augmented("segmentation_masks", segmentation_masks, transformation)
