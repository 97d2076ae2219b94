"""What a road's check sees, on each framework."""

import numpy as np
import pytest

from multikeras.src import backend, ops
from multikeras.src.testing.roads import assert_road

NAMES = {"jax": "dot_general", "torch": "mm", "tensorflow": "MatMul"}
X = np.ones((2, 2), "float32")

pytestmark = pytest.mark.skipif(backend.NAME not in NAMES, reason="NumPy leaves no trace of what it runs")


def test_road_that_is_taken():
    assert_road(ops.matmul, backend.convert(X), backend.convert(X), expected=f"{NAMES[backend.NAME]} -*conv*")


def test_inside_of_loops():
    def power(x):
        return ops.fori_loop(0, 3, lambda _, y: ops.matmul(x, y), x)

    assert_road(power, backend.convert(X), expected=NAMES[backend.NAME])


def test_road_that_is_not_taken():
    with pytest.raises(AssertionError, match=r"`\*conv\*` does not occur in \['"):
        assert_road(ops.matmul, backend.convert(X), backend.convert(X), expected="*conv*")


def test_road_that_must_not_be_taken():
    with pytest.raises(AssertionError, match=f"`{NAMES[backend.NAME]}` occurs in "):
        assert_road(ops.matmul, backend.convert(X), backend.convert(X), expected=f"-{NAMES[backend.NAME]}")
