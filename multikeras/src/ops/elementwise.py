"""Elementwise arithmetic, comparisons and logic."""

import math

import numpy as np

from multikeras.src.core import dtypes, shapes
from multikeras.src.core.cases import ALL, COMPLEX, FLOATS, INTS, NUMERIC, Cases, binary, call, draw, unary
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.core.typing import Tensor
from multikeras.src.ops.op import op
from multikeras.src.ops.promotion import common, floating, integral, logical, numeric
from multikeras.src.ops.rules import broadcast, comparison, elementwise, elementwise_bool, elementwise_real
from multikeras.src.ops.sparsity import PRODUCT, QUOTIENT, UNION, VALUES

FIELD = FLOATS + COMPLEX
"""The dtypes of functions of real and of complex numbers."""


def _chosen(condition: KerasTensor, x1: KerasTensor, x2: KerasTensor) -> KerasTensor:
    return KerasTensor(shapes.broadcast(condition.shape, shapes.broadcast(x1.shape, x2.shape)), x1.dtype)


@op("numpy", promote=floating, infer=elementwise, cases=unary("numpy.exp", dtypes=FIELD))
def exp(x: Tensor) -> Tensor:
    """Exponential of each element, `e ** x`.

    Args:
        x: Tensor of any shape. Integers are computed in floatx.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.exp(np.zeros(2))).tolist()
    [1.0, 1.0]
    """


@op("numpy", promote=floating, cases=unary("numpy.exp2"))
def exp2(x: Tensor) -> Tensor:
    """Two to the power of each element, `2 ** x`.

    Args:
        x: Tensor of any shape. Integers are computed in floatx.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.exp2([0.0, 3.0])).round(4).tolist()
    [1.0, 8.0]
    """
    return power(2.0, x)


@op("numpy", promote=floating, infer=elementwise, cases=unary("numpy.expm1", dtypes=FIELD), sparse=VALUES)
def expm1(x: Tensor) -> Tensor:
    """Exponential of each element less one, `e ** x - 1`, exact for small `x`.

    Args:
        x: Tensor of any shape. Integers are computed in floatx.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.expm1(np.zeros(2))).tolist()
    [0.0, 0.0]
    """


@op("numpy", promote=floating, infer=elementwise, cases=unary("numpy.log", 0.1, 4.0, dtypes=FIELD))
def log(x: Tensor) -> Tensor:
    """Natural logarithm of each element.

    Args:
        x: Tensor of any shape with positive elements. Integers are computed in floatx.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.log(np.ones(2))).tolist()
    [0.0, 0.0]
    """


@op("numpy", promote=floating, infer=elementwise, cases=unary("numpy.log1p", -0.9, 4.0, dtypes=FIELD), sparse=VALUES)
def log1p(x: Tensor) -> Tensor:
    """Natural logarithm of one plus each element, exact for small `x`.

    Args:
        x: Tensor of any shape with elements above -1. Integers are computed in floatx.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.log1p(np.zeros(2))).tolist()
    [0.0, 0.0]
    """


@op("numpy", promote=floating, infer=elementwise, cases=unary("numpy.log2", 0.1, 4.0, dtypes=FIELD))
def log2(x: Tensor) -> Tensor:
    """Logarithm to base 2 of each element.

    Args:
        x: Tensor of any shape with positive elements. Integers are computed in floatx.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.log2([1.0, 8.0])).round(4).tolist()
    [0.0, 3.0]
    """


@op("numpy", promote=floating, infer=elementwise, cases=unary("numpy.log10", 0.1, 4.0, dtypes=FIELD))
def log10(x: Tensor) -> Tensor:
    """Logarithm to base 10 of each element.

    Args:
        x: Tensor of any shape with positive elements. Integers are computed in floatx.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.log10([1.0, 100.0])).round(4).tolist()
    [0.0, 2.0]
    """


@op("numpy", promote=floating, infer=elementwise, cases=unary("numpy.sqrt", 0.1, 4.0, dtypes=FIELD), sparse=VALUES)
def sqrt(x: Tensor) -> Tensor:
    """Square root of each element.

    Args:
        x: Tensor of any shape with elements of 0 or more. Integers are computed in floatx.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.sqrt([4.0, 9.0])).round(4).tolist()
    [2.0, 3.0]
    """


@op("core", promote=floating, infer=elementwise, cases=unary(lambda x: 1 / np.sqrt(x), 0.1, 4.0, dtypes=FIELD))
def rsqrt(x: Tensor) -> Tensor:
    """Reciprocal of the square root of each element, `1 / sqrt(x)`.

    Args:
        x: Tensor of any shape with positive elements. Integers are computed in floatx.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.rsqrt([4.0, 16.0])).round(4).tolist()
    [0.5, 0.25]
    """


@op("numpy", promote=floating.real, cases=unary("numpy.cbrt", 0.1, 4.0), sparse=VALUES)
def cbrt(x: Tensor) -> Tensor:
    """Cube root of each element, negative for negative elements.

    Args:
        x: Tensor of any shape. Integers are computed in floatx.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.cbrt([8.0, -27.0])).round(4).tolist()
    [2.0, -3.0]
    """
    return sign(x) * power(absolute(x), 1 / 3)


@op("numpy", promote=floating, infer=elementwise, cases=unary("numpy.sin", dtypes=FIELD), sparse=VALUES)
def sin(x: Tensor) -> Tensor:
    """Sine of each element, an angle in radians.

    Args:
        x: Tensor of any shape. Integers are computed in floatx.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.sin(np.zeros(2))).tolist()
    [0.0, 0.0]
    """


@op("numpy", promote=floating, infer=elementwise, cases=unary("numpy.cos", dtypes=FIELD))
def cos(x: Tensor) -> Tensor:
    """Cosine of each element, an angle in radians.

    Args:
        x: Tensor of any shape. Integers are computed in floatx.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.cos(np.zeros(2))).tolist()
    [1.0, 1.0]
    """


