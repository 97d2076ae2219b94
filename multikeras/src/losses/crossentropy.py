"""Losses of classification."""

from typing import Any

import numpy as np

from multikeras.src import ops
from multikeras.src.core import config, masks
from multikeras.src.core.export import export
from multikeras.src.losses.base import LossFunctionWrapper
from multikeras.src.losses.shape import class_indices, floating, matched


@export(["multikeras.losses.binary_crossentropy", "multikeras.metrics.binary_crossentropy"])
def binary_crossentropy(y_true: Any, y_pred: Any, from_logits: bool = False, label_smoothing: float = 0.0, axis: int = -1) -> Any:
    """Binary cross-entropy: `-mean(y_true * log(y_pred) + (1 - y_true) * log(1 - y_pred))`.

    Args:
        y_true: Targets from 0 to 1, of the shape of `y_pred`.
        y_pred: Probabilities, or logits.
        from_logits: Whether predictions are logits, before a sigmoid. Default False.
        label_smoothing: How far targets are moved towards 0.5, from 0 to 1. Default 0.
        axis: Axis over which the mean is taken, the last by default.

    Returns:
        Tensor of the shape of `y_pred` without that axis.

    Raises:
        ValueError: The shapes of targets and predictions differ.

    Example:

    >>> values = multikeras.losses.binary_crossentropy([[0.0, 1.0]], [[0.5, 0.5]])
    >>> round(float(values[0]), 4)
    0.6931
    """
    y_true, y_pred = matched("binary_crossentropy", y_true, y_pred)
    return ops.mean(ops.binary_crossentropy(smoothed(y_true, label_smoothing, 2), y_pred, from_logits=from_logits), axis=axis)


@export("multikeras.losses.BinaryCrossentropy")
class BinaryCrossentropy(LossFunctionWrapper):
    """Binary cross-entropy: `-mean(y_true * log(y_pred) + (1 - y_true) * log(1 - y_pred))`, for two classes or several labels.

    Args:
        from_logits: Whether predictions are logits, before a sigmoid, which is more exact. Default False.
        label_smoothing: How far targets are moved towards 0.5, from 0 to 1. Default 0.
        axis: Axis over which the mean is taken, the last by default.
        reduction, name, dtype: See `Loss`.

    Raises:
        ValueError: `label_smoothing` is out of range.

    Example:

    >>> loss = multikeras.losses.BinaryCrossentropy(from_logits=True)
    >>> round(float(loss([[0.0, 1.0]], [[0.0, 0.0]])), 4)
    0.6931
    """

    def __init__(
        self,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        axis: int = -1,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "binary_crossentropy",
        dtype: Any = None,
    ):
        check_smoothing(label_smoothing, "BinaryCrossentropy")
        super().__init__(
            binary_crossentropy,
            reduction=reduction,
            name=name,
            dtype=dtype,
            from_logits=from_logits,
            label_smoothing=label_smoothing,
            axis=axis,
        )


@export(["multikeras.losses.categorical_crossentropy", "multikeras.metrics.categorical_crossentropy"])
def categorical_crossentropy(y_true: Any, y_pred: Any, from_logits: bool = False, label_smoothing: float = 0.0, axis: int = -1) -> Any:
    """Cross-entropy of distributions over classes: `-sum(y_true * log(y_pred))`.

    Args:
        y_true: Probabilities of the classes, one-hot for instance, of the shape of `y_pred`.
        y_pred: Probabilities, or logits.
        from_logits: Whether predictions are logits, before a softmax. Default False.
        label_smoothing: How far targets are moved towards equal probabilities, from 0 to 1. Default 0.
        axis: Axis of the classes, the last by default.

    Returns:
        Tensor of the shape of `y_pred` without that axis.

    Raises:
        ValueError: The shapes of targets and predictions differ.

    Example:

    >>> values = multikeras.losses.categorical_crossentropy([[0.0, 1.0]], [[0.5, 0.5]])
    >>> round(float(values[0]), 4)
    0.6931
    """
    y_true, y_pred = matched("categorical_crossentropy", y_true, y_pred)
    y_true = smoothed(y_true, label_smoothing, y_pred.shape[axis])
    return ops.categorical_crossentropy(y_true, y_pred, from_logits=from_logits, axis=axis)


