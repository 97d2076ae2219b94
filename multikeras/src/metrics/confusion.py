"""Metrics made of counts of true and false positives and negatives."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from multikeras.src import ops
from multikeras.src.core import masks
from multikeras.src.core.export import export
from multikeras.src.losses.shape import fit_weights, matched
from multikeras.src.metrics.base import Metric

NEVER_CHOSEN = -1e10
"""The score of classes that are not among the best."""


def counts_at(thresholds: Any, y_true: Any, y_pred: Any, weights: Any = None) -> tuple[Any, Any, Any, Any]:
    """Weighted counts at each threshold, over which a score counts as positive, for each column.

    Each score is put into the bin between the two thresholds that it lies between; sums over the bins above a threshold are
    its counts.

    Args:
        thresholds: Tensor `(thresholds,)` in increasing order.
        y_true: Tensor `(rows, columns)` of 0 and 1.
        y_pred: Tensor of scores of the same shape.
        weights: Tensor of the same shape, or None.

    Returns:
        True positives, false positives, true negatives and false negatives, each `(thresholds, columns)`.
    """
    columns, bins = y_true.shape[1], thresholds.shape[0] + 1
    bin_of = ops.searchsorted(thresholds, ops.reshape(y_pred, (-1,)), side="left")
    bin_of = ops.reshape(bin_of, ops.shape(y_pred)) * columns + ops.arange(columns, dtype="int32")

    def above(share: Any) -> tuple[Any, Any]:
        """Sums over the scores above each threshold, and over the others."""
        share = share if weights is None else share * weights
        sums = ops.segment_sum(ops.reshape(share, (-1,)), ops.reshape(bin_of, (-1,)), num_segments=bins * columns)
        sums = ops.reshape(sums, (bins, columns))
        return ops.flip(ops.cumsum(ops.flip(sums, 0), axis=0), 0)[1:], ops.cumsum(sums, axis=0)[:-1]

    true_positives, false_negatives = above(y_true)
    false_positives, true_negatives = above(1 - y_true)
    return true_positives, false_positives, true_negatives, false_negatives


class ConfusionMetric(Metric):
    """Base of metrics that count at one or several thresholds.

    Args:
        counted: Names of what is counted, of `COUNTS`.
        thresholds, top_k, class_id: See `Precision`.
        name, dtype: See `Metric`.
    """

    COUNTS = ("true_positives", "false_positives", "true_negatives", "false_negatives")

    def __init__(
        self,
        counted: Sequence[str],
        thresholds: float | Sequence[float] | None = None,
        top_k: int | None = None,
        class_id: int | None = None,
        name: str | None = None,
        dtype: Any = None,
    ):
        super().__init__(name=name, dtype=dtype)
        if thresholds is None:
            thresholds = 0.5 if top_k is None else NEVER_CHOSEN
        levels = list(thresholds) if isinstance(thresholds, (list, tuple, np.ndarray)) else [thresholds]
        if top_k is None and not all(0 <= level <= 1 for level in levels):
            raise ValueError(f"{type(self).__name__}: `thresholds` must lie in [0, 1], got {thresholds!r}.")
        self.top_k = top_k
        self.class_id = class_id
        self._levels = sorted(levels)
        self._places = None if levels == self._levels else [self._levels.index(level) for level in levels]
        self._counts = {count: self.add_variable((len(levels),), "zeros", name=count) for count in counted}

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Take a batch into account.

        Args:
            y_true: Targets of 0 and 1, of the shape of `y_pred`.
            y_pred: Scores.
            sample_weight: Weights of the samples, or of their parts.

        Raises:
            ValueError: Shapes do not fit.
        """
        y_true, y_pred, weights = prepared(type(self).__name__, y_true, y_pred, sample_weight, self._dtype)
        if self.top_k is not None:
            _, best = ops.top_k(y_pred, self.top_k)
            chosen = ops.sum(ops.one_hot(best, y_pred.shape[-1], dtype=self._dtype), axis=-2)
            y_pred = ops.where(chosen > 0, y_pred, NEVER_CHOSEN)
        if self.class_id is not None:
            y_true, y_pred = y_true[..., self.class_id], y_pred[..., self.class_id]
            weights = None if weights is None else weights[..., self.class_id]
        levels = ops.convert_to_tensor(self._levels, dtype=self._dtype)
        column = [None if x is None else ops.reshape(x, (-1, 1)) for x in (y_true, y_pred, weights)]
        found = dict(zip(self.COUNTS, counts_at(levels, *column), strict=True))
        for count, variable in self._counts.items():
            sums = found[count][:, 0]
            variable.assign_add(sums if self._places is None else ops.take(sums, self._places, axis=0))

    def _one_or_all(self, values: Any) -> Any:
        return values[0] if len(self._levels) == 1 else values


