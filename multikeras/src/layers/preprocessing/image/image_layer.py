"""What the layers for images share."""

from collections.abc import Sequence
from typing import Any

from multikeras.src import ops
from multikeras.src.core import tree
from multikeras.src.core.variable import StateScope
from multikeras.src.layers.arguments import known_data_format
from multikeras.src.layers.preprocessing.data_layer import DataLayer
from multikeras.src.layers.preprocessing.image.bounding_boxes import check_format
from multikeras.src.random import draws
from multikeras.src.random.seed_generator import SeedGenerator

KINDS = ("images", "labels", "bounding_boxes", "segmentation_masks")


class ImageLayer(DataLayer):
    """Base of the layers that change images, and what belongs to them, in the same way.

    A call takes images, or a dict with the key `"images"` and any of `"labels"`, `"bounding_boxes"` (a dict of `"boxes"`
    `(batch, boxes, 4)` and `"labels"` `(batch, boxes)`) and `"segmentation_masks"`; each with or without the batch axis.

    A subclass writes `transform_images`; the other `transform_*` methods where what they get changes; and
    `get_random_transformation` where it draws something. All of them get batches.

    Args:
        bounding_box_format: Format of bounding boxes, such as `"xyxy"`; needed with them alone.
        data_format: `"channels_last"` or `"channels_first"`; that of the config file when None.
        seed: Non-negative int; drawn when None. Layers that draw nothing have no `seed`.
        **kwargs: `name`, `dtype` and the other arguments of `Layer`.
    """

    casts_images = True
    """Whether images of integers come to `transform_images` in the compute dtype."""

    def __init__(self, bounding_box_format: str | None = None, data_format: str | None = None, seed: int | None = None, **kwargs: Any):
        super().__init__(**kwargs)
        if bounding_box_format is not None:
            check_format(type(self).__name__, "bounding_box_format", bounding_box_format)
        self.bounding_box_format = bounding_box_format
        self.data_format = known_data_format(type(self).__name__, data_format)
        self.seed = seed
        self.generator = SeedGenerator(seed)
        first = self.data_format == "channels_first"
        self.height_axis, self.width_axis, self.channels_axis = (-2, -1, -3) if first else (-3, -2, -1)

    def call(self, data: Any, training: bool = True) -> Any:
        given = data if isinstance(data, dict) else {"images": data}
        self._check(given)
        is_single = len(given["images"].shape) == 3
        if is_single:
            given = tree.map_structure(lambda x: ops.expand_dims(x, 0), given)
        if self.casts_images:
            given = {**given, "images": ops.cast(given["images"], self.compute_dtype)}
        transformation = self.get_random_transformation(given, training=training)
        results = {kind: getattr(self, f"transform_{kind}")(x, transformation, training=training) for kind, x in given.items()}
        if is_single:
            results = tree.map_structure(lambda x: ops.squeeze(x, 0), results)
        return results if isinstance(data, dict) else results["images"]

    def compute_output_spec(self, *args: Any, **kwargs: Any) -> Any:
        with StateScope():  # what is inferred draws no seeds
            return super().compute_output_spec(*args, **kwargs)

    def _check(self, given: dict[str, Any]) -> None:
        unknown = sorted(set(given) - set(KINDS))
        if unknown or "images" not in given:
            raise ValueError(
                f"{self._label} takes images, or a dict of 'images' and any of {', '.join(KINDS[1:])}; got the keys {list(given)}."
            )
        if len(given["images"].shape) not in (3, 4):
            raise ValueError(
                f"{self._label} takes images of shape (height, width, channels) or a batch of them, in the format "
                f"{self.data_format!r}; got shape {tuple(given['images'].shape)}."
            )
        if "bounding_boxes" in given and self.bounding_box_format is None:
            raise ValueError(f"{self._label} got bounding boxes without knowing their format. Give it, as in `bounding_box_format='xyxy'`.")

    def get_random_transformation(self, data: Any, training: bool = True, seed: Any = None) -> Any:
        """What is done to each image of a batch: whatever the `transform_*` methods take, None for nothing.

        Args:
            data: Images, or a dict with them; a batch.
            training: Whether the model is being trained. Random layers do nothing otherwise.
            seed: Int or SeedGenerator; that of the layer when None.
        """
        return None

    def transform_images(self, images: Any, transformation: Any, training: bool = True) -> Any:
        """Images `(batch, height, width, channels)`, transformed."""
        raise NotImplementedError(f"{type(self).__name__} must define the method `transform_images`.")

    def transform_labels(self, labels: Any, transformation: Any, training: bool = True) -> Any:
        """Labels `(batch, ...)`, transformed; by default as they are."""
        return labels

    def transform_bounding_boxes(self, bounding_boxes: Any, transformation: Any, training: bool = True) -> Any:
        """Bounding boxes, `{"boxes": (batch, boxes, 4), "labels": (batch, boxes)}`, transformed; by default as they are."""
        return bounding_boxes

    def transform_segmentation_masks(self, segmentation_masks: Any, transformation: Any, training: bool = True) -> Any:
        """Segmentation masks `(batch, height, width, channels)`, transformed; by default as they are."""
        return segmentation_masks

    def transform_single_image(self, image: Any, transformation: Any, training: bool = True) -> Any:
        """One image, transformed."""
        return self._single(self.transform_images, image, transformation, training)

    def transform_single_label(self, label: Any, transformation: Any, training: bool = True) -> Any:
        """The label of one image, transformed."""
        return self._single(self.transform_labels, label, transformation, training)

    def transform_single_bounding_box(self, bounding_box: Any, transformation: Any, training: bool = True) -> Any:
        """The bounding boxes of one image, transformed."""
        return self._single(self.transform_bounding_boxes, bounding_box, transformation, training)

    def transform_single_segmentation_mask(self, segmentation_mask: Any, transformation: Any, training: bool = True) -> Any:
        """The segmentation mask of one image, transformed."""
        return self._single(self.transform_segmentation_masks, segmentation_mask, transformation, training)

    def _single(self, transform: Any, x: Any, transformation: Any, training: bool) -> Any:
        batch = tree.map_structure(lambda leaf: ops.expand_dims(leaf, 0), x)
        return tree.map_structure(lambda leaf: ops.squeeze(leaf, 0), transform(batch, transformation, training=training))

    def drawn(self, count: Any, rows: int, seed: Any = None) -> tuple[Any, ...]:
        """`rows` tensors `(count,)` of numbers from 0 to 1, drawn with `seed`, or with that of the layer when it is None."""
        return tuple(ops.unstack(draws.uniform((rows, count), dtype="float32", seed=self.generator if seed is None else seed), axis=0))

    def seed_source(self, seed: Any) -> Any:
        """What to draw from several times: the generator of the layer for None, one that starts at an int."""
        if seed is None:
            return self.generator
        return SeedGenerator(seed) if isinstance(seed, int) else seed

    def drawn_for(self, data: Any, rows: int, seed: Any = None) -> list[Any]:
        """`rows` tensors `(batch, 1, 1, 1)` of such numbers, for images or for a dict with them."""
        images = data["images"] if isinstance(data, dict) else data
        return [ops.reshape(x, (-1, 1, 1, 1)) for x in self.drawn(self.batch_size(images), rows, seed)]

    def batch_size(self, images: Any) -> Any:
        """How many images there are."""
        return ops.shape(images)[0] if len(images.shape) == 4 else 1

    def image_size(self, images: Any) -> tuple[Any, Any]:
        """Height and width of a batch of images."""
        sizes = ops.shape(images)
        return sizes[self.height_axis], sizes[self.width_axis]


def factor_range(name: str, factor: float | Sequence[float], low: float, high: float, layer: str) -> tuple[float, float]:
    """A factor `f` as the range from `-|f|` to `|f|` cut off at `low`, or a pair in ascending order.

    Raises:
        ValueError: It is neither, or lies outside of `[low, high]`.
    """
    given = [factor] if isinstance(factor, (int, float)) else list(factor) if isinstance(factor, Sequence) else []
    if len(given) not in (1, 2) or not all(isinstance(one, (int, float)) and low <= one <= high for one in given):
        raise ValueError(f"{layer}: `{name}` must be a number, or a pair of numbers, between {low} and {high}; got {factor!r}.")
    return (max(-abs(factor), low), abs(factor)) if len(given) == 1 else (min(given), max(given))


def between(limits: tuple[float, float], parts: Any) -> Any:
    """Numbers from 0 to 1 spread over a range."""
    low, high = limits
    return low + (high - low) * parts
