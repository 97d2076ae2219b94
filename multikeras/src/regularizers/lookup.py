"""Regularizers by name, and to configs and back."""

from collections.abc import Callable
from typing import Any

from multikeras.src.core.export import export
from multikeras.src.core.lookup import Lookup

_lookup = Lookup("regularizer", "regularizers")


@export("multikeras.regularizers.get")
def get(identifier: Any) -> Callable[[Any], Any] | None:
    """The regularizer that something stands for.

    Args:
        identifier: A name such as "l2", a config, a regularizer or its class, a callable `tensor -> scalar`, or None.

    Returns:
        A callable `tensor -> scalar`; None for None.

    Raises:
        ValueError: It stands for no regularizer.

    Example:

    >>> multikeras.regularizers.get("l2").get_config()
    {'l2': 0.01}
    """
    return _lookup.get(identifier)


@export("multikeras.regularizers.serialize")
def serialize(regularizer: Any) -> Any:
    """The description of a regularizer, made of what JSON has.

    Args:
        regularizer: A regularizer or a named function.

    Returns:
        A dict.

    Example:

    >>> multikeras.regularizers.serialize(multikeras.regularizers.L1(0.5))["config"]
    {'l1': 0.5}
    """
    return _lookup.serialize(regularizer)


@export("multikeras.regularizers.deserialize")
def deserialize(config: Any, custom_objects: dict[str, Any] | None = None) -> Any:
    """The regularizer that a description from `serialize` tells of.

    Args:
        config: The description.
        custom_objects: Further classes by name.

    Returns:
        The regularizer.

    Raises:
        ValueError: Its class is not known.

    Example:

    >>> config = multikeras.regularizers.serialize(multikeras.regularizers.L1(0.5))
    >>> multikeras.regularizers.deserialize(config).l1
    0.5
    """
    return _lookup.deserialize(config, custom_objects)
