"""Activation functions by name, and to configs and back."""

from collections.abc import Callable
from typing import Any

from multikeras.src.activations.function import linear
from multikeras.src.core.export import export
from multikeras.src.core.lookup import Lookup
from multikeras.src.core.scope import context
from multikeras.src.ops.control import remat

_lookup = Lookup("activation", "activations")


@export("multikeras.activations.get")
def get(identifier: Any) -> Callable[..., Any]:
    """The activation that something stands for.

    Args:
        identifier: A name such as "relu", a config, a callable `tensor -> tensor`, or None for `linear`.

    Returns:
        A callable `tensor -> tensor`.

    Raises:
        ValueError: It stands for no activation.

    Example:

    >>> multikeras.activations.get("relu") is multikeras.activations.relu
    True
    """
    activation = linear if identifier is None else _lookup.get(identifier)
    recomputes = context.remat is not None and context.remat.mode == "activations"
    return remat(activation) if recomputes and activation is not linear else activation


@export("multikeras.activations.serialize")
def serialize(activation: Any) -> Any:
    """The description of an activation: its name if it is one of `multikeras.activations`.

    Args:
        activation: A function, or a layer that is used as one.

    Returns:
        A string or a dict.

    Example:

    >>> multikeras.activations.serialize(multikeras.activations.swish)
    'silu'
    """
    return _lookup.serialize(activation)


@export("multikeras.activations.deserialize")
def deserialize(config: Any, custom_objects: dict[str, Any] | None = None) -> Any:
    """The activation that a description from `serialize` tells of.

    Args:
        config: The description.
        custom_objects: Further functions and classes by name.

    Returns:
        A callable `tensor -> tensor`.

    Raises:
        ValueError: Its name is not known.

    Example:

    >>> multikeras.activations.deserialize("relu") is multikeras.activations.relu
    True
    """
    return _lookup.deserialize(config, custom_objects)
