"""Means of precision and recall."""

from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.metrics.base import Metric
from multikeras.src.metrics.confusion import prepared

AVERAGES = (None, "micro", "macro", "weighted")


@export("multikeras.metrics.FBetaScore")
class FBetaScore(Metric):
    """F-score: the harmonic mean of precision and recall, in which recall weighs `beta` times as much.

    It is `(1 + beta**2) * precision * recall / (beta**2 * precision + recall)`. Van Rijsbergen, Information Retrieval, 1979

    Args:
        average: `"macro"` for the mean over the classes, `"weighted"` for one in which they count by their numbers of targets,
            `"micro"` for the score of the counts of all classes, and None, the default, for one score a class.
        beta: How much more recall weighs than precision. Default 1.
        threshold: Score over which a class is predicted. When None, the default, it is the class of highest score.
        name: Name.
        dtype: Dtype in which is gathered; float32 when None.

    Raises:
        ValueError: An argument is none of these.

    Example:

    >>> metric = multikeras.metrics.FBetaScore(beta=2.0, threshold=0.5)
    >>> metric.update_state([[1, 1], [1, 0], [1, 1]], [[0.2, 0.6], [0.7, 0.1], [0.8, 0.9]])
    >>> multikeras.ops.convert_to_numpy(metric.result()).astype("float64").round(3).tolist()
    [0.714, 1.0]
    """

    _direction = "up"

    def __init__(
        self,
        average: str | None = None,
        beta: float = 1.0,
        threshold: float | None = None,
        name: str | None = "fbeta_score",
        dtype: Any = None,
    ):
        super().__init__(name=name, dtype=dtype)
        owner = type(self).__name__
        if average not in AVERAGES:
            raise ValueError(f"{owner}: `average` must be one of {AVERAGES}, got {average!r}.")
        if not isinstance(beta, (int, float)) or beta <= 0:
            raise ValueError(f"{owner}: `beta` must be a number over 0, got {beta!r}.")
        if threshold is not None and not (isinstance(threshold, (int, float)) and 0 < threshold <= 1):
            raise ValueError(f"{owner}: `threshold` must lie in (0, 1], or be None, got {threshold!r}.")
        self.average = average
        self.beta = beta
        self.threshold = threshold
        self._counts: list[Any] = []

    def _build(self, classes: int) -> None:
        names = ("true_positives", "false_positives", "false_negatives")
        self._counts = [self.add_variable((classes,), "zeros", name=name) for name in names]

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Take a batch into account.

        Args:
            y_true: Targets `(batch, classes)` of 0 and 1.
            y_pred: Scores of the same shape. A mask that a layer has put on them is heeded.
            sample_weight: Weights of the samples, or of their parts.

        Raises:
            ValueError: Shapes do not fit.
        """
        owner = type(self).__name__
        y_true, y_pred, weights = prepared(owner, y_true, y_pred, sample_weight, self._dtype)
        if len(y_pred.shape) != 2:
            raise ValueError(f"{owner}: targets and predictions must have the shape (batch, classes), got {tuple(y_pred.shape)}.")
        classes = y_pred.shape[1]
        if not self._counts:
            self._build(classes)
        elif classes != self._counts[0].shape[0]:
            raise ValueError(f"{owner}: predictions are of {classes} classes, expected {self._counts[0].shape[0]}.")
        if self.threshold is None:
            chosen = ops.one_hot(ops.argmax(y_pred, axis=-1), classes, dtype=self._dtype)
        else:
            chosen = ops.cast(y_pred > self.threshold, self._dtype)
        for variable, share in zip(self._counts, (y_true * chosen, (1 - y_true) * chosen, y_true * (1 - chosen)), strict=True):
            variable.assign_add(ops.sum(share if weights is None else share * weights, axis=0))

    def result(self) -> Any:
        if not self._counts:
            return ops.zeros((), dtype=self._dtype)
        counts = [variable.value for variable in self._counts]
        if self.average == "micro":
            counts = [ops.sum(count) for count in counts]
        right, wrong, missed = counts
        squared = self.beta**2
        scores = ops.divide_no_nan((1 + squared) * right, (1 + squared) * right + squared * missed + wrong)
        if self.average == "macro":
            return ops.mean(scores)
        if self.average == "weighted":
            return ops.divide_no_nan(ops.sum(scores * (right + missed)), ops.sum(right + missed))
        return scores


@export("multikeras.metrics.F1Score")
class F1Score(FBetaScore):
    """F1 score: the harmonic mean of precision and recall.

    Args:
        average: `"macro"` for the mean over the classes, `"weighted"` for one in which they count by their numbers of targets,
            `"micro"` for the score of the counts of all classes, and None, the default, for one score a class.
        threshold: Score over which a class is predicted. When None, the default, it is the class of highest score.
        name: Name.
        dtype: Dtype in which is gathered; float32 when None.

    Raises:
        ValueError: An argument is none of these.

    Example:

    >>> metric = multikeras.metrics.F1Score(threshold=0.5)
    >>> metric.update_state([[1, 1], [1, 0], [1, 1]], [[0.2, 0.6], [0.7, 0.1], [0.8, 0.9]])
    >>> multikeras.ops.convert_to_numpy(metric.result()).astype("float64").round(3).tolist()
    [0.8, 1.0]
    """

    def __init__(self, average: str | None = None, threshold: float | None = None, name: str | None = "f1_score", dtype: Any = None):
        super().__init__(average=average, beta=1.0, threshold=threshold, name=name, dtype=dtype)
