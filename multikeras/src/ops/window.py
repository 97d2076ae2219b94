"""Window functions of signal processing. They depend on a length alone, so that NumPy calculates them, in float64."""

from typing import Any

import numpy as np

from multikeras.src.core import config
from multikeras.src.core.cases import FLOATS, Cases, call, draw
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.core.typing import Tensor
from multikeras.src.ops.elementwise import divide, multiply
from multikeras.src.ops.op import op
from multikeras.src.ops.precision import widened
from multikeras.src.ops.promotion import floating
from multikeras.src.ops.special import i0
from multikeras.src.ops.tensor import cast, convert_to_tensor

_LENGTHS = (8, 5, 1, 0, -2)


def _cases(reference: str) -> Cases:
    return Cases(reference, tuple(map(call, _LENGTHS)))


def _points(name: str, x: Any) -> int:
    """The number of points, from whatever holds one integer that is known."""
    if isinstance(x, KerasTensor):
        raise ValueError(f"{name}: `x`, the number of points, is the size of the result and must be known; got {x}. Give an integer.")
    return int(x)


@op("numpy", cases=_cases("numpy.bartlett"))
def bartlett(x: int) -> Tensor:
    """Bartlett window: it rises from 0 to 1 and falls back in straight lines.

    Args:
        x: Number of points. The window is empty for 0 or less, and 1 for a single point.

    Returns:
        Vector of that size in floatx.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.bartlett(5)).astype("float64").round(4).tolist()
    [0.0, 0.5, 1.0, 0.5, 0.0]
    """
    return convert_to_tensor(np.bartlett(_points("bartlett", x)), config.floatx())


@op("numpy", cases=_cases("numpy.blackman"))
def blackman(x: int) -> Tensor:
    """Blackman window, `0.42 - 0.5 * cos(t) + 0.08 * cos(2 * t)` for `t` from 0 to `2 * pi`.

    Args:
        x: Number of points. The window is empty for 0 or less, and 1 for a single point.

    Returns:
        Vector of that size in floatx.

    Example:

    >>> abs(multikeras.ops.convert_to_numpy(multikeras.ops.blackman(5)).astype("float64").round(4)).tolist()
    [0.0, 0.34, 1.0, 0.34, 0.0]
    """
    return convert_to_tensor(np.blackman(_points("blackman", x)), config.floatx())


@op("numpy", cases=_cases("numpy.hamming"))
def hamming(x: int) -> Tensor:
    """Hamming window, `0.54 - 0.46 * cos(t)` for `t` from 0 to `2 * pi`.

    Args:
        x: Number of points. The window is empty for 0 or less, and 1 for a single point.

    Returns:
        Vector of that size in floatx.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.hamming(5)).astype("float64").round(4).tolist()
    [0.08, 0.54, 1.0, 0.54, 0.08]
    """
    return convert_to_tensor(np.hamming(_points("hamming", x)), config.floatx())


@op("numpy", cases=_cases("numpy.hanning"))
def hanning(x: int) -> Tensor:
    """Hann window, `0.5 - 0.5 * cos(t)` for `t` from 0 to `2 * pi`.

    Args:
        x: Number of points. The window is empty for 0 or less, and 1 for a single point.

    Returns:
        Vector of that size in floatx.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.hanning(5)).astype("float64").round(4).tolist()
    [0.0, 0.5, 1.0, 0.5, 0.0]
    """
    return convert_to_tensor(np.hanning(_points("hanning", x)), config.floatx())


def _kaiser_cases() -> Cases:
    calls = [call(points, draw(low=0.5, high=14.0)) for points in _LENGTHS]
    return Cases("numpy.kaiser", (*calls, call(6, 0.0)), FLOATS, differentiable=True, tolerance=3e-5)


@op("numpy", promote=floating, cases=_kaiser_cases())
def kaiser(x: int, beta: Tensor) -> Tensor:
    """Kaiser window, `i0(beta * sqrt(1 - t ** 2)) / i0(beta)` for `t` from -1 to 1.

    Args:
        x: Number of points. The window is empty for 0 or less, and 1 for a single point.
        beta: Its shape, a number or a scalar tensor: 0 is a rectangle, 14 a good start. `i0` overflows in float32 from 91 on.

    Returns:
        Vector of that size.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.kaiser(3, 14.0)).astype("float64").round(4).tolist()
    [0.0, 1.0, 0.0]
    """
    points = _points("kaiser", x)
    t = np.linspace(-1.0, 1.0, points) if points > 1 else np.zeros(max(points, 0))
    wide = widened(beta)  # i0 soon overflows in float16
    return cast(divide(i0(multiply(wide, convert_to_tensor(np.sqrt(1.0 - t * t), wide.dtype))), i0(wide)), beta.dtype)
