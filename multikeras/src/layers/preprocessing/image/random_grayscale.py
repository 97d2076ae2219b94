"""Images without colors at random."""

from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.layers.preprocessing.image.image_layer import ImageLayer


@export("multikeras.layers.RandomGrayscale")
class RandomGrayscale(ImageLayer):
    """Takes the colors from some of the images in training; these stay in three channels.

    Args:
        factor: The probability that an image becomes gray, between 0 and 1.
        data_format: `"channels_last"` or `"channels_first"`; that of the config file when None.
        seed: Non-negative int; drawn when None.
        **kwargs: `bounding_box_format`, `name`, `dtype` and the other arguments of `Layer`.

    Input: images `(batch, height, width, 3)` or one of them, of any numeric dtype; or a dict with `"images"` and any of
    `"labels"`, `"bounding_boxes"` and `"segmentation_masks"`, which stay as they are.

    Output: what was given, images in the compute dtype.

    Raises:
        ValueError: The factor is not a probability, or images have not 3 channels.

    Example:

    >>> layer = multikeras.layers.RandomGrayscale(1.0, data_format="channels_last")
    >>> image = np.array([0, 200, 0], "uint8").reshape(1, 1, 3)
    >>> multikeras.ops.convert_to_numpy(layer(image, training=True)).ravel().round().tolist()
    [117.0, 117.0, 117.0]
    """

    def __init__(self, factor: float = 0.5, data_format: str | None = None, seed: int | None = None, **kwargs: Any):
        super().__init__(data_format=data_format, seed=seed, **kwargs)
        if not 0 <= factor <= 1:
            raise ValueError(f"RandomGrayscale: `factor` must be a probability between 0 and 1; got {factor!r}.")
        self.factor = factor

    def get_random_transformation(self, images: Any, training: bool = True, seed: Any = None) -> Any:
        if not training:
            return None
        (unit,) = self.drawn_for(images, 1, seed)
        return unit < self.factor

    def transform_images(self, images: Any, transformation: Any, training: bool = True) -> Any:
        if transformation is None:
            return images
        return ops.where(transformation, ops.rgb_to_grayscale(images, self.data_format), images)
