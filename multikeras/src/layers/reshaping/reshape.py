"""The layer that gives samples another shape."""

import math
from collections.abc import Sequence
from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.layers.base import Layer
from multikeras.src.layers.input_spec import InputSpec


@export("multikeras.layers.Reshape")
class Reshape(Layer):
    """The elements of each sample, in row-major order, in another shape.

    Args:
        target_shape: Shape of a sample; one size may be -1, for the one that fits.
        **kwargs: `name`, `dtype` and the other arguments of `Layer`.

    Input: tensor of shape `(batch, ...)`.

    Output: tensor of shape `(batch, *target_shape)`.

    Raises:
        ValueError: More than one size is -1, or the numbers of elements differ.

    Example:

    >>> tuple(multikeras.layers.Reshape((-1, 2))(np.ones((5, 6))).shape)
    (5, 3, 2)
    """

    def __init__(self, target_shape: Sequence[int], **kwargs: Any):
        super().__init__(**kwargs)
        target = (target_shape,) if isinstance(target_shape, int) else tuple(target_shape)
        self.target_shape = tuple(-1 if n is None else int(n) for n in target)
        if self.target_shape.count(-1) > 1 or any(n < -1 for n in self.target_shape):
            raise ValueError(f"Reshape: `target_shape` must hold sizes and at most one -1, got {target_shape!r}.")
        self.input_spec = InputSpec(min_ndim=1)

    def call(self, inputs: Any) -> Any:
        batch, *sizes = ops.shape(inputs)
        return ops.reshape(inputs, (batch, *self._filled_in(sizes)))

    def _filled_in(self, sizes: Sequence[Any]) -> tuple[int, ...]:
        """The target shape, with a size for its -1 where those of the input are known."""
        if not all(isinstance(n, int) for n in sizes):
            return self.target_shape
        have, want = math.prod(sizes), math.prod([n for n in self.target_shape if n != -1])
        fits = have % want == 0 if -1 in self.target_shape and want else have == want
        if not fits:
            raise ValueError(
                f"{self._label}: samples of shape {tuple(sizes)} have {have} elements, which do not fit `target_shape={self.target_shape}`."
            )
        return tuple(have // want if n == -1 and want else n for n in self.target_shape)
