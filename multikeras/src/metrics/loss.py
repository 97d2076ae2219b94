"""Losses as metrics: their means over all samples."""

from typing import Any

from multikeras.src import losses, ops
from multikeras.src.core.export import export
from multikeras.src.losses.shape import matched
from multikeras.src.metrics.mean import MeanMetricWrapper


@export("multikeras.metrics.MeanSquaredError")
class MeanSquaredError(MeanMetricWrapper):
    """Mean of `(y_true - y_pred)**2`.

    Args:
        name: Name.
        dtype: Dtype in which is gathered; float32 when None.

    Example:

    >>> metric = multikeras.metrics.MeanSquaredError()
    >>> metric.update_state([[0.0, 1.0]], [[1.0, 3.0]])
    >>> float(metric.result())
    2.5
    """

    _direction = "down"

    def __init__(self, name: str | None = "mean_squared_error", dtype: Any = None):
        super().__init__(losses.mean_squared_error, name=name, dtype=dtype)


@export("multikeras.metrics.MeanAbsoluteError")
class MeanAbsoluteError(MeanMetricWrapper):
    """Mean of `abs(y_true - y_pred)`.

    Args:
        name: Name.
        dtype: Dtype in which is gathered; float32 when None.

    Example:

    >>> metric = multikeras.metrics.MeanAbsoluteError()
    >>> metric.update_state([[0.0, 1.0]], [[1.0, 3.0]])
    >>> float(metric.result())
    1.5
    """

    _direction = "down"

    def __init__(self, name: str | None = "mean_absolute_error", dtype: Any = None):
        super().__init__(losses.mean_absolute_error, name=name, dtype=dtype)


@export("multikeras.metrics.MeanAbsolutePercentageError")
class MeanAbsolutePercentageError(MeanMetricWrapper):
    """Mean of `100 * abs(y_true - y_pred) / abs(y_true)`.

    Args:
        name: Name.
        dtype: Dtype in which is gathered; float32 when None.

    Example:

    >>> metric = multikeras.metrics.MeanAbsolutePercentageError()
    >>> metric.update_state([[2.0, 4.0]], [[1.0, 4.0]])
    >>> float(metric.result())
    25.0
    """

    _direction = "down"

    def __init__(self, name: str | None = "mean_absolute_percentage_error", dtype: Any = None):
        super().__init__(losses.mean_absolute_percentage_error, name=name, dtype=dtype)


@export("multikeras.metrics.MeanSquaredLogarithmicError")
class MeanSquaredLogarithmicError(MeanMetricWrapper):
    """Mean of `(log(1 + y_true) - log(1 + y_pred))**2`.

    Args:
        name: Name.
        dtype: Dtype in which is gathered; float32 when None.

    Example:

    >>> metric = multikeras.metrics.MeanSquaredLogarithmicError()
    >>> metric.update_state([[3.0]], [[3.0]])
    >>> float(metric.result())
    0.0
    """

    _direction = "down"

    def __init__(self, name: str | None = "mean_squared_logarithmic_error", dtype: Any = None):
        super().__init__(losses.mean_squared_logarithmic_error, name=name, dtype=dtype)


@export("multikeras.metrics.LogCoshError")
class LogCoshError(MeanMetricWrapper):
    """Mean of `log(cosh(y_pred - y_true))`.

    Args:
        name: Name.
        dtype: Dtype in which is gathered; float32 when None.

    Example:

    >>> metric = multikeras.metrics.LogCoshError()
    >>> metric.update_state([[0.0, 0.0]], [[1.0, 1.0]])
    >>> round(float(metric.result()), 3)
    0.434
    """

    _direction = "down"

    def __init__(self, name: str | None = "logcosh", dtype: Any = None):
        super().__init__(losses.log_cosh, name=name, dtype=dtype)


