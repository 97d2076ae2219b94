"""What the layers share that choose among other layers for images."""

from collections.abc import Sequence
from typing import Any

from multikeras.src import ops
from multikeras.src.core import tree
from multikeras.src.layers.preprocessing.image.auto_contrast import AutoContrast
from multikeras.src.layers.preprocessing.image.color_layer import ColorLayer
from multikeras.src.layers.preprocessing.image.equalization import Equalization
from multikeras.src.layers.preprocessing.image.image_layer import ImageLayer, factor_range
from multikeras.src.layers.preprocessing.image.random_brightness import RandomBrightness
from multikeras.src.layers.preprocessing.image.random_color_degeneration import RandomColorDegeneration
from multikeras.src.layers.preprocessing.image.random_contrast import RandomContrast
from multikeras.src.layers.preprocessing.image.random_posterization import RandomPosterization
from multikeras.src.layers.preprocessing.image.random_rotation import RandomRotation
from multikeras.src.layers.preprocessing.image.random_sharpness import RandomSharpness
from multikeras.src.layers.preprocessing.image.random_shear import RandomShear
from multikeras.src.layers.preprocessing.image.random_translation import RandomTranslation
from multikeras.src.layers.preprocessing.image.solarization import Solarization

Step = tuple[Any, list[Any]]
"""For each image the index `(batch,)` of a layer, and the transformations that all layers have drawn."""


class AugmentingLayer(ColorLayer):
    """Base of the layers that send each image through layers which are chosen at random.

    Args:
        value_range: The darkest and the brightest value that images may have.
        factor: How much images change: the factor of each layer, but for posterization.
        interpolation: `"bilinear"` or `"nearest"`, for the layers that move pixels.
        all_ops: Whether the layers for brightness, color, contrast and sharpness are among those to choose from.
        **kwargs: `data_format`, `seed`, `bounding_box_format`, `name`, `dtype` and the other arguments of `Layer`.
    """

    def __init__(
        self,
        value_range: Sequence[float],
        factor: float | Sequence[float],
        interpolation: str,
        all_ops: bool = True,
        **kwargs: Any,
    ):
        super().__init__(value_range, **kwargs)
        self.factor = factor = factor_range("factor", factor, 0.0, 1.0, type(self).__name__)
        self.interpolation = interpolation
        shared = {
            "data_format": self.data_format,
            "bounding_box_format": self.bounding_box_format,
            "seed": self.seed,
            "dtype": self.dtype_policy,
        }
        moving, coloring = {"interpolation": interpolation, **shared}, {"value_range": value_range, **shared}
        self.augmentations: list[ImageLayer] = [
            RandomShear(factor, factor, **moving),
            RandomTranslation(factor, factor, **moving),
            RandomRotation(factor, **moving),
            Solarization(factor, factor, **coloring),
            RandomPosterization((1, max(1, int(8 * factor[1]))), **coloring),
            AutoContrast(**coloring),
            Equalization(**coloring),
        ]
        if all_ops:
            kinds = (RandomBrightness, RandomColorDegeneration, RandomContrast, RandomSharpness)
            self.augmentations += [kind(factor, **coloring) for kind in kinds]

    def build(self, input_shape: Any) -> None:
        for layer in self.augmentations:
            layer.build(input_shape)

    def drawn_steps(self, data: Any, count: int, seed: Any) -> list[Step]:
        """`count` steps, in each of which any layer is as likely as another."""
        images = data["images"] if isinstance(data, dict) else data
        steps = []
        for unit in self.drawn(self.batch_size(images), count, seed):
            index = ops.minimum(ops.cast(unit * len(self.augmentations), "int32"), len(self.augmentations) - 1)
            steps.append((index, [layer.get_random_transformation(data, True, seed) for layer in self.augmentations]))
        return steps

    def augmented(self, kind: str, x: Any, steps: list[Step]) -> Any:
        """What comes of `x`, of the kind `"images"` or the like, when each image goes through its layers one after the other."""
        for index, transformations in steps:
            given = x
            for i, (layer, transformation) in enumerate(zip(self.augmentations, transformations, strict=True)):
                transform = getattr(layer, f"transform_{kind}")
                x = _where(ops.equal(index, i), transform(given, transformation, training=True), x)
        return x


def _where(chosen: Any, new: Any, old: Any) -> Any:
    """Entries `(batch, ...)` of nests, from one where they are chosen and else from the other, in its dtype."""

    def either(a: Any, b: Any) -> Any:
        return ops.where(ops.reshape(chosen, (-1, *(1 for _ in b.shape[1:]))), ops.cast(a, b.dtype), b)

    return tree.map_structure(either, new, old)
