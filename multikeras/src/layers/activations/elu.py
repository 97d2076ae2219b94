"""The exponential linear unit as a layer."""

from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.layers.base import Layer


@export("multikeras.layers.ELU")
class ELU(Layer):
    """Exponential linear unit: `x` where `x > 0`, `alpha * (exp(x) - 1)` below.

    Clevert et al., 2016, https://arxiv.org/abs/1511.07289

    Args:
        alpha: Minus the limit of the output for very negative values.
        **kwargs: `name`, `dtype` and the other arguments of `Layer`.

    Input: tensor of any shape.

    Output: tensor of the same shape.

    Example:

    >>> layer = multikeras.layers.ELU(alpha=2.0)
    >>> multikeras.ops.convert_to_numpy(layer(np.array([-100.0, 2.0]))).tolist()
    [-2.0, 2.0]
    """

    def __init__(self, alpha: float = 1.0, **kwargs: Any):
        super().__init__(**kwargs)
        self.alpha = alpha
        self.supports_masking = True

    def call(self, inputs: Any) -> Any:
        return ops.elu(inputs, alpha=self.alpha)