@export("multikeras.metrics.Hinge")
class Hinge(MeanMetricWrapper):
    """Mean of `max(1 - y_true * y_pred, 0)` for targets of -1 and 1, or of 0 and 1, which count as those.

    Args:
        name: Name.
        dtype: Dtype in which is gathered; float32 when None.

    Example:

    >>> metric = multikeras.metrics.Hinge()
    >>> metric.update_state([[-1.0, 1.0]], [[0.5, 2.0]])
    >>> float(metric.result())
    0.75
    """

    _direction = "down"

    def __init__(self, name: str | None = "hinge", dtype: Any = None):
        super().__init__(losses.hinge, name=name, dtype=dtype)


@export("multikeras.metrics.SquaredHinge")
class SquaredHinge(MeanMetricWrapper):
    """Mean of `max(1 - y_true * y_pred, 0)**2` for targets of -1 and 1, or of 0 and 1, which count as those.

    Args:
        name: Name.
        dtype: Dtype in which is gathered; float32 when None.

    Example:

    >>> metric = multikeras.metrics.SquaredHinge()
    >>> metric.update_state([[-1.0, 1.0]], [[0.0, 2.0]])
    >>> float(metric.result())
    0.5
    """

    _direction = "down"

    def __init__(self, name: str | None = "squared_hinge", dtype: Any = None):
        super().__init__(losses.squared_hinge, name=name, dtype=dtype)


@export("multikeras.metrics.CategoricalHinge")
class CategoricalHinge(MeanMetricWrapper):
    """Mean hinge loss of the right class against the best wrong one, for one-hot targets.

    Args:
        name: Name.
        dtype: Dtype in which is gathered; float32 when None.

    Example:

    >>> metric = multikeras.metrics.CategoricalHinge()
    >>> metric.update_state([[0.0, 1.0]], [[0.25, 0.75]])
    >>> float(metric.result())
    0.5
    """

    _direction = "down"

    def __init__(self, name: str | None = "categorical_hinge", dtype: Any = None):
        super().__init__(losses.categorical_hinge, name=name, dtype=dtype)


@export("multikeras.metrics.KLDivergence")
class KLDivergence(MeanMetricWrapper):
    """Mean Kullback-Leibler divergence of predicted from true distributions.

    Args:
        name: Name.
        dtype: Dtype in which is gathered; float32 when None.

    Example:

    >>> metric = multikeras.metrics.KLDivergence()
    >>> metric.update_state([[0.5, 0.5]], [[0.25, 0.75]])
    >>> round(float(metric.result()), 3)
    0.144
    """

    _direction = "down"

    def __init__(self, name: str | None = "kl_divergence", dtype: Any = None):
        super().__init__(losses.kl_divergence, name=name, dtype=dtype)


@export("multikeras.metrics.Poisson")
class Poisson(MeanMetricWrapper):
    """Mean of `y_pred - y_true * log(y_pred)`, the Poisson loss of counts.

    Args:
        name: Name.
        dtype: Dtype in which is gathered; float32 when None.

    Example:

    >>> metric = multikeras.metrics.Poisson()
    >>> metric.update_state([[1.0, 0.0]], [[1.0, 2.0]])
    >>> round(float(metric.result()), 3)
    1.5
    """

    _direction = "down"

    def __init__(self, name: str | None = "poisson", dtype: Any = None):
        super().__init__(losses.poisson, name=name, dtype=dtype)


@export("multikeras.metrics.BinaryCrossentropy")
class BinaryCrossentropy(MeanMetricWrapper):
    """Mean binary cross-entropy.

    Args:
        name: Name.
        dtype: Dtype in which is gathered; float32 when None.
        from_logits: Whether predictions are logits. Default False.
        label_smoothing: How far targets are moved towards equal probabilities, from 0 to 1. Default 0.

    Example:

    >>> metric = multikeras.metrics.BinaryCrossentropy()
    >>> metric.update_state([[0.0, 1.0]], [[0.5, 0.5]])
    >>> round(float(metric.result()), 4)
    0.6931
    """

    _direction = "down"

    def __init__(self, name: str | None = "binary_crossentropy", dtype: Any = None, from_logits: bool = False, label_smoothing: float = 0):
        super().__init__(losses.binary_crossentropy, name=name, dtype=dtype, from_logits=from_logits, label_smoothing=label_smoothing)


