"""Metrics that add up."""

from collections.abc import Callable
from typing import Any

from multikeras.src import backend, ops
from multikeras.src.core import masks
from multikeras.src.core.export import export
from multikeras.src.losses.shape import fit_weights, widened
from multikeras.src.metrics.base import Metric, number_of_samples, over_samples


@export("multikeras.metrics.Sum")
class Sum(Metric):
    """Sum of all values, weighted if there are weights.

    Args:
        name: Name.
        dtype: Dtype in which is gathered; float32 when None.

    Example:

    >>> metric = multikeras.metrics.Sum()
    >>> metric.update_state([1.0, 3.0])
    >>> float(metric.result())
    4.0
    """

    def __init__(self, name: str | None = "sum", dtype: Any = None):
        super().__init__(name=name, dtype=dtype)
        self.total = self.add_variable((), "zeros", name="total")

    def update_state(self, values: Any, sample_weight: Any = None) -> None:
        """Take values into account.

        Args:
            values: Tensor.
            sample_weight: Weights that broadcast against `values`, trailing axes of size 1 aside.
        """
        values, weights = _weighted(values, sample_weight, self._dtype)
        self.total.assign(self.total.value + ops.sum(values if weights is None else values * weights))

    def result(self) -> Any:
        return self.total.value


@export("multikeras.metrics.Mean")
class Mean(Metric):
    """Mean of all values, weighted if there are weights. Each sample, that is each index of the first axis, counts alike.

    Args:
        name: Name.
        dtype: Dtype in which is gathered; float32 when None.

    Example:

    >>> metric = multikeras.metrics.Mean()
    >>> metric.update_state([1.0, 3.0])
    >>> float(metric.result())
    2.0
    """

    def __init__(self, name: str | None = "mean", dtype: Any = None):
        super().__init__(name=name, dtype=dtype)
        self.total = self.add_variable((), "zeros", name="total")
        self.count = self.add_variable((), "zeros", name="count")

    def update_state(self, values: Any, sample_weight: Any = None) -> None:
        """Take values into account.

        Args:
            values: Tensor.
            sample_weight: Weights that broadcast against `values`, trailing axes of size 1 aside.
        """
        values, weights = _weighted(values, sample_weight, self._dtype)
        if weights is None:
            total, count = over_samples(values), number_of_samples(values)
        elif type(weights) in (int, float):  # of a scalar
            total, count = values * weights, weights
        else:
            weighted = values * weights
            total = over_samples(weighted)
            count = ops.sum(over_samples(ops.broadcast_to(weights, ops.shape(weighted))))
        self.total.assign_add(ops.sum(total) if len(total.shape) else total)
        self.count.assign_add(ops.cast(count, self._dtype) if backend.is_tensor(count) else count)

    def result(self) -> Any:
        return ops.divide_no_nan(self.total.value, self.count.value)


@export("multikeras.metrics.MeanMetricWrapper")
class MeanMetricWrapper(Mean):
    """Mean of what a function gives for targets and predictions.

    Args:
        fn: Function `(y_true, y_pred, **kwargs)` that gives one value for each sample.
        name: Name.
        dtype: Dtype in which is gathered; float32 when None.
        **kwargs: Further arguments of the function.

    Example:

    >>> metric = multikeras.metrics.MeanMetricWrapper(multikeras.losses.mean_squared_error, name="error")
    >>> metric.update_state([[0.0], [0.0]], [[1.0], [3.0]])
    >>> float(metric.result())
    5.0
    """

    def __init__(self, fn: Callable[..., Any], name: str | None = None, dtype: Any = None, **kwargs: Any):
        super().__init__(name=name, dtype=dtype)
        self._fn = fn
        self._arguments = kwargs

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Take a batch into account.

        Args:
            y_true: Targets.
            y_pred: Predictions. A mask that a layer has put on them is heeded.
            sample_weight: Weights of the samples, or of their parts.
        """
        mask = masks.get_mask(y_pred) if masks.Flag.raised else None
        if hasattr(y_pred, "dtype"):
            y_pred = widened(y_pred)
        values = self._fn(y_true, y_pred, **self._arguments)
        if mask is not None:
            mask = fit_weights(mask, values)
            sample_weight = mask if sample_weight is None else fit_weights(sample_weight, values) * mask
        super().update_state(values, sample_weight)


def _weighted(values: Any, sample_weight: Any, dtype: str) -> tuple[Any, Any]:
    """Values and their weights, into which a mask on the values goes, in one dtype.

    Weights are None where there are none, and stay a number for a scalar.
    """
    mask = masks.get_mask(values) if masks.Flag.raised else None
    values = ops.cast(ops.convert_to_tensor(values), dtype)
    if type(sample_weight) in (int, float) and not len(values.shape):
        return values, sample_weight
    weights = None if sample_weight is None else fit_weights(sample_weight, values)
    if mask is not None:
        mask = fit_weights(mask, values)
        weights = mask if weights is None else weights * mask
    return values, weights
