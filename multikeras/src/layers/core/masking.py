"""The layer that marks padded steps."""

from typing import Any

from multikeras.src import ops
from multikeras.src.core import masks
from multikeras.src.core.export import export
from multikeras.src.layers.base import Layer


@export("multikeras.layers.Masking")
class Masking(Layer):
    """Marks the steps of sequences whose features all equal a value as padding, and sets them to zero.

    Later layers skip these steps.

    Args:
        mask_value: The value.
        **kwargs: `name`, `dtype` and the other arguments of `Layer`.

    Input: tensor of shape `(batch, steps, ..., features)`.

    Output: tensor of the same shape, with a mask of shape `(batch, steps, ...)`.

    Example:

    >>> layer = multikeras.layers.Masking(mask_value=-1.0)
    >>> multikeras.ops.convert_to_numpy(layer(np.array([[[1.0, 2.0], [-1.0, -1.0]]]))).tolist()
    [[[1.0, 2.0], [0.0, 0.0]]]
    """

    def __init__(self, mask_value: float = 0.0, **kwargs: Any):
        super().__init__(**kwargs)
        self.mask_value = mask_value
        self.supports_masking = True

    def call(self, inputs: Any) -> Any:
        mask = self.compute_mask(inputs)
        outputs = ops.where(ops.expand_dims(mask, -1), inputs, ops.zeros_like(inputs))
        masks.set_mask(outputs, mask)
        return outputs

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        return ops.any(ops.not_equal(inputs, self.mask_value), axis=-1)