@op("numpy", promote=floating, infer=elementwise, cases=unary("numpy.tan", -1.4, 1.4, dtypes=FIELD), sparse=VALUES)
def tan(x: Tensor) -> Tensor:
    """Tangent of each element, an angle in radians.

    Args:
        x: Tensor of any shape. Integers are computed in floatx.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.tan(np.zeros(2))).tolist()
    [0.0, 0.0]
    """


@op("numpy", promote=floating, infer=elementwise, cases=unary("numpy.arcsin", -0.9, 0.9, dtypes=FIELD), sparse=VALUES)
def arcsin(x: Tensor) -> Tensor:
    """Angle in radians, from -pi/2 to pi/2, whose sine is each element.

    Args:
        x: Tensor of any shape with elements from -1 to 1.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.arcsin(np.zeros(2))).tolist()
    [0.0, 0.0]
    """


@op("numpy", promote=floating, infer=elementwise, cases=unary("numpy.arccos", -0.9, 0.9, dtypes=FIELD))
def arccos(x: Tensor) -> Tensor:
    """Angle in radians, from 0 to pi, whose cosine is each element.

    Args:
        x: Tensor of any shape with elements from -1 to 1.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.arccos(np.ones(2))).tolist()
    [0.0, 0.0]
    """


@op("numpy", promote=floating, infer=elementwise, cases=unary("numpy.arctan", dtypes=FIELD), sparse=VALUES)
def arctan(x: Tensor) -> Tensor:
    """Angle in radians, from -pi/2 to pi/2, whose tangent is each element.

    Args:
        x: Tensor of any shape. Integers are computed in floatx.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.arctan(np.zeros(2))).tolist()
    [0.0, 0.0]
    """


@op("numpy", promote=floating, infer=elementwise, cases=unary("numpy.sinh", dtypes=FIELD), sparse=VALUES)
def sinh(x: Tensor) -> Tensor:
    """Hyperbolic sine of each element.

    Args:
        x: Tensor of any shape. Integers are computed in floatx.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.sinh(np.zeros(2))).tolist()
    [0.0, 0.0]
    """


@op("numpy", promote=floating, infer=elementwise, cases=unary("numpy.cosh", dtypes=FIELD))
def cosh(x: Tensor) -> Tensor:
    """Hyperbolic cosine of each element.

    Args:
        x: Tensor of any shape. Integers are computed in floatx.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.cosh(np.zeros(2))).tolist()
    [1.0, 1.0]
    """


@op("numpy", promote=floating, infer=elementwise, cases=unary("numpy.tanh", dtypes=FIELD), sparse=VALUES)
def tanh(x: Tensor) -> Tensor:
    """Hyperbolic tangent of each element.

    Args:
        x: Tensor of any shape. Integers are computed in floatx.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.tanh(np.zeros(2))).tolist()
    [0.0, 0.0]
    """


@op("numpy", promote=floating, infer=elementwise, cases=unary("numpy.arcsinh", dtypes=FIELD), sparse=VALUES)
def arcsinh(x: Tensor) -> Tensor:
    """Inverse hyperbolic sine of each element.

    Args:
        x: Tensor of any shape. Integers are computed in floatx.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.arcsinh(np.zeros(2))).tolist()
    [0.0, 0.0]
    """


@op("numpy", promote=floating, infer=elementwise, cases=unary("numpy.arccosh", 1.1, 4.0, dtypes=FIELD))
def arccosh(x: Tensor) -> Tensor:
    """Inverse hyperbolic cosine of each element.

    Args:
        x: Tensor of any shape with elements of 1 or more.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.arccosh(np.ones(2))).tolist()
    [0.0, 0.0]
    """


@op("numpy", promote=floating, infer=elementwise, cases=unary("numpy.arctanh", -0.9, 0.9, dtypes=FIELD), sparse=VALUES)
def arctanh(x: Tensor) -> Tensor:
    """Inverse hyperbolic tangent of each element.

    Args:
        x: Tensor of any shape with elements between -1 and 1.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.arctanh(np.zeros(2))).tolist()
    [0.0, 0.0]
    """


@op("numpy", promote=floating.real, cases=unary("numpy.deg2rad", -180.0, 180.0), sparse=VALUES)
def deg2rad(x: Tensor) -> Tensor:
    """Degrees turned into radians.

    Args:
        x: Tensor of any shape. Integers are computed in floatx.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.deg2rad([0.0, 180.0])).astype("float64").round(4).tolist()
    [0.0, 3.1416]
    """
    return multiply(x, math.pi / 180)


@op("numpy", promote=floating.real, cases=unary("numpy.rad2deg"), sparse=VALUES)
def rad2deg(x: Tensor) -> Tensor:
    """Radians turned into degrees.

    Args:
        x: Tensor of any shape. Integers are computed in floatx.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.rad2deg([0.0, np.pi])).round(2).tolist()
    [0.0, 180.0]
    """
    return multiply(x, 180 / math.pi)


def _sinc_reference(x: np.ndarray) -> np.ndarray:
    return np.where(np.abs(x) > 1e300, 0.0 * x, np.sinc(x))  # NumPy's has no number where pi * x is too large


@op("numpy", promote=floating, cases=unary(_sinc_reference, dtypes=FIELD))
def sinc(x: Tensor) -> Tensor:
    """Normalised sinc of each element, `sin(pi * x) / (pi * x)`, which is 1 at 0.

    Args:
        x: Tensor of any shape. Integers are computed in floatx.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.sinc([0.0, 0.5])).astype("float64").round(4).tolist()
    [1.0, 0.6366]
    """
    zero = equal(x, 0)
    x = where(zero, 1.0, x)  # so that the gradient is finite at 0
    # Large angles are neither accurate nor finite.
    turn = x if dtypes.is_complex(x.dtype) else x - multiply(2.0, round_(multiply(0.5, x)))
    return where(zero, 1.0, sin(multiply(math.pi, turn)) / multiply(math.pi, x))


