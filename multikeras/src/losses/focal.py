"""Cross-entropy that makes less of samples which are easy.

Lin et al., 2017, https://arxiv.org/abs/1708.02002
"""

from collections.abc import Sequence
from typing import Any

from multikeras.src import ops
from multikeras.src.core import config, shapes
from multikeras.src.core.export import export
from multikeras.src.losses.base import LossFunctionWrapper
from multikeras.src.losses.crossentropy import check_smoothing, smoothed
from multikeras.src.losses.shape import matched


@export(["multikeras.losses.binary_focal_crossentropy", "multikeras.metrics.binary_focal_crossentropy"])
def binary_focal_crossentropy(
    y_true: Any,
    y_pred: Any,
    apply_class_balancing: bool = False,
    alpha: float = 0.25,
    gamma: float = 2.0,
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    axis: int = -1,
) -> Any:
    """Binary focal cross-entropy: the mean of `(1 - p)**gamma * -log(p)`, where `p` is the probability of the right class.

    Lin et al., 2017, https://arxiv.org/abs/1708.02002

    Args:
        y_true: Targets from 0 to 1, of the shape of `y_pred`.
        y_pred: Probabilities, or logits.
        apply_class_balancing: Whether targets of 1 weigh `alpha`, and targets of 0 `1 - alpha`. Default False.
        alpha: Weight of targets of 1, from 0 to 1. Default 0.25.
        gamma: How much less samples count that are easy; 0 for cross-entropy. Default 2.
        from_logits: Whether predictions are logits, before a sigmoid. Default False.
        label_smoothing: How far targets are moved towards 0.5, from 0 to 1. Default 0.
        axis: Axis over which the mean is taken, the last by default.

    Returns:
        Tensor of the shape of `y_pred` without that axis.

    Raises:
        ValueError: The shapes of targets and predictions differ.

    Example:

    >>> values = multikeras.losses.binary_focal_crossentropy([[0.0, 1.0]], [[0.5, 0.5]])
    >>> round(float(values[0]), 4)
    0.1733
    """
    y_true, y_pred = matched("binary_focal_crossentropy", y_true, y_pred)
    y_true = smoothed(y_true, label_smoothing, 2)
    one, zero = (ops.sigmoid(y_pred), ops.sigmoid(-y_pred)) if from_logits else (y_pred, 1 - y_pred)
    values = _focus(y_true * zero + (1 - y_true) * one, gamma) * ops.binary_crossentropy(y_true, y_pred, from_logits=from_logits)
    if apply_class_balancing:
        values = (alpha * y_true + (1 - alpha) * (1 - y_true)) * values
    return ops.mean(values, axis=axis)


@export("multikeras.losses.BinaryFocalCrossentropy")
class BinaryFocalCrossentropy(LossFunctionWrapper):
    """Binary focal cross-entropy: the mean of `(1 - p)**gamma * -log(p)`, where `p` is the probability of the right class.

    Samples of which the model is sure count little, so that many easy ones do not outweigh a few that are hard.

    Lin et al., 2017, https://arxiv.org/abs/1708.02002

    Args:
        apply_class_balancing: Whether targets of 1 weigh `alpha`, and targets of 0 `1 - alpha`. Default False.
        alpha: Weight of targets of 1, from 0 to 1. Default 0.25.
        gamma: How much less samples count that are easy; 0 for cross-entropy. Default 2.
        from_logits: Whether predictions are logits, before a sigmoid, which is more exact. Default False.
        label_smoothing: How far targets are moved towards 0.5, from 0 to 1. Default 0.
        axis: Axis over which the mean is taken, the last by default.
        reduction, name, dtype: See `Loss`.

    Raises:
        ValueError: `label_smoothing` is out of range.

    Example:

    >>> loss = multikeras.losses.BinaryFocalCrossentropy(from_logits=True)
    >>> round(float(loss([[0.0, 1.0]], [[0.0, 0.0]])), 4)
    0.1733
    """

    def __init__(
        self,
        apply_class_balancing: bool = False,
        alpha: float = 0.25,
        gamma: float = 2.0,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        axis: int = -1,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "binary_focal_crossentropy",
        dtype: Any = None,
    ):
        check_smoothing(label_smoothing, "BinaryFocalCrossentropy")
        super().__init__(
            binary_focal_crossentropy,
            reduction=reduction,
            name=name,
            dtype=dtype,
            apply_class_balancing=apply_class_balancing,
            alpha=alpha,
            gamma=gamma,
            from_logits=from_logits,
            label_smoothing=label_smoothing,
            axis=axis,
        )


