"""Tensors one after the other."""

from collections.abc import Sequence
from typing import Any

from multikeras.src import ops
from multikeras.src.core import shapes
from multikeras.src.core.export import export
from multikeras.src.layers.base import Layer
from multikeras.src.layers.merging.base_merge import any_of, check_list


@export("multikeras.layers.Concatenate")
class Concatenate(Layer):
    """Tensors one after the other along an axis.

    Args:
        axis: The axis.
        **kwargs: `name`, `dtype` and the other arguments of `Layer`.

    Input: list of tensors whose shapes are equal except along the axis.

    Output: one tensor. Along an axis of steps their masks are concatenated too; along features the mask is True where that of
    an input is. An input without a mask counts as all True.

    Raises:
        ValueError: The inputs are no list of tensors whose shapes fit.

    Example:

    >>> tuple(multikeras.layers.Concatenate()([np.ones((2, 3)), np.ones((2, 4))]).shape)
    (2, 7)
    """

    def __init__(self, axis: int = -1, **kwargs: Any):
        super().__init__(**kwargs)
        self.axis = axis
        self.supports_masking = True

    def build(self, input_shape: Sequence[tuple]) -> None:
        check_list(self, input_shape)
        try:
            shapes.concatenate([tuple(shape) for shape in input_shape], self.axis)
        except (ValueError, IndexError) as error:
            raise ValueError(f"{self._label}: {error}") from None

    def call(self, inputs: Sequence[Any]) -> Any:
        return ops.concatenate(inputs, axis=self.axis)

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        if mask is None or all(one is None for one in mask):
            return None
        ndim = next(len(one.shape) for one in mask if one is not None)
        axis = self.axis % len(inputs[0].shape)
        if axis >= ndim:
            return any_of(mask)
        return ops.concatenate([_whole(x, one, ndim) for x, one in zip(inputs, mask, strict=True)], axis=axis)


def _whole(x: Any, mask: Any, ndim: int) -> Any:
    """The mask, or one of True for the first axes of a tensor that has none."""
    if mask is not None:
        return mask
    return ops.ones_like(x[(slice(None),) * ndim + (0,) * (len(x.shape) - ndim)], dtype="bool")


@export("multikeras.layers.concatenate")
def concatenate(inputs: Sequence[Any], axis: int = -1, **kwargs: Any) -> Any:
    """Tensors one after the other along an axis.

    Args:
        inputs: List of tensors.
        axis: The axis.
        **kwargs: Arguments of the layer `Concatenate`, which it calls.

    Returns:
        One tensor.

    Raises:
        ValueError: The inputs are no list of tensors whose shapes fit.

    Example:

    >>> tuple(multikeras.layers.concatenate([np.ones((2, 3)), np.ones((2, 4))]).shape)
    (2, 7)
    """
    return Concatenate(axis=axis, **kwargs)(inputs)