@op("numpy", promote=floating.real, cases=unary("numpy.fabs"))
def fabs(x: Tensor) -> Tensor:
    """Absolute value of each element, always floating.

    Args:
        x: Tensor of any shape. Integers are computed in floatx.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.fabs([-1, 2])).tolist()
    [1.0, 2.0]
    """
    return absolute(x)


@op("numpy", promote=floating.real, infer=elementwise, cases=unary("numpy.floor", differentiable=False), sparse=VALUES)
def floor(x: Tensor) -> Tensor:
    """Largest whole number that is not above each element.

    Args:
        x: Tensor of any shape. Integers are computed in floatx.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.floor([1.7, -1.2])).tolist()
    [1.0, -2.0]
    """


@op("numpy", promote=floating.real, infer=elementwise, cases=unary("numpy.ceil", differentiable=False), sparse=VALUES)
def ceil(x: Tensor) -> Tensor:
    """Smallest whole number that is not below each element.

    Args:
        x: Tensor of any shape. Integers are computed in floatx.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.ceil([1.2, -1.7])).tolist()
    [2.0, -1.0]
    """


@op("numpy", promote=floating, cases=unary("numpy.reciprocal", 0.5, 4.0, dtypes=FIELD))
def reciprocal(x: Tensor) -> Tensor:
    """Reciprocal of each element, `1 / x`.

    Args:
        x: Tensor of any shape. Integers are computed in floatx.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.reciprocal([2.0, 4.0])).tolist()
    [0.5, 0.25]
    """
    return divide(1.0, x)


@op("numpy", promote=floating.real, cases=unary("numpy.signbit", differentiable=False))
def signbit(x: Tensor) -> Tensor:
    """Whether the sign bit of each element is set, as it is for -0.0.

    Args:
        x: Tensor of any shape. Integers are computed in floatx.

    Returns:
        Bool tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.signbit([-0.0, 2.0, -3.0])).tolist()
    [True, False, True]
    """
    return less(arctan2(x, -1.0), 0)  # the angle keeps the sign of zero


@op("numpy", promote=common.real, cases=unary("numpy.trunc", dtypes=NUMERIC, differentiable=False), sparse=VALUES)
def trunc(x: Tensor) -> Tensor:
    """Each element without its fraction, rounded towards zero.

    Args:
        x: Tensor of any shape.

    Returns:
        Tensor of the same shape and dtype.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.trunc([1.7, -1.7])).tolist()
    [1.0, -1.0]
    """
    if not dtypes.is_float(x.dtype):
        return x
    return where(less(x, 0), ceil(x), floor(x))


@op(
    "numpy",
    aliases=("abs",),
    promote=common,
    infer=elementwise_real,
    cases=unary("numpy.absolute", dtypes=(*NUMERIC, *COMPLEX)),
    sparse=VALUES,
)
def absolute(x: Tensor) -> Tensor:
    """Absolute value of each element; the magnitude of complex ones.

    Args:
        x: Tensor of any shape.

    Returns:
        Tensor of the same shape and dtype, real for a complex `x`.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.absolute([-1, 2])).tolist()
    [1, 2]
    """


@op("numpy", promote=numeric, infer=elementwise, cases=unary("numpy.negative", dtypes=(*NUMERIC, *COMPLEX)), sparse=VALUES)
def negative(x: Tensor) -> Tensor:
    """Each element with its sign changed, `-x`.

    Args:
        x: Tensor of any shape.

    Returns:
        Tensor of the same shape and dtype.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.negative([1, -2])).tolist()
    [-1, 2]
    """


@op("numpy", promote=common, infer=elementwise, cases=unary("numpy.sign", dtypes=(*NUMERIC, *COMPLEX), differentiable=False), sparse=VALUES)
def sign(x: Tensor) -> Tensor:
    """Sign of each element: -1, 0 or 1; NaN stays NaN.

    Args:
        x: Tensor of any shape.

    Returns:
        Tensor of the same shape and dtype.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.sign([-3.0, 0.0, 5.0])).tolist()
    [-1.0, 0.0, 1.0]
    """


@op("numpy", promote=common, cases=unary("numpy.square", dtypes=(*NUMERIC, *COMPLEX)), sparse=VALUES)
def square(x: Tensor) -> Tensor:
    """Square of each element, `x * x`.

    Args:
        x: Tensor of any shape.

    Returns:
        Tensor of the same shape and dtype.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.square([1, -3])).tolist()
    [1, 9]
    """
    return x * x


@op(
    "numpy", promote=common, infer=elementwise, cases=unary("numpy.round", dtypes=(*NUMERIC, *COMPLEX), differentiable=False), sparse=VALUES
)
def round_(x: Tensor, decimals: int = 0) -> Tensor:
    """Each element rounded; halves go to the even neighbour.

    Args:
        x: Tensor of any shape.
        decimals: How many digits after the point are kept, negative for digits before it. 0 by default.

    Returns:
        Tensor of the same shape and dtype.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.round([0.5, 1.5, 2.4])).tolist()
    [0.0, 2.0, 2.0]
    """


@op(
    "numpy",
    promote=common,
    infer=elementwise_bool,
    cases=unary("numpy.isnan", dtypes=(*NUMERIC, *COMPLEX), differentiable=False),
    sparse=VALUES,
)
def isnan(x: Tensor) -> Tensor:
    """Whether each element is not a number.

    Args:
        x: Tensor of any shape.

    Returns:
        Bool tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.isnan([0.0, float("nan")])).tolist()
    [False, True]
    """


