"""Initializers by name, and to configs and back."""

from collections.abc import Callable
from typing import Any

import numpy as np

from multikeras.src import backend
from multikeras.src.core.export import export
from multikeras.src.core.lookup import Lookup
from multikeras.src.initializers.constant import Constant

_lookup = Lookup(
    "initializer",
    "initializers",
    aliases={"zero": "zeros", "one": "ones", "normal": "random_normal", "uniform": "random_uniform"},
)


@export("multikeras.initializers.get")
def get(identifier: Any) -> Callable[..., Any] | None:
    """The initializer that something stands for.

    Args:
        identifier: A name such as "he_normal" or "HeNormal", a config, an initializer or its class, a callable
            `(shape, dtype) -> values`, an array that is the value itself, or None.

    Returns:
        A callable `(shape, dtype) -> values`; None for None.

    Raises:
        ValueError: It stands for no initializer.

    Example:

    >>> multikeras.initializers.get("he_normal").get_config()
    {'seed': None, 'input_axes': None, 'output_axes': None}
    """
    if isinstance(identifier, (np.ndarray, backend.Variable)) or backend.is_tensor(identifier):
        return Constant(identifier)
    return _lookup.get(identifier)


@export("multikeras.initializers.serialize")
def serialize(initializer: Any) -> Any:
    """The description of an initializer, made of what JSON has.

    Args:
        initializer: An initializer or a named function.

    Returns:
        A dict.

    Example:

    >>> multikeras.initializers.serialize(multikeras.initializers.Zeros())["class_name"]
    'Zeros'
    """
    return _lookup.serialize(initializer)


@export("multikeras.initializers.deserialize")
def deserialize(config: Any, custom_objects: dict[str, Any] | None = None) -> Any:
    """The initializer that a description from `serialize` tells of.

    Args:
        config: The description.
        custom_objects: Further classes by name.

    Returns:
        The initializer.

    Raises:
        ValueError: Its class is not known.

    Example:

    >>> config = multikeras.initializers.serialize(multikeras.initializers.Constant(2.0))
    >>> multikeras.initializers.deserialize(config).value
    2.0
    """
    return _lookup.deserialize(config, custom_objects)
