"""Parts of images at random places."""

from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.layers.preprocessing.image.cropping_layer import CroppingLayer


@export("multikeras.layers.RandomCrop")
class RandomCrop(CroppingLayer):
    """Takes a part of images at a random place in training, at the same place for all images of a batch.

    Outside of training, and of images that are too small, it takes the largest part in the middle with the same proportions, and
    resizes it.

    Args:
        height: Height of the part that is taken.
        width: Width of the part that is taken.
        seed: Non-negative int; drawn when None.
        data_format: `"channels_last"` or `"channels_first"`; that of the config file when None.
        name: Name of the layer.
        **kwargs: `bounding_box_format`, `dtype` and the other arguments of `Layer`.

    Input: images `(batch, height, width, channels)` or one of them, of any numeric dtype; or a dict with `"images"` and any of
    `"labels"`, `"bounding_boxes"` and `"segmentation_masks"`, which go along.

    Output: what was given, images of that size in the compute dtype.

    Raises:
        ValueError: An argument is not one of these.

    Example:

    >>> layer = multikeras.layers.RandomCrop(1, 2, data_format="channels_last", seed=1)
    >>> image = np.arange(3.0).reshape(1, 3, 1)
    >>> multikeras.ops.convert_to_numpy(layer(image, training=True)).ravel().tolist() in ([0.0, 1.0], [1.0, 2.0])
    True
    """

    def __init__(
        self, height: int, width: int, seed: int | None = None, data_format: str | None = None, name: str | None = None, **kwargs: Any
    ):
        super().__init__(height, width, seed=seed, data_format=data_format, name=name, **kwargs)

    def start(self, rows: Any, columns: Any, training: bool, seed: Any) -> tuple[Any, Any] | None:
        if not training:
            return None
        places = zip(self.drawn(1, 2, seed), (rows, columns), strict=True)
        return tuple(self._place(ops.squeeze(part, 0), ops.cast(last, "float32")) for part, last in places)

    def _place(self, part: Any, last: Any) -> Any:
        """One of the places from 0 to `last`."""
        return ops.cast(ops.clip(ops.floor(part * (last + 1)), 0, ops.maximum(last, 0)), "int32")
