"""Losses that ask for a margin between classes."""

from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.losses.base import LossFunctionWrapper
from multikeras.src.losses.shape import matched


@export(["multikeras.losses.hinge", "multikeras.metrics.hinge"])
def hinge(y_true: Any, y_pred: Any) -> Any:
    """Hinge loss: `mean(max(1 - y_true * y_pred, 0))` over the last axis. Targets of 0 and 1 count as -1 and 1.

    Args:
        y_true: Targets, of the shape of `y_pred`.
        y_pred: Predictions.

    Returns:
        Tensor of the shape of `y_pred` without its last axis.

    Raises:
        ValueError: The shapes of targets and predictions differ.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.losses.hinge([[-1.0, 1.0]], [[0.5, 2.0]])).tolist()
    [0.75]
    """
    y_true, y_pred = matched("hinge", y_true, y_pred)
    return ops.mean(ops.maximum(1 - _signs(y_true) * y_pred, 0), axis=-1)


@export("multikeras.losses.Hinge")
class Hinge(LossFunctionWrapper):
    """Hinge loss: `mean(max(1 - y_true * y_pred, 0))` over the last axis. Targets of 0 and 1 count as -1 and 1.

    Args:
        reduction, name, dtype: See `Loss`.

    Example:

    >>> float(multikeras.losses.Hinge()([[-1.0, 1.0]], [[0.5, 2.0]]))
    0.75
    """

    def __init__(self, reduction: str | None = "sum_over_batch_size", name: str | None = "hinge", dtype: Any = None):
        super().__init__(hinge, reduction=reduction, name=name, dtype=dtype)


@export(["multikeras.losses.squared_hinge", "multikeras.metrics.squared_hinge"])
def squared_hinge(y_true: Any, y_pred: Any) -> Any:
    """Squared hinge loss: `mean(max(1 - y_true * y_pred, 0)**2)` over the last axis. Targets of 0 and 1 count as -1 and 1.

    Args:
        y_true: Targets, of the shape of `y_pred`.
        y_pred: Predictions.

    Returns:
        Tensor of the shape of `y_pred` without its last axis.

    Raises:
        ValueError: The shapes of targets and predictions differ.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.losses.squared_hinge([[-1.0, 1.0]], [[0.0, 2.0]])).tolist()
    [0.5]
    """
    y_true, y_pred = matched("squared_hinge", y_true, y_pred)
    return ops.mean(ops.square(ops.maximum(1 - _signs(y_true) * y_pred, 0)), axis=-1)


@export("multikeras.losses.SquaredHinge")
class SquaredHinge(LossFunctionWrapper):
    """Squared hinge loss: `mean(max(1 - y_true * y_pred, 0)**2)` over the last axis. Targets of 0 and 1 count as -1 and 1.

    Args:
        reduction, name, dtype: See `Loss`.

    Example:

    >>> float(multikeras.losses.SquaredHinge()([[-1.0, 1.0]], [[0.0, 2.0]]))
    0.5
    """

    def __init__(self, reduction: str | None = "sum_over_batch_size", name: str | None = "squared_hinge", dtype: Any = None):
        super().__init__(squared_hinge, reduction=reduction, name=name, dtype=dtype)


@export(["multikeras.losses.categorical_hinge", "multikeras.metrics.categorical_hinge"])
def categorical_hinge(y_true: Any, y_pred: Any) -> Any:
    """Hinge loss of the right class against the best wrong one, for one-hot targets.

    `max(max((1 - y_true) * y_pred) - sum(y_true * y_pred) + 1, 0)` over the last axis.

    Args:
        y_true: Targets, of the shape of `y_pred`.
        y_pred: Predictions.

    Returns:
        Tensor of the shape of `y_pred` without its last axis.

    Raises:
        ValueError: The shapes of targets and predictions differ.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.losses.categorical_hinge([[0.0, 1.0]], [[0.25, 0.75]])).tolist()
    [0.5]
    """
    y_true, y_pred = matched("categorical_hinge", y_true, y_pred)
    right = ops.sum(y_true * y_pred, axis=-1)
    wrong = ops.max((1 - y_true) * y_pred, axis=-1)
    return ops.maximum(wrong - right + 1, 0)


@export("multikeras.losses.CategoricalHinge")
class CategoricalHinge(LossFunctionWrapper):
    """Hinge loss of the right class against the best wrong one, for one-hot targets.

    `max(max((1 - y_true) * y_pred) - sum(y_true * y_pred) + 1, 0)` over the last axis.

    Args:
        reduction, name, dtype: See `Loss`.

    Example:

    >>> float(multikeras.losses.CategoricalHinge()([[0.0, 1.0]], [[0.25, 0.75]]))
    0.5
    """

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "categorical_hinge",
        dtype: Any = None,
    ):
        super().__init__(categorical_hinge, reduction=reduction, name=name, dtype=dtype)


def _signs(y_true: Any) -> Any:
    """-1 and 1 for targets that are all 0 or 1; others as they are."""
    binary = ops.all(ops.logical_or(y_true == 0, y_true == 1))
    return ops.where(binary, 2 * y_true - 1, y_true)
