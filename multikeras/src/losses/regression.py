"""Losses for numbers."""

import math
from typing import Any

from multikeras.src import ops
from multikeras.src.core import config
from multikeras.src.core.export import export
from multikeras.src.losses.base import LossFunctionWrapper
from multikeras.src.losses.shape import matched


@export(["multikeras.losses.mean_squared_error", "multikeras.metrics.mean_squared_error"])
def mean_squared_error(y_true: Any, y_pred: Any) -> Any:
    """Mean squared error: `mean((y_true - y_pred)**2)` over the last axis.

    Args:
        y_true: Targets, of the shape of `y_pred`.
        y_pred: Predictions.

    Returns:
        Tensor of the shape of `y_pred` without its last axis.

    Raises:
        ValueError: The shapes of targets and predictions differ.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.losses.mean_squared_error([[0.0, 1.0]], [[1.0, 3.0]])).tolist()
    [2.5]
    """
    y_true, y_pred = matched("mean_squared_error", y_true, y_pred)
    return ops.mean(ops.square(y_pred - y_true), axis=-1)


@export("multikeras.losses.MeanSquaredError")
class MeanSquaredError(LossFunctionWrapper):
    """Mean squared error: `mean((y_true - y_pred)**2)` over the last axis.

    Args:
        reduction, name, dtype: See `Loss`.

    Example:

    >>> float(multikeras.losses.MeanSquaredError()([[0.0, 1.0]], [[1.0, 3.0]]))
    2.5
    """

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "mean_squared_error",
        dtype: Any = None,
    ):
        super().__init__(mean_squared_error, reduction=reduction, name=name, dtype=dtype)


@export(["multikeras.losses.mean_absolute_error", "multikeras.metrics.mean_absolute_error"])
def mean_absolute_error(y_true: Any, y_pred: Any) -> Any:
    """Mean absolute error: `mean(abs(y_true - y_pred))` over the last axis.

    Args:
        y_true: Targets, of the shape of `y_pred`.
        y_pred: Predictions.

    Returns:
        Tensor of the shape of `y_pred` without its last axis.

    Raises:
        ValueError: The shapes of targets and predictions differ.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.losses.mean_absolute_error([[0.0, 1.0]], [[1.0, 3.0]])).tolist()
    [1.5]
    """
    y_true, y_pred = matched("mean_absolute_error", y_true, y_pred)
    return ops.mean(ops.absolute(y_pred - y_true), axis=-1)


@export("multikeras.losses.MeanAbsoluteError")
class MeanAbsoluteError(LossFunctionWrapper):
    """Mean absolute error: `mean(abs(y_true - y_pred))` over the last axis.

    Args:
        reduction, name, dtype: See `Loss`.

    Example:

    >>> float(multikeras.losses.MeanAbsoluteError()([[0.0, 1.0]], [[1.0, 3.0]]))
    1.5
    """

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "mean_absolute_error",
        dtype: Any = None,
    ):
        super().__init__(mean_absolute_error, reduction=reduction, name=name, dtype=dtype)


@export(["multikeras.losses.mean_absolute_percentage_error", "multikeras.metrics.mean_absolute_percentage_error"])
def mean_absolute_percentage_error(y_true: Any, y_pred: Any) -> Any:
    """Mean absolute percentage error: `100 * mean(abs(y_true - y_pred) / abs(y_true))` over the last axis.

    Targets count as `config.epsilon()` at least.

    Args:
        y_true: Targets, of the shape of `y_pred`.
        y_pred: Predictions.

    Returns:
        Tensor of the shape of `y_pred` without its last axis.

    Raises:
        ValueError: The shapes of targets and predictions differ.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.losses.mean_absolute_percentage_error([[2.0, 4.0]], [[1.0, 4.0]])).tolist()
    [25.0]
    """
    y_true, y_pred = matched("mean_absolute_percentage_error", y_true, y_pred)
    size = ops.maximum(ops.absolute(y_true), config.epsilon())
    return 100 * ops.mean(ops.absolute(y_true - y_pred) / size, axis=-1)


