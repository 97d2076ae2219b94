"""The layer that reorders axes."""

from collections.abc import Sequence
from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.layers.base import Layer
from multikeras.src.layers.input_spec import InputSpec


@export("multikeras.layers.Permute")
class Permute(Layer):
    """The axes of each sample in another order.

    Args:
        dims: Axes of the input, counted from 1, in the order of the output: `(2, 1)` swaps the two axes after the batch.
        **kwargs: `name`, `dtype` and the other arguments of `Layer`.

    Input: tensor with an axis for each of `dims` besides the batch.

    Output: the same elements with permuted axes.

    Raises:
        ValueError: `dims` does not name each axis once.

    Example:

    >>> tuple(multikeras.layers.Permute((2, 1))(np.ones((5, 6, 7))).shape)
    (5, 7, 6)
    """

    def __init__(self, dims: Sequence[int], **kwargs: Any):
        super().__init__(**kwargs)
        self.dims = tuple(dims)
        if sorted(self.dims) != list(range(1, len(self.dims) + 1)):
            raise ValueError(f"Permute: `dims` must hold each of 1, ..., {len(self.dims)} once, got {self.dims}.")
        self.input_spec = InputSpec(ndim=len(self.dims) + 1)

    def call(self, inputs: Any) -> Any:
        return ops.transpose(inputs, (0, *self.dims))
