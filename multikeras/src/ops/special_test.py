"""Digits and gradients of special functions far out."""

import math

import numpy as np
import pytest

from multikeras.src import backend
from multikeras.src.ops import special
from multikeras.src.testing.gradient import assert_gradient, weighted_sum


def test_erfc_keeps_its_digits():
    x = np.linspace(-3.0, 20.0, 47)
    np.testing.assert_allclose(backend.to_numpy(special.erfc(x)), [math.erfc(value) for value in x], rtol=1e-12)


def test_gammainc_at_its_ends():
    x = np.array([0.0, np.inf, np.nan])
    np.testing.assert_array_equal(backend.to_numpy(special.gammainc(3.0, x)), [0.0, 1.0, np.nan])


@pytest.mark.requires_trainable_backend
def test_gradient_of_gammainc_by_its_second_argument():
    a, x = np.array([0.5, 2.0, 30.0]), backend.Variable(np.array([0.2, 5.0, 28.0]))
    assert_gradient(lambda: weighted_sum(special.gammainc(a, x.value)), [x], "gammainc")
