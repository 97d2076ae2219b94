"""What it costs to build graphs, counted in calls so that it is the same in each run."""

import sys

from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.models.functional import Functional


def calls_to_build(ops):
    """How many functions are called to build a model of so many ops, each of which takes the last two results."""
    counted = 0

    def count(frame, event, argument):
        nonlocal counted
        counted += event in ("call", "c_call")

    x = KerasTensor((None, 4), name="x")
    y, previous = x, x
    sys.setprofile(count)
    try:
        for _ in range(ops):
            y, previous = y + previous, y
        Functional(x, y)
    finally:
        sys.setprofile(None)
    return counted


def test_building_is_linear_in_the_number_of_ops():
    calls_to_build(10)  # what is done once
    half, whole = calls_to_build(500), calls_to_build(1000)
    assert whole < 2.1 * half
