"""Activations."""

import math

import numpy as np

from multikeras.src.core.cases import NUMERIC, Cases, call, draw, unary
from multikeras.src.core.typing import Tensor
from multikeras.src.ops.creation import ones_like
from multikeras.src.ops.elementwise import (
    absolute,
    add,
    clip,
    divide,
    expm1,
    greater,
    hypot,
    less,
    less_equal,
    minimum,
    multiply,
    subtract,
    tanh,
    where,
)
from multikeras.src.ops.indexing import sort
from multikeras.src.ops.movement import split
from multikeras.src.ops.op import op
from multikeras.src.ops.promotion import floating, numeric
from multikeras.src.ops.reduction import cumsum_, max_, sum_
from multikeras.src.ops.rules import elementwise
from multikeras.src.ops.sparsity import VALUES
from multikeras.src.ops.special import erf

SELU_ALPHA = 1.6732632423543772
SELU_SCALE = 1.0507009873554805


def _gelu(x: np.ndarray, approximate: bool = True) -> np.ndarray:
    if approximate:
        return 0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))
    return 0.5 * x * (1 + np.vectorize(math.erf, otypes=[float])(x / np.sqrt(2)))


def _softmax(x: np.ndarray, axis: int = -1) -> np.ndarray:
    exponentials = np.exp(x - x.max(axis, keepdims=True))
    return exponentials / exponentials.sum(axis, keepdims=True)


def _log_softmax(x: np.ndarray, axis: int = -1) -> np.ndarray:
    return np.log(_softmax(x, axis))


def _glu(x: np.ndarray, axis: int = -1) -> np.ndarray:
    values, gates = np.split(x, 2, axis)
    return values / (1 + np.exp(-gates))


def _sparsemax(x: np.ndarray, axis: int = -1) -> np.ndarray:
    """By bisection of the threshold at which what is above it sums to one."""
    low, high = x.min(axis, keepdims=True) - 1, x.max(axis, keepdims=True)
    for _ in range(80):
        middle = (low + high) / 2
        above = np.maximum(x - middle, 0).sum(axis, keepdims=True) > 1
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return np.maximum(x - low, 0)


@op("nn", promote=numeric, infer=elementwise, cases=unary(lambda x: np.maximum(x, 0), dtypes=NUMERIC), sparse=VALUES)
def relu(x: Tensor) -> Tensor:
    """Rectified linear unit, `max(x, 0)`.

    Args:
        x: Tensor of any shape.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.relu([-1.0, 2.0])).tolist()
    [0.0, 2.0]
    """


@op("nn", promote=floating, cases=unary(lambda x: np.clip(x, 0, 6), -4.0, 10.0), sparse=VALUES)
def relu6(x: Tensor) -> Tensor:
    """Rectified linear unit with a ceiling, `min(max(x, 0), 6)`.

    Args:
        x: Tensor of any shape. Integers are computed in floatx.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.relu6([-1.0, 2.0, 8.0])).tolist()
    [0.0, 2.0, 6.0]
    """
    return minimum(relu(x), 6.0)


@op("nn", promote=floating, cases=unary(lambda x: np.where(x < 0, 0.2 * x, x), -4.0, 4.0), sparse=VALUES)
def leaky_relu(x: Tensor, negative_slope: float = 0.2) -> Tensor:
    """Rectified linear unit with a small slope for negative values.

    Args:
        x: Tensor of any shape. Integers are computed in floatx.
        negative_slope: Slope for negative values.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.leaky_relu([-1.0, 2.0], negative_slope=0.5)).tolist()
    [-0.5, 2.0]
    """
    return where(less(x, 0), multiply(negative_slope, x), x)


