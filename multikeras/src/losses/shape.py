"""Targets and predictions brought to one dtype and one shape."""

from typing import Any

from multikeras.src import backend, ops
from multikeras.src.core import config, dtypes


def widened(x: Any) -> Any:
    """A tensor in a floating dtype at least as wide as floatx, in which losses and metrics are computed."""
    x = ops.convert_to_tensor(x)
    return ops.cast(x, wide(ops.dtype(x)))


def floating(x: Any) -> Any:
    """A tensor in its own floating dtype, or floatx."""
    if type(x) is backend.Tensor and x.dtype in backend.FLOAT_DTYPES:
        return x
    x = ops.convert_to_tensor(x)
    return ops.cast(x, dtypes.to_floating(ops.dtype(x)))


def wide(dtype: str) -> str:
    """The floating dtype in which losses of values of `dtype` are computed."""
    return dtypes.result_type(dtype, config.floatx())


def matched(owner: str, y_true: Any, y_pred: Any) -> tuple[Any, Any]:
    """Targets and predictions as floating tensors of one dtype and shape.

    A last axis of size 1 of the targets is dropped, or added, where the predictions lack or have it.

    Args:
        owner: Whose targets these are, for messages.
        y_true: Targets.
        y_pred: Predictions.

    Returns:
        `(y_true, y_pred)`.

    Raises:
        ValueError: Their shapes differ in more than that.
    """
    y_pred = floating(y_pred)
    y_true = ops.cast(ops.convert_to_tensor(y_true), ops.dtype(y_pred))
    if tuple(y_true.shape) == tuple(y_pred.shape):
        return y_true, y_pred
    more = len(y_true.shape) - len(y_pred.shape)
    if more == 1 and y_true.shape[-1] in (1, None):
        y_true = ops.squeeze(y_true, -1)
    elif more == -1 and y_pred.shape[-1] in (1, None):
        y_true = ops.expand_dims(y_true, -1)
    if not fits(tuple(y_true.shape), tuple(y_pred.shape)):
        raise ValueError(
            f"{owner}: targets of shape {tuple(y_true.shape)} do not fit predictions of shape {tuple(y_pred.shape)}. Both "
            "need one shape; class indices as targets need a sparse loss or metric, such as sparse_categorical_crossentropy."
        )
    return y_true, y_pred


def class_indices(owner: str, y_true: Any, y_pred: Any, axis: int = -1) -> Any:
    """Targets as integer class indices, of the shape of the predictions without the axis of the classes.

    That axis may also be there with size 1.

    Raises:
        ValueError: The shapes do not fit.
    """
    y_true = ops.convert_to_tensor(y_true)
    if not dtypes.is_integer(ops.dtype(y_true)):
        y_true = ops.cast(y_true, "int32")
    given, scores = tuple(y_true.shape), list(y_pred.shape)
    if len(given) == len(scores) and given[axis] in (1, None):
        y_true = ops.squeeze(y_true, axis)
    del scores[axis]
    if not fits(tuple(y_true.shape), tuple(scores)):
        raise ValueError(
            f"{owner}: class indices of shape {given} do not fit predictions of shape {tuple(y_pred.shape)}, whose classes "
            f"lie along axis {axis}. Targets must have shape {tuple(scores)}; one-hot targets need categorical_crossentropy or "
            "categorical_accuracy."
        )
    return y_true


def fits(shape: tuple, other: tuple) -> bool:
    """Whether two shapes can be the same, as far as they are known."""
    return len(shape) == len(other) and all(a == b or a is None or b is None for a, b in zip(shape, other, strict=True))


def fit_weights(weights: Any, values: Any) -> Any:
    """Weights that broadcast against values: axes of size 1 are dropped from the end or added there.

    Those of a scalar, the value of a whole batch, stay as they are.

    Raises:
        ValueError: They do not fit.
    """
    weights = ops.cast(ops.convert_to_tensor(weights), ops.dtype(values))
    given, wanted = tuple(weights.shape), tuple(values.shape)
    if not wanted:
        return weights
    while len(weights.shape) > len(wanted) and weights.shape[-1] == 1:
        weights = ops.squeeze(weights, -1)
    if 0 < len(weights.shape) < len(wanted):
        weights = ops.reshape(weights, (*ops.shape(weights), *(1,) * (len(wanted) - len(weights.shape))))
    shape = tuple(weights.shape)
    if shape and not fits(tuple(b if a == 1 else a for a, b in zip(shape, wanted, strict=False)) + shape[len(wanted) :], wanted):
        raise ValueError(
            f"`sample_weight` of shape {given} does not fit values of shape {wanted}: give one weight for each sample, or "
            "one for each value."
        )
    return weights
