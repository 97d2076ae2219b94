"""Optimizers by name, and to configs and back."""

from typing import Any

from multikeras.src.core import registry
from multikeras.src.core.export import PUBLIC_NAMES, export
from multikeras.src.core.lookup import Lookup
from multikeras.src.optimizers.base import Optimizer

_lookup = Lookup("optimizer", "optimizers", excluded=("get", "serialize", "deserialize", "Optimizer", "OptimizerMap"))


@export("multikeras.optimizers.get")
def get(identifier: Any) -> Optimizer | None:
    """The optimizer that something stands for.

    Args:
        identifier: A name such as "adam", a config, an optimizer or its class, or None.

    Returns:
        An Optimizer; None for None.

    Raises:
        ValueError: It stands for no optimizer.

    Example:

    >>> multikeras.optimizers.get("sgd").momentum
    0.0
    """
    if identifier is None or isinstance(identifier, Optimizer):
        return identifier
    if isinstance(identifier, (str, dict, type)):
        found = _lookup.get(identifier)
        if isinstance(found, Optimizer):
            return found
    raise ValueError(
        f"{identifier!r} of type {type(identifier).__name__} is no optimizer. Pass the name of one, an object or class of "
        "`multikeras.optimizers`, its config as a dict, or None."
    )


@export("multikeras.optimizers.serialize")
def serialize(optimizer: Optimizer) -> dict[str, Any]:
    """The description of an optimizer, made of what JSON has.

    Args:
        optimizer: An Optimizer.

    Returns:
        A dict.

    Example:

    >>> multikeras.optimizers.serialize(multikeras.optimizers.SGD(momentum=0.5))["config"]["momentum"]
    0.5
    """
    return _lookup.serialize(optimizer)


@export("multikeras.optimizers.deserialize")
def deserialize(config: Any, custom_objects: dict[str, Any] | None = None) -> Optimizer:
    """The optimizer that a description from `serialize` tells of.

    Args:
        config: The description.
        custom_objects: Further classes by name.

    Returns:
        An Optimizer, without the state of the one described.

    Raises:
        ValueError: Its class is not known.

    Example:

    >>> config = multikeras.optimizers.serialize(multikeras.optimizers.SGD(momentum=0.5))
    >>> multikeras.optimizers.deserialize(config).momentum
    0.5
    """
    return _lookup.deserialize(config, custom_objects)


def _of_keras_on_torch(name: str) -> type[Optimizer] | None:
    """The optimizer that Keras, when it runs on torch, writes under the module of its own subclass."""
    return PUBLIC_NAMES.get(f"optimizers.{name}")


registry.add_resolver("keras.src.backend.torch.optimizers", _of_keras_on_torch)