@op("nn", promote=floating, cases=unary(lambda x: np.where(x > 0, x, np.expm1(x)), -4.0, 4.0), sparse=VALUES)
def elu(x: Tensor, alpha: float = 1.0) -> Tensor:
    """Exponential linear unit: `x` for positive values, `alpha * (exp(x) - 1)` for others.

    Clevert et al., 2015, https://arxiv.org/abs/1511.07289.

    Args:
        x: Tensor of any shape. Integers are computed in floatx.
        alpha: What large negative values tend to, with the sign changed.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.elu([-1.0, 2.0])).astype("float64").round(4).tolist()
    [-0.6321, 2.0]
    """
    positive = greater(x, 0)
    return where(positive, x, multiply(alpha, expm1(where(positive, 0.0, x))))


@op(
    "nn",
    promote=floating,
    cases=unary(lambda x: 1.0507009873554805 * np.where(x > 0, x, 1.6732632423543772 * np.expm1(x)), -4.0, 4.0),
    sparse=VALUES,
)
def selu(x: Tensor) -> Tensor:
    """Scaled exponential linear unit, `elu` with the scale and `alpha` that keep mean 0 and variance 1 across layers.

    Klambauer et al., 2017, https://arxiv.org/abs/1706.02515.

    Args:
        x: Tensor of any shape. Integers are computed in floatx.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.selu([0.0, 2.0])).astype("float64").round(4).tolist()
    [0.0, 2.1014]
    """
    return multiply(SELU_SCALE, elu(x, SELU_ALPHA))


@op("nn", promote=floating, cases=unary(lambda x: np.where(x > 0, x, np.expm1(x)), -4.0, 4.0), sparse=VALUES)
def celu(x: Tensor, alpha: float = 1.0) -> Tensor:
    """Exponential linear unit with a continuous derivative for every `alpha`: `alpha * (exp(x / alpha) - 1)` below 0.

    Barron, 2017, https://arxiv.org/abs/1704.07483.

    Args:
        x: Tensor of any shape. Integers are computed in floatx.
        alpha: What large negative values tend to, with the sign changed.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.celu([-1.0, 2.0])).astype("float64").round(4).tolist()
    [-0.6321, 2.0]
    """
    positive = greater(x, 0)
    return where(positive, x, multiply(alpha, expm1(divide(where(positive, 0.0, x), alpha))))


@op(
    "nn",
    promote=floating,
    cases=Cases(
        _gelu,
        (call(draw(2, 3, low=-4.0, high=4.0)), call(draw(2, 3), approximate=False), call(draw(0, 3))),
        differentiable=True,
    ),
    sparse=VALUES,
)
def gelu(x: Tensor, approximate: bool = True) -> Tensor:
    """Gaussian error linear unit, `x` times the standard normal distribution function at `x`.

    Hendrycks and Gimpel, 2016, https://arxiv.org/abs/1606.08415.

    Args:
        x: Tensor of any shape. Integers are computed in floatx.
        approximate: Whether to use the approximation by `tanh`, rather than the error function.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.gelu([0.0, 1.0])).astype("float64").round(4).tolist()
    [0.0, 0.8412]
    """
    if approximate:
        inner = multiply(math.sqrt(2.0 / math.pi), x + multiply(0.044715, x * x * x))
        return multiply(0.5, x) * add(1.0, tanh(inner))
    return multiply(0.5, x) * add(1.0, erf(divide(x, math.sqrt(2.0))))


@op("nn", promote=floating, infer=elementwise, cases=unary("scipy.special.expit", -4.0, 4.0))
def sigmoid(x: Tensor) -> Tensor:
    """Logistic function, `1 / (1 + exp(-x))`.

    Args:
        x: Tensor of any shape. Integers are computed in floatx.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.sigmoid([0.0])).tolist()
    [0.5]
    """


@op("nn", promote=floating, infer=elementwise, cases=unary("scipy.special.log_expit", -4.0, 4.0))
def log_sigmoid(x: Tensor) -> Tensor:
    """Logarithm of the logistic function, `-log(1 + exp(-x))`, stable for large values.

    Args:
        x: Tensor of any shape. Integers are computed in floatx.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.log_sigmoid([0.0])).astype("float64").round(4).tolist()
    [-0.6931]
    """