@op(
    "numpy",
    promote=common,
    infer=elementwise_bool,
    cases=unary("numpy.isinf", dtypes=(*NUMERIC, *COMPLEX), differentiable=False),
    sparse=VALUES,
)
def isinf(x: Tensor) -> Tensor:
    """Whether each element is infinite, of either sign.

    Args:
        x: Tensor of any shape.

    Returns:
        Bool tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.isinf([0.0, float("-inf")])).tolist()
    [False, True]
    """


@op("numpy", promote=common, infer=elementwise_bool, cases=unary("numpy.isfinite", dtypes=(*NUMERIC, *COMPLEX), differentiable=False))
def isfinite(x: Tensor) -> Tensor:
    """Whether each element is neither infinite nor NaN.

    Args:
        x: Tensor of any shape.

    Returns:
        Bool tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.isfinite([0.0, float("inf")])).tolist()
    [True, False]
    """


@op("numpy", promote=common.real, cases=unary("numpy.isposinf", dtypes=NUMERIC, differentiable=False))
def isposinf(x: Tensor) -> Tensor:
    """Whether each element is plus infinity.

    Args:
        x: Tensor of any shape.

    Returns:
        Bool tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.isposinf([float("inf"), float("-inf")])).tolist()
    [True, False]
    """
    return equal(x, math.inf)


@op("numpy", promote=common.real, cases=unary("numpy.isneginf", dtypes=NUMERIC, differentiable=False))
def isneginf(x: Tensor) -> Tensor:
    """Whether each element is minus infinity.

    Args:
        x: Tensor of any shape.

    Returns:
        Bool tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.isneginf([float("inf"), float("-inf")])).tolist()
    [False, True]
    """
    return equal(x, -math.inf)


@op("numpy", promote=common, cases=unary("numpy.isreal", dtypes=(*NUMERIC, *COMPLEX), differentiable=False))
def isreal(x: Tensor) -> Tensor:
    """Whether the imaginary part of each element is zero.

    Args:
        x: Tensor of any shape.

    Returns:
        Bool tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.isreal([1.0, 2.0])).tolist()
    [True, True]
    """
    return equal(imag(x), 0)


@op("numpy", promote=common, infer=elementwise_real, cases=unary("numpy.real", dtypes=FIELD), sparse=VALUES)
def real(x: Tensor) -> Tensor:
    """Real part of each element.

    Args:
        x: Tensor of any shape.

    Returns:
        Tensor of the same shape, real.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.real(np.array([1 + 2j]))).tolist()
    [1.0]
    """


@op("numpy", promote=common, infer=elementwise_real, cases=unary("numpy.imag", differentiable=False, dtypes=FIELD), sparse=VALUES)
def imag(x: Tensor) -> Tensor:
    """Imaginary part of each element; zeros for a real tensor.

    Args:
        x: Tensor of any shape.

    Returns:
        Tensor of the same shape, real.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.imag(np.array([1 + 2j]))).tolist()
    [2.0]
    """


@op("numpy", aliases=("conj",), promote=common, infer=elementwise, cases=unary("numpy.conjugate", dtypes=FIELD), sparse=VALUES)
def conjugate(x: Tensor) -> Tensor:
    """Complex conjugate of each element; real tensors stay as they are.

    Args:
        x: Tensor of any shape.

    Returns:
        Tensor of the same shape and dtype.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.conjugate(np.array([1 + 2j]))).tolist()
    [(1-2j)]
    """


@op("numpy", promote=floating, cases=unary("numpy.angle", differentiable=False, dtypes=FIELD))
def angle(x: Tensor) -> Tensor:
    """Angle in radians, from -pi to pi, of each element in the complex plane.

    Args:
        x: Tensor of any shape, complex or real. Integers are computed in floatx.

    Returns:
        Tensor of the same shape, real.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.angle([1.0, 2.0])).tolist()
    [0.0, 0.0]
    """
    return arctan2(imag(x), real(x))


@op("numpy", promote=common, infer=broadcast, cases=binary("numpy.add", dtypes=(*NUMERIC, *COMPLEX)), sparse=UNION)
def add(x1: Tensor, x2: Tensor) -> Tensor:
    """Sum of two tensors, element by element.

    Args:
        x1: Tensor.
        x2: Tensor whose shape broadcasts with that of `x1`.

    Returns:
        Tensor of the broadcast shape and the common dtype.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.add([1, 2], [[10], [20]])).tolist()
    [[11, 12], [21, 22]]
    """


@op("numpy", promote=numeric, infer=broadcast, cases=binary("numpy.subtract", dtypes=(*NUMERIC, *COMPLEX)), sparse=UNION)
def subtract(x1: Tensor, x2: Tensor) -> Tensor:
    """Difference of two tensors, element by element.

    Args:
        x1: Tensor.
        x2: Tensor whose shape broadcasts with that of `x1`.

    Returns:
        Tensor of the broadcast shape and the common dtype.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.subtract([1, 2], [[10], [20]])).tolist()
    [[-9, -8], [-19, -18]]
    """


@op("numpy", promote=common, infer=broadcast, cases=binary("numpy.multiply", dtypes=(*NUMERIC, *COMPLEX)), sparse=PRODUCT)
def multiply(x1: Tensor, x2: Tensor) -> Tensor:
    """Product of two tensors, element by element.

    Args:
        x1: Tensor.
        x2: Tensor whose shape broadcasts with that of `x1`.

    Returns:
        Tensor of the broadcast shape and the common dtype.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.multiply([1, 2], [[10], [20]])).tolist()
    [[10, 20], [20, 40]]
    """


@op(
    "numpy",
    aliases=("true_divide",),
    promote=floating,
    infer=broadcast,
    cases=binary("numpy.true_divide", 0.5, 2.0, dtypes=(*NUMERIC, *COMPLEX)),
    sparse=QUOTIENT,
)
def divide(x1: Tensor, x2: Tensor) -> Tensor:
    """Quotient of two tensors, element by element; integers give floats.

    Args:
        x1: Tensor.
        x2: Tensor whose shape broadcasts with that of `x1`.

    Returns:
        Tensor of the broadcast shape and the common dtype, floatx for integers.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.divide([1, 3], 2)).tolist()
    [0.5, 1.5]
    """