@export("multikeras.losses.CategoricalCrossentropy")
class CategoricalCrossentropy(LossFunctionWrapper):
    """Cross-entropy of distributions over classes: `-sum(y_true * log(y_pred))`, for one-hot targets.

    Args:
        from_logits: Whether predictions are logits, before a softmax, which is more exact. Default False.
        label_smoothing: How far targets are moved towards equal probabilities, from 0 to 1. Default 0.
        axis: Axis of the classes, the last by default.
        reduction, name, dtype: See `Loss`.

    Raises:
        ValueError: `label_smoothing` is out of range.

    Example:

    >>> loss = multikeras.losses.CategoricalCrossentropy()
    >>> round(float(loss([[0.0, 1.0]], [[0.5, 0.5]])), 4)
    0.6931
    """

    def __init__(
        self,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        axis: int = -1,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "categorical_crossentropy",
        dtype: Any = None,
    ):
        check_smoothing(label_smoothing, "CategoricalCrossentropy")
        super().__init__(
            categorical_crossentropy,
            reduction=reduction,
            name=name,
            dtype=dtype,
            from_logits=from_logits,
            label_smoothing=label_smoothing,
            axis=axis,
        )


@export(["multikeras.losses.sparse_categorical_crossentropy", "multikeras.metrics.sparse_categorical_crossentropy"])
def sparse_categorical_crossentropy(
    y_true: Any, y_pred: Any, from_logits: bool = False, ignore_class: int | None = None, axis: int = -1
) -> Any:
    """Cross-entropy of class indices: `-log(y_pred[y_true])`.

    Args:
        y_true: Class indices, of the shape of `y_pred` without the axis of the classes, which may also be there with size 1. The loss is
            NaN where an index is that of no class.
        y_pred: Probabilities, or logits.
        from_logits: Whether predictions are logits, before a softmax. Default False.
        ignore_class: Index that marks targets which do not count: their loss is 0, and a mean leaves them out. None for none.
        axis: Axis of the classes, the last by default.

    Returns:
        Tensor of the shape of `y_pred` without that axis.

    Raises:
        ValueError: The shapes do not fit.

    Example:

    >>> values = multikeras.losses.sparse_categorical_crossentropy([1, 0], [[0.5, 0.5], [0.5, 0.5]])
    >>> round(float(values[0]), 4)
    0.6931
    """
    y_pred = floating(y_pred)
    y_true = class_indices("sparse_categorical_crossentropy", y_true, y_pred, axis)
    if ignore_class is None:
        return ops.sparse_categorical_crossentropy(y_true, y_pred, from_logits=from_logits, axis=axis)
    counts = y_true != ignore_class
    y_true = ops.where(counts, y_true, 0)
    values = ops.sparse_categorical_crossentropy(y_true, y_pred, from_logits=from_logits, axis=axis)
    values = ops.where(counts, values, 0.0)
    masks.set_mask(values, counts)
    return values


@export("multikeras.losses.SparseCategoricalCrossentropy")
class SparseCategoricalCrossentropy(LossFunctionWrapper):
    """Cross-entropy of class indices: `-log(y_pred[y_true])`. It is NaN where an index is that of no class.

    Args:
        from_logits: Whether predictions are logits, before a softmax, which is more exact. Default False.
        ignore_class: Index that marks targets which do not count. Default None, for none.
        reduction: See `Loss`.
        axis: Axis of the classes, the last by default.
        name, dtype: See `Loss`.

    Example:

    >>> loss = multikeras.losses.SparseCategoricalCrossentropy(from_logits=True)
    >>> round(float(loss([1, 0], [[0.0, 0.0], [0.0, 0.0]])), 4)
    0.6931
    """

    keeps_indices = True

    def __init__(
        self,
        from_logits: bool = False,
        ignore_class: int | None = None,
        reduction: str | None = "sum_over_batch_size",
        axis: int = -1,
        name: str | None = "sparse_categorical_crossentropy",
        dtype: Any = None,
    ):
        super().__init__(
            sparse_categorical_crossentropy,
            reduction=reduction,
            name=name,
            dtype=dtype,
            from_logits=from_logits,
            ignore_class=ignore_class,
            axis=axis,
        )


