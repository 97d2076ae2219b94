"""Constraints by name, and to configs and back."""

from collections.abc import Callable
from typing import Any

from multikeras.src.core.export import export
from multikeras.src.core.lookup import Lookup

_lookup = Lookup("constraint", "constraints")


@export("multikeras.constraints.get")
def get(identifier: Any) -> Callable[[Any], Any] | None:
    """The constraint that something stands for.

    Args:
        identifier: A name such as "max_norm", a config, a constraint or its class, a callable `tensor -> tensor`, or None.

    Returns:
        A callable `tensor -> tensor`; None for None.

    Raises:
        ValueError: It stands for no constraint.

    Example:

    >>> multikeras.constraints.get("unit_norm").get_config()
    {'axis': 0}
    """
    return _lookup.get(identifier)


@export("multikeras.constraints.serialize")
def serialize(constraint: Any) -> Any:
    """The description of a constraint, made of what JSON has.

    Args:
        constraint: A constraint or a named function.

    Returns:
        A dict.

    Example:

    >>> multikeras.constraints.serialize(multikeras.constraints.UnitNorm(axis=1))["config"]
    {'axis': 1}
    """
    return _lookup.serialize(constraint)


@export("multikeras.constraints.deserialize")
def deserialize(config: Any, custom_objects: dict[str, Any] | None = None) -> Any:
    """The constraint that a description from `serialize` tells of.

    Args:
        config: The description.
        custom_objects: Further classes by name.

    Returns:
        The constraint.

    Raises:
        ValueError: Its class is not known.

    Example:

    >>> config = multikeras.constraints.serialize(multikeras.constraints.UnitNorm(axis=1))
    >>> multikeras.constraints.deserialize(config).axis
    1
    """
    return _lookup.deserialize(config, custom_objects)