def _divided_or_zero(x1: np.ndarray, x2: np.ndarray) -> np.ndarray:
    return np.where(x2 == 0, 0.0, np.true_divide(x1, np.where(x2 == 0, 1, x2)))


@op("numpy", promote=floating, cases=binary(_divided_or_zero, 0.5, 2.0))
def divide_no_nan(x1: Tensor, x2: Tensor) -> Tensor:
    """Quotient of two tensors, element by element, 0 where the divisor is 0.

    Args:
        x1: Tensor.
        x2: Tensor whose shape broadcasts with that of `x1`.

    Returns:
        Tensor of the broadcast shape and the common dtype, floatx for integers.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.divide_no_nan([1.0, 3.0], [0.0, 2.0])).tolist()
    [0.0, 1.5]
    """
    zero = equal(x2, 0)
    return where(zero, 0.0, x1 / where(zero, 1.0, x2))  # the inner choice keeps gradients finite


@op("numpy", promote=numeric.real, infer=broadcast, cases=binary("numpy.floor_divide", 0.6, 5.0, differentiable=False))
def floor_divide(x1: Tensor, x2: Tensor) -> Tensor:
    """Quotient of two tensors, rounded towards minus infinity.

    Args:
        x1: Tensor.
        x2: Tensor whose shape broadcasts with that of `x1`.

    Returns:
        Tensor of the broadcast shape and the common dtype.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.floor_divide([7, -7], 2)).tolist()
    [3, -4]
    """


@op("numpy", promote=numeric.real, infer=broadcast, cases=binary("numpy.mod", 1.1, 5.0, differentiable=False))
def mod(x1: Tensor, x2: Tensor) -> Tensor:
    """Remainder of the division of `x1` by `x2`, of the sign of `x2`.

    Args:
        x1: Tensor.
        x2: Tensor whose shape broadcasts with that of `x1`.

    Returns:
        Tensor of the broadcast shape and the common dtype.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.mod([7, -7], 3)).tolist()
    [1, 2]
    """


@op("numpy", promote=numeric.real, cases=binary("numpy.fmod", 1.1, 5.0, differentiable=False))
def fmod(x1: Tensor, x2: Tensor) -> Tensor:
    """Remainder of the division of `x1` by `x2`, of the sign of `x1`.

    Args:
        x1: Tensor.
        x2: Tensor whose shape broadcasts with that of `x1`.

    Returns:
        Tensor of the broadcast shape and the common dtype.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.fmod([7, -7], 3)).tolist()
    [1, -1]
    """
    remainder = mod(absolute(x1), absolute(x2))
    return where(less(x1, 0), negative(remainder), remainder)


@op("numpy", promote=numeric, infer=broadcast, cases=binary("numpy.power", 0.6, 3.0, tolerance=3e-5, dtypes=(*NUMERIC, *COMPLEX)))
def power(x1: Tensor, x2: Tensor) -> Tensor:
    """First tensor to the power of the second, element by element.

    Args:
        x1: Tensor.
        x2: Tensor whose shape broadcasts with that of `x1`.

    Returns:
        Tensor of the broadcast shape and the common dtype.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.power([2, 3], [3, 2])).tolist()
    [8, 9]
    """


@op("numpy", promote=common.real, infer=broadcast, cases=binary("numpy.maximum"))
def maximum(x1: Tensor, x2: Tensor) -> Tensor:
    """Larger of two elements; NaN if either is NaN.

    Args:
        x1: Tensor.
        x2: Tensor whose shape broadcasts with that of `x1`.

    Returns:
        Tensor of the broadcast shape and the common dtype.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.maximum([1, 5], 3)).tolist()
    [3, 5]
    """


@op("numpy", promote=common.real, infer=broadcast, cases=binary("numpy.minimum"))
def minimum(x1: Tensor, x2: Tensor) -> Tensor:
    """Smaller of two elements; NaN if either is NaN.

    Args:
        x1: Tensor.
        x2: Tensor whose shape broadcasts with that of `x1`.

    Returns:
        Tensor of the broadcast shape and the common dtype.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.minimum([1, 5], 3)).tolist()
    [1, 3]
    """


@op("numpy", promote=common.real, cases=binary("numpy.fmax"))
def fmax(x1: Tensor, x2: Tensor) -> Tensor:
    """Larger of two elements; the other one if one of them is NaN.

    Args:
        x1: Tensor.
        x2: Tensor whose shape broadcasts with that of `x1`.

    Returns:
        Tensor of the broadcast shape and the common dtype.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.fmax([1.0, float("nan")], 3.0)).tolist()
    [3.0, 3.0]
    """
    return where(isnan(x1), x2, where(isnan(x2), x1, maximum(x1, x2)))


@op("numpy", promote=common.real, cases=binary("numpy.fmin"))
def fmin(x1: Tensor, x2: Tensor) -> Tensor:
    """Smaller of two elements; the other one if one of them is NaN.

    Args:
        x1: Tensor.
        x2: Tensor whose shape broadcasts with that of `x1`.

    Returns:
        Tensor of the broadcast shape and the common dtype.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.fmin([1.0, float("nan")], 3.0)).tolist()
    [1.0, 3.0]
    """
    return where(isnan(x1), x2, where(isnan(x2), x1, minimum(x1, x2)))


@op("numpy", promote=floating.real, infer=broadcast, cases=binary("numpy.arctan2", 0.5, 2.0, dtypes=(*FLOATS, "int32")))
def arctan2(x1: Tensor, x2: Tensor) -> Tensor:
    """Angle in radians, from -pi to pi, of the point with ordinate `x1` and abscissa `x2`.

    Args:
        x1: Tensor.
        x2: Tensor whose shape broadcasts with that of `x1`.

    Returns:
        Tensor of the broadcast shape and the common dtype, floatx for integers.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.arctan2([0.0, 1.0], [1.0, 0.0])).astype("float64").round(4).tolist()
    [0.0, 1.5708]
    """


