"""Product of tensors."""

from collections.abc import Sequence
from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.layers.merging.base_merge import BaseMerge


@export("multikeras.layers.Multiply")
class Multiply(BaseMerge):
    """Elementwise product of a list of tensors.

    Args:
        **kwargs: `name`, `dtype` and the other arguments of `Layer`.

    Input: list of tensors of shapes that broadcast, with equal batch sizes. One of lower rank gets axes of
    size 1 behind its batch axis.

    Output: tensor of their common shape. Its mask is True where that of an input is; it has none if an input has none.

    Raises:
        ValueError: The inputs are no list of tensors whose shapes fit.

    Example:

    >>> y = multikeras.layers.Multiply()([np.array([[1.0, 2.0]]), np.array([[3.0, 4.0]])])
    >>> multikeras.ops.convert_to_numpy(y)[0].tolist()
    [3.0, 8.0]
    """

    def _merge(self, x1: Any, x2: Any) -> Any:
        return ops.multiply(x1, x2)


@export("multikeras.layers.multiply")
def multiply(inputs: Sequence[Any], **kwargs: Any) -> Any:
    """Elementwise product of a list of tensors.

    Args:
        inputs: List of tensors.
        **kwargs: Arguments of the layer `Multiply`, which it calls.

    Returns:
        Tensor of their common shape.

    Raises:
        ValueError: The inputs are no list of tensors whose shapes fit.

    Example:

    >>> y = multikeras.layers.multiply([np.array([[1.0, 2.0]]), np.array([[3.0, 4.0]])])
    >>> multikeras.ops.convert_to_numpy(y)[0].tolist()
    [3.0, 8.0]
    """
    return Multiply(**kwargs)(inputs)
