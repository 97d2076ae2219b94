"""The best that can be reached of one quality of a classifier, where another one is to be kept."""

from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.metrics.confusion import ConfusionMetric


class TradeoffMetric(ConfusionMetric):
    """Base of metrics that look for the best threshold of those that keep a quality.

    A subclass says by `qualities` what is to be kept, and what is to be the best.

    Args:
        kept: Name of the quality that is to be kept.
        least: Its least value.
        num_thresholds, class_id: See `SensitivityAtSpecificity`.
        name, dtype: See `Metric`.
    """

    _direction = "up"

    def __init__(
        self, kept: str, least: float, num_thresholds: int, class_id: int | None = None, name: str | None = None, dtype: Any = None
    ):
        owner = type(self).__name__
        if not 0 <= least <= 1:
            raise ValueError(f"{owner}: `{kept}` must lie in [0, 1], got {least!r}.")
        if num_thresholds < 1:
            raise ValueError(f"{owner}: `num_thresholds` must be 1 or more, got {num_thresholds!r}.")
        levels = [0.5] if num_thresholds == 1 else [i / (num_thresholds - 1) for i in range(num_thresholds)]
        super().__init__(self.COUNTS, levels, class_id=class_id, name=name, dtype=dtype)
        self.num_thresholds = num_thresholds
        self._least = least

    def qualities(self, found: Any, wrong: Any, spared: Any, missed: Any) -> tuple[Any, Any]:
        """What is to be kept and what is to be the best, of true and false positives and true and false negatives."""
        raise NotImplementedError(f"{type(self).__name__} must define `qualities`.")

    def result(self) -> Any:
        kept, best = self.qualities(*(variable.value for variable in self._counts.values()))
        return ops.max(ops.where(kept >= self._least, best, 0.0))


def _share(part: Any, rest: Any) -> Any:
    return ops.divide_no_nan(part, part + rest)


@export("multikeras.metrics.SensitivityAtSpecificity")
class SensitivityAtSpecificity(TradeoffMetric):
    """The best sensitivity at a threshold at which specificity is not below a given one; 0 where there is none.

    Sensitivity is `TP / (TP + FN)`, the share of positives that are found. Specificity is `TN / (TN + FP)`, the share of negatives
    that are spared.

    Args:
        specificity: Specificity that is to be kept, from 0 to 1.
        num_thresholds: Number of thresholds that are tried, evenly from 0 to 1. Default 200.
        class_id: When given, only the class of this index along the last axis counts.
        name: Name.
        dtype: Dtype in which is gathered; float32 when None.

    Raises:
        ValueError: An argument is out of range.

    Example:

    >>> metric = multikeras.metrics.SensitivityAtSpecificity(0.5)
    >>> metric.update_state([0, 0, 0, 1, 1], [0.0, 0.3, 0.8, 0.3, 0.8])
    >>> float(metric.result())
    0.5
    """

    def __init__(
        self, specificity: float, num_thresholds: int = 200, class_id: int | None = None, name: str | None = None, dtype: Any = None
    ):
        super().__init__("specificity", specificity, num_thresholds, class_id, name, dtype)
        self.specificity = specificity

    def qualities(self, found: Any, wrong: Any, spared: Any, missed: Any) -> tuple[Any, Any]:
        return _share(spared, wrong), _share(found, missed)


@export("multikeras.metrics.SpecificityAtSensitivity")
class SpecificityAtSensitivity(TradeoffMetric):
    """The best specificity at a threshold at which sensitivity is not below a given one; 0 where there is none.

    Sensitivity is `TP / (TP + FN)`, the share of positives that are found. Specificity is `TN / (TN + FP)`, the share of negatives
    that are spared.

    Args:
        sensitivity: Sensitivity that is to be kept, from 0 to 1.
        num_thresholds: Number of thresholds that are tried, evenly from 0 to 1. Default 200.
        class_id: When given, only the class of this index along the last axis counts.
        name: Name.
        dtype: Dtype in which is gathered; float32 when None.

    Raises:
        ValueError: An argument is out of range.

    Example:

    >>> metric = multikeras.metrics.SpecificityAtSensitivity(0.5)
    >>> metric.update_state([0, 0, 0, 0, 1, 1], [0.0, 0.3, 0.8, 0.9, 0.3, 0.85])
    >>> float(metric.result())
    0.75
    """

    def __init__(
        self, sensitivity: float, num_thresholds: int = 200, class_id: int | None = None, name: str | None = None, dtype: Any = None
    ):
        super().__init__("sensitivity", sensitivity, num_thresholds, class_id, name, dtype)
        self.sensitivity = sensitivity

    def qualities(self, found: Any, wrong: Any, spared: Any, missed: Any) -> tuple[Any, Any]:
        return _share(found, missed), _share(spared, wrong)


@export("multikeras.metrics.PrecisionAtRecall")
class PrecisionAtRecall(TradeoffMetric):
    """The best precision at a threshold at which recall is not below a given one; 0 where there is none.

    Args:
        recall: Recall that is to be kept, from 0 to 1.
        num_thresholds: Number of thresholds that are tried, evenly from 0 to 1. Default 200.
        class_id: When given, only the class of this index along the last axis counts.
        name: Name.
        dtype: Dtype in which is gathered; float32 when None.

    Raises:
        ValueError: An argument is out of range.

    Example:

    >>> metric = multikeras.metrics.PrecisionAtRecall(0.5)
    >>> metric.update_state([0, 0, 0, 1, 1], [0.0, 0.3, 0.8, 0.3, 0.8])
    >>> float(metric.result())
    0.5
    """

    def __init__(self, recall: float, num_thresholds: int = 200, class_id: int | None = None, name: str | None = None, dtype: Any = None):
        super().__init__("recall", recall, num_thresholds, class_id, name, dtype)
        self.recall = recall

    def qualities(self, found: Any, wrong: Any, spared: Any, missed: Any) -> tuple[Any, Any]:
        return _share(found, missed), _share(found, wrong)


@export("multikeras.metrics.RecallAtPrecision")
class RecallAtPrecision(TradeoffMetric):
    """The best recall at a threshold at which precision is not below a given one; 0 where there is none.

    Args:
        precision: Precision that is to be kept, from 0 to 1.
        num_thresholds: Number of thresholds that are tried, evenly from 0 to 1. Default 200.
        class_id: When given, only the class of this index along the last axis counts.
        name: Name.
        dtype: Dtype in which is gathered; float32 when None.

    Raises:
        ValueError: An argument is out of range.

    Example:

    >>> metric = multikeras.metrics.RecallAtPrecision(0.8)
    >>> metric.update_state([0, 0, 1, 1], [0.0, 0.5, 0.3, 0.9])
    >>> float(metric.result())
    0.5
    """

    def __init__(
        self, precision: float, num_thresholds: int = 200, class_id: int | None = None, name: str | None = None, dtype: Any = None
    ):
        super().__init__("precision", precision, num_thresholds, class_id, name, dtype)
        self.precision = precision

    def qualities(self, found: Any, wrong: Any, spared: Any, missed: Any) -> tuple[Any, Any]:
        return _share(found, wrong), _share(found, missed)
