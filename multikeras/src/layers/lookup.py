"""Layers to configs and back."""

from typing import Any

from multikeras.src.core.export import export
from multikeras.src.core.lookup import Lookup
from multikeras.src.layers.base import Layer

_lookup = Lookup("layer", "layers")


@export("multikeras.layers.serialize")
def serialize(layer: Layer) -> dict[str, Any]:
    """The description of a layer, made of what JSON has.

    Args:
        layer: A Layer.

    Returns:
        A dict, without the weights.

    Example:

    >>> multikeras.layers.serialize(multikeras.layers.Dense(3))["config"]["units"]
    3
    """
    return _lookup.serialize(layer)


@export("multikeras.layers.deserialize")
def deserialize(config: dict[str, Any], custom_objects: dict[str, Any] | None = None) -> Layer:
    """The layer that a description from `serialize` tells of.

    Args:
        config: The description.
        custom_objects: Further classes by name.

    Returns:
        A Layer, with weights of its own.

    Raises:
        ValueError: Its class is not known, or is no layer.

    Example:

    >>> config = multikeras.layers.serialize(multikeras.layers.Dense(3))
    >>> multikeras.layers.deserialize(config).units
    3
    """
    if not isinstance(config, dict):
        raise ValueError(f"The config of a layer must be a dict, as `multikeras.layers.serialize` gives it; got {config!r}.")
    layer = _lookup.deserialize(config, custom_objects)
    if not isinstance(layer, Layer):
        raise ValueError(f"The config describes no layer, but {layer!r}: its class is {config['class_name']!r}.")
    return layer
