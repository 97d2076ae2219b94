"""What layers share that change images together with what belongs to them."""

from typing import Any

from multikeras.src import ops
from multikeras.src.layers.arguments import known_data_format
from multikeras.src.layers.base import Layer


class ImageTransformation(Layer):
    """Changes images, and in a dict with them their labels and segmentation masks.

    Subclasses give `transform_images`, and what else changes; labels stay by default.

    Args:
        data_format: Where the channels are; that of the configuration when None.
        **kwargs: Arguments of `Layer`.
    """

    def __init__(self, data_format: str | None, **kwargs: Any):
        super().__init__(**kwargs)
        self.data_format = known_data_format(type(self).__name__, data_format)

    def call(self, data: Any, training: bool = True) -> Any:
        images = data["images"] if isinstance(data, dict) else data
        transformation = self.get_random_transformation(images, training=training)
        if not isinstance(data, dict):
            return self.transform_images(images, transformation, training=training)
        transforms = {
            "images": self.transform_images,
            "labels": self.transform_labels,
            "bounding_boxes": self.transform_bounding_boxes,
            "segmentation_masks": self.transform_segmentation_masks,
        }
        return {
            name: transforms[name](value, transformation, training=training) if name in transforms else value
            for name, value in data.items()
        }

    def get_random_transformation(self, data: Any, training: bool = True, seed: Any = None) -> Any:
        """What is drawn once for the images and all that belongs to them.

        Args:
            data: The images.
            training: Whether the call is one of training.
            seed: Seed of the draw.

        Returns:
            None, since nothing is random here.
        """
        return None

    def transform_images(self, images: Any, transformation: Any = None, training: bool = True) -> Any:
        """The images, changed.

        Args:
            images: Tensor, one image or a batch.
            transformation: Result of `get_random_transformation`.
            training: Whether the call is one of training.

        Returns:
            Tensor.
        """
        raise NotImplementedError(f"{type(self).__name__}: a layer of images must implement `transform_images`.")

    def transform_labels(self, labels: Any, transformation: Any = None, training: bool = True) -> Any:
        """The labels, which stay.

        Args:
            labels: Tensor.
            transformation: Result of `get_random_transformation`.
            training: Whether the call is one of training.

        Returns:
            `labels`.
        """
        return labels

    def transform_segmentation_masks(self, segmentation_masks: Any, transformation: Any = None, training: bool = True) -> Any:
        """The masks, changed as the images.

        Args:
            segmentation_masks: Tensor of the rank of the images.
            transformation: Result of `get_random_transformation`.
            training: Whether the call is one of training.

        Returns:
            Tensor.
        """
        return self.transform_images(segmentation_masks, transformation, training=training)

    def transform_bounding_boxes(self, bounding_boxes: Any, transformation: Any = None, training: bool = True) -> Any:
        """Not available yet.

        Args:
            bounding_boxes: The boxes.
            transformation: Result of `get_random_transformation`.
            training: Whether the call is one of training.

        Raises:
            NotImplementedError: Always.
        """
        raise NotImplementedError(
            f"{type(self).__name__}: bounding boxes are not available yet. Leave them out of the dict, and transform them apart."
        )

    def transform_single_image(self, image: Any, transformation: Any = None, training: bool = True) -> Any:
        """`transform_images` of one image without a batch axis.

        Args:
            image: Tensor of three dimensions.
            transformation: Result of `get_random_transformation`.
            training: Whether the call is one of training.

        Returns:
            Tensor of three dimensions.
        """
        return ops.squeeze(self.transform_images(ops.expand_dims(image, 0), transformation, training=training), 0)

    def transform_single_label(self, label: Any, transformation: Any = None, training: bool = True) -> Any:
        """`transform_labels` of one label without a batch axis.

        Args:
            label: Tensor.
            transformation: Result of `get_random_transformation`.
            training: Whether the call is one of training.

        Returns:
            Tensor.
        """
        return ops.squeeze(self.transform_labels(ops.expand_dims(label, 0), transformation, training=training), 0)

    def transform_single_segmentation_mask(self, segmentation_mask: Any, transformation: Any = None, training: bool = True) -> Any:
        """`transform_segmentation_masks` of one mask without a batch axis.

        Args:
            segmentation_mask: Tensor of three dimensions.
            transformation: Result of `get_random_transformation`.
            training: Whether the call is one of training.

        Returns:
            Tensor of three dimensions.
        """
        masks = ops.expand_dims(segmentation_mask, 0)
        return ops.squeeze(self.transform_segmentation_masks(masks, transformation, training=training), 0)
