"""Normalization to length one."""

from collections.abc import Sequence
from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.layers.base import Layer


@export("multikeras.layers.UnitNormalization")
class UnitNormalization(Layer):
    """Scales vectors to Euclidean length 1: `x / sqrt(sum(x ** 2))`. Vectors of zeros stay as they are.

    Args:
        axis: Axis or axes along which the vectors lie.
        **kwargs: `name`, `dtype` and the other arguments of `Layer`.

    Input: floating tensor of any shape.

    Output: tensor of the same shape.

    Example:

    >>> y = multikeras.layers.UnitNormalization()(np.array([[3.0, 4.0], [0.0, 0.0]], "float32"))
    >>> bool(np.allclose(multikeras.ops.convert_to_numpy(y), [[0.6, 0.8], [0.0, 0.0]]))
    True
    """

    def __init__(self, axis: int | Sequence[int] = -1, **kwargs: Any):
        super().__init__(**kwargs)
        self.axis = axis if isinstance(axis, int) else list(axis)
        self.supports_masking = True

    def call(self, inputs: Any) -> Any:
        axis = self.axis if isinstance(self.axis, int) else tuple(self.axis)
        return ops.normalize(inputs, axis=axis, order=2, epsilon=1e-12)
