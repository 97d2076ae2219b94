"""Dot products of samples."""

import string
from collections.abc import Sequence
from typing import Any

from multikeras.src import ops
from multikeras.src.core import shapes
from multikeras.src.core.export import export
from multikeras.src.layers.base import Layer
from multikeras.src.layers.merging.base_merge import check_list


@export("multikeras.layers.Dot")
class Dot(Layer):
    """Dot products of the samples of two tensors along an axis of each.

    Args:
        axes: The axis of both, or a pair of axes.
        normalize: Whether vectors along the axes are scaled to length 1 first, so that the products are cosines.
        **kwargs: `name`, `dtype` and the other arguments of `Layer`.

    Input: list of two tensors with equal batch sizes and equal sizes along the axes.

    Output: tensor of shape `(batch, *rest1, *rest2)` with their other axes; `(batch, 1)` if there are none.

    Raises:
        ValueError: `axes` is not one of these, or the shapes do not fit.

    Example:

    >>> x1, x2 = np.ones((2, 3, 4)), np.ones((2, 3, 5))
    >>> tuple(multikeras.layers.Dot(axes=1)([x1, x2]).shape)
    (2, 4, 5)
    """

    def __init__(self, axes: int | Sequence[int], normalize: bool = False, **kwargs: Any):
        super().__init__(**kwargs)
        if not isinstance(axes, int) and not (isinstance(axes, Sequence) and [type(axis) for axis in axes] == [int, int]):
            raise ValueError(f"Dot: `axes` must be an int or two, got {axes!r}.")
        self.axes = axes
        self.normalize = normalize
        self.supports_masking = True

    def build(self, input_shape: Sequence[tuple]) -> None:
        check_list(self, input_shape)
        if len(input_shape) != 2:
            raise ValueError(f"{self._label} takes exactly 2 tensors, got {len(input_shape)}.")
        shape1, shape2 = input_shape
        axis1, axis2 = self._canonical_axes(len(shape1), len(shape2))
        if not shapes.is_compatible((shape1[axis1],), (shape2[axis2],)):
            raise ValueError(f"{self._label}: sizes along `axes={self.axes}` differ: the inputs have shapes {shape1} and {shape2}.")

    def call(self, inputs: Sequence[Any]) -> Any:
        x1, x2 = inputs
        axis1, axis2 = self._canonical_axes(len(x1.shape), len(x2.shape))
        if self.normalize:
            x1, x2 = ops.normalize(x1, axis=axis1), ops.normalize(x2, axis=axis2)
        batch, summed, *free = string.ascii_letters
        labels1 = [batch, *free[: len(x1.shape) - 1]]
        labels2 = [batch, *free[len(x1.shape) : len(x1.shape) + len(x2.shape) - 1]]
        labels1[axis1] = labels2[axis2] = summed
        result = [label for label in labels1 + labels2[1:] if label != summed]
        product = ops.einsum(f"{''.join(labels1)},{''.join(labels2)}->{''.join(result)}", x1, x2)
        return ops.expand_dims(product, -1) if len(result) == 1 else product

    def compute_mask(self, inputs: Any, mask: Any = None) -> None:
        return None

    def _canonical_axes(self, *ranks: int) -> tuple[int, ...]:
        pair = (self.axes, self.axes) if isinstance(self.axes, int) else self.axes
        axes = tuple(shapes.canonical_axis(axis, rank, "axes") for axis, rank in zip(pair, ranks, strict=True))
        if 0 in axes:
            raise ValueError(f"{self._label}: `axes={self.axes}` names the batch axis, 0; choose one after it.")
        return axes


@export("multikeras.layers.dot")
def dot(inputs: Sequence[Any], axes: int | Sequence[int] = -1, **kwargs: Any) -> Any:
    """Dot products of the samples of two tensors along an axis of each.

    Args:
        inputs: List of two tensors.
        axes: The axis of both, or a pair of axes.
        **kwargs: Arguments of the layer `Dot`, which it calls.

    Returns:
        Tensor with their other axes.

    Raises:
        ValueError: `axes` is not one of these, or the shapes do not fit.

    Example:

    >>> tuple(multikeras.layers.dot([np.ones((2, 3)), np.ones((2, 3))]).shape)
    (2, 1)
    """
    return Dot(axes=axes, **kwargs)(inputs)
