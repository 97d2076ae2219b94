"""What the layers share that move the pixels of images."""

from typing import Any

from multikeras.src import ops
from multikeras.src.layers.arguments import one_of
from multikeras.src.layers.preprocessing.image import box_geometry
from multikeras.src.layers.preprocessing.image.bounding_boxes import edges
from multikeras.src.layers.preprocessing.image.image_layer import ImageLayer
from multikeras.src.ops.warping import FILL_MODES, INTERPOLATIONS

SMALLEST = 1e-6
"""What is not positive, and should be, is taken for this."""


class WarpingLayer(ImageLayer):
    """Base of the layers that show at each place of an image what lies elsewhere. A subclass writes `warp`.

    Args:
        interpolation: `"bilinear"` or `"nearest"`. Segmentation masks are always read by "nearest".
        fill_mode: What lies beyond the borders: `"reflect"`, `"constant"`, `"nearest"`, `"wrap"` or `"mirror"`.
        fill_value: Number for `"constant"`.
        **kwargs: Arguments of `ImageLayer`.
    """

    def __init__(self, interpolation: str = "bilinear", fill_mode: str = "reflect", fill_value: float = 0.0, **kwargs: Any):
        super().__init__(**kwargs)
        self.interpolation = one_of(type(self).__name__, "interpolation", interpolation, INTERPOLATIONS)
        self.fill_mode = one_of(type(self).__name__, "fill_mode", fill_mode, tuple(FILL_MODES))
        self.fill_value = fill_value

    def warp(self, images: Any, transformation: Any, interpolation: str) -> Any:
        """Images or masks, warped."""
        raise NotImplementedError(f"{type(self).__name__} must define the method `warp`.")

    def transform_images(self, images: Any, transformation: Any, training: bool = True) -> Any:
        return images if transformation is None else self.warp(images, transformation, self.interpolation)

    def transform_segmentation_masks(self, segmentation_masks: Any, transformation: Any, training: bool = True) -> Any:
        return segmentation_masks if transformation is None else self.warp(segmentation_masks, transformation, "nearest")


class AffineLayer(WarpingLayer):
    """Base of the layers that keep straight lines straight.

    A subclass writes `coefficients`; boxes become the upright boxes around what becomes of their corners.
    """

    def coefficients(self, count: Any, height: Any, width: Any, seed: Any) -> Any:
        """Coefficients `(count, 8)` of `ops.image.affine_transform`, drawn for images of a size.

        Args:
            count: How many images there are.
            height: Their height, a floating tensor.
            width: Their width.
            seed: Int, SeedGenerator, or None for that of the layer.
        """
        raise NotImplementedError(f"{type(self).__name__} must define the method `coefficients`.")

    def get_random_transformation(self, data: Any, training: bool = True, seed: Any = None) -> Any:
        if not training:
            return None
        images = data["images"] if isinstance(data, dict) else data
        size = tuple(ops.cast(n, "float32") for n in self.image_size(images))
        return {"coefficients": self.coefficients(self.batch_size(images), *size, seed), "size": size}

    def warp(self, images: Any, transformation: Any, interpolation: str) -> Any:
        given = (transformation["coefficients"], interpolation, self.fill_mode, self.fill_value, self.data_format)
        return ops.affine_transform(images, *given)

    def transform_bounding_boxes(self, bounding_boxes: Any, transformation: Any, training: bool = True) -> Any:
        if transformation is None:
            return bounding_boxes
        height, width = transformation["size"]
        found = edges(bounding_boxes["boxes"], self.bounding_box_format, height, width)
        x, y = box_geometry.corners(*(ops.cast(part, "float32") for part in found))
        # The coefficients take a pixel's middle for its place, boxes its edges.
        x, y = self._destination(x * width - 0.5, y * height - 0.5, transformation["coefficients"])
        found = box_geometry.enclosing((x + 0.5) / width, (y + 0.5) / height)
        return box_geometry.clipped(bounding_boxes, found, self.bounding_box_format, height, width)

    def get_transformed_x_y(self, x: Any, y: Any, transform: Any) -> tuple[Any, Any]:
        """Where in the given image that lies which comes to `x` and `y`, by the coefficients `transform` of `affine_transform`."""
        a, b, c, d, e, f, g, h = ops.unstack(transform, axis=-1)
        k = g * x + h * y + 1
        return (a * x + b * y + c) / k, (d * x + e * y + f) / k

    def get_shifted_bbox(self, bounding_boxes: dict[str, Any], w_shift_factor: Any, h_shift_factor: Any) -> dict[str, Any]:
        """Boxes `(batch, boxes, 4)` in the format "xyxy" or "rel_xyxy", moved to the left and up by numbers that broadcast with them.

        Args:
            bounding_boxes: Dict with `"boxes"`; all else in it stays.
            w_shift_factor: How far to the left, in the unit of the boxes: a number, or a tensor that broadcasts with `(batch, boxes)`.
            h_shift_factor: How far up, likewise.
        """
        return {**bounding_boxes, "boxes": box_geometry.pad(bounding_boxes["boxes"], top=-h_shift_factor, left=-w_shift_factor)}

    def _destination(self, x: Any, y: Any, coefficients: Any) -> tuple[Any, Any]:
        """Where points `(batch, boxes, corners)` of the given images come to."""
        a, b, c, d, e, f, g, h = ops.unstack(ops.reshape(coefficients, (-1, 1, 1, 8)), axis=-1)
        # The adjugate of the matrix [[a, b, c], [d, e, f], [g, h, 1]] is its inverse times its determinant.
        determinant = a * (e - f * h) - b * (d - f * g) + c * (d * h - e * g)
        k = (d * h - e * g) * x + (b * g - a * h) * y + (a * e - b * d)
        k = ops.maximum(k * ops.sign(determinant), SMALLEST)  # beyond the horizon there is nothing to see
        x, y = (e - f * h) * x + (c * h - b) * y + (b * f - c * e), (f * g - d) * x + (a - c * g) * y + (c * d - a * f)
        return x * ops.sign(determinant) / k, y * ops.sign(determinant) / k


def affine(a: Any, b: Any, d: Any, e: Any, center: tuple[Any, Any] = (0.0, 0.0), shift: tuple[Any, Any] = (0.0, 0.0)) -> Any:
    """Coefficients `(count, 8)` for which `x, y`, seen from a center, shows `a x + b y, d x + e y` seen from there, moved by a shift.

    Args:
        a: Tensor `(count,)`, as `b`, `d` and `e`.
        b: As in the formula.
        d: As in the formula.
        e: As in the formula.
        center: Horizontal and vertical coordinate, numbers or tensors that broadcast with the others.
        shift: Likewise, what is added to them.
    """
    (x, y), (right, down) = center, shift
    zero = ops.zeros_like(a)
    return ops.stack([a, b, x - a * x - b * y + right, d, e, y - d * x - e * y + down, zero, zero], axis=-1)
