"""Normalisation by statistics, given or taken from the tensor itself. 16-bit floats are computed in float32."""

from typing import Any

import numpy as np

from multikeras.src.core import config, shapes
from multikeras.src.core.cases import Cases, call, draw, road
from multikeras.src.core.export import export
from multikeras.src.core.typing import Axis, Ints, Tensor
from multikeras.src.ops.elementwise import absolute, add, maximum, power, rsqrt, square
from multikeras.src.ops.movement import reshape, squeeze
from multikeras.src.ops.op import op
from multikeras.src.ops.precision import widened
from multikeras.src.ops.promotion import floating
from multikeras.src.ops.reduction import max_, mean, sum_
from multikeras.src.ops.tensor import cast, convert_to_tensor, stop_gradient


def _along(parameter: Any, axes: tuple[int, ...], x: Any) -> Any:
    """A parameter with the sizes of `axes` of `x` in a shape that broadcasts with `x`."""
    rank = len(x.shape)
    if axes == tuple(range(rank - len(axes), rank)):
        return parameter
    return reshape(parameter, tuple(x.shape[place] if place in axes else 1 for place in range(rank)))


def _check_parameter(name: str, parameter: Any, axes: tuple[int, ...], x: Any) -> None:
    given, wanted = tuple(parameter.shape), tuple(x.shape[axis] for axis in axes)
    if given != wanted and not shapes.is_compatible(given, wanted):
        raise ValueError(f"`{name}` must have the shape {wanted}, that of `x`, {tuple(x.shape)}, along axis {axes}; got shape {given}.")


# -------------------------------------------------------------------------------------------------------------- references


def _batch_normalized(
    x: np.ndarray,
    mean: np.ndarray,
    variance: np.ndarray,
    offset: np.ndarray | None = None,
    scale: np.ndarray | None = None,
    axis: int = -1,
    epsilon: float = 1e-3,
) -> np.ndarray:
    x = np.moveaxis(x, axis, -1)
    result = (x - mean) / np.sqrt(variance + epsilon)
    result = result * (1 if scale is None else scale) + (0 if offset is None else offset)
    return np.moveaxis(result, -1, axis)


def _layer_normalized(
    x: np.ndarray, gamma: np.ndarray | None, beta: np.ndarray | None, axis: tuple[int, ...], epsilon: float
) -> np.ndarray:
    shape = [size if place in axis else 1 for place, size in enumerate(x.shape)]
    result = (x - x.mean(axis, keepdims=True)) / np.sqrt(x.var(axis, keepdims=True) + epsilon)
    return result * (1 if gamma is None else gamma.reshape(shape)) + (0 if beta is None else beta.reshape(shape))


def _rms_normalized(x: np.ndarray, scale: np.ndarray | None, axis: tuple[int, ...], epsilon: float) -> np.ndarray:
    shape = [size if place in axis else 1 for place, size in enumerate(x.shape)]
    result = x / np.sqrt((x * x).mean(axis, keepdims=True) + epsilon)
    return result * (1 if scale is None else scale.reshape(shape))


def _moments(x: np.ndarray, axes: Any, keepdims: bool = False) -> tuple[np.ndarray, np.ndarray]:
    axes = tuple(np.atleast_1d(axes).tolist())
    return x.mean(axes, keepdims=keepdims), x.var(axes, keepdims=keepdims)


def _normalized(x: np.ndarray, axis: Any = -1, order: float = 2, epsilon: float | None = None) -> np.ndarray:
    norm = (np.abs(x) ** order).sum(axis, keepdims=True) ** (1 / order) if np.isfinite(order) else np.abs(x).max(axis, keepdims=True)
    return x / np.maximum(norm, 1e-7 if epsilon is None else epsilon)


# -------------------------------------------------------------------------------------------------- by given statistics