@export(["multikeras.losses.categorical_focal_crossentropy", "multikeras.metrics.categorical_focal_crossentropy"])
def categorical_focal_crossentropy(
    y_true: Any,
    y_pred: Any,
    alpha: float | Sequence[float] = 0.25,
    gamma: float = 2.0,
    from_logits: bool = False,
    label_smoothing: float = 0.0,
    axis: int = -1,
) -> Any:
    """Focal cross-entropy of distributions over classes: `-sum(alpha * (1 - y_pred)**gamma * y_true * log(y_pred))`.

    Lin et al., 2017, https://arxiv.org/abs/1708.02002

    Args:
        y_true: Probabilities of the classes, one-hot for instance, of the shape of `y_pred`.
        y_pred: Probabilities, which are divided by their sum, or logits.
        alpha: Weight of all classes, or a list with one for each. Default 0.25.
        gamma: How much less samples count that are easy; 0 for cross-entropy. Default 2.
        from_logits: Whether predictions are logits, before a softmax. Default False.
        label_smoothing: How far targets are moved towards equal probabilities, from 0 to 1. Default 0.
        axis: Axis of the classes, the last by default.

    Returns:
        Tensor of the shape of `y_pred` without that axis.

    Raises:
        ValueError: The shapes of targets and predictions differ.

    Example:

    >>> values = multikeras.losses.categorical_focal_crossentropy([[0.0, 1.0]], [[0.5, 0.5]], alpha=1.0)
    >>> round(float(values[0]), 4)
    0.1733
    """
    y_true, y_pred = matched("categorical_focal_crossentropy", y_true, y_pred)
    y_true = smoothed(y_true, label_smoothing, y_pred.shape[axis])
    if from_logits:
        log_probability = ops.log_softmax(y_pred, axis=axis)
        probability = ops.exp(log_probability)
    else:
        probability = ops.divide_no_nan(y_pred, ops.sum(y_pred, axis=axis, keepdims=True))
        log_probability = ops.log(ops.clip(probability, config.epsilon(), 1 - config.epsilon()))
    if not isinstance(alpha, (int, float)):
        along = [1] * len(y_pred.shape)
        along[shapes.canonical_axis(axis, len(along))] = len(alpha)
        alpha = ops.reshape(ops.convert_to_tensor(alpha, dtype=ops.dtype(y_pred)), along)
    return -ops.sum(alpha * _focus(1 - probability, gamma) * y_true * log_probability, axis=axis)


@export("multikeras.losses.CategoricalFocalCrossentropy")
class CategoricalFocalCrossentropy(LossFunctionWrapper):
    """Focal cross-entropy of distributions over classes: `-sum(alpha * (1 - y_pred)**gamma * y_true * log(y_pred))`.

    Samples of which the model is sure count little, so that many easy ones do not outweigh a few that are hard.

    Lin et al., 2017, https://arxiv.org/abs/1708.02002

    Args:
        alpha: Weight of all classes, or a list with one for each. Default 0.25.
        gamma: How much less samples count that are easy; 0 for cross-entropy. Default 2.
        from_logits: Whether predictions are logits, before a softmax, which is more exact. Default False.
        label_smoothing: How far targets are moved towards equal probabilities, from 0 to 1. Default 0.
        axis: Axis of the classes, the last by default.
        reduction, name, dtype: See `Loss`.

    Raises:
        ValueError: `label_smoothing` is out of range.

    Example:

    >>> loss = multikeras.losses.CategoricalFocalCrossentropy(alpha=[1.0, 1.0])
    >>> round(float(loss([[0.0, 1.0]], [[0.5, 0.5]])), 4)
    0.1733
    """

    def __init__(
        self,
        alpha: float | Sequence[float] = 0.25,
        gamma: float = 2.0,
        from_logits: bool = False,
        label_smoothing: float = 0.0,
        axis: int = -1,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "categorical_focal_crossentropy",
        dtype: Any = None,
    ):
        check_smoothing(label_smoothing, "CategoricalFocalCrossentropy")
        super().__init__(
            categorical_focal_crossentropy,
            reduction=reduction,
            name=name,
            dtype=dtype,
            alpha=alpha,
            gamma=gamma,
            from_logits=from_logits,
            label_smoothing=label_smoothing,
            axis=axis,
        )


def _focus(missing: Any, gamma: float) -> Any:
    """`missing**gamma`, whose gradient is finite at 0 for a `gamma` below 1 too."""
    return ops.power(ops.maximum(missing, config.epsilon()), gamma)
