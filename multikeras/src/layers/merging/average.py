"""Mean of tensors."""

from collections.abc import Sequence
from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.layers.merging.base_merge import BaseMerge


@export("multikeras.layers.Average")
class Average(BaseMerge):
    """Elementwise mean of a list of tensors.

    Args:
        **kwargs: `name`, `dtype` and the other arguments of `Layer`.

    Input: list of tensors of shapes that broadcast, with equal batch sizes. One of lower rank gets axes of
    size 1 behind its batch axis.

    Output: tensor of their common shape. Its mask is True where that of an input is; it has none if an input has none.

    Raises:
        ValueError: The inputs are no list of tensors whose shapes fit.

    Example:

    >>> y = multikeras.layers.Average()([np.array([[1.0, 2.0]]), np.array([[3.0, 4.0]])])
    >>> multikeras.ops.convert_to_numpy(y)[0].tolist()
    [2.0, 3.0]
    """

    def call(self, inputs: Sequence[Any]) -> Any:
        return super().call(inputs) / len(inputs)

    def _merge(self, x1: Any, x2: Any) -> Any:
        return ops.add(x1, x2)


@export("multikeras.layers.average")
def average(inputs: Sequence[Any], **kwargs: Any) -> Any:
    """Elementwise mean of a list of tensors.

    Args:
        inputs: List of tensors.
        **kwargs: Arguments of the layer `Average`, which it calls.

    Returns:
        Tensor of their common shape.

    Raises:
        ValueError: The inputs are no list of tensors whose shapes fit.

    Example:

    >>> y = multikeras.layers.average([np.array([[1.0, 2.0]]), np.array([[3.0, 4.0]])])
    >>> multikeras.ops.convert_to_numpy(y)[0].tolist()
    [2.0, 3.0]
    """
    return Average(**kwargs)(inputs)