@op(
    promote=floating.of("x"),
    fused=True,
    cases=Cases(
        _batch_normalized,
        (
            call(draw(4, 3), draw(3), draw(3, low=0.1), None, None, axis=1, epsilon=1e-3),
            call(draw(2, 4, 5, 3), draw(3), draw(3, low=0.1), draw(3), draw(3), axis=3, epsilon=1e-3),
            call(draw(2, 3, 4, 5), draw(3), draw(3, low=0.1), draw(3), None, axis=1, epsilon=1e-5),
            call(draw(0, 3), draw(3), draw(3, low=0.1), None, draw(3), axis=1, epsilon=1e-3),
        ),
        differentiable=True,
        tolerance=3e-5,
        roads=(
            road(
                call(draw(2, 4, 5, 3), draw(3), draw(3, low=0.1), draw(3), draw(3), axis=3, epsilon=1e-3), torch="native_batch_norm -clone"
            ),
            road(
                call(draw(2, 3, 4, 5), draw(3), draw(3, low=0.1), draw(3), draw(3), axis=1, epsilon=1e-3), torch="native_batch_norm -clone"
            ),
        ),
    ),
)
def batch_normalization_(
    x: Tensor, mean: Tensor, variance: Tensor, offset: Tensor | None, scale: Tensor | None, axis: int, epsilon: float
) -> Tensor:
    """Normalisation by given statistics, with the axis counted from the front; `batch_normalization` counts it.

    Args:
        x: Tensor of any shape.
        mean: Tensor with the size of `x` along `axis`.
        variance: Tensor with the size of `x` along `axis`.
        offset: None, or a tensor of that size.
        scale: None, or a tensor of that size.
        axis: Axis of the statistics, not negative.
        epsilon: Number added to the variance.

    Returns:
        Tensor of the shape and dtype of `x`.
    """
    for name, parameter in (("mean", mean), ("variance", variance), ("offset", offset), ("scale", scale)):
        if parameter is not None:
            _check_parameter(name, parameter, (axis,), x)
    factor = rsqrt(add(widened(variance), epsilon))
    if scale is not None:
        factor = factor * widened(scale)
    result = (widened(x) - _along(widened(mean), (axis,), x)) * _along(factor, (axis,), x)
    if offset is not None:
        result = result + _along(widened(offset), (axis,), x)
    return cast(result, x.dtype)


@export(["multikeras.ops.batch_normalization", "multikeras.ops.nn.batch_normalization"])
def batch_normalization(
    x: Tensor,
    mean: Tensor,
    variance: Tensor,
    axis: int,
    offset: Tensor | None = None,
    scale: Tensor | None = None,
    epsilon: float = 1e-3,
) -> Tensor:
    """Normalisation by given statistics, `(x - mean) / sqrt(variance + epsilon) * scale + offset`.

    Ioffe and Szegedy, 2015, https://arxiv.org/abs/1502.03167.

    Args:
        x: Tensor of any shape.
        mean: Tensor with the size of `x` along `axis`.
        variance: Tensor with the size of `x` along `axis`.
        axis: Axis of the statistics, that of the channels as a rule.
        offset: Tensor of that size that is added; None, the default, for nothing.
        scale: Tensor of that size that is multiplied by; None, the default, for nothing.
        epsilon: Number added to the variance, 1e-3 by default.

    Returns:
        Tensor of the shape and dtype of `x`, floatx for integers.

    Raises:
        ValueError: There is no such axis, or a parameter has another size.

    Example:

    >>> x = np.array([[1.0, 10.0], [3.0, 30.0]], dtype="float32")
    >>> y = multikeras.ops.batch_normalization(x, [2.0, 20.0], [1.0, 100.0], axis=-1, epsilon=0.0)
    >>> multikeras.ops.convert_to_numpy(y).round(4).tolist()
    [[-1.0, -1.0], [1.0, 1.0]]
    """
    x = convert_to_tensor(x)
    return batch_normalization_(x, mean, variance, offset, scale, shapes.canonical_axis(axis, len(x.shape)), epsilon)


# ------------------------------------------------------------------------------------------------------ by its own statistics


