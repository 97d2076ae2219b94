"""Special functions on NumPy arrays, for the NumPy backend and for the portable random numbers."""

import math
from collections.abc import Callable

import numpy as np
from numpy.polynomial.chebyshev import chebval

# fmt: off
# Chebyshev coefficients of erf(x) / x in the variable 2 x^2 - 1, for |x| <= 1, found by interpolation in 60-digit arithmetic.
_ERF_NEAR = (
    0.975476939382654096, -0.142261205103713642, 0.0100355821875997956, -0.000576876469976748477, 0.000027419931252196061,
    -1.10431755073445076e-6, 3.84887554203450369e-8, -1.1808582533875467e-9, 3.23342158260509096e-11, -7.99101594700454876e-13,
    1.79907251139614556e-14, -3.71863548781869264e-16,
)
# The same of exp(x^2) erfc(x) in the variable (2.6 x - 6.6) / (x + 3), which takes 1 <= x <= 6 to [-1, 1].
_ERF_FAR = (
    0.233768221880925469, -0.164101962784234079, 0.026097812602892759, -0.00328111853149978315, 0.000313463890652485053,
    -0.0000204605677084600592, 5.77698770018260207e-7, 3.77264461743661093e-8, -4.11566201732381918e-9, -2.040121545843181e-11,
    2.07083936961860374e-11, -2.38438494340406573e-13, -1.15161525073366929e-13, 1.47628369585034968e-15,
    7.37801308404497359e-16,
)

# Polynomials of M. Giles, "Approximating the erfinv function", GPU Computing Gems Jade Edition, 2011, highest power first. Each
# is in the variable next to it, made of w = -log((1 - x) (1 + x)); the product of polynomial and x is erfinv(x).
_ERFINV_SINGLE_CENTRAL = (  # w - 2.5, for w < 5
    2.81022636e-08, 3.43273939e-07, -3.5233877e-06, -4.39150654e-06, 0.00021858087, -0.00125372503, -0.00417768164,
    0.246640727, 1.50140941,
)
_ERFINV_SINGLE_TAIL = (  # sqrt(w) - 3
    -0.000200214257, 0.000100950558, 0.00134934322, -0.00367342844, 0.00573950773, -0.0076224613, 0.00943887047,
    1.00167406, 2.83297682,
)
_ERFINV_DOUBLE_CENTRAL = (  # w - 3.125, for w < 6.25
    -3.6444120640178196996e-21, -1.685059138182016589e-19, 1.2858480715256400167e-18, 1.115787767802518096e-17,
    -1.333171662854620906e-16, 2.0972767875968561637e-17, 6.6376381343583238325e-15, -4.0545662729752068639e-14,
    -8.1519341976054721522e-14, 2.6335093153082322977e-12, -1.2975133253453532498e-11, -5.4154120542946279317e-11,
    1.051212273321532285e-09, -4.1126339803469836976e-09, -2.9070369957882005086e-08, 4.2347877827932403518e-07,
    -1.3654692000834678645e-06, -1.3882523362786468719e-05, 0.0001867342080340571352, -0.00074070253416626697512,
    -0.0060336708714301490533, 0.24015818242558961693, 1.6536545626831027356,
)
_ERFINV_DOUBLE_TAIL = (  # sqrt(w) - 3.25, for w < 16
    2.2137376921775787049e-09, 9.0756561938885390979e-08, -2.7517406297064545428e-07, 1.8239629214389227755e-08,
    1.5027403968909827627e-06, -4.013867526981545969e-06, 2.9234449089955446044e-06, 1.2475304481671778723e-05,
    -4.7318229009055733981e-05, 6.8284851459573175448e-05, 2.4031110387097893999e-05, -0.0003550375203628474796,
    0.00095328937973738049703, -0.0016882755560235047313, 0.0024914420961078508066, -0.0037512085075692412107,
    0.005370914553590063617, 1.0052589676941592334, 3.0838856104922207635,
)
_ERFINV_DOUBLE_FAR_TAIL = (  # sqrt(w) - 5
    -2.7109920616438573243e-11, -2.5556418169965252055e-10, 1.5076572693500548083e-09, -3.7894654401267369937e-09,
    7.6157012080783393804e-09, -1.4960026627149240478e-08, 2.9147953450901080826e-08, -6.7711997758452339498e-08,
    2.2900482228026654717e-07, -9.9298272942317002539e-07, 4.5260625972231537039e-06, -1.9681778105531670567e-05,
    7.5995277030017761139e-05, -0.00021503011930044477347, -0.00013871931833623122026, 1.0103004648645343977,
    4.8499064014085844221,
)
# fmt: on


def erf(x: np.ndarray) -> np.ndarray:
    """Error function, to the precision of the dtype of `x`: any floating one, calculated in float64."""
    x = np.asarray(x)
    wide = x.astype(np.float64)
    size = np.abs(wide)
    return np.copysign(np.where(size <= 1.0, _erf_near(size), 1.0 - _erfc_far(size)), wide).astype(x.dtype)


def erfc(x: np.ndarray) -> np.ndarray:
    """Complementary error function, to the precision of the dtype of `x`: any floating one, calculated in float64."""
    x = np.asarray(x)
    wide = x.astype(np.float64)
    size = np.abs(wide)
    far = _erfc_far(size)
    return np.where(size <= 1.0, 1.0 - np.copysign(_erf_near(size), wide), np.where(wide < 0, 2.0 - far, far)).astype(x.dtype)


