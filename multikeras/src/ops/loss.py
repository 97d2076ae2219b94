"""Cross-entropies, one value for each sample, stable from logits and from probabilities; the peak signal-to-noise ratio."""

import math
from typing import Any

import numpy as np

from multikeras.src.core import config, dtypes, shapes
from multikeras.src.core.cases import Cases, call, draw
from multikeras.src.core.typing import Tensor
from multikeras.src.ops.activation import log_softmax, softplus
from multikeras.src.ops.elementwise import clip, divide_no_nan, equal, log, log1p, multiply, square, subtract, where
from multikeras.src.ops.indexing import take_along_axis
from multikeras.src.ops.movement import expand_dims, moveaxis, squeeze
from multikeras.src.ops.op import op
from multikeras.src.ops.precision import widened
from multikeras.src.ops.promotion import floating
from multikeras.src.ops.reduction import logsumexp, mean, sum_
from multikeras.src.ops.tensor import cast, shape


def _binary(target: np.ndarray, output: np.ndarray, from_logits: bool = False) -> np.ndarray:
    probability = 1 / (1 + np.exp(-output)) if from_logits else output
    return -target * np.log(probability) - (1 - target) * np.log(1 - probability)


def _categorical(target: np.ndarray, output: np.ndarray, from_logits: bool = False, axis: int = -1) -> np.ndarray:
    if output.ndim == 0:
        raise ValueError("a scalar has no classes")
    weight = np.exp(output) if from_logits else output
    probability = weight / weight.sum(axis, keepdims=True)
    return -(target * np.log(probability)).sum(axis)


def _sparse(target: np.ndarray, output: np.ndarray, from_logits: bool = False, axis: int = -1) -> np.ndarray:
    labels = target if target.ndim < output.ndim else target[..., 0]
    return _categorical(np.moveaxis(np.eye(output.shape[axis])[labels], -1, axis), output, from_logits, axis)


def _check_same_shape(target: Any, output: Any) -> None:
    given, wanted = tuple(target.shape), tuple(output.shape)
    if given != wanted and not shapes.is_compatible(given, wanted):
        raise ValueError(f"`target` and `output` must have the same shape; got {given} and {wanted}.")


def _in_range(target: Any, output: Any, axis: int) -> Any:
    """Class indices brought into the range of the classes."""
    classes = shape(output)[axis]
    return target if classes is None else clip(target, 0, classes - 1)  # None for symbols, of which no values are asked


def _clipped(probability: Any) -> Any:
    # In 16 bits the upper limit would round to 1, so that callers widen first.
    epsilon = config.epsilon()
    return clip(probability, epsilon, 1 - epsilon)


@op(
    promote=floating,
    cases=Cases(
        lambda target, logits: _binary(target, logits, True),
        (call(draw(2, 3, low=0, high=1), draw(2, 3)),),
        differentiable=True,
    ),
)
def binary_crossentropy_with_logits(target: Tensor, logits: Tensor) -> Tensor:
    """Binary cross-entropy from logits, element by element, without loss of precision at either end.

    Args:
        target: Tensor of values from 0 to 1.
        logits: Tensor of the same shape.

    Returns:
        Tensor of the same shape.
    """
    return target * softplus(-logits) + (1 - target) * softplus(logits)


@op(
    "nn",
    promote=floating,
    cases=Cases(
        _binary,
        (
            call(draw(2, 3, low=0, high=1), draw(2, 3, low=0.1, high=0.9)),
            call(draw(2, 3, low=0, high=1), draw(2, 3), from_logits=True),
            call(draw(0, 3, low=0, high=1), draw(0, 3, low=0.1, high=0.9)),
        ),
        differentiable=True,
    ),
)
def binary_crossentropy(target: Tensor, output: Tensor, from_logits: bool = False) -> Tensor:
    """Binary cross-entropy of each element, `-target * log(output) - (1 - target) * log(1 - output)`.

    Args:
        target: Tensor of values from 0 to 1.
        output: Tensor of the same shape: probabilities, kept `config.epsilon()` away from 0 and 1, or logits.
        from_logits: Whether `output` holds logits, to which a sigmoid belongs; False by default. Logits are more exact.

    Returns:
        Tensor of the same shape.

    Raises:
        ValueError: The shapes differ.

    Example:

    >>> loss = multikeras.ops.binary_crossentropy([0.0, 1.0], [0.5, 0.5])
    >>> multikeras.ops.convert_to_numpy(loss).astype("float64").round(4).tolist()
    [0.6931, 0.6931]
    """
    _check_same_shape(target, output)
    if from_logits:
        return binary_crossentropy_with_logits(target, output)
    dtype = output.dtype
    probability = _clipped(widened(output))
    target = widened(target)
    return cast(-(target * log(probability) + (1 - target) * log1p(-probability)), dtype)


