"""The softmax as a layer."""

from collections.abc import Sequence
from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.layers.base import Layer


@export("multikeras.layers.Softmax")
class Softmax(Layer):
    """Exponentials divided by their sum along axes.

    Args:
        axis: The axis, or several that are normalized together.
        **kwargs: `name`, `dtype` and the other arguments of `Layer`.

    Input: floating tensor of any shape. `mask`, bool of the same shape or of that of its first axes: elements that are False
    get 0 and do not count.

    Output: tensor of the same shape.

    Example:

    >>> layer = multikeras.layers.Softmax()
    >>> scores, mask = np.array([[1.0, 1.0, 5.0]]), np.array([[True, True, False]])
    >>> multikeras.ops.convert_to_numpy(layer(scores, mask=mask)).tolist()
    [[0.5, 0.5, 0.0]]
    """

    def __init__(self, axis: int | Sequence[int] = -1, **kwargs: Any):
        super().__init__(**kwargs)
        self.axis = axis
        self.supports_masking = True

    def call(self, inputs: Any, mask: Any = None) -> Any:
        if mask is None:
            return self._normalized(inputs)
        # The mask that travels with a sequence has no axis for features.
        ranks = len(ops.shape(mask)), len(ops.shape(inputs))
        keep = ops.cast(ops.expand_dims(mask, tuple(range(*ranks))) if ranks[0] < ranks[1] else mask, "bool")
        zeros = ops.zeros_like(inputs)
        # The lowest number that half precision has; a row that is masked as a whole stays finite.
        lowest = ops.full_like(inputs, -6e4 if ops.dtype(inputs) == "float16" else -1e30)
        return ops.where(keep, self._normalized(ops.where(keep, inputs, lowest)), zeros)

    def _normalized(self, x: Any) -> Any:
        if isinstance(self.axis, int):
            return ops.softmax(x, axis=self.axis)
        if len(self.axis) == 1:
            return ops.softmax(x, axis=self.axis[0])
        return ops.exp(ops.subtract(x, ops.logsumexp(x, axis=tuple(self.axis), keepdims=True)))
