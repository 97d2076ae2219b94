"""Normalization by the root mean square."""

from collections.abc import Sequence
from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.layers.base import Layer
from multikeras.src.layers.normalization.batch_normalization import known_size


@export("multikeras.layers.RMSNormalization")
class RMSNormalization(Layer):
    """Divides each sample by the root mean square of its features: `scale * x / sqrt(mean(x ** 2) + epsilon)`.

    Zhang and Sennrich, 2019, https://arxiv.org/abs/1910.07467

    Args:
        axis: Axis or axes over which the mean is taken.
        epsilon: Added to the mean of squares.
        **kwargs: `name`, `dtype`, `trainable` and the other arguments of `Layer`.

    Input: floating tensor of any shape, the sizes of the axes known.

    Output: tensor of the same shape.

    Raises:
        ValueError: The size of an axis is not known.

    Example:

    >>> y = multikeras.layers.RMSNormalization()(np.array([[3.0, 3.0]], "float32"))
    >>> multikeras.ops.convert_to_numpy(multikeras.ops.round(y, 4)).tolist()
    [[1.0, 1.0]]
    """

    def __init__(self, axis: int | Sequence[int] = -1, epsilon: float = 1e-6, **kwargs: Any):
        super().__init__(**kwargs)
        self.axis = axis if isinstance(axis, int) else list(axis)
        self.epsilon = epsilon
        self.supports_masking = True

    def build(self, input_shape: tuple) -> None:
        axes = [self.axis] if isinstance(self.axis, int) else self.axis
        shape = tuple(known_size(self, input_shape, axis) for axis in axes)
        self.scale = self.add_weight(name="scale", shape=shape, initializer="ones", autocast=False)

    def call(self, x: Any) -> Any:
        return ops.cast(ops.rms_normalization(x, self.scale, axis=self.axis, epsilon=self.epsilon), self.compute_dtype)