@export("multikeras.losses.categorical_generalized_cross_entropy")
def categorical_generalized_cross_entropy(y_true: Any, y_pred: Any, q: float) -> Any:
    """Generalized cross-entropy: `(1 - y_pred[y_true]**q) / q`, which wrong labels in the data disturb less.

    It is near cross-entropy for `q` near 0, and the mean absolute error for 1. Zhang and Sabuncu, 2018,
    https://arxiv.org/abs/1805.07836

    Args:
        y_true: Class indices, of the shape of `y_pred` without its last axis, which may also be there with size 1, with a loss of NaN
            where they are those of no class; or probabilities of the classes, one-hot for instance, of the shape of `y_pred`.
        y_pred: Probabilities of the classes along the last axis, which count as `config.epsilon()` at least.
        q: Number between 0 and 1.

    Returns:
        Tensor of the shape of `y_pred` without its last axis.

    Raises:
        ValueError: The shapes do not fit.

    Example:

    >>> values = multikeras.losses.categorical_generalized_cross_entropy([1, 0], [[0.75, 0.25], [0.25, 0.75]], q=0.5)
    >>> multikeras.ops.convert_to_numpy(values).tolist()
    [1.0, 1.0]
    """
    y_pred = floating(y_pred)
    y_true = ops.convert_to_tensor(y_true)
    values = -ops.expm1(q * ops.log(ops.maximum(y_pred, config.epsilon()))) / q
    if len(y_true.shape) == len(y_pred.shape) and y_true.shape[-1] != 1:
        y_true, values = matched("categorical_generalized_cross_entropy", y_true, values)
        return ops.sum(y_true * values, axis=-1)
    y_true = class_indices("categorical_generalized_cross_entropy", y_true, y_pred)
    label = ops.clip(y_true, 0, y_pred.shape[-1] - 1)
    chosen = ops.squeeze(ops.take_along_axis(values, ops.expand_dims(label, -1), axis=-1), -1)
    return ops.where(label == y_true, chosen, np.nan)


@export("multikeras.losses.CategoricalGeneralizedCrossEntropy")
class CategoricalGeneralizedCrossEntropy(LossFunctionWrapper):
    """Generalized cross-entropy: `(1 - y_pred[y_true]**q) / q`, which wrong labels in the data disturb less.

    Targets are class indices, or one-hot. It is near cross-entropy for `q` near 0, and the mean absolute error for 1. Zhang
    and Sabuncu, 2018, https://arxiv.org/abs/1805.07836

    Args:
        q: Number between 0 and 1. Default 0.5.
        reduction, name, dtype: See `Loss`.

    Raises:
        ValueError: `q` does not lie between 0 and 1.

    Example:

    >>> loss = multikeras.losses.CategoricalGeneralizedCrossEntropy(q=0.5)
    >>> float(loss([1, 0], [[0.75, 0.25], [0.25, 0.75]]))
    1.0
    """

    keeps_indices = True

    def __init__(
        self,
        q: float = 0.5,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "categorical_generalized_cross_entropy",
        dtype: Any = None,
    ):
        if not 0 < q < 1:
            raise ValueError(f"CategoricalGeneralizedCrossEntropy: `q` must lie between 0 and 1, got {q!r}.")
        super().__init__(categorical_generalized_cross_entropy, reduction=reduction, name=name, dtype=dtype, q=q)


def smoothed(y_true: Any, amount: float, classes: int) -> Any:
    """Targets that are moved by `amount` towards equal probabilities."""
    return y_true * (1 - amount) + amount / classes if amount else y_true


def check_smoothing(amount: float, owner: str) -> None:
    """Refuse an amount of smoothing that is out of range.

    Raises:
        ValueError: It is.
    """
    if not 0 <= amount <= 1:
        raise ValueError(f"{owner}: `label_smoothing` must lie in [0, 1], got {amount!r}.")