@op(
    promote=floating,
    cases=Cases(
        lambda target, logits: _categorical(target, logits, True),
        (call(draw(2, 3, low=0, high=1), draw(2, 3)),),
        differentiable=True,
    ),
)
def categorical_crossentropy_with_logits(target: Tensor, logits: Tensor) -> Tensor:
    """Cross-entropy of distributions and logits along the last axis.

    Args:
        target: Tensor `(..., classes)` of probabilities.
        logits: Tensor of the same shape.

    Returns:
        Tensor without the last axis.
    """
    return -sum_(target * log_softmax(logits, -1), -1)


@op(
    "nn",
    promote=floating,
    cases=Cases(
        _categorical,
        (
            call(draw(2, 3, low=0, high=1), draw(2, 3, low=0.1, high=0.9)),
            call(draw(2, 3, low=0, high=1), draw(2, 3), from_logits=True),
            call(draw(2, 3, 4, low=0, high=1), draw(2, 3, 4), from_logits=True, axis=1),
            call(draw(2, 3, 4, low=0, high=1), draw(2, 3, 4, low=0.1, high=0.9), axis=1),
            call(draw(3, low=0, high=1), draw(3, low=0.1, high=0.9)),
            call(draw(0, 2, 3, low=0, high=1), draw(0, 2, 3), from_logits=True),
            call(draw(2, 3, 0, low=0, high=1), draw(2, 3, 0), from_logits=True, axis=-2),
        ),
        differentiable=True,
    ),
)
def categorical_crossentropy(target: Tensor, output: Tensor, from_logits: bool = False, axis: int = -1) -> Tensor:
    """Cross-entropy of distributions over classes, `-sum(target * log(output))`.

    Args:
        target: Tensor of probabilities, one-hot for instance.
        output: Tensor of the same shape: probabilities, which are divided by their sum and kept `config.epsilon()` away from
            0 and 1, or logits.
        from_logits: Whether `output` holds logits, to which a softmax belongs; False by default. Logits are more exact.
        axis: Axis of the classes, the last by default.

    Returns:
        Tensor without the axis of the classes.

    Raises:
        ValueError: The shapes differ, or there is no such axis.

    Example:

    >>> loss = multikeras.ops.categorical_crossentropy([[0.0, 1.0, 0.0]], [[0.25, 0.5, 0.25]])
    >>> multikeras.ops.convert_to_numpy(loss).astype("float64").round(4).tolist()
    [0.6931]
    """
    _check_same_shape(target, output)
    axis = shapes.canonical_axis(axis, len(output.shape))
    if from_logits:
        if axis != len(output.shape) - 1:
            target, output = moveaxis(target, axis, -1), moveaxis(output, axis, -1)
        return categorical_crossentropy_with_logits(target, output)
    dtype = output.dtype
    output = widened(output)
    probability = _clipped(divide_no_nan(output, sum_(output, axis, True)))
    return cast(-sum_(widened(target) * log(probability), axis), dtype)


@op(
    promote=floating.of("logits"),
    cases=Cases(
        lambda target, logits: _sparse(target, logits, True),
        (
            call(draw(4, low=0, high=3, dtype="int32"), draw(4, 3)),
            call(draw(2, 5, low=0, high=3, dtype="int64"), draw(2, 5, 3)),
            call(draw(0, 5, low=0, high=3, dtype="int32"), draw(0, 5, 3)),
        ),
        differentiable=True,
    ),
)
def sparse_categorical_crossentropy_with_logits(target: Tensor, logits: Tensor) -> Tensor:
    """Cross-entropy of class indices and logits along the last axis.

    Args:
        target: Integer tensor `(...)` of class indices.
        logits: Tensor `(..., classes)`.

    Returns:
        Tensor of the shape of `target`, NaN where the index is that of no class.
    """
    label = _in_range(target, logits, -1)
    losses = logsumexp(logits, -1) - squeeze(take_along_axis(logits, expand_dims(label, -1), -1), -1)
    return where(equal(label, target), losses, np.nan)


