"""Special functions of mathematics."""

import numpy as np

from multikeras.src.core.cases import FLOATS, Cases, call, draw, unary
from multikeras.src.core.typing import Tensor
from multikeras.src.ops.op import op
from multikeras.src.ops.promotion import floating
from multikeras.src.ops.rules import broadcast, elementwise
from multikeras.src.ops.sparsity import VALUES

_TAILS = np.array([-np.inf, -30.0, -6.0, -1.0, -0.0, 1e-5, 0.5, 1.0, 3.0, 6.0, 9.0, 30.0, np.inf, np.nan])


def _with_tails(reference: str, *arrays: np.ndarray) -> Cases:
    """Cases of a function of one tensor, its values far from 0 among them."""
    drawn = unary(reference)
    return Cases(reference, (*drawn.calls, *map(call, arrays)), FLOATS)


def _gamma_cases() -> Cases:
    shapes = (((2, 3), (2, 3)), ((2, 1, 3), (4, 1)), ((2, 3), ()), ((0, 3), (3,)))
    drawn = tuple(call(draw(*a, low=0.3, high=6.0), draw(*b, low=0.1, high=9.0)) for a, b in shapes)
    large = call(np.array([0.1, 1.0, 10.0, 100.0, 100.0, 100.0]), np.array([1e-3, 1e-3, 9.0, 60.0, 100.0, 150.0]))
    return Cases("scipy.special.gammainc", (*drawn, large), (*FLOATS, "int32"), True, tolerance=5e-5)


@op("core", promote=floating.real, infer=elementwise, cases=_with_tails("scipy.special.erf", _TAILS), sparse=VALUES)
def erf(x: Tensor) -> Tensor:
    """Error function of each element, `2 / sqrt(pi)` times the integral of `exp(-t ** 2)` from 0 to `x`.

    Args:
        x: Tensor of any shape. Integers are computed in floatx.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.erf(np.zeros(2))).tolist()
    [0.0, 0.0]
    """


@op("core", promote=floating.real, infer=elementwise, cases=_with_tails("scipy.special.erfc", _TAILS))
def erfc(x: Tensor) -> Tensor:
    """Complementary error function of each element, `1 - erf(x)` without loss of digits where that is small.

    Args:
        x: Tensor of any shape. Integers are computed in floatx.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.erfc(np.zeros(2))).tolist()
    [1.0, 1.0]
    """


@op("core", promote=floating.real, infer=elementwise, cases=unary("scipy.special.erfinv", -0.9, 0.9, tolerance=1e-4), sparse=VALUES)
def erfinv(x: Tensor) -> Tensor:
    """Inverse of the error function: `erfinv(erf(x)) = x`.

    Args:
        x: Tensor of any shape with elements between -1 and 1.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.erfinv(np.zeros(2))).tolist()
    [0.0, 0.0]
    """


@op("core", promote=floating.real, infer=broadcast, cases=_gamma_cases())
def gammainc(x1: Tensor, x2: Tensor) -> Tensor:
    """Lower incomplete gamma function, regularised: the integral of `t ** (x1 - 1) * exp(-t)` from 0 to `x2`, over `gamma(x1)`.

    It is the chance that a gamma-distributed variable of shape `x1` is below `x2`. See https://dlmf.nist.gov/8.2. PyTorch has its
    derivative by `x2` alone, and so has JAX in float64 unless its x64 mode is on.

    Args:
        x1: Tensor of positive elements.
        x2: Tensor of elements of 0 or more, whose shape broadcasts with that of `x1`.

    Returns:
        Tensor of the broadcast shape and the common dtype, floatx for integers. NaN where an argument is negative.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.gammainc(2.0, [0.0, 100.0])).round(4).tolist()
    [0.0, 1.0]
    """


@op("numpy", promote=floating.real, infer=elementwise, cases=_with_tails("scipy.special.i0", np.array([-9.0, -0.0, 8.0, 20.0, np.nan])))
def i0(x: Tensor) -> Tensor:
    """Modified Bessel function of the first kind and order 0 of each element. See https://dlmf.nist.gov/10.25.

    Args:
        x: Tensor of any shape. Integers are computed in floatx.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.i0([0.0, 2.0])).astype("float64").round(4).tolist()
    [1.0, 2.2796]
    """
