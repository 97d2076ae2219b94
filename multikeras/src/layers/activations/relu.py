"""The rectifier as a layer."""

from typing import Any

from multikeras.src import activations
from multikeras.src.core.export import export
from multikeras.src.layers.base import Layer


@export("multikeras.layers.ReLU")
class ReLU(Layer):
    """Rectified linear unit: `max(x, 0)`, or a variation of it.

    In general: `max_value` where `x >= max_value`, `x` between `threshold` and there, `negative_slope * (x - threshold)` below.

    Nair and Hinton, 2010, https://icml.cc/Conferences/2010/papers/432.pdf

    Args:
        max_value: Greatest value; None for no bound.
        negative_slope: Slope below the threshold.
        threshold: Where the slope changes.
        **kwargs: `name`, `dtype` and the other arguments of `Layer`.

    Input: tensor of any shape.

    Output: tensor of the same shape.

    Raises:
        ValueError: An argument is negative.

    Example:

    >>> layer = multikeras.layers.ReLU(max_value=6.0)
    >>> multikeras.ops.convert_to_numpy(layer(np.array([-1.0, 2.0, 9.0]))).tolist()
    [0.0, 2.0, 6.0]
    """

    def __init__(self, max_value: float | None = None, negative_slope: float = 0.0, threshold: float = 0.0, **kwargs: Any):
        super().__init__(**kwargs)
        for name, value in {"max_value": max_value or 0, "negative_slope": negative_slope, "threshold": threshold}.items():
            if value is None or value < 0:
                raise ValueError(f"ReLU: `{name}` must not be negative or None, got {value!r}.")
        self.max_value = max_value
        self.negative_slope = negative_slope
        self.threshold = threshold
        self.supports_masking = True

    def call(self, inputs: Any) -> Any:
        return activations.relu(inputs, self.negative_slope, self.max_value, self.threshold)
