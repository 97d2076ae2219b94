import math

import ml_dtypes
import numpy as np
import pytest

from multikeras.src.core import special

TOLERANCES = {np.float64: 1e-15, np.float32: 1e-7, np.float16: 1e-3, ml_dtypes.bfloat16: 8e-3}


@pytest.mark.parametrize("dtype", TOLERANCES)
def test_erf(dtype):
    x = np.linspace(-7, 7, 1001).astype(dtype)
    expected = [math.erf(value) for value in x]
    result = special.erf(x)
    assert result.dtype == dtype
    np.testing.assert_allclose(result.astype(float), expected, rtol=TOLERANCES[dtype])


@pytest.mark.parametrize("function", [special.erfinv, special.erfinv_of_jax])
@pytest.mark.parametrize("dtype", TOLERANCES)
def test_erfinv(dtype, function):
    y = np.linspace(-0.99, 0.99, 1001).astype(dtype)
    result = function(y)
    assert result.dtype == dtype
    np.testing.assert_allclose([math.erf(value) for value in result], y.astype(float), rtol=4 * TOLERANCES[dtype], atol=1e-15)


def test_erfinv_far_out():
    for y in (1 - 1e-6, 1 - 1e-12, 1e-300):
        assert math.erf(special.erfinv(np.float64(y))) == pytest.approx(y, rel=1e-15)


def test_limits():
    infinite = np.array([-np.inf, np.inf, np.nan, -0.0])
    np.testing.assert_array_equal(special.erf(infinite), [-1, 1, np.nan, -0.0])
    np.testing.assert_array_equal(special.erfinv(np.array([-1, 1, 2, 0.0])), [-np.inf, np.inf, np.nan, 0])


@pytest.mark.parametrize("shape", [(), (0, 2), (2, 3)])
def test_shapes(shape):
    for function in (special.erf, special.erfinv):
        assert function(np.zeros(shape, np.float32)).shape == shape