@export("multikeras.losses.MeanAbsolutePercentageError")
class MeanAbsolutePercentageError(LossFunctionWrapper):
    """Mean absolute percentage error: `100 * mean(abs(y_true - y_pred) / abs(y_true))` over the last axis.

    Targets count as `config.epsilon()` at least.

    Args:
        reduction, name, dtype: See `Loss`.

    Example:

    >>> float(multikeras.losses.MeanAbsolutePercentageError()([[2.0, 4.0]], [[1.0, 4.0]]))
    25.0
    """

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "mean_absolute_percentage_error",
        dtype: Any = None,
    ):
        super().__init__(mean_absolute_percentage_error, reduction=reduction, name=name, dtype=dtype)


@export(["multikeras.losses.mean_squared_logarithmic_error", "multikeras.metrics.mean_squared_logarithmic_error"])
def mean_squared_logarithmic_error(y_true: Any, y_pred: Any) -> Any:
    """Mean squared logarithmic error: `mean((log(1 + y_true) - log(1 + y_pred))**2)` over the last axis.

    Negative numbers count as 0.

    Args:
        y_true: Targets, of the shape of `y_pred`.
        y_pred: Predictions.

    Returns:
        Tensor of the shape of `y_pred` without its last axis.

    Raises:
        ValueError: The shapes of targets and predictions differ.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.losses.mean_squared_logarithmic_error([[3.0]], [[3.0]])).tolist()
    [0.0]
    """
    y_true, y_pred = matched("mean_squared_logarithmic_error", y_true, y_pred)
    least = config.epsilon()
    difference = ops.log1p(ops.maximum(y_pred, least)) - ops.log1p(ops.maximum(y_true, least))
    return ops.mean(ops.square(difference), axis=-1)


@export("multikeras.losses.MeanSquaredLogarithmicError")
class MeanSquaredLogarithmicError(LossFunctionWrapper):
    """Mean squared logarithmic error: `mean((log(1 + y_true) - log(1 + y_pred))**2)` over the last axis.

    Negative numbers count as 0.

    Args:
        reduction, name, dtype: See `Loss`.

    Example:

    >>> float(multikeras.losses.MeanSquaredLogarithmicError()([[3.0]], [[3.0]]))
    0.0
    """

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "mean_squared_logarithmic_error",
        dtype: Any = None,
    ):
        super().__init__(mean_squared_logarithmic_error, reduction=reduction, name=name, dtype=dtype)


@export(["multikeras.losses.huber", "multikeras.metrics.huber"])
def huber(y_true: Any, y_pred: Any, delta: float = 1.0) -> Any:
    """Huber loss: `mean(0.5 * error**2)` over the last axis. Where `error = abs(y_true - y_pred)` is over `delta`, it is
    `delta * error - 0.5 * delta**2` instead, so that outliers weigh less.

    Huber, 1964, https://doi.org/10.1214/aoms/1177703732

    Args:
        y_true: Targets, of the shape of `y_pred`.
        y_pred: Predictions.
        delta: Size of the error from which on the loss grows linearly. Default 1.

    Returns:
        Tensor of the shape of `y_pred` without its last axis.

    Raises:
        ValueError: The shapes of targets and predictions differ.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.losses.huber([[0.0, 0.0]], [[1.0, 3.0]])).tolist()
    [1.5]
    """
    y_true, y_pred = matched("huber", y_true, y_pred)
    error = ops.absolute(y_pred - y_true)
    return ops.mean(ops.where(error <= delta, 0.5 * ops.square(error), delta * error - 0.5 * delta**2), axis=-1)