@op("numpy", promote=floating.real, cases=binary("numpy.hypot", 0.5, 2.0, dtypes=(*FLOATS, "int32")))
def hypot(x1: Tensor, x2: Tensor) -> Tensor:
    """Length of the hypotenuse, `sqrt(x1 ** 2 + x2 ** 2)`, without overflow in between.

    Args:
        x1: Tensor.
        x2: Tensor whose shape broadcasts with that of `x1`.

    Returns:
        Tensor of the broadcast shape and the common dtype, floatx for integers.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.hypot([3.0, 5.0], [4.0, 12.0])).round(4).tolist()
    [5.0, 13.0]
    """
    infinite = isinf(x1) | isinf(x2)
    larger = maximum(absolute(x1), absolute(x2))
    zero = equal(larger, 0)
    scale = where(zero | infinite, 1.0, larger)
    a, b = x1 / scale, x2 / scale
    length = scale * sqrt(where(zero, 1.0, a * a + b * b))  # the inner choice keeps the gradient finite at 0
    return where(infinite, math.inf, where(zero, 0.0, length))


@op("numpy", promote=floating.real, cases=binary("numpy.logaddexp", dtypes=(*FLOATS, "int32")))
def logaddexp(x1: Tensor, x2: Tensor) -> Tensor:
    """Logarithm of the sum of exponentials, `log(exp(x1) + exp(x2))`, stable for large values.

    Args:
        x1: Tensor.
        x2: Tensor whose shape broadcasts with that of `x1`.

    Returns:
        Tensor of the broadcast shape and the common dtype, floatx for integers.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.logaddexp(0.0, 0.0)).astype("float64").round(4).tolist()
    0.6931
    """
    same = equal(x1, x2)
    # Equal arguments share the gradient, and infinite ones have no difference.
    larger = where(same, multiply(0.5, x1) + multiply(0.5, x2), maximum(x1, x2))
    return larger + log1p(exp(-absolute(where(same, 0.0, x1 - x2))))


@op("numpy", promote=floating.real, cases=binary("numpy.logaddexp2", dtypes=(*FLOATS, "int32")))
def logaddexp2(x1: Tensor, x2: Tensor) -> Tensor:
    """Logarithm to base 2 of the sum of powers, `log2(2 ** x1 + 2 ** x2)`, stable for large values.

    Args:
        x1: Tensor.
        x2: Tensor whose shape broadcasts with that of `x1`.

    Returns:
        Tensor of the broadcast shape and the common dtype, floatx for integers.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.logaddexp2(1.0, 1.0)).round(4).tolist()
    2.0
    """
    return divide(logaddexp(multiply(x1, math.log(2)), multiply(x2, math.log(2))), math.log(2))


@op(
    "numpy",
    promote=floating,
    cases=Cases(np.ldexp, (call(draw(2, 3), draw(3, low=-3, high=4, dtype="int32")),), differentiable=True),
)
def ldexp(x1: Tensor, x2: Tensor) -> Tensor:
    """First tensor times two to the power of the second, `x1 * 2 ** x2`.

    Args:
        x1: Tensor.
        x2: Tensor of exponents whose shape broadcasts with that of `x1`.

    Returns:
        Tensor of the broadcast shape and the common dtype, floatx for integers.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.ldexp([1.0, 3.0], [3, 1])).round(4).tolist()
    [8.0, 6.0]
    """
    return x1 * exp2(x2)


@op("numpy", promote=floating.real, cases=binary("numpy.heaviside", differentiable=False))
def heaviside(x1: Tensor, x2: Tensor) -> Tensor:
    """Step function: 0 for negative elements, 1 for positive ones, `x2` at 0.

    Args:
        x1: Tensor.
        x2: Value at 0, a tensor whose shape broadcasts with that of `x1`.

    Returns:
        Tensor of the broadcast shape and the common dtype, floatx for integers.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.heaviside([-1.0, 0.0, 2.0], 0.5)).tolist()
    [0.0, 0.5, 1.0]
    """
    step = where(greater(x1, 0), 1.0, where(less(x1, 0), 0.0, x2))
    return where(isnan(x1), x1, step)


@op("numpy", promote=common, infer=comparison, cases=binary("numpy.equal", dtypes=(*NUMERIC, *COMPLEX), differentiable=False))
def equal(x1: Tensor, x2: Tensor) -> Tensor:
    """Whether `x1 == x2`, element by element.

    Args:
        x1: Tensor.
        x2: Tensor whose shape broadcasts with that of `x1`.

    Returns:
        Bool tensor of the broadcast shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.equal([1, 3], 3)).tolist()
    [False, True]
    """


@op("numpy", promote=common, infer=comparison, cases=binary("numpy.not_equal", dtypes=(*NUMERIC, *COMPLEX), differentiable=False))
def not_equal(x1: Tensor, x2: Tensor) -> Tensor:
    """Whether `x1 != x2`, element by element.

    Args:
        x1: Tensor.
        x2: Tensor whose shape broadcasts with that of `x1`.

    Returns:
        Bool tensor of the broadcast shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.not_equal([1, 3], 3)).tolist()
    [True, False]
    """


@op("numpy", promote=common.real, infer=comparison, cases=binary("numpy.greater", differentiable=False))
def greater(x1: Tensor, x2: Tensor) -> Tensor:
    """Whether `x1 > x2`, element by element.

    Args:
        x1: Tensor.
        x2: Tensor whose shape broadcasts with that of `x1`.

    Returns:
        Bool tensor of the broadcast shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.greater([1, 3], 2)).tolist()
    [False, True]
    """


