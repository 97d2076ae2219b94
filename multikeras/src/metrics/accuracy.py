"""How often predictions are right."""

from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.losses.shape import class_indices, matched
from multikeras.src.metrics.mean import MeanMetricWrapper


def accuracy(y_true: Any, y_pred: Any) -> Any:
    """1 where predictions equal targets, 0 elsewhere."""
    y_true, y_pred = matched("accuracy", y_true, y_pred)
    return ops.cast(y_true == y_pred, ops.dtype(y_pred))


@export("multikeras.metrics.Accuracy")
class Accuracy(MeanMetricWrapper):
    """How often predictions equal targets.

    Args:
        name: Name.
        dtype: Dtype in which is gathered; float32 when None.

    Example:

    >>> metric = multikeras.metrics.Accuracy()
    >>> metric.update_state([1, 2, 3, 4], [0, 2, 3, 4])
    >>> float(metric.result())
    0.75
    """

    _direction = "up"

    def __init__(self, name: str | None = "accuracy", dtype: Any = None):
        super().__init__(accuracy, name=name, dtype=dtype)


@export("multikeras.metrics.binary_accuracy")
def binary_accuracy(y_true: Any, y_pred: Any, threshold: float = 0.5) -> Any:
    """1 where predictions lie on the right side of a threshold, 0 elsewhere.

    Args:
        y_true: Targets of 0 and 1, of the shape of `y_pred`.
        y_pred: Predictions.
        threshold: Predictions over it count as 1. Default 0.5.

    Returns:
        Tensor of the shape of `y_pred`.

    Raises:
        ValueError: The shapes of targets and predictions differ.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.metrics.binary_accuracy([1, 0], [0.8, 0.7])).tolist()
    [1.0, 0.0]
    """
    y_true, y_pred = matched("binary_accuracy", y_true, y_pred)
    return ops.cast(y_true == ops.cast(y_pred > threshold, ops.dtype(y_pred)), ops.dtype(y_pred))


@export("multikeras.metrics.BinaryAccuracy")
class BinaryAccuracy(MeanMetricWrapper):
    """How often predictions lie on the right side of a threshold.

    Args:
        name: Name.
        dtype: Dtype in which is gathered; float32 when None.
        threshold: Predictions over it count as 1. Default 0.5.

    Raises:
        ValueError: `threshold` does not lie between 0 and 1.

    Example:

    >>> metric = multikeras.metrics.BinaryAccuracy()
    >>> metric.update_state([[1], [1], [0], [0]], [[0.98], [1], [0], [0.6]])
    >>> float(metric.result())
    0.75
    """

    _direction = "up"

    def __init__(self, name: str | None = "binary_accuracy", dtype: Any = None, threshold: float = 0.5):
        if threshold is not None and not 0 < threshold < 1:
            raise ValueError(f"BinaryAccuracy: `threshold` must lie between 0 and 1, got {threshold!r}.")
        super().__init__(binary_accuracy, name=name, dtype=dtype, threshold=0.5 if threshold is None else threshold)
        self.threshold = threshold


@export("multikeras.metrics.categorical_accuracy")
def categorical_accuracy(y_true: Any, y_pred: Any) -> Any:
    """1 where the highest score is that of the class with the highest target, 0 elsewhere.

    Args:
        y_true: Targets, one-hot for instance, of the shape of `y_pred`.
        y_pred: Scores of the classes along the last axis.

    Returns:
        Tensor of the shape of `y_pred` without its last axis.

    Raises:
        ValueError: The shapes of targets and predictions differ.

    Example:

    >>> hits = multikeras.metrics.categorical_accuracy([[0, 1], [1, 0]], [[0.2, 0.8], [0.3, 0.7]])
    >>> multikeras.ops.convert_to_numpy(hits).tolist()
    [1.0, 0.0]
    """
    y_true, y_pred = matched("categorical_accuracy", y_true, y_pred)
    return ops.cast(ops.argmax(y_true, axis=-1) == ops.argmax(y_pred, axis=-1), ops.dtype(y_pred))


@export("multikeras.metrics.CategoricalAccuracy")
class CategoricalAccuracy(MeanMetricWrapper):
    """How often the highest score is that of the right class, for one-hot targets.

    Args:
        name: Name.
        dtype: Dtype in which is gathered; float32 when None.

    Example:

    >>> metric = multikeras.metrics.CategoricalAccuracy()
    >>> metric.update_state([[0, 1], [1, 0]], [[0.2, 0.8], [0.3, 0.7]])
    >>> float(metric.result())
    0.5
    """

    _direction = "up"

    def __init__(self, name: str | None = "categorical_accuracy", dtype: Any = None):
        super().__init__(categorical_accuracy, name=name, dtype=dtype)


@export("multikeras.metrics.sparse_categorical_accuracy")
def sparse_categorical_accuracy(y_true: Any, y_pred: Any) -> Any:
    """1 where the highest score is that of the class of the target, 0 elsewhere.

    Args:
        y_true: Class indices, of the shape of `y_pred` without its last axis, which may also be there with size 1.
        y_pred: Scores of the classes along the last axis.

    Returns:
        Tensor of the shape of `y_pred` without its last axis.

    Raises:
        ValueError: The shapes do not fit.

    Example:

    >>> hits = multikeras.metrics.sparse_categorical_accuracy([1, 0], [[0.2, 0.8], [0.3, 0.7]])
    >>> multikeras.ops.convert_to_numpy(hits).tolist()
    [1.0, 0.0]
    """
    y_pred = ops.convert_to_tensor(y_pred)
    y_true = class_indices("sparse_categorical_accuracy", y_true, y_pred)
    return ops.cast(ops.equal(y_true, ops.argmax(y_pred, axis=-1)), "float32")