@op("nn", promote=floating, infer=elementwise, cases=unary(lambda x: np.logaddexp(x, 0), -4.0, 4.0))
def softplus(x: Tensor) -> Tensor:
    """Smooth rectified linear unit, `log(1 + exp(x))`, stable for large values.

    Args:
        x: Tensor of any shape. Integers are computed in floatx.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.softplus([0.0])).astype("float64").round(4).tolist()
    [0.6931]
    """


@op("nn", aliases=("swish",), promote=floating, cases=unary(lambda x: x / (1 + np.exp(-x)), -4.0, 4.0), sparse=VALUES)
def silu(x: Tensor) -> Tensor:
    """Sigmoid-weighted linear unit, `x * sigmoid(x)`.

    Ramachandran et al., 2017, https://arxiv.org/abs/1710.05941.

    Args:
        x: Tensor of any shape. Integers are computed in floatx.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.silu([0.0, 1.0])).astype("float64").round(4).tolist()
    [0.0, 0.7311]
    """
    return x * sigmoid(x)


@op(promote=floating, cases=unary(lambda x: x * np.tanh(np.logaddexp(x, 0)), -4.0, 4.0))
def mish(x: Tensor) -> Tensor:
    """Smooth, not monotonic activation, `x * tanh(softplus(x))`.

    Misra, 2019, https://arxiv.org/abs/1908.08681.

    Args:
        x: Tensor of any shape. Integers are computed in floatx.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.activations.mish([0.0, 1.0])).astype("float64").round(4).tolist()
    [0.0, 0.8651]
    """
    return x * tanh(softplus(x))


@op("nn", promote=floating, cases=unary(lambda x: x / (1 + np.abs(x)), -4.0, 4.0), sparse=VALUES)
def softsign(x: Tensor) -> Tensor:
    """Activation that tends to -1 and 1 slowly, `x / (1 + abs(x))`.

    Args:
        x: Tensor of any shape. Integers are computed in floatx.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.softsign([-1.0, 3.0])).tolist()
    [-0.5, 0.75]
    """
    return x / add(1.0, absolute(x))


@op("nn", promote=floating, cases=unary(lambda x: np.clip(x + 3, 0, 6) / 6, -4.0, 4.0))
def hard_sigmoid(x: Tensor) -> Tensor:
    """Logistic function in three straight pieces, `relu6(x + 3) / 6`.

    Args:
        x: Tensor of any shape. Integers are computed in floatx.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.hard_sigmoid([-3.0, 0.0, 3.0])).tolist()
    [0.0, 0.5, 1.0]
    """
    return divide(relu6(add(x, 3.0)), 6.0)


@op(
    "nn",
    aliases=("hard_swish",),
    promote=floating,
    cases=unary(lambda x: x * np.clip(x + 3, 0, 6) / 6, -4.0, 4.0, special=False),  # six times the largest number is infinite
    sparse=VALUES,
)
def hard_silu(x: Tensor) -> Tensor:
    """`silu` with `hard_sigmoid` in the place of the logistic function, `x * hard_sigmoid(x)`.

    Howard et al., 2019, https://arxiv.org/abs/1905.02244.

    Args:
        x: Tensor of any shape. Integers are computed in floatx.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.hard_silu([0.0, 3.0])).tolist()
    [0.0, 3.0]
    """
    return x * hard_sigmoid(x)


@op("nn", promote=floating, cases=unary(lambda x: np.clip(x, -1, 1), -4.0, 4.0), sparse=VALUES)
def hard_tanh(x: Tensor) -> Tensor:
    """Values brought into the range from -1 to 1.

    Args:
        x: Tensor of any shape. Integers are computed in floatx.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.hard_tanh([-2.0, 0.5, 2.0])).tolist()
    [-1.0, 0.5, 1.0]
    """
    return clip(x, -1.0, 1.0)


@op("nn", promote=floating, cases=unary(lambda x: x - np.tanh(x), -4.0, 4.0, tolerance=1e-4), sparse=VALUES)
def tanh_shrink(x: Tensor) -> Tensor:
    """What the hyperbolic tangent leaves of each element, `x - tanh(x)`.

    Args:
        x: Tensor of any shape. Integers are computed in floatx.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.tanh_shrink([0.0, 1.0])).astype("float64").round(4).tolist()
    [0.0, 0.2384]
    """
    return x - tanh(x)