@op(
    promote=floating.of("x"),
    fused=True,
    cases=Cases(
        _layer_normalized,
        (
            call(draw(2, 5), draw(5), draw(5), axis=(1,), epsilon=1e-3),
            call(draw(2, 3, 5), None, None, axis=(2,), epsilon=1e-3),
            call(draw(2, 3, 5), draw(3, 5), None, axis=(1, 2), epsilon=1e-3),
            call(draw(2, 3, 5), draw(3), draw(3), axis=(1,), epsilon=1e-3),
            call(draw(0, 5), draw(5), draw(5), axis=(1,), epsilon=1e-3),
        ),
        differentiable=True,
        tolerance=1e-4,
        roads=(road(call(draw(2, 3, 5), draw(5), draw(5), axis=(2,), epsilon=1e-3), torch="native_layer_norm"),),
    ),
)
def layer_normalization_(x: Tensor, gamma: Tensor | None, beta: Tensor | None, axis: tuple[int, ...], epsilon: float) -> Tensor:
    """Normalisation of each sample with canonical axes; `layer_normalization` finds them.

    Args:
        x: Tensor of any shape.
        gamma: None, or a tensor with the sizes of `x` along `axis`.
        beta: None, or a tensor of that shape.
        axis: Axes of the statistics, rising and not negative.
        epsilon: Number added to the variance.

    Returns:
        Tensor of the shape and dtype of `x`.
    """
    for name, parameter in (("gamma", gamma), ("beta", beta)):
        if parameter is not None:
            _check_parameter(name, parameter, axis, x)
    wide = widened(x)
    centered = wide - mean(wide, axis, True)
    result = centered * rsqrt(add(mean(square(centered), axis, True), epsilon))
    if gamma is not None:
        result = result * _along(widened(gamma), axis, x)
    if beta is not None:
        result = result + _along(widened(beta), axis, x)
    return cast(result, x.dtype)


@export(["multikeras.ops.layer_normalization", "multikeras.ops.nn.layer_normalization"])
def layer_normalization(
    x: Tensor,
    gamma: Tensor | None = None,
    beta: Tensor | None = None,
    axis: Ints = -1,
    epsilon: float | None = None,
    **kwargs: Any,
) -> Tensor:
    """Each sample with mean 0 and variance 1 along axes, then scaled and shifted.

    Ba et al., 2016, https://arxiv.org/abs/1607.06450.

    Args:
        x: Tensor of any shape.
        gamma: Tensor with the sizes of `x` along `axis` that is multiplied by; None, the default, for nothing.
        beta: Tensor of that shape that is added; None, the default, for nothing.
        axis: Axis or axes of the statistics, the last by default.
        epsilon: Number added to the variance; None, the default, for `config.epsilon()`.
        **kwargs: `rms_scaling`, an older way to ask for `rms_normalization(x, gamma, axis, epsilon)`.

    Returns:
        Tensor of the shape and dtype of `x`, floatx for integers.

    Raises:
        TypeError: There is another keyword argument.
        ValueError: There is no such axis, or a parameter has another shape.

    Example:

    >>> y = multikeras.ops.layer_normalization(np.array([[1.0, 3.0], [10.0, 30.0]], dtype="float32"))
    >>> multikeras.ops.convert_to_numpy(y).round(4).tolist()
    [[-1.0, 1.0], [-1.0, 1.0]]
    """
    rms_scaling = kwargs.pop("rms_scaling", False)
    if kwargs:
        raise TypeError(f"layer_normalization got unexpected arguments {sorted(kwargs)}.")
    if rms_scaling:
        return rms_normalization(x, gamma, axis, epsilon)
    x = convert_to_tensor(x)
    return layer_normalization_(x, gamma, beta, _sorted_axes(axis, x), config.epsilon() if epsilon is None else epsilon)


def _sorted_axes(axis: Axis, x: Any) -> tuple[int, ...]:
    return tuple(sorted(shapes.canonical_axes(axis, len(x.shape))))


