"""Metrics by name, and to configs and back."""

from collections.abc import Iterator
from typing import Any

from multikeras.src.core.export import export
from multikeras.src.core.lookup import Lookup
from multikeras.src.losses.lookup import ALIASES


class _Metrics(Lookup):
    """Names that a function and a class share stand for the class."""

    def _public(self) -> Iterator[tuple[str, Any]]:
        public = dict(super()._public())
        classes = {name.lower() for name, obj in public.items() if isinstance(obj, type)}
        for name, obj in public.items():
            if isinstance(obj, type) or name.replace("_", "") not in classes:
                yield name, obj


_CLASS_ALIASES = {alias: name.title().replace("_", "") for alias, name in ALIASES.items() if name != "kl_divergence"}
_lookup = _Metrics(
    "metric",
    "metrics",
    aliases={**_CLASS_ALIASES, "kld": "KLDivergence", "KLD": "KLDivergence"},
    excluded=("get", "serialize", "deserialize", "Metric"),
)


@export("multikeras.metrics.get")
def get(identifier: Any) -> Any:
    """The metric that something stands for.

    Args:
        identifier: A name such as "mse" or "AUC", a config, a metric or its class, a function `(y_true, y_pred)`, or None.

    Returns:
        A Metric; a function for one; None for None.

    Raises:
        ValueError: It stands for no metric.

    Example:

    >>> multikeras.metrics.get("mse").name
    'mean_squared_error'
    """
    return _lookup.get(identifier)


@export("multikeras.metrics.serialize")
def serialize(metric: Any) -> Any:
    """The description of a metric, made of what JSON has.

    Args:
        metric: A Metric or a named function.

    Returns:
        A dict.

    Example:

    >>> multikeras.metrics.serialize(multikeras.metrics.BinaryAccuracy(threshold=0.25))["config"]["threshold"]
    0.25
    """
    return _lookup.serialize(metric)


@export("multikeras.metrics.deserialize")
def deserialize(config: Any, custom_objects: dict[str, Any] | None = None) -> Any:
    """The metric that a description from `serialize` tells of.

    Args:
        config: The description, or a name.
        custom_objects: Further classes and functions by name.

    Returns:
        A Metric or a function.

    Raises:
        ValueError: It is not known.

    Example:

    >>> config = multikeras.metrics.serialize(multikeras.metrics.Mean(name="loss"))
    >>> multikeras.metrics.deserialize(config).name
    'loss'
    """
    return _lookup.deserialize(config, custom_objects)