def prepared(owner: str, y_true: Any, y_pred: Any, sample_weight: Any, dtype: str) -> tuple[Any, Any, Any]:
    """Targets, scores and weights of one shape and dtype; None for no weights."""
    mask = masks.get_mask(y_pred) if masks.Flag.raised else None
    y_true, y_pred = matched(owner, y_true, y_pred)
    y_true, y_pred = ops.cast(y_true, dtype), ops.cast(y_pred, dtype)
    weights = None
    for given in (sample_weight, mask):
        if given is not None:
            given = ops.broadcast_to(fit_weights(given, y_pred), ops.shape(y_pred))
            weights = given if weights is None else weights * given
    return y_true, y_pred, weights


@export("multikeras.metrics.Precision")
class Precision(ConfusionMetric):
    """Precision: true positives among all positive predictions.

    Args:
        thresholds: Score over which a prediction is positive, or several, each of which then has a result. 0.5 when None.
        top_k: When given, only the `top_k` classes of highest scores are predicted, whatever their scores unless `thresholds`
            is given.
        class_id: When given, only the class of this index along the last axis counts.
        name: Name.
        dtype: Dtype in which is gathered; float32 when None.

    Raises:
        ValueError: A threshold lies outside [0, 1].

    Example:

    >>> metric = multikeras.metrics.Precision()
    >>> metric.update_state([0, 1, 1, 1], [0.9, 0.1, 0.8, 0.7])
    >>> round(float(metric.result()), 4)
    0.6667
    """

    _direction = "up"

    def __init__(
        self,
        thresholds: float | Sequence[float] | None = None,
        top_k: int | None = None,
        class_id: int | None = None,
        name: str | None = None,
        dtype: Any = None,
    ):
        super().__init__(("true_positives", "false_positives"), thresholds, top_k, class_id, name=name, dtype=dtype)

    def result(self) -> Any:
        right, wrong = (variable.value for variable in self._counts.values())
        return self._one_or_all(ops.divide_no_nan(right, right + wrong))


@export("multikeras.metrics.Recall")
class Recall(ConfusionMetric):
    """Recall: positives that are predicted to be, among all positives.

    Args:
        thresholds: Score over which a prediction is positive, or several, each of which then has a result. 0.5 when None.
        top_k: When given, only the `top_k` classes of highest scores are predicted, whatever their scores unless `thresholds`
            is given.
        class_id: When given, only the class of this index along the last axis counts.
        name: Name.
        dtype: Dtype in which is gathered; float32 when None.

    Raises:
        ValueError: A threshold lies outside [0, 1].

    Example:

    >>> metric = multikeras.metrics.Recall()
    >>> metric.update_state([0, 1, 1, 1], [0.9, 0.1, 0.8, 0.7])
    >>> round(float(metric.result()), 4)
    0.6667
    """

    _direction = "up"

    def __init__(
        self,
        thresholds: float | Sequence[float] | None = None,
        top_k: int | None = None,
        class_id: int | None = None,
        name: str | None = None,
        dtype: Any = None,
    ):
        super().__init__(("true_positives", "false_negatives"), thresholds, top_k, class_id, name=name, dtype=dtype)

    def result(self) -> Any:
        found, missed = (variable.value for variable in self._counts.values())
        return self._one_or_all(ops.divide_no_nan(found, found + missed))


