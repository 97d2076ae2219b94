"""Distributions that are drawn by rejection, made of uniform numbers by tensor operations that no value steers.

All proposals are made at once and the first one that is accepted counts, so that the functions can be compiled; that none of them is
accepted is rarer than the precision of float32 can tell. The same uniform numbers give the same results on every backend, to rounding.
"""

import math
from collections.abc import Callable
from typing import Any

from multikeras.src import ops

PROPOSALS = {"gamma": 6, "binomial": 10}
"""How many there are for each number: of the first kind 95% are accepted at least, of the second 85%."""

Uniform = Callable[[tuple], Any]
"""From a shape to a tensor of uniform numbers in [0, 1)."""


def _first_accepted(proposals: Any, accepted: Any) -> Any:
    chosen = ops.argmax(ops.cast(accepted, "int32"), axis=0, keepdims=True)
    return ops.squeeze(ops.take_along_axis(proposals, chosen, axis=0), 0)


def _standard_normal(uniform: Any) -> Any:
    """By inversion, in the middle of the interval that each uniform number stands for, lest the first one be infinite."""
    middle = 2.0**-53 if ops.dtype(uniform) == "float64" else 2.0**-24
    return math.sqrt(2) * ops.erfinv(2 * uniform - 1 + middle)


def log_gamma(draw: Uniform, shape: tuple, alpha: Any) -> Any:
    """Logarithms of numbers of the gamma distribution with shape parameter `alpha`, a floating tensor that broadcasts to `shape`.

    G. Marsaglia, W. W. Tsang, "A simple method for generating gamma variables", 2000, https://doi.org/10.1145/358407.358414, for
    parameters from 1; below, a number of the distribution with one more is multiplied by a power of a uniform one.
    """
    count = PROPOSALS["gamma"]
    uniforms = draw((2 * count + 1, *shape))
    normal, height, power = _standard_normal(uniforms[:count]), uniforms[count:-1], uniforms[-1]
    is_small = ops.less(alpha, 1)
    scale = ops.where(is_small, alpha + 1, alpha) - 1 / 3
    step = normal / ops.sqrt(9 * scale)
    is_inside = ops.greater(step, -1)
    step = ops.where(is_inside, step, 0.0)
    log_cube = 3 * ops.log1p(step)
    # The cube of 1 + step is used without its 1, in which the digits of a small step would be lost.
    bound = normal * normal / 2 + scale * (log_cube - step * (3 + step * (3 + step)))
    accepted = ops.logical_and(is_inside, ops.less(ops.log1p(-height), bound))
    result = ops.log(scale) + _first_accepted(log_cube, accepted)
    return result + ops.where(is_small, ops.log1p(-power) / ops.where(is_small, alpha, 1.0), 0.0)


def binomial(draw: Uniform, shape: tuple, counts: Any, probabilities: Any) -> Any:
    """Numbers of successes in `counts` trials, both floating tensors that broadcast to `shape`."""
    is_likely = ops.greater(probabilities, 0.5)
    rare = ops.where(is_likely, 1 - probabilities, probabilities)
    has_many = ops.greater_equal(counts * rare, _FEW)
    proposals = PROPOSALS["binomial"]
    uniforms = draw((2 * proposals + 1, *shape))
    many = _many_successes(
        uniforms[:proposals],
        uniforms[proposals:-1],
        ops.where(has_many, counts, 4 * _FEW),
        ops.where(has_many, rare, 0.5),
    )
    few = _few_successes(uniforms[-1], counts, ops.where(has_many, 0.0, rare))
    successes = ops.where(has_many, many, few)
    return ops.where(is_likely, counts - successes, successes)


_FEW = 10.0  # mean number of successes from which on proposals are made
_LARGEST = 40  # number of successes that with a mean below does not occur in 2**40 draws


def _few_successes(uniform: Any, counts: Any, probabilities: Any) -> Any:
    """By inversion of the distribution function, which is added up from 0."""
    shape = (-1, *(1,) * len(uniform.shape))
    k = ops.reshape(ops.arange(1, _LARGEST, dtype=ops.dtype(uniform)), shape)
    ratios = ops.maximum(counts + 1 - k, 0) / k * (probabilities / (1 - probabilities))
    nothing = ops.exp(counts * ops.log1p(-probabilities)) * ops.ones_like(uniform)
    masses = nothing * ops.cumprod(ops.broadcast_to(ratios, ops.shape(ratios + uniform)), axis=0)
    bounds = nothing + ops.concatenate([ops.zeros_like(masses[:1]), ops.cumsum(masses, axis=0)])
    successes = ops.sum(ops.cast(ops.greater_equal(uniform, bounds), ops.dtype(uniform)), axis=0)
    return ops.minimum(successes, counts)


def _many_successes(uniform: Any, height: Any, counts: Any, probabilities: Any) -> Any:
    """Of which 10 at least are to be expected, with probabilities up to a half.

    Algorithm BTRS of W. Hörmann, "The generation of binomial random variates", 1993, https://doi.org/10.1080/00949659308811496.
    """
    odds = probabilities / (1 - probabilities)
    deviation = ops.sqrt(counts * probabilities * (1 - probabilities))
    b = 1.15 + 2.53 * deviation
    a = -0.0873 + 0.0248 * b + 0.01 * probabilities
    mode = ops.floor((counts + 1) * probabilities)

    place = uniform - 0.5
    border = ops.maximum(0.5 - ops.absolute(place), 1e-7)
    k = ops.floor((2 * a / border + b) * place + counts * probabilities + 0.5)
    is_inside = ops.logical_and(ops.greater_equal(k, 0), ops.less_equal(k, counts))
    k = ops.clip(k, 0, counts)

    scaled = ops.log1p(-height) + ops.log((2.83 + 5.1 / b) * deviation / (a / (border * border) + b))
    bound = (
        (mode + 0.5) * ops.log((mode + 1) / (odds * (counts - mode + 1)))
        + (counts + 1) * ops.log1p((k - mode) / (counts - k + 1))
        + (k + 0.5) * ops.log(odds * (counts - k + 1) / (k + 1))
        + _stirling_rest(mode)
        + _stirling_rest(counts - mode)
        - _stirling_rest(k)
        - _stirling_rest(counts - k)
    )
    return _first_accepted(k, ops.logical_and(is_inside, ops.less_equal(scaled, bound)))


def _stirling_rest(k: Any) -> Any:
    """What Stirling's formula for `log(k!)`, in powers of k + 1, leaves over."""
    inverse = 1 / (k + 1)
    return inverse * (1 / 12 - inverse * inverse * (1 / 360 - inverse * inverse / 1260))
