"""Losses by name, and to configs and back."""

from collections.abc import Callable
from typing import Any

from multikeras.src.core.export import export
from multikeras.src.core.lookup import Lookup

ALIASES = {
    "mse": "mean_squared_error",
    "MSE": "mean_squared_error",
    "mae": "mean_absolute_error",
    "MAE": "mean_absolute_error",
    "mape": "mean_absolute_percentage_error",
    "MAPE": "mean_absolute_percentage_error",
    "msle": "mean_squared_logarithmic_error",
    "MSLE": "mean_squared_logarithmic_error",
    "bce": "binary_crossentropy",
    "BCE": "binary_crossentropy",
    "kld": "kl_divergence",
    "KLD": "kl_divergence",
}
_lookup = Lookup("loss", "losses", aliases=ALIASES, excluded=("get", "serialize", "deserialize", "Loss"))


@export("multikeras.losses.get")
def get(identifier: Any) -> Callable[..., Any] | None:
    """The loss that something stands for.

    Args:
        identifier: A name such as "mse" or "MeanSquaredError", a config, a loss or its class, a function `(y_true, y_pred)`,
            or None.

    Returns:
        A function for the name of a function, a Loss for that of a class; None for None.

    Raises:
        ValueError: It stands for no loss.

    Example:

    >>> multikeras.losses.get("mse") is multikeras.losses.mean_squared_error
    True
    """
    return _lookup.get(identifier)


@export("multikeras.losses.serialize")
def serialize(loss: Any) -> Any:
    """The description of a loss, made of what JSON has.

    Args:
        loss: A Loss or a named function.

    Returns:
        A dict.

    Example:

    >>> multikeras.losses.serialize(multikeras.losses.Huber(delta=2.0))["config"]["delta"]
    2.0
    """
    return _lookup.serialize(loss)


@export("multikeras.losses.deserialize")
def deserialize(name: Any, custom_objects: dict[str, Any] | None = None) -> Any:
    """The loss that a description from `serialize` tells of.

    Args:
        name: The description, or a name.
        custom_objects: Further classes and functions by name.

    Returns:
        A Loss or a function.

    Raises:
        ValueError: It is not known.

    Example:

    >>> config = multikeras.losses.serialize(multikeras.losses.MeanSquaredError(reduction="sum"))
    >>> multikeras.losses.deserialize(config).reduction
    'sum'
    """
    return _lookup.deserialize(name, custom_objects)
