"""Images mixed with each other."""

from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.layers.preprocessing.image.mixing_layer import MixingLayer


@export("multikeras.layers.MixUp")
class MixUp(MixingLayer):
    """Mixes each image of a batch with another in training, `weight * image + (1 - weight) * other`, and so their labels.

    Zhang et al., 2018, https://arxiv.org/abs/1710.09412. Segmentation masks are mixed too; an image's bounding boxes are followed
    by those of the other. A single image stays as it is.

    Args:
        alpha: Positive number, both parameters of the beta distribution from which weights are drawn, one for each image. 0.2 by
            default.
        data_format: `"channels_last"` or `"channels_first"`; that of the config file when None.
        seed: Non-negative int; drawn when None.
        **kwargs: `bounding_box_format`, `name`, `dtype` and the other arguments of `Layer`.

    Input: images `(batch, height, width, channels)`, of any numeric dtype; or a dict with `"images"` and any of `"labels"`, one-hot or
    numbers, `"bounding_boxes"` and `"segmentation_masks"`.

    Output: what was given, images, labels and masks in the compute dtype.

    Raises:
        ValueError: `alpha` is not positive, or labels are integers that are not one-hot.

    Example:

    >>> layer = multikeras.layers.MixUp(seed=1)
    >>> data = {"images": np.zeros((4, 2, 2, 3), "uint8"), "labels": np.eye(4)}
    >>> labels = multikeras.ops.convert_to_numpy(layer(data, training=True)["labels"])
    >>> labels.sum(-1).round(4).tolist()
    [1.0, 1.0, 1.0, 1.0]
    """

    def __init__(self, alpha: float = 0.2, data_format: str | None = None, seed: int | None = None, **kwargs: Any):
        super().__init__(data_format=data_format, seed=seed, **kwargs)
        if not alpha > 0:
            raise ValueError(f"MixUp: `alpha` must be a positive number; got {alpha!r}.")
        self.alpha = alpha

    def get_random_transformation(self, data: Any, training: bool = True, seed: Any = None) -> Any:
        if not training:
            return None
        seed = self.seed_source(seed)
        return {"partner": self.partners(data, seed), "weight": self.beta(data, self.alpha, seed)}

    def transform_images(self, images: Any, transformation: Any = None, training: bool = True) -> Any:
        return images if transformation is None else self.mixed(images, transformation)

    def transform_segmentation_masks(self, segmentation_masks: Any, transformation: Any, training: bool = True) -> Any:
        return segmentation_masks if transformation is None else self.mixed(segmentation_masks, transformation)

    def transform_bounding_boxes(self, bounding_boxes: Any, transformation: Any, training: bool = True) -> Any:
        if transformation is None:
            return bounding_boxes
        return {key: ops.concatenate([x, ops.take(x, transformation["partner"], axis=0)], axis=1) for key, x in bounding_boxes.items()}