@op(
    "nn",
    promote=floating.of("output"),
    cases=Cases(
        _sparse,
        (
            call(draw(4, low=0, high=3, dtype="int32"), draw(4, 3, low=0.1, high=0.9)),
            call(draw(4, low=0, high=3, dtype="int64"), draw(4, 3), from_logits=True),
            call(draw(4, 1, low=0, high=3, dtype="int32"), draw(4, 3), from_logits=True),
            call(draw(2, 4, low=0, high=3, dtype="int32"), draw(2, 3, 4), from_logits=True, axis=1),
            call(draw(2, 4, low=0, high=3, dtype="int32"), draw(2, 3, 4, low=0.1, high=0.9), axis=1),
            call(draw(0, 4, low=0, high=3, dtype="int32"), draw(0, 3, 4), from_logits=True, axis=1),
            call(draw(3, low=0, high=3, dtype="uint8"), draw(3, 3, low=0.1, high=0.9)),
        ),
        differentiable=True,
    ),
)
def sparse_categorical_crossentropy(target: Tensor, output: Tensor, from_logits: bool = False, axis: int = -1) -> Tensor:
    """Cross-entropy of class indices and distributions, `-log(output[target])`.

    Args:
        target: Tensor of class indices from 0 to the number of classes less one, of the shape of `output` without the axis
            of the classes; a last axis of size 1 may stand besides. For an index outside of that the loss is NaN.
        output: Tensor of probabilities, which are divided by their sum and kept `config.epsilon()` away from 0 and 1, or of
            logits.
        from_logits: Whether `output` holds logits, to which a softmax belongs; False by default. Logits are more exact.
        axis: Axis of the classes, the last by default.

    Returns:
        Tensor of the shape of `output` without the axis of the classes.

    Raises:
        ValueError: The shapes do not fit, or there is no such axis.

    Example:

    >>> loss = multikeras.ops.sparse_categorical_crossentropy([1], [[0.25, 0.5, 0.25]])
    >>> multikeras.ops.convert_to_numpy(loss).astype("float64").round(4).tolist()
    [0.6931]
    """
    rank = len(output.shape)
    axis = shapes.canonical_axis(axis, rank)
    if len(target.shape) == rank and target.shape[-1] in (1, None):
        target = squeeze(target, -1)
    given, wanted = tuple(target.shape), tuple(size for place, size in enumerate(output.shape) if place != axis)
    if given != wanted and not shapes.is_compatible(given, wanted):
        raise ValueError(
            f"`target` must have the shape of `output` without the axis of the classes, {wanted}; got {given} for `output` of "
            f"shape {tuple(output.shape)} and axis={axis}. One-hot targets are for `categorical_crossentropy`."
        )
    if not dtypes.is_integer(target.dtype):
        target = cast(target, "int32")
    if from_logits:
        return sparse_categorical_crossentropy_with_logits(target, output if axis == rank - 1 else moveaxis(output, axis, -1))
    dtype = output.dtype
    output = widened(output)
    label = _in_range(target, output, axis)
    chosen = squeeze(take_along_axis(output, expand_dims(label, axis), axis), axis)
    return cast(where(equal(label, target), -log(_clipped(divide_no_nan(chosen, sum_(output, axis)))), np.nan), dtype)


def _psnr(x1: np.ndarray, x2: np.ndarray, max_val: float) -> np.ndarray:
    if x1.shape != x2.shape:
        raise ValueError("the shapes differ")
    return 10 * np.log10(max_val**2 / np.mean((x1 - x2) ** 2))


@op(
    "nn",
    promote=floating,
    cases=Cases(
        _psnr,
        (
            call(draw(2, 3, 4), draw(2, 3, 4), 4.0),
            call(draw(5), draw(5), max_val=255),
            call(draw(), draw(), 1.0),
        ),
        differentiable=True,
    ),
)
def psnr(x1: Tensor, x2: Tensor, max_val: float) -> Tensor:
    """Peak signal-to-noise ratio of two tensors in decibels, `20 log10(max_val) - 10 log10(mean((x1 - x2) ** 2))`.

    Args:
        x1: Tensor of any shape.
        x2: Tensor of the same shape.
        max_val: The largest value that a signal can have, 255 for bytes.

    Returns:
        Scalar tensor, infinite where the tensors are equal.

    Raises:
        ValueError: The shapes differ.

    Example:

    >>> round(float(multikeras.ops.psnr([0.0, 1.0], [0.1, 0.9], max_val=1.0)), 2)
    20.0
    """
    given, wanted = tuple(x2.shape), tuple(x1.shape)
    if len(given) != len(wanted) or not shapes.is_compatible(given, wanted):
        raise ValueError(f"`x1` and `x2` must have the same shape; got {wanted} and {given}.")
    error = mean(square(widened(x1) - widened(x2)))
    return cast(multiply(subtract(2 * math.log(max_val), log(error)), 10 / math.log(10)), x1.dtype)
