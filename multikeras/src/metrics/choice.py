"""Which metric "accuracy" and "crossentropy" stand for."""

from typing import Any

from multikeras.src.metrics.accuracy import BinaryAccuracy, CategoricalAccuracy, SparseCategoricalAccuracy
from multikeras.src.metrics.loss import BinaryCrossentropy, CategoricalCrossentropy, SparseCategoricalCrossentropy
from multikeras.src.metrics.mean import MeanMetricWrapper


def accuracy_for(y: Any, y_pred: Any) -> MeanMetricWrapper:
    """The accuracy that fits targets and predictions of these shapes."""
    return _fitting(y, y_pred, BinaryAccuracy, SparseCategoricalAccuracy, CategoricalAccuracy)(name="accuracy")


def crossentropy_for(y: Any, y_pred: Any) -> MeanMetricWrapper:
    """The cross-entropy that fits targets and predictions of these shapes."""
    return _fitting(y, y_pred, BinaryCrossentropy, SparseCategoricalCrossentropy, CategoricalCrossentropy)(name="crossentropy")


def _fitting(y: Any, y_pred: Any, binary: type, sparse: type, categorical: type) -> type:
    given, scores = tuple(y.shape), tuple(y_pred.shape)
    if len(scores) < 2 or scores[-1] == 1:
        return binary
    return sparse if len(given) < len(scores) or given[-1] == 1 else categorical
