"""How far predictions vary together with targets."""

from collections.abc import Sequence
from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.losses.shape import matched
from multikeras.src.metrics.mean import MeanMetricWrapper

Axis = int | Sequence[int]


@export("multikeras.metrics.pearson_correlation")
def pearson_correlation(y_true: Any, y_pred: Any, axis: Axis = -1) -> Any:
    """Pearson's correlation of targets and predictions: their covariance, divided by their standard deviations.

    Args:
        y_true: Targets, of the shape of `y_pred`.
        y_pred: Predictions.
        axis: Axes along which the values to correlate lie, the last by default.

    Returns:
        Tensor of the shape of `y_pred` without these axes, from -1 to 1; 0 where targets or predictions are constant.

    Raises:
        ValueError: The shapes of targets and predictions differ.

    Example:

    >>> values = multikeras.metrics.pearson_correlation([[0.0, 1.0, 2.0]], [[0.0, 2.0, 4.0]])
    >>> round(float(values[0]), 4)
    1.0
    """
    true_deviation, deviation, _ = _deviations("pearson_correlation", y_true, y_pred, axis)
    # Scaled one by one, since the product of two small variances may vanish.
    return ops.sum(_unit(true_deviation, axis) * _unit(deviation, axis), axis=axis)


@export("multikeras.metrics.concordance_correlation")
def concordance_correlation(y_true: Any, y_pred: Any, axis: Axis = -1) -> Any:
    """Concordance correlation: `2 * covariance / (variance + variance + (mean - mean)**2)` of targets and predictions.

    It is 1 only where predictions equal targets, unlike Pearson's correlation. Lin, 1989, https://doi.org/10.2307/2532051

    Args:
        y_true: Targets, of the shape of `y_pred`.
        y_pred: Predictions.
        axis: Axes along which the values to correlate lie, the last by default.

    Returns:
        Tensor of the shape of `y_pred` without these axes, from -1 to 1; 0 where targets and predictions are constant.

    Raises:
        ValueError: The shapes of targets and predictions differ.

    Example:

    >>> values = multikeras.metrics.concordance_correlation([[0.0, 1.0, 2.0]], [[1.0, 2.0, 3.0]])
    >>> round(float(values[0]), 4)
    0.5714
    """
    true_deviation, deviation, gap = _deviations("concordance_correlation", y_true, y_pred, axis)
    covariance = ops.mean(true_deviation * deviation, axis=axis)
    spread = ops.mean(ops.square(true_deviation) + ops.square(deviation), axis=axis) + ops.square(gap)
    return ops.divide_no_nan(2 * covariance, spread)


@export("multikeras.metrics.PearsonCorrelation")
class PearsonCorrelation(MeanMetricWrapper):
    """Mean of Pearson's correlation of targets and predictions.

    Args:
        name: Name.
        dtype: Dtype in which is gathered; float32 when None.
        axis: Axes along which the values to correlate lie, the last by default.

    Example:

    >>> metric = multikeras.metrics.PearsonCorrelation()
    >>> metric.update_state([[0.0, 1.0, 2.0]], [[0.0, 2.0, 4.0]])
    >>> round(float(metric.result()), 4)
    1.0
    """

    _direction = "up"

    def __init__(self, name: str | None = "pearson_correlation", dtype: Any = None, axis: Axis = -1):
        super().__init__(pearson_correlation, name=name, dtype=dtype, axis=axis)


@export("multikeras.metrics.ConcordanceCorrelation")
class ConcordanceCorrelation(MeanMetricWrapper):
    """Mean of the concordance correlation of targets and predictions, which also says whether their sizes agree.

    Lin, 1989, https://doi.org/10.2307/2532051

    Args:
        name: Name.
        dtype: Dtype in which is gathered; float32 when None.
        axis: Axes along which the values to correlate lie, the last by default.

    Example:

    >>> metric = multikeras.metrics.ConcordanceCorrelation()
    >>> metric.update_state([[0.0, 1.0, 2.0]], [[1.0, 2.0, 3.0]])
    >>> round(float(metric.result()), 4)
    0.5714
    """

    _direction = "up"

    def __init__(self, name: str | None = "concordance_correlation", dtype: Any = None, axis: Axis = -1):
        super().__init__(concordance_correlation, name=name, dtype=dtype, axis=axis)


def _deviations(owner: str, y_true: Any, y_pred: Any, axis: Axis) -> tuple[Any, Any, Any]:
    """Deviations from the means, and the difference of the means."""
    y_true, y_pred = matched(owner, y_true, y_pred)
    true_mean, mean = (ops.mean(x, axis=axis, keepdims=True) for x in (y_true, y_pred))
    return y_true - true_mean, y_pred - mean, ops.squeeze(true_mean - mean, axis)


def _unit(x: Any, axis: Axis) -> Any:
    return ops.divide_no_nan(x, ops.sqrt(ops.sum(ops.square(x), axis=axis, keepdims=True)))