@op(
    promote=floating.of("x"),
    fused=True,
    cases=Cases(
        _rms_normalized,
        (
            call(draw(2, 5), draw(5), axis=(1,), epsilon=1e-3),
            call(draw(2, 3, 5), None, axis=(2,), epsilon=1e-3),
            call(draw(2, 3, 5), draw(3), axis=(1,), epsilon=1e-3),
            call(draw(2, 3, 5), draw(3, 5), axis=(1, 2), epsilon=1e-3),
        ),
        differentiable=True,
        tolerance=3e-5,
    ),
)
def rms_normalization_(x: Tensor, scale: Tensor | None, axis: tuple[int, ...], epsilon: float) -> Tensor:
    """Division by the root mean square with canonical axes; `rms_normalization` finds them.

    Args:
        x: Tensor of any shape.
        scale: None, or a tensor with the sizes of `x` along `axis`.
        axis: Axes of the mean, rising and not negative.
        epsilon: Number added to the mean square.

    Returns:
        Tensor of the shape and dtype of `x`.
    """
    if scale is not None:
        _check_parameter("scale", scale, axis, x)
    wide = widened(x)
    result = wide * rsqrt(add(mean(square(wide), axis, True), epsilon))  # by an op, which gives a Python number all 64 bits
    if scale is not None:
        result = result * _along(widened(scale), axis, x)
    return cast(result, x.dtype)


@export(["multikeras.ops.nn.rms_normalization", "multikeras.ops.rms_normalization"])
def rms_normalization(x: Tensor, scale: Tensor | None = None, axis: Ints = -1, epsilon: float | None = None) -> Tensor:
    """Each sample divided by its root mean square along axes, `x / sqrt(mean(x ** 2) + epsilon) * scale`.

    Zhang and Sennrich, 2019, https://arxiv.org/abs/1910.07467.

    Args:
        x: Tensor of any shape.
        scale: Tensor with the sizes of `x` along `axis` that is multiplied by; None, the default, for nothing.
        axis: Axis or axes of the mean, the last by default.
        epsilon: Number added to the mean square; None, the default, for `config.epsilon()`.

    Returns:
        Tensor of the shape and dtype of `x`, floatx for integers.

    Raises:
        ValueError: There is no such axis, or `scale` has another shape.

    Example:

    >>> y = multikeras.ops.rms_normalization(np.array([[2.0, -2.0]], dtype="float32"))
    >>> multikeras.ops.convert_to_numpy(y).round(4).tolist()
    [[1.0, -1.0]]
    """
    x = convert_to_tensor(x)
    return rms_normalization_(x, scale, _sorted_axes(axis, x), config.epsilon() if epsilon is None else epsilon)


@op(
    "nn",
    promote=floating,
    cases=Cases(
        _moments,
        (
            call(draw(2, 3, 4), axes=0),
            call(draw(2, 3, 4), axes=(0, 1)),
            call(draw(2, 3, 4), axes=(0, -1), keepdims=True),
        ),
        differentiable=True,
        tolerance=3e-5,
    ),
)
def moments(x: Tensor, axes: Ints, keepdims: bool = False, synchronized: bool = False) -> tuple[Tensor, Tensor]:
    """Mean and variance over axes.

    Args:
        x: Tensor of any shape.
        axes: Axis or axes.
        keepdims: Whether reduced axes stay, of size 1. False by default.
        synchronized: Whether processes or replicas that hold parts of a batch take the moments of the whole. False by default;
            True changes nothing where one program sees the whole batch, as it does under sharding in JAX.

    Returns:
        Tuple of two tensors without the reduced axes, floatx for integers. The variance is that of the population.

    Raises:
        ValueError: There is no such axis.

    Example:

    >>> center, spread = multikeras.ops.moments(np.array([1.0, 2.0, 3.0, 6.0]), axes=0)
    >>> float(center), float(spread)
    (3.0, 3.5)
    """
    wide = widened(x)
    center = mean(wide, axes, True)
    variance = mean(square(wide - center), axes, keepdims)
    center = center if keepdims else squeeze(center, axes)
    return cast(center, x.dtype), cast(variance, x.dtype)


