"""Preprocessing layers in a row."""

from collections.abc import Sequence
from typing import Any

from multikeras.src.core import masks, registry
from multikeras.src.core.export import export
from multikeras.src.layers.base import Layer
from multikeras.src.layers.preprocessing.data_layer import DataLayer


@export("multikeras.layers.Pipeline")
class Pipeline(DataLayer):
    """Layers that are called one after the other, in a model or in a tf.data pipeline; in training unless told otherwise.

    Args:
        layers: The layers, in order.
        name: Name.

    Input: what the first layer takes.

    Output: what the last layer gives.

    Raises:
        TypeError: Something in the list is not a layer.

    Example:

    >>> pipeline = multikeras.layers.Pipeline([multikeras.layers.Rescaling(2.0), multikeras.layers.Rescaling(1.0, offset=1.0)])
    >>> multikeras.ops.convert_to_numpy(pipeline(np.array([1.0, 2.0], "float32"))).tolist()
    [3.0, 5.0]
    """

    def __init__(self, layers: Sequence[Layer], name: str | None = None):
        for layer in layers:
            if not isinstance(layer, Layer):
                raise TypeError(f"Pipeline: only layers can be in it, got {layer!r} of type {type(layer).__name__}.")
        super().__init__(name=name, autocast=False)  # the layers take inputs in dtypes of their own
        self._layers = list(layers)
        self.supports_masking = True

    @property
    def layers(self) -> list[Layer]:
        """The layers, in order."""
        return self._layers

    def call(self, inputs: Any, training: bool = True, mask: Any = None) -> Any:
        if mask is not None:
            masks.set_mask(inputs, mask)
        for layer in self._layers:
            inputs = layer(inputs, training=training)
        return inputs

    def compute_mask(self, inputs: Any, previous_mask: Any) -> Any:
        for layer in self._layers:
            previous_mask = layer.compute_mask(inputs, previous_mask) if layer.supports_masking else None
        return previous_mask

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> "Pipeline":
        """A pipeline made from what `get_config` gave."""
        return cls(**{**config, "layers": [registry.deserialize(layer) for layer in config["layers"]]})
