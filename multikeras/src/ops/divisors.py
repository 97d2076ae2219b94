"""Common divisors and multiples of integers."""

from typing import Any

import numpy as np

from multikeras.src.core.cases import INTS, Cases, binary, call
from multikeras.src.core.typing import Tensor
from multikeras.src.ops.control import while_loop
from multikeras.src.ops.elementwise import absolute, add, equal, floor_divide, maximum, mod, multiply, not_equal, where
from multikeras.src.ops.op import op
from multikeras.src.ops.promotion import whole
from multikeras.src.ops.reduction import any_

_SIGNS = call(np.array([0, 0, 12, -12, 12, -12, 7, 120]), np.array([0, -5, 18, 18, -18, -18, 1, 0]))


def _cases(reference: str) -> Cases:
    drawn = binary(reference, 0, 12, dtypes=INTS, differentiable=False)
    return Cases(reference, (*drawn.calls, _SIGNS), INTS)


@op("numpy", promote=whole, cases=_cases("numpy.gcd"))
def gcd(x1: Tensor, x2: Tensor) -> Tensor:
    """Greatest common divisor of two integers, element by element; `gcd(0, x)` is the absolute value of `x`.

    Args:
        x1: Tensor of integers; booleans count as int32.
        x2: Tensor of integers whose shape broadcasts with that of `x1`.

    Returns:
        Tensor of the broadcast shape and the common dtype.

    Raises:
        TypeError: An argument is not one of integers.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.gcd([12, 7, 0], 18)).tolist()
    [6, 1, 18]
    """

    def remains(a: Any, b: Any) -> Any:
        return any_(not_equal(b, 0))

    def step(a: Any, b: Any) -> tuple[Any, Any]:
        zero = equal(b, 0)
        return where(zero, a, b), where(zero, 0, mod(a, where(zero, 1, b)))

    start = absolute(add(x1, multiply(x2, 0))), absolute(add(x2, multiply(x1, 0)))  # both of the broadcast shape
    return while_loop(remains, step, start)[0]


@op("numpy", promote=whole, cases=_cases("numpy.lcm"))
def lcm(x1: Tensor, x2: Tensor) -> Tensor:
    """Least common multiple of two integers, element by element, 0 where one of them is 0.

    Args:
        x1: Tensor of integers; booleans count as int32.
        x2: Tensor of integers whose shape broadcasts with that of `x1`.

    Returns:
        Tensor of the broadcast shape and the common dtype.

    Raises:
        TypeError: An argument is not one of integers.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.lcm([4, 6, 0], 10)).tolist()
    [20, 30, 0]
    """
    return absolute(multiply(floor_divide(x1, maximum(gcd(x1, x2), 1)), x2))
