"""Activations where formulas would overflow or cancel, and their shapes on symbols."""

import numpy as np
import pytest

from multikeras.src import backend
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.ops import activation


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("softplus", [0.0, 1e4]),
        ("sigmoid", [0.0, 1.0]),
        ("log_sigmoid", [-1e4, 0.0]),
        ("elu", [-1.0, 1e4]),
        ("celu", [-1.0, 1e4]),
        ("mish", [0.0, 1e4]),
        ("silu", [0.0, 1e4]),
        ("gelu", [0.0, 1e4]),
        ("squareplus", [1e-4, 1e4]),
    ],
)
def test_large_values(name, expected):
    x = np.array([-1e4, 1e4], "float32")
    np.testing.assert_allclose(backend.to_numpy(getattr(activation, name)(x)), expected, rtol=1e-5)


@pytest.mark.parametrize("name", ["softmax", "log_softmax", "sparsemax"])
def test_shift_of_logits_changes_nothing(name):
    function = getattr(activation, name)
    x = np.array([[1.0, 2.0, 2.5]], "float32")
    np.testing.assert_allclose(backend.to_numpy(function(x + 1024.0)), backend.to_numpy(function(x)), rtol=1e-5)


def test_shapes_of_symbols():
    assert activation.sparsemax(KerasTensor((None, 3))).shape == (None, 3)
    assert activation.glu(KerasTensor((None, 4))).shape == (None, 2)
    assert activation.glu(KerasTensor((None, 4, 3)), axis=1).shape == (None, 2, 3)