@op("numpy", promote=common.real, infer=comparison, cases=binary("numpy.greater_equal", differentiable=False))
def greater_equal(x1: Tensor, x2: Tensor) -> Tensor:
    """Whether `x1 >= x2`, element by element.

    Args:
        x1: Tensor.
        x2: Tensor whose shape broadcasts with that of `x1`.

    Returns:
        Bool tensor of the broadcast shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.greater_equal([1, 3], 3)).tolist()
    [False, True]
    """


@op("numpy", promote=common.real, infer=comparison, cases=binary("numpy.less", differentiable=False))
def less(x1: Tensor, x2: Tensor) -> Tensor:
    """Whether `x1 < x2`, element by element.

    Args:
        x1: Tensor.
        x2: Tensor whose shape broadcasts with that of `x1`.

    Returns:
        Bool tensor of the broadcast shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.less([1, 3], 2)).tolist()
    [True, False]
    """


@op("numpy", promote=common.real, infer=comparison, cases=binary("numpy.less_equal", differentiable=False))
def less_equal(x1: Tensor, x2: Tensor) -> Tensor:
    """Whether `x1 <= x2`, element by element.

    Args:
        x1: Tensor.
        x2: Tensor whose shape broadcasts with that of `x1`.

    Returns:
        Bool tensor of the broadcast shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.less_equal([1, 3], 1)).tolist()
    [True, False]
    """


@op("numpy", promote=logical, infer=elementwise_bool, cases=unary("numpy.logical_not", dtypes=(*ALL, *COMPLEX), differentiable=False))
def logical_not(x: Tensor) -> Tensor:
    """Whether each element is false or zero.

    Args:
        x: Tensor of any shape.

    Returns:
        Bool tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.logical_not([True, False])).tolist()
    [False, True]
    """


@op("numpy", promote=logical, infer=comparison, cases=binary("numpy.logical_and", dtypes=(*ALL, *COMPLEX), differentiable=False))
def logical_and(x1: Tensor, x2: Tensor) -> Tensor:
    """Whether both elements are true or nonzero.

    Args:
        x1: Tensor.
        x2: Tensor whose shape broadcasts with that of `x1`.

    Returns:
        Bool tensor of the broadcast shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.logical_and([True, True, False], [True, False, False])).tolist()
    [True, False, False]
    """


@op("numpy", promote=logical, infer=comparison, cases=binary("numpy.logical_or", dtypes=(*ALL, *COMPLEX), differentiable=False))
def logical_or(x1: Tensor, x2: Tensor) -> Tensor:
    """Whether at least one of two elements is true or nonzero.

    Args:
        x1: Tensor.
        x2: Tensor whose shape broadcasts with that of `x1`.

    Returns:
        Bool tensor of the broadcast shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.logical_or([True, True, False], [True, False, False])).tolist()
    [True, True, False]
    """


@op("numpy", promote=logical, infer=comparison, cases=binary("numpy.logical_xor", dtypes=(*ALL, *COMPLEX), differentiable=False))
def logical_xor(x1: Tensor, x2: Tensor) -> Tensor:
    """Whether exactly one of two elements is true or nonzero.

    Args:
        x1: Tensor.
        x2: Tensor whose shape broadcasts with that of `x1`.

    Returns:
        Bool tensor of the broadcast shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.logical_xor([True, True, False], [True, False, False])).tolist()
    [False, True, False]
    """


@op(
    "numpy",
    aliases=("bitwise_invert",),
    promote=integral,
    infer=elementwise,
    cases=unary("numpy.bitwise_not", dtypes=INTS, differentiable=False),
)
def bitwise_not(x: Tensor) -> Tensor:
    """Each bit inverted, `~x`.

    Args:
        x: Tensor of integers or bools.

    Returns:
        Tensor of the same shape and dtype.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.bitwise_not([0, 5])).tolist()
    [-1, -6]
    """


@op("numpy", promote=integral, infer=broadcast, cases=binary("numpy.bitwise_and", dtypes=INTS, differentiable=False))
def bitwise_and(x: Tensor, y: Tensor) -> Tensor:
    """Bits set in both elements, `x & y`.

    Args:
        x: Tensor of integers or bools.
        y: Tensor of integers or bools whose shape broadcasts with that of `x`.

    Returns:
        Tensor of the broadcast shape and the common dtype.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.bitwise_and([6, 5], 3)).tolist()
    [2, 1]
    """


@op("numpy", promote=integral, infer=broadcast, cases=binary("numpy.bitwise_or", dtypes=INTS, differentiable=False))
def bitwise_or(x: Tensor, y: Tensor) -> Tensor:
    """Bits set in at least one of two elements, `x | y`.

    Args:
        x: Tensor of integers or bools.
        y: Tensor of integers or bools whose shape broadcasts with that of `x`.

    Returns:
        Tensor of the broadcast shape and the common dtype.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.bitwise_or([6, 4], 3)).tolist()
    [7, 7]
    """


@op("numpy", promote=integral, infer=broadcast, cases=binary("numpy.bitwise_xor", dtypes=INTS, differentiable=False))
def bitwise_xor(x: Tensor, y: Tensor) -> Tensor:
    """Bits set in exactly one of two elements, `x ^ y`.

    Args:
        x: Tensor of integers or bools.
        y: Tensor of integers or bools whose shape broadcasts with that of `x`.

    Returns:
        Tensor of the broadcast shape and the common dtype.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.bitwise_xor([6, 5], 3)).tolist()
    [5, 6]
    """


@op(
    "numpy",
    aliases=("bitwise_left_shift",),
    promote=integral,
    infer=broadcast,
    cases=binary("numpy.left_shift", 0, 3, dtypes=INTS, differentiable=False),
)
def left_shift(x: Tensor, y: Tensor) -> Tensor:
    """Bits moved to the left, `x << y`, which is `x * 2 ** y`.

    Args:
        x: Tensor of integers.
        y: Tensor of integers from 0 to the number of bits less one, whose shape broadcasts with that of `x`.

    Returns:
        Tensor of the broadcast shape and the common dtype.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.left_shift([1, 3], 2)).tolist()
    [4, 12]
    """


