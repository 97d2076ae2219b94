"""Losses between distributions, and for counts."""

from typing import Any

from multikeras.src import ops
from multikeras.src.core import config
from multikeras.src.core.export import export
from multikeras.src.losses.base import LossFunctionWrapper
from multikeras.src.losses.shape import matched


@export(["multikeras.losses.kl_divergence", "multikeras.metrics.kl_divergence"])
def kl_divergence(y_true: Any, y_pred: Any) -> Any:
    """Kullback-Leibler divergence: `sum(y_true * log(y_true / y_pred))` over the last axis. Probabilities
    count as `config.epsilon()` at least.

    Args:
        y_true: Targets, of the shape of `y_pred`.
        y_pred: Predictions.

    Returns:
        Tensor of the shape of `y_pred` without its last axis.

    Raises:
        ValueError: The shapes of targets and predictions differ.

    Example:

    >>> round(float(multikeras.losses.kl_divergence([[0.5, 0.5]], [[0.25, 0.75]])[0]), 3)
    0.144
    """
    y_true, y_pred = matched("kl_divergence", y_true, y_pred)
    y_true = ops.clip(y_true, config.epsilon(), 1)
    y_pred = ops.clip(y_pred, config.epsilon(), 1)
    return ops.sum(y_true * ops.log(y_true / y_pred), axis=-1)


@export("multikeras.losses.KLDivergence")
class KLDivergence(LossFunctionWrapper):
    """Kullback-Leibler divergence: `sum(y_true * log(y_true / y_pred))` over the last axis. Probabilities
    count as `config.epsilon()` at least.

    Args:
        reduction, name, dtype: See `Loss`.

    Example:

    >>> round(float(multikeras.losses.KLDivergence()([[0.5, 0.5]], [[0.25, 0.75]])), 3)
    0.144
    """

    def __init__(self, reduction: str | None = "sum_over_batch_size", name: str | None = "kl_divergence", dtype: Any = None):
        super().__init__(kl_divergence, reduction=reduction, name=name, dtype=dtype)


@export(["multikeras.losses.poisson", "multikeras.metrics.poisson"])
def poisson(y_true: Any, y_pred: Any) -> Any:
    """Poisson loss of counts: `mean(y_pred - y_true * log(y_pred))` over the last axis.

    It is the negative log-likelihood under Poisson distributions of the predicted means, less a part that depends on targets
    alone.

    Args:
        y_true: Targets, of the shape of `y_pred`.
        y_pred: Predictions.

    Returns:
        Tensor of the shape of `y_pred` without its last axis.

    Raises:
        ValueError: The shapes of targets and predictions differ.

    Example:

    >>> round(float(multikeras.losses.poisson([[1.0, 0.0]], [[1.0, 2.0]])[0]), 3)
    1.5
    """
    y_true, y_pred = matched("poisson", y_true, y_pred)
    return ops.mean(y_pred - y_true * ops.log(y_pred + config.epsilon()), axis=-1)


@export("multikeras.losses.Poisson")
class Poisson(LossFunctionWrapper):
    """Poisson loss of counts: `mean(y_pred - y_true * log(y_pred))` over the last axis.

    It is the negative log-likelihood under Poisson distributions of the predicted means, less a part that depends on targets
    alone.

    Args:
        reduction, name, dtype: See `Loss`.

    Example:

    >>> round(float(multikeras.losses.Poisson()([[1.0, 0.0]], [[1.0, 2.0]])), 3)
    1.5
    """

    def __init__(self, reduction: str | None = "sum_over_batch_size", name: str | None = "poisson", dtype: Any = None):
        super().__init__(poisson, reduction=reduction, name=name, dtype=dtype)