@op("nn", promote=floating, cases=unary(lambda x: np.where(np.abs(x) <= 0.5, 0, x), -4.0, 4.0), sparse=VALUES)
def hard_shrink(x: Tensor, threshold: float = 0.5) -> Tensor:
    """Elements whose absolute value is above a threshold, 0 for the others.

    Args:
        x: Tensor of any shape. Integers are computed in floatx.
        threshold: Largest absolute value that becomes 0.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.hard_shrink([-2.0, 0.2, 2.0])).tolist()
    [-2.0, 0.0, 2.0]
    """
    return where(less_equal(absolute(x), threshold), 0.0, x)  # NaN stays


@op("nn", promote=floating, cases=unary(lambda x: np.sign(x) * np.maximum(np.abs(x) - 0.5, 0), -4.0, 4.0), sparse=VALUES)
def soft_shrink(x: Tensor, threshold: float = 0.5) -> Tensor:
    """Elements moved towards 0 by a threshold, 0 where they would pass it.

    Args:
        x: Tensor of any shape. Integers are computed in floatx.
        threshold: How far elements are moved.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.soft_shrink([-2.0, 0.2, 2.0])).tolist()
    [-1.5, 0.0, 1.5]
    """
    near = less_equal(absolute(x), threshold)  # NaN is not: it stays
    return where(near, 0.0, where(less(x, 0), add(x, threshold), subtract(x, threshold)))


@op(
    "nn",
    promote=floating,
    cases=unary(lambda x, threshold, default_value: np.where(x > threshold, x, default_value), threshold=0.5, default_value=-1.0),
)
def threshold(x: Tensor, threshold: float, default_value: float) -> Tensor:
    """Elements above a threshold, a default value in the place of the others.

    Args:
        x: Tensor of any shape. Integers are computed in floatx.
        threshold: Largest value that is replaced.
        default_value: What takes the place of elements up to `threshold`.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.threshold([-2.0, 0.5, 2.0], 1.0, 9.0)).tolist()
    [9.0, 9.0, 2.0]
    """
    return where(greater(x, threshold), x, default_value)


def _squareplus_reference(x: np.ndarray) -> np.ndarray:
    return np.where(x < 0, 2 / (np.hypot(x, 2) - x), x / 2 + np.hypot(x, 2) / 2)


@op("nn", promote=floating, cases=unary(_squareplus_reference, -4.0, 4.0))
def squareplus(x: Tensor, b: float = 4) -> Tensor:
    """Smooth rectified linear unit without exponentials, `(x + sqrt(x ** 2 + b)) / 2`.

    Barron, 2021, https://arxiv.org/abs/2112.11687.

    Args:
        x: Tensor of any shape. Integers are computed in floatx.
        b: Positive number, how smooth the bend at 0 is.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.squareplus([0.0, 1.5])).tolist()
    [1.0, 2.0]
    """
    # For negative x, x + sqrt(x * x + b) cancels; the product with its conjugate is b.
    magnitude = where(less(x, 0), -x, x)
    root = hypot(magnitude, math.sqrt(b))  # x * x may be beyond the dtype where its root is not
    return where(less(x, 0), divide(0.5 * b, magnitude + root), multiply(0.5, magnitude) + multiply(0.5, root))


@op("nn", promote=floating, cases=unary(lambda x: np.where(x <= -1, 0, np.where(x < 1, (x + 1) ** 2 / 4, x)), -4.0, 4.0))
def sparse_plus(x: Tensor) -> Tensor:
    """Rectified linear unit with a quadratic bend: 0 up to -1, `(x + 1) ** 2 / 4` up to 1, `x` above.

    Args:
        x: Tensor of any shape. Integers are computed in floatx.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.sparse_plus([-2.0, 0.0, 2.0])).tolist()
    [0.0, 0.25, 2.0]
    """
    shifted = add(x, 1.0)
    bend = multiply(0.25, shifted * shifted)
    return where(less_equal(x, -1), 0.0, where(less(x, 1), bend, x))


