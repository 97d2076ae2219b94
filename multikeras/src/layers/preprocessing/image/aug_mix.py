"""Images mixed with what chains of layers make of them."""

from collections.abc import Sequence
from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.layers.arguments import positive_int, positive_ints
from multikeras.src.layers.preprocessing.image.augmenting_layer import AugmentingLayer
from multikeras.src.layers.preprocessing.image.image_layer import between
from multikeras.src.random import draws


@export("multikeras.layers.AugMix")
class AugMix(AugmentingLayer):
    """Sends each image through several chains of layers in training, and mixes it with what comes out.

    Hendrycks et al., 2020, https://arxiv.org/abs/1912.02781. The layers of a chain are chosen at random for each image. The chains
    are mixed by weights of a Dirichlet distribution, and the mixture with the image by a weight of a beta distribution. All that
    belongs to an image stays as it is.

    Args:
        value_range: The darkest and the brightest value that images may have, `(0, 255)` by default.
        num_chains: How many chains there are, 3 by default.
        chain_depth: How many layers a chain has, 3 by default, or a pair of bounds between which it is drawn for each image, both
            included.
        factor: How much images change: a pair of bounds between 0 and 1, or one number `f` for `(0, f)`, the `factor` of each layer.
            Posterization keeps at most `8 f` bits.
        alpha: Positive number, the parameter of both distributions.
        all_ops: Whether RandomBrightness, RandomColorDegeneration, RandomContrast and RandomSharpness are among the layers, besides
            RandomShear, RandomTranslation, RandomRotation, Solarization, RandomPosterization, AutoContrast and Equalization.
        interpolation: `"bilinear"`, the default, or `"nearest"`, for the layers that move pixels.
        seed: Non-negative int; drawn when None.
        data_format: `"channels_last"` or `"channels_first"`; that of the config file when None.
        **kwargs: `bounding_box_format`, `name`, `dtype` and the other arguments of `Layer`.

    Input: images `(batch, height, width, 3)` or one of them, of any numeric dtype; or a dict with `"images"` and any of
    `"labels"`, `"bounding_boxes"` and `"segmentation_masks"`.

    Output: what was given, images in the compute dtype.

    Raises:
        ValueError: An argument is not one of these, or images have not 3 channels.

    Example:

    >>> layer = multikeras.layers.AugMix(num_chains=1, chain_depth=1, seed=1, data_format="channels_last")
    >>> tuple(layer(np.ones((2, 8, 8, 3), "uint8"), training=True).shape)
    (2, 8, 8, 3)
    """

    def __init__(
        self,
        value_range: Sequence[float] = (0, 255),
        num_chains: int = 3,
        chain_depth: int | Sequence[int] = 3,
        factor: float | Sequence[float] = 0.3,
        alpha: float = 1.0,
        all_ops: bool = True,
        interpolation: str = "bilinear",
        seed: int | None = None,
        data_format: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(value_range, factor, interpolation, all_ops, seed=seed, data_format=data_format, **kwargs)
        self.num_chains = positive_int("AugMix", "num_chains", num_chains)
        self.chain_depth = tuple(sorted(positive_ints("AugMix", "chain_depth", chain_depth, 2)))
        if not alpha > 0:
            raise ValueError(f"AugMix: `alpha` must be a positive number; got {alpha!r}.")
        self.alpha = alpha
        self.all_ops = all_ops

    def get_random_transformation(self, data: Any, training: bool = True, seed: Any = None) -> Any:
        if not training:
            return None
        seed = self.seed_source(seed)
        images = data["images"] if isinstance(data, dict) else data
        count = self.batch_size(images)
        shares = draws.gamma((self.num_chains, count, 1, 1, 1), self.alpha, seed=seed)
        shares = shares / ops.maximum(ops.sum(shares, axis=0, keepdims=True), 1e-30)
        return {
            "chains": [self._drawn_chain(data, seed) for _ in range(self.num_chains)],
            "shares": ops.unstack(shares, self.num_chains, axis=0),
            "weight": draws.beta((count, 1, 1, 1), self.alpha, self.alpha, seed=seed),
        }

    def _drawn_chain(self, data: Any, seed: Any) -> list[Any]:
        """The steps of a chain; an image is done with it when the index of the layer is negative."""
        images = data["images"] if isinstance(data, dict) else data
        least, most = self.chain_depth
        (unit,) = self.drawn(self.batch_size(images), 1, seed)
        depth = ops.floor(between((least, most + 1), unit))
        steps = self.drawn_steps(data, most, seed)
        return [(ops.where(i < depth, index, -1), transformations) for i, (index, transformations) in enumerate(steps)]

    def transform_images(self, images: Any, transformation: Any, training: bool = True) -> Any:
        if transformation is None:
            return images
        mixture = 0.0
        for share, chain in zip(transformation["shares"], transformation["chains"], strict=True):
            mixture = mixture + ops.cast(share, images.dtype) * self.augmented("images", images, chain)
        weight = ops.cast(transformation["weight"], images.dtype)
        return self.clipped(weight * images + (1 - weight) * mixture)