@export("multikeras.metrics.SparseCategoricalAccuracy")
class SparseCategoricalAccuracy(MeanMetricWrapper):
    """How often the highest score is that of the right class, for class indices as targets.

    Args:
        name: Name.
        dtype: Dtype in which is gathered; float32 when None.

    Example:

    >>> metric = multikeras.metrics.SparseCategoricalAccuracy()
    >>> metric.update_state([1, 0], [[0.2, 0.8], [0.3, 0.7]])
    >>> float(metric.result())
    0.5
    """

    _direction = "up"

    def __init__(self, name: str | None = "sparse_categorical_accuracy", dtype: Any = None):
        super().__init__(sparse_categorical_accuracy, name=name, dtype=dtype)


@export("multikeras.metrics.top_k_categorical_accuracy")
def top_k_categorical_accuracy(y_true: Any, y_pred: Any, k: int = 5) -> Any:
    """1 where the class with the highest target is among the `k` of highest scores, 0 elsewhere.

    Args:
        y_true: Targets, one-hot for instance, of the shape of `y_pred`.
        y_pred: Scores of the classes along the last axis.
        k: How many classes are looked at. Default 5.

    Returns:
        Tensor of the shape of `y_pred` without its last axis.

    Raises:
        ValueError: The shapes of targets and predictions differ.

    Example:

    >>> hits = multikeras.metrics.top_k_categorical_accuracy([[0, 0, 1]], [[0.5, 0.1, 0.4]], k=2)
    >>> multikeras.ops.convert_to_numpy(hits).tolist()
    [1.0]
    """
    y_true, y_pred = matched("top_k_categorical_accuracy", y_true, y_pred)
    return sparse_top_k_categorical_accuracy(ops.argmax(y_true, axis=-1), y_pred, k=k)


@export("multikeras.metrics.TopKCategoricalAccuracy")
class TopKCategoricalAccuracy(MeanMetricWrapper):
    """How often the right class is among the `k` of highest scores, for one-hot targets.

    Args:
        k: How many classes are looked at. Default 5.
        name: Name.
        dtype: Dtype in which is gathered; float32 when None.

    Example:

    >>> metric = multikeras.metrics.TopKCategoricalAccuracy(k=2)
    >>> metric.update_state([[0, 0, 1], [0, 1, 0]], [[0.5, 0.1, 0.4], [0.5, 0.1, 0.4]])
    >>> float(metric.result())
    0.5
    """

    _direction = "up"

    def __init__(self, k: int = 5, name: str | None = "top_k_categorical_accuracy", dtype: Any = None):
        super().__init__(top_k_categorical_accuracy, name=name, dtype=dtype, k=k)


@export("multikeras.metrics.sparse_top_k_categorical_accuracy")
def sparse_top_k_categorical_accuracy(y_true: Any, y_pred: Any, k: int = 5, from_sorted_ids: bool = False) -> Any:
    """1 where the class of the target is among the `k` of highest scores, 0 elsewhere.

    Args:
        y_true: Class indices, of the shape of `y_pred` without its last axis, which may also be there with size 1. An index of no class
            is no hit.
        y_pred: Scores of the classes along the last axis, no hit where they are not finite; with `from_sorted_ids` class indices, the
            best first.
        k: How many classes are looked at. Default 5.
        from_sorted_ids: Whether predictions are class indices. Default False.

    Returns:
        Tensor of the shape of `y_pred` without its last axis.

    Raises:
        ValueError: The shapes do not fit.

    Example:

    >>> hits = multikeras.metrics.sparse_top_k_categorical_accuracy([2], [[0.5, 0.1, 0.4]], k=2)
    >>> multikeras.ops.convert_to_numpy(hits).tolist()
    [1.0]
    """
    y_pred = ops.convert_to_tensor(y_pred)
    y_true = class_indices("sparse_top_k_categorical_accuracy", y_true, y_pred)
    if from_sorted_ids:
        hit = ops.any(ops.cast(y_pred[..., :k], ops.dtype(y_true)) == ops.expand_dims(y_true, -1), axis=-1)
    else:
        hit = ops.in_top_k(y_true, y_pred, k)
    return ops.cast(hit, "float32")


@export("multikeras.metrics.SparseTopKCategoricalAccuracy")
class SparseTopKCategoricalAccuracy(MeanMetricWrapper):
    """How often the right class is among the `k` of highest scores, for class indices as targets.

    Args:
        k: How many classes are looked at. Default 5.
        name: Name.
        dtype: Dtype in which is gathered; float32 when None.
        from_sorted_ids: Whether predictions are class indices, the best first. Default False.

    Example:

    >>> metric = multikeras.metrics.SparseTopKCategoricalAccuracy(k=2)
    >>> metric.update_state([2, 1], [[0.5, 0.1, 0.4], [0.5, 0.1, 0.4]])
    >>> float(metric.result())
    0.5
    """

    _direction = "up"

    def __init__(
        self,
        k: int = 5,
        name: str | None = "sparse_top_k_categorical_accuracy",
        dtype: Any = None,
        from_sorted_ids: bool = False,
    ):
        super().__init__(sparse_top_k_categorical_accuracy, name=name, dtype=dtype, k=k, from_sorted_ids=from_sorted_ids)
