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


def test_erfc_keeps_its_digits():
    x = np.linspace(-7, 26, 1001)
    np.testing.assert_allclose(special.erfc(x), [math.erfc(value) for value in x], rtol=1e-13)


def test_gammainc_against_the_sum_of_poisson_chances():
    for a in (1, 2, 5, 40, 300):
        for x in (0.01, 0.9, float(a), a + 0.99, a + 1.01, 3.0 * a):
            above = math.fsum(math.exp(k * math.log(x) - x - math.lgamma(k + 1)) for k in range(a))
            below = math.fsum(math.exp(k * math.log(x) - x - math.lgamma(k + 1)) for k in range(a, a + 2000))
            expected = below if below < 0.5 else 1 - above
            assert float(special.gammainc(np.float64(a), np.float64(x))) == pytest.approx(expected, rel=1e-11)


def test_gammainc_of_a_half_is_erf():
    x = np.linspace(0.0, 5.0, 101)
    np.testing.assert_allclose(special.gammainc(np.float64(0.5), x * x), special.erf(x), rtol=1e-13)


def test_limits():
    infinite = np.array([-np.inf, np.inf, np.nan, -0.0])
    np.testing.assert_array_equal(special.erf(infinite), [-1, 1, np.nan, -0.0])
    np.testing.assert_array_equal(special.erfc(infinite), [2, 0, np.nan, 1])
    np.testing.assert_array_equal(
        special.gammainc(np.array([1.0, 1, -1, 1, np.nan]), np.array([0, np.inf, 1, -1, 1])), [0, 1, *[np.nan] * 3]
    )
    np.testing.assert_array_equal(special.erfinv(np.array([-1, 1, 2, 0.0])), [-np.inf, np.inf, np.nan, 0])


@pytest.mark.parametrize("shape", [(), (0, 2), (2, 3)])
def test_shapes(shape):
    for function in (special.erf, special.erfinv):
        assert function(np.zeros(shape, np.float32)).shape == shape
