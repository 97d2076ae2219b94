"""How much of the variance of targets predictions explain."""

from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.metrics.base import Metric
from multikeras.src.metrics.confusion import prepared

AGGREGATIONS = (None, "uniform_average", "variance_weighted_average")


@export("multikeras.metrics.R2Score")
class R2Score(Metric):
    """Coefficient of determination: `1 - sum((y_true - y_pred)**2) / sum((y_true - mean)**2)`, where `mean` is that of the targets.

    It is 1 for predictions without errors, 0 for those that are no better than the mean, and negative for worse ones. Of targets
    that are constant it is 1 without errors, and else 0.

    Args:
        class_aggregation: `"uniform_average"` (default) for the mean over the columns, `"variance_weighted_average"` for one in
            which they count by the variances of their targets, None for one score a column.
        num_regressors: Number `p` of independent variables, by which the score of `n` samples is adjusted, to
            `1 - (1 - score) * (n - 1) / (n - p - 1)`, as soon as there are more than `p + 1` samples. Default 0.
        name: Name.
        dtype: Dtype in which is gathered; float32 when None.

    Raises:
        ValueError: An argument is none of these.

    Example:

    >>> metric = multikeras.metrics.R2Score()
    >>> metric.update_state([[1.0], [4.0], [3.0]], [[2.0], [4.0], [4.0]])
    >>> round(float(metric.result()), 4)
    0.5714
    """

    _direction = "up"

    def __init__(
        self,
        class_aggregation: str | None = "uniform_average",
        num_regressors: int = 0,
        name: str | None = "r2_score",
        dtype: Any = None,
    ):
        super().__init__(name=name, dtype=dtype)
        if class_aggregation not in AGGREGATIONS:
            raise ValueError(f"R2Score: `class_aggregation` must be one of {AGGREGATIONS}, got {class_aggregation!r}.")
        if num_regressors < 0:
            raise ValueError(f"R2Score: `num_regressors` must be 0 or more, got {num_regressors!r}.")
        self.class_aggregation = class_aggregation
        self.num_regressors = num_regressors
        self.num_samples = self.add_variable((), "zeros", name="num_samples")
        self._is_built = False

    def _build(self, columns: int) -> None:
        self.weight = self.add_variable((columns,), "zeros", name="weight")
        self.mean = self.add_variable((columns,), "zeros", name="mean")
        self.spread = self.add_variable((columns,), "zeros", name="spread")
        self.residual = self.add_variable((columns,), "zeros", name="residual")
        self._is_built = True

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Take a batch into account.

        Means and squared deviations of batches are joined as by Chan et al., 1979, http://i.stanford.edu/TR/CS-TR-79-773.html,
        since the difference of a sum of squares and a squared sum loses precision.

        Args:
            y_true: Targets `(batch, columns)`.
            y_pred: Predictions of the same shape. A mask that a layer has put on them is heeded.
            sample_weight: Weights of the samples, or of their parts.

        Raises:
            ValueError: Shapes do not fit.
        """
        y_true, y_pred, weights = prepared("R2Score", y_true, y_pred, sample_weight, self._dtype)
        if len(y_pred.shape) != 2:
            raise ValueError(f"R2Score: targets and predictions must have the shape (batch, columns), got {tuple(y_pred.shape)}.")
        columns = y_pred.shape[1]
        if not self._is_built:
            self._build(columns)
        elif columns != self.mean.shape[0]:
            raise ValueError(f"R2Score: predictions have {columns} columns, expected {self.mean.shape[0]}.")
        weights = ops.ones_like(y_true) if weights is None else weights
        added = ops.sum(weights, axis=0)
        mean = ops.divide_no_nan(ops.sum(weights * y_true, axis=0), added)
        total = self.weight.value + added
        share = ops.divide_no_nan(added, total)
        distance = mean - self.mean.value
        spread = ops.sum(weights * ops.square(y_true - mean), axis=0) + ops.square(distance) * self.weight.value * share
        self.spread.assign_add(spread)
        self.mean.assign_add(distance * share)
        self.weight.assign(total)
        self.residual.assign_add(ops.sum(weights * ops.square(y_true - y_pred), axis=0))
        self.num_samples.assign_add(ops.cast(ops.shape(y_true)[0], self._dtype))

    def result(self) -> Any:
        if not self._is_built:
            return ops.zeros((), dtype=self._dtype)
        spread, residual = self.spread.value, self.residual.value
        constant = ops.cast(ops.logical_and(residual == 0, self.weight.value > 0), self._dtype)
        scores = ops.where(spread > 0, 1 - ops.divide_no_nan(residual, spread), constant)
        if self.class_aggregation == "uniform_average":
            scores = ops.mean(scores)
        elif self.class_aggregation == "variance_weighted_average":
            scores = ops.divide_no_nan(ops.sum(scores * spread), ops.sum(spread))
        if not self.num_regressors:
            return scores
        left = self.num_samples.value - self.num_regressors - 1
        adjusted = 1 - (1 - scores) * ops.divide_no_nan(self.num_samples.value - 1, left)
        return ops.where(left > 0, adjusted, scores)
