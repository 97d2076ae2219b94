"""The leaky rectifier as a layer."""

from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.layers.base import Layer


@export("multikeras.layers.LeakyReLU")
class LeakyReLU(Layer):
    """Leaky rectified linear unit: `x` where `x >= 0`, `negative_slope * x` below.

    Maas et al., 2013, https://ai.stanford.edu/~amaas/papers/relu_hybrid_icml2013_final.pdf

    Args:
        negative_slope: Slope of negative values.
        **kwargs: `name`, `dtype` and the other arguments of `Layer`.

    Input: tensor of any shape.

    Output: tensor of the same shape.

    Raises:
        ValueError: `negative_slope` is negative or None.

    Example:

    >>> layer = multikeras.layers.LeakyReLU(negative_slope=0.5)
    >>> multikeras.ops.convert_to_numpy(layer(np.array([-1.0, 2.0]))).tolist()
    [-0.5, 2.0]
    """

    def __init__(self, negative_slope: float = 0.3, **kwargs: Any):
        super().__init__(**kwargs)
        if negative_slope is None or negative_slope < 0:
            raise ValueError(f"LeakyReLU: `negative_slope` must not be negative or None, got {negative_slope!r}.")
        self.negative_slope = negative_slope
        self.supports_masking = True

    def call(self, inputs: Any) -> Any:
        return ops.leaky_relu(inputs, negative_slope=self.negative_slope)