@op(
    "nn",
    promote=floating,
    cases=Cases(
        _normalized,
        (
            call(draw(2, 5)),
            call(draw(2, 5), axis=0, order=1),
            call(draw(2, 3, 4), axis=(1, 2)),
            call(draw(2, 5), order=3, epsilon=1e-3),
            call(draw(2, 5), order=float("inf")),
            call(draw(2, 5), epsilon=100.0),
        ),
        differentiable=True,
        tolerance=3e-5,
    ),
)
def normalize(x: Tensor, axis: Axis = -1, order: float = 2, epsilon: float | None = None) -> Tensor:
    """Vectors along axes divided by their norm, so that it becomes 1.

    Args:
        x: Tensor of any shape.
        axis: Axis or axes of a vector, the last by default.
        order: The `p` in the norm `sum(abs(x) ** p) ** (1 / p)`, at least 1; 2 by default, `inf` for the largest magnitude.
        epsilon: Smallest number to divide by; None, the default, for `config.epsilon()`.

    Returns:
        Tensor of the same shape, floatx for integers.

    Raises:
        ValueError: `order` is less than 1, or there is no such axis.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.normalize([[3.0, 4.0]])).round(4).tolist()
    [[0.6000000238418579, 0.800000011920929]]
    """
    if order < 1:
        raise ValueError(f"normalize: `order` must be a number of 1 or more; got {order!r}.")
    wide = widened(x)
    magnitude = absolute(wide)
    largest = maximum(max_(magnitude, axis, True), config.epsilon() if epsilon is None else epsilon)
    if order == float("inf"):
        return cast(wide / largest, x.dtype)
    # Relative to the largest magnitude no power leaves the range, and a sum under 1 belongs to a norm under epsilon.
    largest = stop_gradient(largest)
    total = sum_(power(magnitude / largest, order), axis, True)
    return cast(wide / (largest * power(maximum(total, 1), 1 / order)), x.dtype)


def _batch_standardized(
    x: np.ndarray, offset: np.ndarray | None, scale: np.ndarray | None, axis: int, epsilon: float
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    over = tuple(place for place in range(x.ndim) if place != axis)
    center, spread = x.mean(over), x.var(over)
    return _batch_normalized(x, center, spread, offset, scale, axis, epsilon), center, spread


@op(
    promote=floating.of("x"),
    cases=Cases(
        _batch_standardized,
        (
            call(draw(4, 3), draw(3), draw(3), axis=1, epsilon=1e-3),
            call(draw(2, 4, 5, 3), None, None, axis=3, epsilon=1e-3),
            call(draw(2, 3, 4, 5), draw(3), None, axis=1, epsilon=1e-5),
        ),
        differentiable=False,  # the statistics are cut off; the layer's test checks the gradient of the rest
        tolerance=1e-4,
    ),
)
def batch_standardization(
    x: Tensor, offset: Tensor | None, scale: Tensor | None, axis: int, epsilon: float
) -> tuple[Tensor, Tensor, Tensor]:
    """Normalisation of each index of an axis by its own statistics, and these: batch normalisation in training.

    Args:
        x: Tensor of any shape.
        offset: None, or a tensor with the size of `x` along `axis`.
        scale: None, or a tensor of that size.
        axis: Axis that keeps its statistics apart, not negative.
        epsilon: Number added to the variance.

    Returns:
        Tuple of the tensor of the shape and dtype of `x`, of the mean and of the variance of the population, both without
        gradient.
    """
    over = tuple(place for place in range(len(x.shape)) if place != axis)
    center, spread = moments(x, over)
    return batch_normalization_(x, center, spread, offset, scale, axis, epsilon), stop_gradient(center), stop_gradient(spread)
