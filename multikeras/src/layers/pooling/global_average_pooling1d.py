"""Mean of whole sequences."""

from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.layers.pooling.base_global_pooling import BaseGlobalPooling


@export(["multikeras.layers.GlobalAveragePooling1D", "multikeras.layers.GlobalAvgPool1D"])
class GlobalAveragePooling1D(BaseGlobalPooling):
    """The mean of each channel of sequences.

    Args:
        data_format: `"channels_last"` or `"channels_first"`; that of the configuration when None.
        keepdims: Whether the spatial axes stay, with size 1.
        **kwargs: `name`, `dtype` and the other arguments of `Layer`.

    Input: tensor of shape `(batch, steps, features)`, or
    `(batch, features, steps)` for channels_first. `mask`, bool of shape `(batch, steps)`: steps that are False do not
    count; the mean of no steps is 0.

    Output: tensor of shape `(batch, channels)`, or with `keepdims` of the rank of the input.

    Raises:
        ValueError: `data_format` is not one of these.

    Example:

    >>> tuple(multikeras.layers.GlobalAveragePooling1D(data_format="channels_last")(np.ones((2, 6, 3))).shape)
    (2, 3)
    """

    def __init__(self, data_format: str | None = None, keepdims: bool = False, **kwargs: Any):
        super().__init__(1, ops.mean, data_format, keepdims, **kwargs)
        self.supports_masking = True

    def call(self, inputs: Any, mask: Any = None) -> Any:
        if mask is None:
            return super().call(inputs)
        weights = ops.cast(ops.expand_dims(mask, 1 if self.data_format == "channels_first" else 2), inputs.dtype)
        # Divided before the sum, which half precision may not hold.
        shares = ops.divide_no_nan(weights, ops.sum(weights, axis=self._axes, keepdims=True))
        return ops.sum(inputs * shares, axis=self._axes, keepdims=self.keepdims)

    def compute_mask(self, inputs: Any, mask: Any = None) -> None:
        return None
