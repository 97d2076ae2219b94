"""Penalties on the size of weights."""

from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.regularizers.base import Regularizer


def check_factor(owner: Regularizer, name: str, value: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < float("inf"):
        raise ValueError(f"{type(owner).__name__}: `{name}` must be a number of 0 or more, got {value!r}.")


@export(["multikeras.regularizers.L1", "multikeras.regularizers.l1"])
class L1(Regularizer):
    """The sum of absolute values, times a factor: `l1 * sum(abs(x))`. It drives weights to exactly 0.

    Args:
        l1: The factor, 0 or more.

    Raises:
        ValueError: The factor is negative or no number.

    Example:

    >>> float(multikeras.regularizers.L1(0.5)(np.array([1.0, -3.0], "float32")))
    2.0
    """

    def __init__(self, l1: float = 0.01):
        self.l1 = 0.01 if l1 is None else l1
        check_factor(self, "l1", self.l1)

    def __call__(self, x: Any) -> Any:
        return self.l1 * ops.sum(ops.absolute(x))


@export(["multikeras.regularizers.L2", "multikeras.regularizers.l2"])
class L2(Regularizer):
    """The sum of squares, times a factor: `l2 * sum(square(x))`.

    Args:
        l2: The factor, 0 or more.

    Raises:
        ValueError: The factor is negative or no number.

    Example:

    >>> float(multikeras.regularizers.L2(0.5)(np.array([1.0, -3.0], "float32")))
    5.0
    """

    def __init__(self, l2: float = 0.01):
        self.l2 = 0.01 if l2 is None else l2
        check_factor(self, "l2", self.l2)

    def __call__(self, x: Any) -> Any:
        return self.l2 * ops.sum(ops.square(x))


@export(["multikeras.regularizers.L1L2", "multikeras.regularizers.l1_l2"])
class L1L2(Regularizer):
    """The penalties of `L1` and `L2` together: `l1 * sum(abs(x)) + l2 * sum(square(x))`, the elastic net.

    Zou and Hastie, 2005, https://doi.org/10.1111/j.1467-9868.2005.00503.x

    Args:
        l1: Factor of the sum of absolute values, 0 or more.
        l2: Factor of the sum of squares, 0 or more.

    Raises:
        ValueError: A factor is negative or no number.

    Example:

    >>> float(multikeras.regularizers.L1L2(l1=0.5, l2=0.5)(np.array([1.0, -3.0], "float32")))
    7.0
    """

    def __init__(self, l1: float = 0.0, l2: float = 0.0):
        self.l1 = 0.0 if l1 is None else l1
        self.l2 = 0.0 if l2 is None else l2
        check_factor(self, "l1", self.l1)
        check_factor(self, "l2", self.l2)

    def __call__(self, x: Any) -> Any:
        x = ops.convert_to_tensor(x)
        return self.l1 * ops.sum(ops.absolute(x)) + self.l2 * ops.sum(ops.square(x))
