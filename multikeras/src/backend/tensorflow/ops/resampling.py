"""Images on another grid."""

import tensorflow as tf
from tensorflow import raw_ops as raw

from multikeras.src.backend.tensorflow import tensor

_TO_LAST, _TO_FIRST = (0, 2, 3, 1), (0, 3, 1, 2)


def linear_kernel(images, size, antialias, data_format) -> tf.Tensor | None:
    """`resize_linearly` by TensorFlow's kernel, which computes in float32 and smooths nothing; None where that will not do.

    Bicubic interpolation has a kernel too, but one that reads its weights from a table, and is off by 0.002.
    """
    if antialias or images.dtype is not tf.float32:
        return None
    batch = raw.ExpandDims(input=images, axis=0) if images.shape.rank == 3 else images
    if data_format == "channels_first":
        batch = raw.Transpose(x=batch, perm=_TO_LAST)
    result = _interpolated(batch, tensor.vector(size))
    if data_format == "channels_first":
        result = raw.Transpose(x=result, perm=_TO_FIRST)
    return raw.Squeeze(input=result, axis=[0]) if images.shape.rank == 3 else result


# The kernel and that of its gradient are each other's transposes, which TensorFlow does not know: it has no second derivative.


@tf.custom_gradient
def _interpolated(images, size):
    def gradient(upstream):
        return _spread(upstream, images), None

    return raw.ResizeBilinear(images=images, size=size, half_pixel_centers=True), gradient


@tf.custom_gradient
def _spread(upstream, images):
    size = tensor.vector(tensor.shape(upstream)[1:3])

    def gradient(again):
        return _interpolated(again, size), None

    return raw.ResizeBilinearGrad(grads=upstream, original_image=images, half_pixel_centers=True), gradient
