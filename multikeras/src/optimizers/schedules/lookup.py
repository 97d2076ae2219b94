"""Schedules to configs and back."""

from typing import Any

from multikeras.src.core.export import export
from multikeras.src.core.lookup import Lookup
from multikeras.src.optimizers.schedules.base import LearningRateSchedule

_lookup = Lookup("learning rate schedule", "optimizers.schedules", excluded=("serialize", "deserialize", "LearningRateSchedule"))


@export("multikeras.optimizers.schedules.serialize")
def serialize(learning_rate_schedule: LearningRateSchedule) -> dict[str, Any]:
    """The description of a schedule, made of what JSON has.

    Args:
        learning_rate_schedule: A LearningRateSchedule.

    Returns:
        A dict.

    Example:

    >>> schedule = multikeras.optimizers.schedules.CosineDecay(0.1, decay_steps=10)
    >>> multikeras.optimizers.schedules.serialize(schedule)["config"]["decay_steps"]
    10
    """
    return _lookup.serialize(learning_rate_schedule)


@export("multikeras.optimizers.schedules.deserialize")
def deserialize(config: Any, custom_objects: dict[str, Any] | None = None) -> LearningRateSchedule:
    """The schedule that a description from `serialize` tells of.

    Args:
        config: The description.
        custom_objects: Further classes by name.

    Returns:
        A LearningRateSchedule.

    Raises:
        ValueError: Its class is not known.

    Example:

    >>> config = multikeras.optimizers.schedules.serialize(multikeras.optimizers.schedules.CosineDecay(0.1, decay_steps=10))
    >>> multikeras.optimizers.schedules.deserialize(config).decay_steps
    10
    """
    return _lookup.deserialize(config, custom_objects)
