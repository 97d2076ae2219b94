"""Activation functions. Most are ops, which get their second public name here."""

from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.core.typing import Tensor

OPS = {
    "celu": ops.celu,
    "elu": ops.elu,
    "exponential": ops.exp,
    "glu": ops.glu,
    "hard_shrink": ops.hard_shrink,
    "hard_sigmoid": ops.hard_sigmoid,
    "hard_silu": ops.hard_silu,
    "hard_swish": ops.hard_silu,
    "hard_tanh": ops.hard_tanh,
    "leaky_relu": ops.leaky_relu,
    "log_sigmoid": ops.log_sigmoid,
    "log_softmax": ops.log_softmax,
    "mish": ops.mish,
    "relu6": ops.relu6,
    "selu": ops.selu,
    "sigmoid": ops.sigmoid,
    "silu": ops.silu,
    "soft_shrink": ops.soft_shrink,
    "softmax": ops.softmax,
    "softplus": ops.softplus,
    "softsign": ops.softsign,
    "sparse_plus": ops.sparse_plus,
    "sparse_sigmoid": ops.sparse_sigmoid,
    "sparsemax": ops.sparsemax,
    "squareplus": ops.squareplus,
    "swish": ops.silu,
    "tanh": ops.tanh,
    "tanh_shrink": ops.tanh_shrink,
    "threshold": ops.threshold,
}
"""Ops that are activations as they are, by the name that `multikeras.activations` gives them."""

for _name, _op in OPS.items():
    export(f"multikeras.activations.{_name}")(_op)


@export("multikeras.activations.linear")
def linear(x: Tensor) -> Any:
    """The argument itself.

    Args:
        x: Tensor of any shape.

    Returns:
        `x`.

    Example:

    >>> multikeras.activations.linear(3.0)
    3.0
    """
    return x


@export("multikeras.activations.relu")
def relu(x: Tensor, negative_slope: float = 0.0, max_value: float | None = None, threshold: float = 0.0) -> Tensor:
    """Rectified linear unit: `max(x, 0)`, or a variation of it.

    In general: `max_value` where `x >= max_value`, `x` between `threshold` and there, and `negative_slope * (x -
    threshold)` below.

    Nair and Hinton, 2010, https://icml.cc/Conferences/2010/papers/432.pdf

    Args:
        x: Tensor of any shape.
        negative_slope: Slope below the threshold.
        max_value: Greatest value; None for no bound.
        threshold: Where the slope changes.

    Returns:
        Tensor of the same shape and dtype.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.activations.relu([-1.0, 2.0, 9.0], max_value=6.0)).tolist()
    [0.0, 2.0, 6.0]
    """
    if threshold == 0:
        if max_value is None:
            return ops.relu(x) if negative_slope == 0 else ops.leaky_relu(x, negative_slope)
        if negative_slope == 0:
            return ops.clip(x, 0, max_value)
    values = ops.where(ops.greater_equal(x, threshold), x, negative_slope * ops.subtract(x, threshold))
    return values if max_value is None else ops.minimum(values, max_value)


@export("multikeras.activations.gelu")
def gelu(x: Tensor, approximate: bool = False) -> Tensor:
    """Gaussian error linear unit: `x * P(X <= x)` for a standard normal X.

    Hendrycks and Gimpel, 2016, https://arxiv.org/abs/1606.08415

    Args:
        x: Tensor of any shape.
        approximate: Whether to take the approximation by `tanh` of that paper in place of the exact function.

    Returns:
        Tensor of the same shape and dtype.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.activations.gelu(np.array([0.0, 1.0]))).round(3).tolist()
    [0.0, 0.841]
    """
    return ops.gelu(x, approximate=approximate)