@export("multikeras.metrics.TruePositives")
class TruePositives(ConfusionMetric):
    """Number of positives that are predicted to be, or the sum of their weights.

    Args:
        thresholds: Score over which a prediction is positive, or several, each of which then has a result. 0.5 when None.
        name: Name.
        dtype: Dtype in which is gathered; float32 when None.

    Raises:
        ValueError: A threshold lies outside [0, 1].

    Example:

    >>> metric = multikeras.metrics.TruePositives()
    >>> metric.update_state([0, 1, 1, 1], [0.9, 0.1, 0.8, 0.7])
    >>> float(metric.result())
    2.0
    """

    _direction = "up"

    def __init__(self, thresholds: float | Sequence[float] | None = None, name: str | None = None, dtype: Any = None):
        super().__init__(("true_positives",), thresholds, name=name, dtype=dtype)

    def result(self) -> Any:
        return self._one_or_all(self._counts["true_positives"].value)


@export("multikeras.metrics.FalsePositives")
class FalsePositives(ConfusionMetric):
    """Number of negatives that are predicted to be positive, or the sum of their weights.

    Args:
        thresholds: Score over which a prediction is positive, or several, each of which then has a result. 0.5 when None.
        name: Name.
        dtype: Dtype in which is gathered; float32 when None.

    Raises:
        ValueError: A threshold lies outside [0, 1].

    Example:

    >>> metric = multikeras.metrics.FalsePositives()
    >>> metric.update_state([0, 1, 1, 1], [0.9, 0.1, 0.8, 0.7])
    >>> float(metric.result())
    1.0
    """

    _direction = "down"

    def __init__(self, thresholds: float | Sequence[float] | None = None, name: str | None = None, dtype: Any = None):
        super().__init__(("false_positives",), thresholds, name=name, dtype=dtype)

    def result(self) -> Any:
        return self._one_or_all(self._counts["false_positives"].value)


@export("multikeras.metrics.TrueNegatives")
class TrueNegatives(ConfusionMetric):
    """Number of negatives that are predicted to be, or the sum of their weights.

    Args:
        thresholds: Score over which a prediction is positive, or several, each of which then has a result. 0.5 when None.
        name: Name.
        dtype: Dtype in which is gathered; float32 when None.

    Raises:
        ValueError: A threshold lies outside [0, 1].

    Example:

    >>> metric = multikeras.metrics.TrueNegatives()
    >>> metric.update_state([0, 1, 1, 1], [0.9, 0.1, 0.8, 0.7])
    >>> float(metric.result())
    0.0
    """

    _direction = "up"

    def __init__(self, thresholds: float | Sequence[float] | None = None, name: str | None = None, dtype: Any = None):
        super().__init__(("true_negatives",), thresholds, name=name, dtype=dtype)

    def result(self) -> Any:
        return self._one_or_all(self._counts["true_negatives"].value)


@export("multikeras.metrics.FalseNegatives")
class FalseNegatives(ConfusionMetric):
    """Number of positives that are predicted to be negative, or the sum of their weights.

    Args:
        thresholds: Score over which a prediction is positive, or several, each of which then has a result. 0.5 when None.
        name: Name.
        dtype: Dtype in which is gathered; float32 when None.

    Raises:
        ValueError: A threshold lies outside [0, 1].

    Example:

    >>> metric = multikeras.metrics.FalseNegatives()
    >>> metric.update_state([0, 1, 1, 1], [0.9, 0.1, 0.8, 0.7])
    >>> float(metric.result())
    1.0
    """

    _direction = "down"

    def __init__(self, thresholds: float | Sequence[float] | None = None, name: str | None = None, dtype: Any = None):
        super().__init__(("false_negatives",), thresholds, name=name, dtype=dtype)

    def result(self) -> Any:
        return self._one_or_all(self._counts["false_negatives"].value)