@op("nn", promote=floating, cases=unary(lambda x: np.clip((x + 1) / 2, 0, 1), -4.0, 4.0))
def sparse_sigmoid(x: Tensor) -> Tensor:
    """Logistic function in three straight pieces with its bends at -1 and 1, the derivative of `sparse_plus`.

    Args:
        x: Tensor of any shape. Integers are computed in floatx.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.sparse_sigmoid([-2.0, 0.0, 2.0])).tolist()
    [0.0, 0.5, 1.0]
    """
    return clip(multiply(0.5, add(x, 1.0)), 0.0, 1.0)


@op(
    "nn",
    promote=floating,
    infer=elementwise,
    cases=Cases(_softmax, (call(draw(2, 4)), call(draw(2, 4, 3), axis=1), call(draw(2, 4), axis=0)), differentiable=True),
)
def softmax(x: Tensor, axis: int = -1) -> Tensor:
    """Exponentials divided by their sum along an axis, so that they sum to one.

    Args:
        x: Tensor of any shape. Integers are computed in floatx.
        axis: Axis along which values sum to one; -1, the default, for the last.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.softmax([0.0, 0.0])).tolist()
    [0.5, 0.5]
    """


@op(
    "nn",
    promote=floating,
    infer=elementwise,
    cases=Cases(_log_softmax, (call(draw(2, 4)), call(draw(2, 4, 3), axis=1), call(draw(2, 4), axis=0)), differentiable=True),
)
def log_softmax(x: Tensor, axis: int = -1) -> Tensor:
    """Logarithm of `softmax`, `x - logsumexp(x)` along an axis.

    Args:
        x: Tensor of any shape. Integers are computed in floatx.
        axis: Axis along which the exponentials sum to one; -1, the default, for the last.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.log_softmax([0.0, 0.0])).astype("float64").round(4).tolist()
    [-0.6931, -0.6931]
    """


@op(
    "nn",
    promote=floating,
    cases=Cases(_sparsemax, (call(draw(2, 4)), call(draw(2, 4, 3), axis=1), call(draw(2, 4), axis=0)), differentiable=True),
)
def sparsemax(x: Tensor, axis: int = -1) -> Tensor:
    """Projection onto the probability simplex along an axis: like `softmax`, with exact zeros.

    Martins and Astudillo, 2016, https://arxiv.org/abs/1602.02068.

    Args:
        x: Tensor of any shape. Integers are computed in floatx.
        axis: Axis along which values sum to one; -1, the default, for the last.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.sparsemax([0.0, 0.0, -3.0])).tolist()
    [0.5, 0.5, 0.0]
    """
    x = x - max_(x, axis, True)
    descending = -sort(-x, axis)
    rank = cumsum_(ones_like(x), axis)
    support = greater(add(1.0, rank * descending), cumsum_(descending, axis))
    kept = sum_(where(support, descending, 0.0), axis, True)
    count = sum_(where(support, ones_like(x), 0.0), axis, True)
    return relu(x - subtract(kept, 1.0) / count)


@op("nn", promote=floating, cases=Cases(_glu, (call(draw(2, 4)), call(draw(2, 4, 3), axis=1)), differentiable=True))
def glu(x: Tensor, axis: int = -1) -> Tensor:
    """Gated linear unit: one half of the channels times the logistic function of the other half.

    Dauphin et al., 2016, https://arxiv.org/abs/1612.08083.

    Args:
        x: Tensor of any shape. Integers are computed in floatx.
        axis: Axis to be halved, of even size; -1, the default, for the last.

    Returns:
        Tensor with half the size along `axis`.

    Raises:
        ValueError: The size along `axis` is odd.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.glu([4.0, 0.0])).tolist()
    [2.0]
    """
    values, gates = split(x, 2, axis)
    return values * sigmoid(gates)
