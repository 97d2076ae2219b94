"""Gradients against finite differences."""

import zlib
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from multikeras.src import backend
from multikeras.src.core import dtypes
from multikeras.src.ops.control import jvp
from multikeras.src.testing.comparison import leaves, to_numpy

STEP = 1e-5
DIRECTIONS = 3


def assert_gradient(loss: Callable[[], Any], variables: Sequence[Any], what: str, rtol: float = 1e-4) -> None:
    """Compare the gradient of `loss`, a scalar, with central differences along random directions.

    Along a random direction an error in any element shows, at the cost of two evaluations a direction.

    Args:
        loss: Gives the scalar, from the values of the variables.
        variables: float64 Variables.
        what: Subject of an error message.
        rtol: Relative tolerance.
    """
    rng = np.random.default_rng(zlib.crc32(what.encode()))
    values = [variable.numpy() for variable in variables]
    _, gradients = backend.step.value_and_grad(lambda: (loss(), None), variables)
    exact = [np.zeros(v.shape) if g is None else np.asarray(_dense(g), np.float64) for v, g in zip(values, gradients, strict=True)]
    assert all(np.all(np.isfinite(g)) for g in exact), f"{what}: the gradient is not finite"
    for _ in range(DIRECTIONS):
        direction = [rng.standard_normal(v.shape) for v in values]
        slopes = []
        for sign in (1, -1):
            for variable, value, step in zip(variables, values, direction, strict=True):
                variable.assign(value + sign * STEP * step)
            slopes.append(float(to_numpy(loss())))
        for variable, value in zip(variables, values, strict=True):
            variable.assign(value)
        expected = (slopes[0] - slopes[1]) / (2 * STEP)
        actual = sum(float(np.sum(g * step)) for g, step in zip(exact, direction, strict=True))
        assert np.isclose(actual, expected, rtol=rtol, atol=1e-6), f"{what}: slope {actual} by gradient, {expected} by differences"


def assert_second_derivative(function: Callable, x: np.ndarray, rtol: float = 1e-5) -> None:
    """Compare the second derivative of a smooth function of a float64 array along a line with central differences of the first."""
    direction = np.linspace(-1, 1, x.size).reshape(x.shape)
    variable = backend.Variable(x)

    def slope() -> Any:
        return weighted_sum(jvp(function, (variable.value,), (direction,))[1])

    _, (gradient,) = backend.step.value_and_grad(lambda: (slope(), None), [variable])
    slopes = []
    for sign in (1, -1):
        variable.assign(x + sign * STEP * direction)
        slopes.append(float(to_numpy(slope())))
    np.testing.assert_allclose(np.sum(to_numpy(gradient) * direction), (slopes[0] - slopes[1]) / (2 * STEP), rtol=rtol, atol=1e-6)


def _dense(gradient: Any) -> np.ndarray:
    return to_numpy(backend.convert(gradient))


def weighted_sum(outputs: Any) -> Any:
    """A scalar that depends on every floating element of a nest in another way."""
    total = None
    for output in leaves(outputs):
        name = backend.dtype_name(output)
        if dtypes.is_complex(name):
            parts = [backend.primitive("elementwise", part)(output) for part in ("real", "imag")]
            term = weighted_sum([parts[0], parts[1] * 0.7])  # so that the parts do not weigh the same
            total = term if total is None else total + term
            continue
        if name not in ("float32", "float64"):
            continue
        weights = np.random.default_rng(0).uniform(0.5, 1.5, backend.static_shape(output))
        term = _sum(output * backend.convert(weights, output.dtype))
        total = term if total is None else total + term
    return total


def _sum(x: Any) -> Any:
    return backend.primitive("reduction", "sum")(x)
