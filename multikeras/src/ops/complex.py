"""Complex numbers made of their parts, and taken apart."""

import numpy as np

from multikeras.src.core import shapes
from multikeras.src.core.cases import COMPLEX, FLOATS, Cases, binary, call, draw
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.core.typing import Tensor
from multikeras.src.ops.elementwise import cos, imag, multiply, real, sin
from multikeras.src.ops.movement import stack
from multikeras.src.ops.op import op
from multikeras.src.ops.promotion import parts

_INFINITE = call(np.array([np.inf, 1.0, np.nan]), np.array([1.0, -np.inf, 0.0]))


def _made_of(real: np.ndarray, imag: np.ndarray) -> np.ndarray:
    x = np.empty(np.broadcast_shapes(np.shape(real), np.shape(imag)), "complex128")
    x.real, x.imag = real, imag
    return x


def _complex(real: KerasTensor, imag: KerasTensor) -> KerasTensor:
    return KerasTensor(shapes.broadcast(real.shape, imag.shape), "complex128" if real.dtype == "float64" else "complex64")


_PARTS = binary(_made_of)


@op(promote=parts, infer=_complex, cases=Cases(_made_of, (*_PARTS.calls, _INFINITE), (*FLOATS, "int32")))
def complex_(real: Tensor, imag: Tensor) -> Tensor:
    """Complex numbers of their real and imaginary parts.

    Args:
        real: Real parts, a real tensor.
        imag: Imaginary parts, a real tensor whose shape broadcasts with that of `real`.

    Returns:
        Tensor of the broadcast shape, complex128 for float64 and complex64 for everything narrower.
    """


@op("nn", promote=parts, cases=binary(lambda abs_, angle: abs_ * np.exp(1j * angle), 0.0, 4.0, dtypes=(*FLOATS, "int32")))
def polar(abs_: Tensor, angle: Tensor) -> Tensor:
    """Complex numbers of their magnitudes and angles, `abs_ * exp(1j * angle)`.

    Args:
        abs_: Magnitudes, a real tensor.
        angle: Angles in radians, a real tensor whose shape broadcasts with that of `abs_`.

    Returns:
        Tensor of the broadcast shape, complex128 for float64 and complex64 for everything narrower.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.polar([2.0, 3.0], [0.0, np.pi])).round(4).real.tolist()
    [2.0, -3.0]
    """
    return complex_(multiply(abs_, cos(angle)), multiply(abs_, sin(angle)))


def _pairs(x: np.ndarray) -> np.ndarray:
    if x.ndim == 0 or x.shape[-1] != 2:
        raise ValueError("no pairs")
    return x[..., 0] + 1j * x[..., 1]


@op("core", promote=parts, cases=Cases(_pairs, (call(draw(2, 3, 2)), call(draw(2)), call(draw(0, 2))), (*FLOATS, "int32")))
def view_as_complex(x: Tensor) -> Tensor:
    """Complex numbers of pairs along the last axis, real part first.

    Args:
        x: Real tensor `(..., 2)`.

    Returns:
        Tensor `(...)`, complex128 for float64 and complex64 for everything narrower.

    Raises:
        ValueError: The last axis has not the size 2.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.view_as_complex([[1.0, 2.0]])).tolist()
    [(1+2j)]
    """
    if len(x.shape) == 0 or x.shape[-1] not in (2, None):
        raise ValueError(f"view_as_complex: `x` must have pairs along its last axis, a shape (..., 2); got {tuple(x.shape)}.")
    return complex_(x[..., 0], x[..., 1])


@op(
    "core",
    cases=Cases(lambda x: np.stack([x.real, x.imag], -1), (call(draw(2, 3)), call(draw()), call(draw(0, 3))), (*COMPLEX, "float32")),
)
def view_as_real(x: Tensor) -> Tensor:
    """Real and imaginary parts side by side along a new last axis.

    Args:
        x: Tensor of any shape; a real one has zeros for imaginary parts.

    Returns:
        Real tensor of the shape of `x` with an axis of size 2 more.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.view_as_real(np.array([1 + 2j]))).tolist()
    [[1.0, 2.0]]
    """
    return stack([real(x), imag(x)], axis=-1)
