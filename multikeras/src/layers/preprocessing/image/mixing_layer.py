"""What the layers that mix images with each other share."""

from typing import Any

from multikeras.src import ops
from multikeras.src.core import dtypes
from multikeras.src.layers.preprocessing.image.image_layer import ImageLayer
from multikeras.src.random import draws


class MixingLayer(ImageLayer):
    """Base of the layers that mix each image of a batch with another, and their labels in proportion.

    `get_random_transformation` gives a dict with `"partner"`, the index `(batch,)` of the other image, and `"weight"`,
    `(batch, 1, 1, 1)`, the part of the image itself.
    """

    def partners(self, data: Any, seed: Any) -> Any:
        """The images of a batch in random order, as indices `(batch,)`."""
        (unit,) = self.drawn_for(data, 1, seed)
        return ops.argsort(ops.reshape(unit, (-1,)))

    def beta(self, data: Any, alpha: Any, seed: Any) -> Any:
        """Numbers of the beta distribution with both parameters `alpha`, one for each image."""
        images = data["images"] if isinstance(data, dict) else data
        return draws.beta((self.batch_size(images), 1, 1, 1), alpha, alpha, seed=seed)

    def mixed(self, x: Any, transformation: Any) -> Any:
        """`weight * x + (1 - weight) * partner` for each entry `(batch, ...)`, in the compute dtype."""
        x = ops.cast(x, self.compute_dtype)
        weight = ops.cast(ops.reshape(transformation["weight"], (-1, *(1 for _ in x.shape[1:]))), self.compute_dtype)
        return weight * x + (1 - weight) * ops.take(x, transformation["partner"], axis=0)

    def transform_labels(self, labels: Any, transformation: Any, training: bool = True) -> Any:
        if transformation is None:
            return labels
        if len(labels.shape) == 1 and not dtypes.is_float(dtypes.standardize(labels.dtype)):
            raise ValueError(
                f"{self._label} mixes labels, and takes them one-hot, of shape (batch, classes); got integers of shape "
                f"{tuple(labels.shape)}. Use `ops.one_hot` before."
            )
        return self.mixed(labels, transformation)