@export("multikeras.metrics.CategoricalCrossentropy")
class CategoricalCrossentropy(MeanMetricWrapper):
    """Mean cross-entropy, for one-hot targets.

    Args:
        name: Name.
        dtype: Dtype in which is gathered; float32 when None.
        from_logits: Whether predictions are logits. Default False.
        label_smoothing: How far targets are moved towards equal probabilities, from 0 to 1. Default 0.
        axis: Axis of the classes, the last by default.

    Example:

    >>> metric = multikeras.metrics.CategoricalCrossentropy()
    >>> metric.update_state([[0.0, 1.0]], [[0.5, 0.5]])
    >>> round(float(metric.result()), 4)
    0.6931
    """

    _direction = "down"

    def __init__(
        self,
        name: str | None = "categorical_crossentropy",
        dtype: Any = None,
        from_logits: bool = False,
        label_smoothing: float = 0,
        axis: int = -1,
    ):
        super().__init__(
            losses.categorical_crossentropy,
            name=name,
            dtype=dtype,
            from_logits=from_logits,
            label_smoothing=label_smoothing,
            axis=axis,
        )


@export("multikeras.metrics.SparseCategoricalCrossentropy")
class SparseCategoricalCrossentropy(MeanMetricWrapper):
    """Mean cross-entropy, for class indices as targets.

    Args:
        name: Name.
        dtype: Dtype in which is gathered; float32 when None.
        from_logits: Whether predictions are logits. Default False.
        ignore_class: Index that marks targets which do not count. Default None, for none.
        axis: Axis of the classes, the last by default.

    Example:

    >>> metric = multikeras.metrics.SparseCategoricalCrossentropy()
    >>> metric.update_state([1, 0], [[0.5, 0.5], [0.5, 0.5]])
    >>> round(float(metric.result()), 4)
    0.6931
    """

    _direction = "down"

    def __init__(
        self,
        name: str | None = "sparse_categorical_crossentropy",
        dtype: Any = None,
        from_logits: bool = False,
        ignore_class: int | None = None,
        axis: int = -1,
    ):
        super().__init__(
            losses.sparse_categorical_crossentropy,
            name=name,
            dtype=dtype,
            from_logits=from_logits,
            ignore_class=ignore_class,
            axis=axis,
        )


def cosine(y_true: Any, y_pred: Any, axis: int = -1) -> Any:
    """The cosine of the angle between targets and predictions."""
    return -losses.cosine_similarity(y_true, y_pred, axis=axis)


@export("multikeras.metrics.CosineSimilarity")
class CosineSimilarity(MeanMetricWrapper):
    """Mean cosine of the angle between targets and predictions.

    Args:
        name: Name.
        dtype: Dtype in which is gathered; float32 when None.
        axis: Axis of the vectors, the last by default.

    Example:

    >>> metric = multikeras.metrics.CosineSimilarity()
    >>> metric.update_state([[0.0, 2.0]], [[0.0, 3.0]])
    >>> float(metric.result())
    1.0
    """

    _direction = "up"

    def __init__(self, name: str | None = "cosine_similarity", dtype: Any = None, axis: int = -1):
        super().__init__(cosine, name=name, dtype=dtype, axis=axis)


def squared_error(y_true: Any, y_pred: Any) -> Any:
    """The squares of all errors."""
    y_true, y_pred = matched("RootMeanSquaredError", y_true, y_pred)
    return ops.square(y_pred - y_true)


@export("multikeras.metrics.RootMeanSquaredError")
class RootMeanSquaredError(MeanMetricWrapper):
    """Root of the mean of `(y_true - y_pred)**2`.

    Args:
        name: Name.
        dtype: Dtype in which is gathered; float32 when None.

    Example:

    >>> metric = multikeras.metrics.RootMeanSquaredError()
    >>> metric.update_state([[0.0], [0.0]], [[2.0], [2.0]])
    >>> float(metric.result())
    2.0
    """

    _direction = "down"

    def __init__(self, name: str | None = "root_mean_squared_error", dtype: Any = None):
        super().__init__(squared_error, name=name, dtype=dtype)

    def result(self) -> Any:
        return ops.sqrt(super().result())
