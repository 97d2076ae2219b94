"""Gradients against finite differences."""

import functools
import operator
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from multikeras.src import backend
from multikeras.src.core import dtypes
from multikeras.src.testing.comparison import leaves, to_numpy, wide

STEP = 1e-5
DIRECTIONS = 3


@dataclass
class Scalar:
    """A scalar function of tensors, a point to look at, and a title for messages."""

    function: Callable[..., Any]
    point: Sequence[np.ndarray]
    title: str

    def __post_init__(self) -> None:
        self._rng = np.random.default_rng(zlib.crc32(self.title.encode()))

    def direction(self) -> list[np.ndarray]:
        """A random direction to go from the point, a new one at each call."""
        return [self._rng.standard_normal(x.shape) for x in self.point]


def assert_gradients(scalars: Sequence[Scalar], rtol: float = 1e-4) -> None:
    """Compare the gradients of functions with central differences along random directions.

    Along a random direction an error in any element shows, at the cost of two evaluations.
    """

    def values_and_gradients(points: list[list[Any]]) -> list[tuple]:
        return [(s.function(*point), backend.gradients(s.function)(*point)) for s, point in zip(scalars, points, strict=True)]

    evaluate = _evaluation(values_and_gradients)
    at_points = evaluate([s.point for s in scalars])
    exact = [[wide(g) for g in gradients] for _, gradients in at_points]
    finite = [bool(np.isfinite(to_numpy(value))) for value, _ in at_points]  # else there are no differences to compare with
    for s, gradients, is_finite in zip(scalars, exact, finite, strict=True):
        assert not is_finite or all(np.all(np.isfinite(g)) for g in gradients), f"{s.title}: the gradient is not finite"
    for _ in range(DIRECTIONS):
        directions = [s.direction() for s in scalars]
        ahead, behind = ([float(to_numpy(value)) for value, _ in evaluate(_moved(scalars, directions, sign * STEP))] for sign in (1, -1))
        for i in np.flatnonzero(finite):
            slope = (ahead[i] - behind[i]) / (2 * STEP)
            _assert_slope(_dot(exact[i], directions[i]), slope, f"{scalars[i].title}: slope", rtol)


def assert_second_derivatives(scalars: Sequence[Scalar], rtol: float = 1e-4) -> None:
    """Compare the products of functions' Hessians with random directions to central differences of the gradients."""
    directions = [s.direction() for s in scalars]

    def slopes_and_products(points: list[list[Any]]) -> list[tuple]:
        found = []
        for s, point, direction in zip(scalars, points, directions, strict=True):

            def slope(*values: Any, s: Scalar = s, direction: list = direction) -> Any:
                gradients = backend.gradients(s.function)(*values)
                terms = [_sum(g * backend.convert(d)) for g, d in zip(gradients, direction, strict=True)]
                return functools.reduce(operator.add, terms)

            found.append((slope(*point), backend.gradients(slope)(*point)))
        return found

    evaluate = _evaluation(slopes_and_products)
    exact = [[wide(p) for p in products] for _, products in evaluate([s.point for s in scalars])]
    others = [s.direction() for s in scalars]
    ahead, behind = ([float(to_numpy(slope)) for slope, _ in evaluate(_moved(scalars, others, sign * STEP))] for sign in (1, -1))
    for s, products, other, high, low in zip(scalars, exact, others, ahead, behind, strict=True):
        _assert_slope(_dot(products, other), (high - low) / (2 * STEP), f"{s.title}: second derivative", rtol)


def _evaluation(function: Callable) -> Callable[[Any], Any]:
    """A function of nests of arrays; where each op would be compiled by itself, compiled whole."""
    function = backend.TRACERS["jit"](function) if backend.TRACES else function
    return lambda points: function([[backend.convert(x) for x in point] for point in points])


def _moved(scalars: Sequence[Scalar], directions: Sequence, step: float) -> list[list[np.ndarray]]:
    return [[x + step * d for x, d in zip(s.point, direction, strict=True)] for s, direction in zip(scalars, directions, strict=True)]


def _dot(one: Sequence[np.ndarray], other: Sequence[np.ndarray]) -> float:
    return sum(float(np.sum(a * b)) for a, b in zip(one, other, strict=True))


def _assert_slope(actual: float, expected: float, what: str, rtol: float) -> None:
    assert np.isclose(actual, expected, rtol=rtol, atol=1e-6), f"{what} {actual} by differentiation, {expected} by differences"


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
        _assert_slope(_dot(exact, direction), expected, f"{what}: slope", rtol)


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