@op(
    "numpy",
    aliases=("bitwise_right_shift",),
    promote=integral,
    infer=broadcast,
    cases=binary("numpy.right_shift", 0, 3, dtypes=INTS, differentiable=False),
)
def right_shift(x: Tensor, y: Tensor) -> Tensor:
    """Bits moved to the right, `x >> y`, which is `x // 2 ** y`.

    Args:
        x: Tensor of integers.
        y: Tensor of integers from 0 to the number of bits less one, whose shape broadcasts with that of `x`.

    Returns:
        Tensor of the broadcast shape and the common dtype.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.right_shift([8, 12], 2)).tolist()
    [2, 3]
    """


@op(
    "numpy",
    promote=numeric.real,
    infer=broadcast,
    cases=Cases(
        "numpy.clip",
        (
            call(draw(2, 3), 0, 1),
            call(draw(0, 3), 0, 1),
            call(draw(2, 3), None, 1),
            call(draw(2, 3), -1, None),
            call(draw(2, 3), draw(3, low=-2, high=-1), draw(2, 1, low=0)),
        ),
        NUMERIC,
        differentiable=True,
    ),
)
def clip(x: Tensor, x_min: Tensor | None, x_max: Tensor | None) -> Tensor:
    """Each element brought into a range.

    Args:
        x: Tensor of any shape.
        x_min: Smallest value, a number or a tensor that broadcasts with `x`; None for no bound.
        x_max: Largest value, a number or a tensor that broadcasts with `x`; None for no bound. It wins where `x_min` is larger.

    Returns:
        Tensor of the broadcast shape and the common dtype.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.clip([-1, 2, 7], 0, 5)).tolist()
    [0, 2, 5]
    """


@op(promote=logical, cases=unary(np.bool_, dtypes=(*ALL, *COMPLEX), differentiable=False))
def truth(x: Tensor) -> Tensor:
    """Each element as a bool: `x != 0`.

    Args:
        x: Tensor of any shape.

    Returns:
        Bool tensor of the same shape.
    """
    return x


@op(
    promote=common.of("x1", "x2"),
    infer=_chosen,
    cases=Cases(
        "numpy.where", (call(draw(2, 3, dtype="bool"), draw(2, 3), draw(3)), call(draw(2, 1, dtype="bool"), draw(), 0)), (*ALL, *COMPLEX)
    ),
)
def where(condition: Tensor, x1: Tensor, x2: Tensor) -> Tensor:
    """Elements of `x1` where a condition holds, of `x2` elsewhere; `selection.where` takes any condition.

    Args:
        condition: Bool tensor.
        x1: Tensor whose shape broadcasts with the others.
        x2: Tensor whose shape broadcasts with the others.

    Returns:
        Tensor of the broadcast shape and the common dtype of `x1` and `x2`.
    """


@op("numpy", promote=floating, cases=binary("numpy.isclose", differentiable=False))
def isclose(x1: Tensor, x2: Tensor, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False) -> Tensor:
    """Whether two elements are equal within a tolerance, `abs(x1 - x2) <= atol + rtol * abs(x2)`.

    Args:
        x1: Tensor.
        x2: Tensor whose shape broadcasts with that of `x1`.
        rtol: Tolerance relative to `x2`.
        atol: Absolute tolerance.
        equal_nan: Whether NaN is close to NaN.

    Returns:
        Bool tensor of the broadcast shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.isclose([1.0, 2.0], [1.0, 2.1])).tolist()
    [True, False]
    """
    close = equal(x1, x2) | (less_equal(absolute(x1 - x2), add(atol, multiply(rtol, absolute(x2)))) & isfinite(x2))
    return close | (isnan(x1) & isnan(x2)) if equal_nan else close


@op(
    "numpy",
    promote=floating.real,
    infer=broadcast,
    cases=binary("numpy.nextafter", dtypes=("float32", "float64"), differentiable=False, special=False),
)
def nextafter(x1: Tensor, x2: Tensor) -> Tensor:
    """The next number of the dtype after `x1` in the direction of `x2`, element by element.

    Args:
        x1: Tensor.
        x2: Tensor whose shape broadcasts with that of `x1`.

    Returns:
        Tensor of the broadcast shape. Integers are computed in floatx.

    Example:

    >>> bool(multikeras.ops.nextafter(1.0, 2.0) > 1.0)
    True
    """


@op("numpy", promote=common, cases=unary("numpy.nan_to_num", dtypes=(*NUMERIC, *COMPLEX), special=False), sparse=VALUES)
def nan_to_num(x: Tensor, nan: float = 0.0, posinf: float | None = None, neginf: float | None = None) -> Tensor:
    """NaN and infinities replaced by numbers.

    Args:
        x: Tensor of any shape; of complex numbers both parts are replaced.
        nan: What NaN becomes.
        posinf: What plus infinity becomes; None for the largest number of the dtype.
        neginf: What minus infinity becomes; None for the smallest number of the dtype.

    Returns:
        Tensor of the same shape and dtype.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.nan_to_num([float("nan"), float("inf"), 2.0], posinf=9.0)).tolist()
    [0.0, 9.0, 2.0]
    """
    if dtypes.is_complex(x.dtype):
        parts = [nan_to_num(part, nan, posinf, neginf) for part in (real(x), imag(x))]
        return add(parts[0], multiply(parts[1], 1j))
    if not dtypes.is_float(x.dtype):
        return x
    least, most = dtypes.limits(dtypes.standardize(x.dtype))
    posinf = most if posinf is None else posinf
    neginf = least if neginf is None else neginf
    return where(isnan(x), nan, where(isposinf(x), posinf, where(isneginf(x), neginf, x)))