@export("multikeras.losses.Huber")
class Huber(LossFunctionWrapper):
    """Huber loss: `mean(0.5 * error**2)` over the last axis. Where `error = abs(y_true - y_pred)` is over `delta`, it is
    `delta * error - 0.5 * delta**2` instead, so that outliers weigh less.

    Huber, 1964, https://doi.org/10.1214/aoms/1177703732

    Args:
        delta: Size of the error from which on the loss grows linearly. Default 1.
        reduction, name, dtype: See `Loss`.

    Example:

    >>> float(multikeras.losses.Huber()([[0.0, 0.0]], [[1.0, 3.0]]))
    1.5
    """

    def __init__(
        self,
        delta: float = 1.0,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "huber_loss",
        dtype: Any = None,
    ):
        super().__init__(huber, reduction=reduction, name=name, dtype=dtype, delta=delta)


@export(["multikeras.losses.log_cosh", "multikeras.metrics.log_cosh"])
def log_cosh(y_true: Any, y_pred: Any) -> Any:
    """Logarithm of the hyperbolic cosine of the error: `mean(log(cosh(y_pred - y_true)))` over the last axis. It is near
    half the square of small errors, and near the magnitude of large ones.

    Args:
        y_true: Targets, of the shape of `y_pred`.
        y_pred: Predictions.

    Returns:
        Tensor of the shape of `y_pred` without its last axis.

    Raises:
        ValueError: The shapes of targets and predictions differ.

    Example:

    >>> round(float(multikeras.losses.log_cosh([[0.0, 0.0]], [[1.0, 1.0]])[0]), 3)
    0.434
    """
    y_true, y_pred = matched("log_cosh", y_true, y_pred)
    error = y_pred - y_true
    return ops.mean(error + ops.softplus(-2 * error) - math.log(2), axis=-1)


@export("multikeras.losses.LogCosh")
class LogCosh(LossFunctionWrapper):
    """Logarithm of the hyperbolic cosine of the error: `mean(log(cosh(y_pred - y_true)))` over the last axis. It is near
    half the square of small errors, and near the magnitude of large ones.

    Args:
        reduction, name, dtype: See `Loss`.

    Example:

    >>> round(float(multikeras.losses.LogCosh()([[0.0, 0.0]], [[1.0, 1.0]])), 3)
    0.434
    """

    def __init__(self, reduction: str | None = "sum_over_batch_size", name: str | None = "log_cosh", dtype: Any = None):
        super().__init__(log_cosh, reduction=reduction, name=name, dtype=dtype)


@export("multikeras.losses.cosine_similarity")
def cosine_similarity(y_true: Any, y_pred: Any, axis: int = -1) -> Any:
    """Negative cosine of the angle between targets and predictions, -1 where they point the same way.

    It is `-sum(y_true * y_pred)` of vectors scaled to unit length.

    Args:
        y_true: Targets, of the shape of `y_pred`.
        y_pred: Predictions.
        axis: Axis of the vectors, the last by default.

    Returns:
        Tensor of the shape of `y_pred` without that axis.

    Raises:
        ValueError: The shapes of targets and predictions differ.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.losses.cosine_similarity([[0.0, 2.0]], [[0.0, 3.0]])).tolist()
    [-1.0]
    """
    y_true, y_pred = matched("cosine_similarity", y_true, y_pred)
    return -ops.sum(ops.normalize(y_true, axis=axis) * ops.normalize(y_pred, axis=axis), axis=axis)


@export("multikeras.losses.CosineSimilarity")
class CosineSimilarity(LossFunctionWrapper):
    """Negative cosine of the angle between targets and predictions, -1 where they point the same way.

    It is `-sum(y_true * y_pred)` of vectors scaled to unit length.

    Args:
        axis: Axis of the vectors, the last by default.
        reduction, name, dtype: See `Loss`.

    Example:

    >>> float(multikeras.losses.CosineSimilarity()([[0.0, 2.0]], [[0.0, 3.0]]))
    -1.0
    """

    def __init__(
        self,
        axis: int = -1,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "cosine_similarity",
        dtype: Any = None,
    ):
        super().__init__(cosine_similarity, reduction=reduction, name=name, dtype=dtype, axis=axis)
