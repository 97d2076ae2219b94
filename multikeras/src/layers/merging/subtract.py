"""Difference of tensors."""

from collections.abc import Sequence
from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.layers.merging.base_merge import BaseMerge


@export("multikeras.layers.Subtract")
class Subtract(BaseMerge):
    """Elementwise difference of two tensors: the first minus the second.

    Args:
        **kwargs: `name`, `dtype` and the other arguments of `Layer`.

    Input: list of two tensors of shapes that broadcast, with equal batch sizes. One of lower rank gets axes of
    size 1 behind its batch axis.

    Output: tensor of their common shape. Its mask is True where that of an input is; it has none if an input has none.

    Raises:
        ValueError: There are not two tensors, or their shapes do not fit.

    Example:

    >>> y = multikeras.layers.Subtract()([np.array([[1.0, 2.0]]), np.array([[3.0, 4.0]])])
    >>> multikeras.ops.convert_to_numpy(y)[0].tolist()
    [-2.0, -2.0]
    """

    def build(self, input_shape: Sequence[tuple]) -> None:
        super().build(input_shape)
        if len(input_shape) != 2:
            raise ValueError(f"{self._label} takes exactly 2 tensors, got {len(input_shape)}.")

    def _merge(self, x1: Any, x2: Any) -> Any:
        return ops.subtract(x1, x2)


@export("multikeras.layers.subtract")
def subtract(inputs: Sequence[Any], **kwargs: Any) -> Any:
    """Elementwise difference of two tensors: the first minus the second.

    Args:
        inputs: List of two tensors.
        **kwargs: Arguments of the layer `Subtract`, which it calls.

    Returns:
        Tensor of their common shape.

    Raises:
        ValueError: There are not two tensors, or their shapes do not fit.

    Example:

    >>> y = multikeras.layers.subtract([np.array([[1.0, 2.0]]), np.array([[3.0, 4.0]])])
    >>> multikeras.ops.convert_to_numpy(y)[0].tolist()
    [-2.0, -2.0]
    """
    return Subtract(**kwargs)(inputs)