def _erf_near(size: np.ndarray) -> np.ndarray:
    """erf from 0 to 1."""
    near = np.minimum(size, 1.0)
    return near * chebval(2.0 * near * near - 1.0, _ERF_NEAR)


def _erfc_far(size: np.ndarray) -> np.ndarray:
    """erfc from 1 on."""
    middle = np.clip(size, 1.0, 6.0)
    far = np.clip(size, 6.0, 28.0)  # where float64 has reached 0
    fraction = far
    for level in range(20, 0, -1):  # https://dlmf.nist.gov/7.9.E1
        fraction = far + 0.5 * level / fraction
    scaled = np.where(size <= 6.0, chebval((2.6 * middle - 6.6) / (middle + 3.0), _ERF_FAR), 1.0 / (math.sqrt(math.pi) * fraction))
    limited = np.clip(size, 1.0, 28.0)
    return np.exp(-limited * limited) * scaled


def erfinv(x: np.ndarray) -> np.ndarray:
    """Inverse of the error function: infinite at -1 and 1, NaN beyond. float64 to its precision, others in that of float32."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return _erfinv(x, lambda y: -np.log((1 - y) * (1 + y)))


def erfinv_of_jax(x: np.ndarray) -> np.ndarray:
    """`erfinv` with its logarithm rounded as JAX does, which costs digits near -1 and 1; for random numbers equal to JAX's."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return _erfinv(x, lambda y: -np.log1p(-y * y))


def _erfinv(x: np.ndarray, log_of: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    x = np.asarray(x)
    double = x.dtype == np.float64
    y = x if double else x.astype(np.float32)
    polynomial = _erfinv_double if double else _erfinv_single
    result = polynomial(np.atleast_1d(log_of(y))).reshape(y.shape) * y
    result = np.where(np.abs(y) == 1, y * np.asarray(np.inf, y.dtype), result)
    return result.astype(x.dtype)


def _erfinv_single(w: np.ndarray) -> np.ndarray:
    return _piecewise(w, (5.0,), (_ERFINV_SINGLE_CENTRAL, _ERFINV_SINGLE_TAIL), (2.5, 3.0))


def _erfinv_double(w: np.ndarray) -> np.ndarray:
    polynomials = (_ERFINV_DOUBLE_CENTRAL, _ERFINV_DOUBLE_TAIL, _ERFINV_DOUBLE_FAR_TAIL)
    return _piecewise(w, (6.25, 16.0), polynomials, (3.125, 3.25, 5.0))


def _piecewise(w: np.ndarray, limits: tuple, polynomials: tuple, shifts: tuple) -> np.ndarray:
    """The first polynomial, in `w` less its shift, up to the first limit; the others, in the root of `w`, on the rest."""
    result = _horner(polynomials[0], w - w.dtype.type(shifts[0]))
    for limit, coefficients, shift in zip(limits, polynomials[1:], shifts[1:], strict=True):
        beyond = np.nonzero(w >= limit)
        result[beyond] = _horner(coefficients, np.sqrt(w[beyond]) - w.dtype.type(shift))
    return result


def _horner(coefficients: tuple, x: np.ndarray) -> np.ndarray:
    first, *others = coefficients
    result = np.full_like(x, first)
    for coefficient in others:
        result = result * x + x.dtype.type(coefficient)
    return result


def gammainc(a: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Lower incomplete gamma function, regularised; NaN outside of `a > 0`, `x >= 0`. Calculated in float64."""
    dtype = np.result_type(a, x)
    a, x = np.broadcast_arrays(np.asarray(a, np.float64), np.asarray(x, np.float64))
    result = np.where((a > 0) & (x >= 0), (x == np.inf).astype(np.float64), np.nan)
    inside = (a > 0) & (x > 0) & np.isfinite(a) & np.isfinite(x)
    a, x = a[inside], x[inside]
    scale = np.exp(a * np.log(x) - x - np.array([math.lgamma(value) for value in a]))
    values = np.empty_like(a)
    low = x < a + 1
    values[low] = scale[low] * _gamma_series(a[low], x[low])
    values[~low] = 1.0 - scale[~low] * _gamma_fraction(a[~low], x[~low])
    result[inside] = values
    return result.astype(dtype)


def _gamma_series(a: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Sum of `x ** n / (a (a + 1) ... (a + n))`, https://dlmf.nist.gov/8.7.E1."""
    term = total = 1.0 / a
    divisor = a
    while np.any(term > 1e-17 * total):
        divisor = divisor + 1.0
        term = term * x / divisor
        total = total + term
    return total


def _gamma_fraction(a: np.ndarray, x: np.ndarray) -> np.ndarray:
    """The continued fraction https://dlmf.nist.gov/8.9.E2, by the method of Lentz."""
    odd = x + 1.0 - a
    denominator = 1.0 / odd
    numerator = np.full_like(x, 1e300)
    total = denominator
    level, change = 0, np.full_like(x, 2.0)
    while np.any(np.abs(change - 1.0) > 1e-15):
        level += 1
        weight = -level * (level - a)
        odd = odd + 2.0
        denominator = 1.0 / (odd + weight * denominator)
        numerator = odd + weight / numerator
        change = denominator * numerator
        total = total * change
    return total
