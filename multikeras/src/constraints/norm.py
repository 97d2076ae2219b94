"""Bounds on the length of the vectors in a weight."""

from collections.abc import Sequence
from typing import Any

from multikeras.src import ops
from multikeras.src.constraints.base import Constraint
from multikeras.src.core import config
from multikeras.src.core.export import export


def _lengths(w: Any, axis: int | Sequence[int]) -> Any:
    return ops.sqrt(ops.sum(ops.square(w), axis=axis, keepdims=True))


@export(["multikeras.constraints.MaxNorm", "multikeras.constraints.max_norm"])
class MaxNorm(Constraint):
    """Scales vectors down to a greatest length; shorter ones stay.

    Srivastava et al., 2014, https://jmlr.org/papers/v15/srivastava14a.html

    Args:
        max_value: The greatest length.
        axis: The axes along which a vector lies: 0 for a dense kernel's weights into one unit, (0, 1, 2) for the kernel of a 2D
            convolution, channels last.

    Example:

    >>> w = multikeras.constraints.MaxNorm(1.0)(np.array([[3.0], [4.0]], "float32"))
    >>> multikeras.ops.convert_to_numpy(w).round(4).tolist() == np.array([[0.6], [0.8]], "float32").tolist()
    True
    """

    def __init__(self, max_value: float = 2, axis: int | Sequence[int] = 0):
        self.max_value = max_value
        self.axis = axis

    def __call__(self, w: Any) -> Any:
        w = ops.convert_to_tensor(w)
        lengths = _lengths(w, self.axis)
        return w * (ops.minimum(lengths, self.max_value) / ops.maximum(lengths, config.epsilon()))


@export(["multikeras.constraints.MinMaxNorm", "multikeras.constraints.min_max_norm"])
class MinMaxNorm(Constraint):
    """Scales vectors so that their lengths come within two bounds, at once or step by step.

    Args:
        min_value: The least length.
        max_value: The greatest length.
        rate: How much of the way is gone at each step: 1 for all of it.
        axis: The axes along which a vector lies; see `MaxNorm`.

    Example:

    >>> w = multikeras.constraints.MinMaxNorm(0.0, 1.0)(np.array([[0.0], [4.0]], "float32"))
    >>> multikeras.ops.convert_to_numpy(w).round(4).tolist()
    [[0.0], [1.0]]
    """

    def __init__(self, min_value: float = 0.0, max_value: float = 1.0, rate: float = 1.0, axis: int | Sequence[int] = 0):
        self.min_value = min_value
        self.max_value = max_value
        self.rate = rate
        self.axis = axis

    def __call__(self, w: Any) -> Any:
        w = ops.convert_to_tensor(w)
        lengths = _lengths(w, self.axis)
        desired = self.rate * ops.clip(lengths, self.min_value, self.max_value) + (1 - self.rate) * lengths
        return w * (desired / ops.maximum(lengths, config.epsilon()))


@export(["multikeras.constraints.UnitNorm", "multikeras.constraints.unit_norm"])
class UnitNorm(Constraint):
    """Scales vectors to length 1; those of length 0 stay.

    Args:
        axis: The axes along which a vector lies; see `MaxNorm`.

    Example:

    >>> w = multikeras.constraints.UnitNorm()(np.array([[0.0], [4.0]], "float32"))
    >>> multikeras.ops.convert_to_numpy(w).round(4).tolist()
    [[0.0], [1.0]]
    """

    def __init__(self, axis: int | Sequence[int] = 0):
        self.axis = axis

    def __call__(self, w: Any) -> Any:
        w = ops.convert_to_tensor(w)
        return w / ops.maximum(_lengths(w, self.axis), config.epsilon())
