"""Intersection over union of predicted and true classes, for segmentation."""

from collections.abc import Sequence
from typing import Any

from multikeras.src import ops
from multikeras.src.core import dtypes, masks
from multikeras.src.core.export import export
from multikeras.src.losses.shape import fit_weights, fits
from multikeras.src.metrics.base import Metric


class ConfusionMatrixMetric(Metric):
    """Base of metrics that count how often each true class was predicted as each class.

    Args:
        num_classes: Number of classes.
        ignore_class, sparse_y_true, sparse_y_pred, axis: See `IoU`.
        name, dtype: See `Metric`.
    """

    _direction = "up"

    def __init__(
        self,
        num_classes: int,
        name: str | None = None,
        dtype: Any = None,
        ignore_class: int | None = None,
        sparse_y_true: bool = True,
        sparse_y_pred: bool = True,
        axis: int = -1,
    ):
        super().__init__(name=name, dtype=dtype)
        self.num_classes = num_classes
        self.ignore_class = ignore_class
        self.sparse_y_true = sparse_y_true
        self.sparse_y_pred = sparse_y_pred
        self.axis = axis
        self.total_cm = self.add_variable((num_classes, num_classes), "zeros", name="total_confusion_matrix")

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Take a batch into account.

        Args:
            y_true: Targets: class indices, or scores along `axis`. Pairs with an index that is of no class do not count.
            y_pred: Predictions likewise. A mask that a layer has put on them is heeded.
            sample_weight: Weights of the samples, or of their parts.

        Raises:
            ValueError: Shapes do not fit.
        """
        mask = masks.get_mask(y_pred) if masks.Flag.raised else None
        y_true = self._classes(y_true, self.sparse_y_true)
        y_pred = self._classes(y_pred, self.sparse_y_pred)
        if len(y_true.shape) == len(y_pred.shape) + 1 and y_true.shape[-1] == 1:
            y_true = ops.squeeze(y_true, -1)
        if len(y_pred.shape) == len(y_true.shape) + 1 and y_pred.shape[-1] == 1:
            y_pred = ops.squeeze(y_pred, -1)
        if not fits(tuple(y_true.shape), tuple(y_pred.shape)):
            raise ValueError(
                f"{type(self).__name__}: true classes of shape {tuple(y_true.shape)} do not fit predicted classes of shape "
                f"{tuple(y_pred.shape)}. Say by `sparse_y_true` and `sparse_y_pred` which are class indices, and which are scores."
            )
        counts = self._is_class(y_true) & self._is_class(y_pred)
        if self.ignore_class is not None:
            counts = counts & (y_true != self.ignore_class)
        cell = ops.where(counts, y_true * self.num_classes + y_pred, 0)
        weights = ops.cast(counts, dtypes.result_type(self._dtype, "float32"))
        for given in (sample_weight, mask):
            if given is not None:
                weights = weights * fit_weights(given, weights)
        sums = ops.segment_sum(ops.reshape(weights, (-1,)), ops.reshape(cell, (-1,)), num_segments=self.num_classes**2)
        self.total_cm.assign_add(ops.cast(ops.reshape(sums, self.total_cm.shape), self._dtype))

    def _classes(self, x: Any, is_sparse: bool) -> Any:
        x = ops.convert_to_tensor(x)
        return ops.cast(x if is_sparse else ops.argmax(x, axis=self.axis), "int32")

    def _is_class(self, x: Any) -> Any:
        return (x >= 0) & (x < self.num_classes)

    def _mean_over(self, classes: Sequence[int]) -> Any:
        """The mean over those of the classes that occur in targets or predictions."""
        counts = ops.cast(self.total_cm.value, dtypes.result_type(self._dtype, "float32"))
        both = ops.diagonal(counts)
        either = ops.sum(counts, axis=0) + ops.sum(counts, axis=1) - both
        both, either = (ops.take(x, list(classes), axis=0) for x in (both, either))
        occurs = ops.cast(either > 0, ops.dtype(either))
        return ops.divide_no_nan(ops.sum(ops.divide_no_nan(both, either)), ops.sum(occurs))


@export("multikeras.metrics.IoU")
class IoU(ConfusionMatrixMetric):
    """Intersection over union (Jaccard index) of classes: true positives, among all that are of the class or predicted to be.

    The result is the mean over those of the classes asked for that occur.

    Args:
        num_classes: Number of classes.
        target_class_ids: Indices of the classes that are looked at.
        name: Name.
        dtype: Dtype in which is gathered; float32 when None. An integer dtype drops fractions of the weights of a batch.
        ignore_class: Class index whose targets do not count. It may lie outside of the classes. None for none.
        sparse_y_true: Whether targets are class indices, rather than scores or one-hot. Default True.
        sparse_y_pred: Whether predictions are class indices, rather than scores or one-hot. Default True.
        axis: Axis of scores, the last by default.

    Raises:
        ValueError: One of `target_class_ids` is no class.

    Example:

    >>> metric = multikeras.metrics.IoU(num_classes=2, target_class_ids=[0])
    >>> metric.update_state([0, 0, 1, 1], [0, 1, 0, 1])
    >>> round(float(metric.result()), 4)
    0.3333
    """

    def __init__(
        self,
        num_classes: int,
        target_class_ids: Sequence[int],
        name: str | None = None,
        dtype: Any = None,
        ignore_class: int | None = None,
        sparse_y_true: bool = True,
        sparse_y_pred: bool = True,
        axis: int = -1,
    ):
        super().__init__(num_classes, name, dtype, ignore_class, sparse_y_true, sparse_y_pred, axis)
        if not all(0 <= index < num_classes for index in target_class_ids):
            raise ValueError(f"{type(self).__name__}: `target_class_ids` must lie in [0, {num_classes}), got {target_class_ids!r}.")
        self.target_class_ids = list(target_class_ids)

    def result(self) -> Any:
        return self._mean_over(self.target_class_ids)


@export("multikeras.metrics.BinaryIoU")
class BinaryIoU(IoU):
    """Intersection over union of two classes, for scores of the second.

    Args:
        target_class_ids: Indices of the classes that are looked at, both by default.
        threshold: Score from which on a prediction is of class 1. Default 0.5.
        name: Name.
        dtype: Dtype in which is gathered; float32 when None. An integer dtype drops fractions of the weights of a batch.

    Raises:
        ValueError: One of `target_class_ids` is neither 0 nor 1.

    Example:

    >>> metric = multikeras.metrics.BinaryIoU(threshold=0.3)
    >>> metric.update_state([0, 1, 0, 1], [0.1, 0.2, 0.4, 0.7])
    >>> round(float(metric.result()), 4)
    0.3333
    """

    def __init__(
        self,
        target_class_ids: Sequence[int] = (0, 1),
        threshold: float = 0.5,
        name: str | None = None,
        dtype: Any = None,
    ):
        super().__init__(num_classes=2, target_class_ids=target_class_ids, name=name, dtype=dtype)
        self.threshold = threshold

    def update_state(self, y_true: Any, y_pred: Any, sample_weight: Any = None) -> None:
        """Take a batch into account.

        Args:
            y_true: Targets of 0 and 1, of the shape of `y_pred`.
            y_pred: Scores. A mask that a layer has put on them is heeded.
            sample_weight: Weights of the samples, or of their parts.

        Raises:
            ValueError: Shapes do not fit.
        """
        chosen = ops.cast(ops.convert_to_tensor(y_pred) >= self.threshold, "int32")
        if masks.Flag.raised and (mask := masks.get_mask(y_pred)) is not None:
            masks.set_mask(chosen, mask)
        super().update_state(y_true, chosen, sample_weight)


@export("multikeras.metrics.MeanIoU")
class MeanIoU(ConfusionMatrixMetric):
    """Mean intersection over union (Jaccard index) of all classes that occur.

    Args:
        num_classes: Number of classes.
        name: Name.
        dtype: Dtype in which is gathered; float32 when None. An integer dtype drops fractions of the weights of a batch.
        ignore_class: Class index whose targets do not count. It may lie outside of the classes. None for none.
        sparse_y_true: Whether targets are class indices, rather than scores or one-hot. Default True.
        sparse_y_pred: Whether predictions are class indices, rather than scores or one-hot. Default True.
        axis: Axis of scores, the last by default.

    Example:

    >>> metric = multikeras.metrics.MeanIoU(num_classes=2)
    >>> metric.update_state([0, 0, 1, 1], [0, 1, 0, 1])
    >>> round(float(metric.result()), 4)
    0.3333
    """

    def result(self) -> Any:
        return self._mean_over(range(self.num_classes))


@export("multikeras.metrics.OneHotIoU")
class OneHotIoU(IoU):
    """Intersection over union (Jaccard index) of classes, for one-hot targets.

    Args:
        num_classes: Number of classes.
        target_class_ids: Indices of the classes that are looked at.
        name: Name.
        dtype: Dtype in which is gathered; float32 when None. An integer dtype drops fractions of the weights of a batch.
        ignore_class: Class index whose targets do not count. None for none.
        sparse_y_pred: Whether predictions are class indices, rather than scores. Default False.
        axis: Axis of the classes, the last by default.

    Raises:
        ValueError: One of `target_class_ids` is no class.

    Example:

    >>> metric = multikeras.metrics.OneHotIoU(num_classes=2, target_class_ids=[0])
    >>> metric.update_state([[1, 0], [1, 0], [0, 1]], [[0.9, 0.1], [0.2, 0.8], [0.4, 0.6]])
    >>> float(metric.result())
    0.5
    """

    def __init__(
        self,
        num_classes: int,
        target_class_ids: Sequence[int],
        name: str | None = None,
        dtype: Any = None,
        ignore_class: int | None = None,
        sparse_y_pred: bool = False,
        axis: int = -1,
    ):
        super().__init__(num_classes, target_class_ids, name, dtype, ignore_class, False, sparse_y_pred, axis)


@export("multikeras.metrics.OneHotMeanIoU")
class OneHotMeanIoU(MeanIoU):
    """Mean intersection over union (Jaccard index) of all classes that occur, for one-hot targets.

    Args:
        num_classes: Number of classes.
        name: Name.
        dtype: Dtype in which is gathered; float32 when None. An integer dtype drops fractions of the weights of a batch.
        ignore_class: Class index whose targets do not count. None for none.
        sparse_y_pred: Whether predictions are class indices, rather than scores. Default False.
        axis: Axis of the classes, the last by default.

    Example:

    >>> metric = multikeras.metrics.OneHotMeanIoU(num_classes=2)
    >>> metric.update_state([[1, 0], [1, 0], [0, 1]], [[0.9, 0.1], [0.2, 0.8], [0.4, 0.6]])
    >>> float(metric.result())
    0.5
    """

    def __init__(
        self,
        num_classes: int,
        name: str | None = None,
        dtype: Any = None,
        ignore_class: int | None = None,
        sparse_y_pred: bool = False,
        axis: int = -1,
    ):
        super().__init__(num_classes, name, dtype, ignore_class, False, sparse_y_pred, axis)
