"""Area under a curve."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from multikeras.src import ops
from multikeras.src.core import config
from multikeras.src.core.export import export
from multikeras.src.metrics.base import Metric
from multikeras.src.metrics.confusion import ConfusionMetric, counts_at, prepared

CURVES = ("ROC", "PR")
SUMMATION_METHODS = ("interpolation", "minoring", "majoring")


@export("multikeras.metrics.AUC")
class AUC(Metric):
    """Area under the curve of true positive rate over false positive rate (ROC), or of precision over recall (PR).

    The curve is known at a number of thresholds, between which it is interpolated. Between points of the PR curve it is the
    counts that are interpolated, as by Davis and Goadrich, 2006, https://doi.org/10.1145/1143844.1143874

    Args:
        num_thresholds: Number of thresholds. Default 200.
        curve: `"ROC"` (default) or `"PR"`.
        summation_method: `"interpolation"` (default), or `"minoring"` or `"majoring"` for the lower or the higher end of each
            interval.
        name: Name.
        dtype: Dtype in which is gathered; float32 when None.
        thresholds: Thresholds of one's own in [0, 1], to which one below and one above are added. None for even ones.
        multi_label: Whether each column of the predictions has a curve of its own; the result is the mean of their areas.
            Default False.
        num_labels: Number of columns, with `multi_label`; found in the first batch when None.
        label_weights: Weights of the columns. None for equal ones.
        from_logits: Whether predictions are logits, before a sigmoid. Default False.

    Raises:
        ValueError: An argument is none of these.

    Example:

    >>> metric = multikeras.metrics.AUC(num_thresholds=3)
    >>> metric.update_state([0, 0, 1, 1], [0.0, 0.5, 0.3, 0.9])
    >>> float(metric.result())
    0.75
    """

    _direction = "up"

    def __init__(
        self,
        num_thresholds: int = 200,
        curve: str = "ROC",
        summation_method: str = "interpolation",
        name: str | None = None,
        dtype: Any = None,
        thresholds: Sequence[float] | None = None,
        multi_label: bool = False,
        num_labels: int | None = None,
        label_weights: Sequence[float] | None = None,
        from_logits: bool = False,
    ):
        super().__init__(name=name, dtype=dtype)
        if str(curve).upper() not in CURVES:
            raise ValueError(f"AUC: `curve` must be one of {CURVES}, got {curve!r}.")
        if summation_method not in SUMMATION_METHODS:
            raise ValueError(f"AUC: `summation_method` must be one of {SUMMATION_METHODS}, got {summation_method!r}.")
        if num_labels and not multi_label:
            raise ValueError("AUC: `num_labels` needs `multi_label=True`.")
        if thresholds is None:
            if num_thresholds < 2:
                raise ValueError(f"AUC: `num_thresholds` must be 2 or more, got {num_thresholds!r}.")
            inner = [i / (num_thresholds - 1) for i in range(1, num_thresholds - 1)]
        elif all(0 <= threshold <= 1 for threshold in thresholds):
            inner = sorted(thresholds)
        else:
            raise ValueError(f"AUC: `thresholds` must lie in [0, 1], got {thresholds!r}.")
        self._levels = [-config.epsilon(), *inner, 1 + config.epsilon()]
        self.num_thresholds = len(self._levels)
        self.curve = curve
        self.summation_method = summation_method
        self.multi_label = multi_label
        self.label_weights = label_weights
        self._from_logits = from_logits
        self._counts: dict[str, Any] = {}
        if not multi_label:
            self._build(1)
        elif num_labels:
            self._build(num_labels)

    def _build(self, columns: int) -> None:
        shape = (self.num_thresholds, columns) if self.multi_label else (self.num_thresholds,)
        self._counts = {count: self.add_variable(shape, "zeros", name=count) for count in ConfusionMetric.COUNTS}

    @property
    def thresholds(self) -> list[float]:
        """The thresholds, the outermost of which lie beyond 0 and 1."""
        return list(self._levels)

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Take a batch into account.

        Args:
            y_true: Targets of 0 and 1, of the shape of `y_pred`.
            y_pred: Probabilities, or logits.
            sample_weight: Weights of the samples, or of their parts.

        Raises:
            ValueError: Shapes do not fit.
        """
        y_true, y_pred, weights = prepared("AUC", y_true, y_pred, sample_weight, self._dtype)
        if self._from_logits:
            y_pred = ops.sigmoid(y_pred)
        if self.label_weights is not None and not self.multi_label:
            of_labels = ops.broadcast_to(ops.convert_to_tensor(self.label_weights, dtype=self._dtype), ops.shape(y_pred))
            weights = of_labels if weights is None else weights * of_labels
        columns = y_pred.shape[-1] if self.multi_label else 1
        if not self._counts:
            self._build(columns)
        elif self.multi_label and columns != self._counts["true_positives"].shape[1]:
            raise ValueError(f"AUC: predictions have {columns} columns, expected {self._counts['true_positives'].shape[1]}.")
        levels = ops.convert_to_tensor(np.asarray(self._levels), dtype=self._dtype)
        rows = [None if x is None else ops.reshape(x, (-1, columns)) for x in (y_true, y_pred, weights)]
        for variable, sums in zip(self._counts.values(), counts_at(levels, *rows), strict=True):
            variable.assign(variable.value + ops.reshape(sums, variable.shape))

    def result(self) -> Any:
        if not self._counts:
            return ops.zeros((), dtype=self._dtype)
        found, wrong, spared, missed = (variable.value for variable in self._counts.values())
        recall = ops.divide_no_nan(found, found + missed)
        if self.curve.upper() == "ROC":
            x, y = ops.divide_no_nan(wrong, wrong + spared), recall
        elif self.summation_method == "interpolation":
            return self.interpolate_pr_auc()
        else:
            x, y = recall, ops.divide_no_nan(found, found + wrong)
        if self.summation_method == "interpolation":
            heights = (y[1:] + y[:-1]) / 2
        else:
            heights = (ops.minimum if self.summation_method == "minoring" else ops.maximum)(y[1:], y[:-1])
        return self._over_labels(ops.sum((x[:-1] - x[1:]) * heights, axis=0))

    def interpolate_pr_auc(self) -> Any:
        """The area under the PR curve, counts being interpolated between thresholds.

        Between two thresholds true positives are a linear function of positive predictions, `slope * p + intercept`, so that
        the integral of precision over them has a closed form.
        """
        found, wrong, _, missed = (variable.value for variable in self._counts.values())
        predicted = found + wrong
        step = found[:-1] - found[1:]
        slope = ops.divide_no_nan(step, ops.maximum(predicted[:-1] - predicted[1:], 0.0))
        intercept = found[1:] - slope * predicted[1:]
        both = ops.logical_and(predicted[:-1] > 0, predicted[1:] > 0)
        ratio = ops.where(both, ops.divide_no_nan(predicted[:-1], predicted[1:]), 1.0)
        area = ops.divide_no_nan(slope * (step + intercept * ops.log(ratio)), ops.maximum(found[1:] + missed[1:], 0.0))
        return self._over_labels(ops.sum(area, axis=0))

    def _over_labels(self, areas: Any) -> Any:
        if not self.multi_label:
            return areas
        if self.label_weights is None:
            return ops.mean(areas)
        weights = ops.convert_to_tensor(self.label_weights, dtype=self._dtype)
        return ops.divide_no_nan(ops.sum(areas * weights), ops.sum(weights))
