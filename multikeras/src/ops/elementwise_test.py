"""Values at which elementwise ops are special: infinities, NaN, zeros, weak numbers and narrow dtypes."""

import math

import numpy as np
import pytest

from multikeras.src import backend
from multikeras.src.ops import elementwise, linalg, selection

INF, NAN = math.inf, math.nan


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("signbit", ([-0.0, 0.0, -1.0, INF, -INF],), [True, False, True, False, True]),
        ("trunc", ([-1.7, 1.7, INF, NAN],), [-1.0, 1.0, INF, NAN]),
        ("cbrt", ([-8.0, 0.0],), [-2.0, 0.0]),
        ("fmod", ([-7.0, 7.0, -7.0], [3.0, -3.0, -3.0]), [-1.0, 1.0, -1.0]),
        ("fmax", ([NAN, 1.0, NAN], [2.0, NAN, NAN]), [2.0, 1.0, NAN]),
        ("fmin", ([NAN, 1.0, NAN], [2.0, NAN, NAN]), [2.0, 1.0, NAN]),
        ("heaviside", ([NAN, 0.0, -1.0, 1.0], 0.5), [NAN, 0.5, 0.0, 1.0]),
        ("divide_no_nan", ([1.0, 0.0, 3.0], [0.0, 0.0, 2.0]), [0.0, 0.0, 1.5]),
        ("hypot", ([0.0, INF, 3e30], [0.0, 1.0, 4e30]), [0.0, INF, 5e30]),
        ("isposinf", ([INF, -INF, NAN, 1.0],), [True, False, False, False]),
        ("isneginf", ([INF, -INF, NAN, 1.0],), [False, True, False, False]),
        ("nan_to_num", ([NAN, INF, -INF, 1.0], 7.0, 8.0, 9.0), [7.0, 8.0, 9.0, 1.0]),
    ],
)
def test_special_values(name, arguments, expected):
    result = backend.to_numpy(getattr(elementwise, name)(*arguments))
    np.testing.assert_allclose(result, expected, rtol=1e-6)


@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")
def test_logaddexp_of_infinities():
    result = elementwise.logaddexp([-INF, INF, -INF, 0.0], [-INF, INF, 3.0, INF])
    np.testing.assert_array_equal(backend.to_numpy(result), [-INF, INF, 3.0, INF])


@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")
def test_isclose_of_infinities_and_nan():
    x1, x2 = [INF, INF, 1.0, NAN, -INF], [INF, 1.0, INF, NAN, INF]
    assert backend.to_numpy(elementwise.isclose(x1, x2)).tolist() == [True, False, False, False, False]
    assert backend.to_numpy(elementwise.isclose(x1, x2, equal_nan=True)).tolist() == [True, False, False, True, False]


def test_nan_to_num_takes_the_limits_of_the_dtype():
    result = backend.to_numpy(elementwise.nan_to_num(np.array([INF, -INF], "float16")))
    assert result.dtype == "float16"
    assert result.tolist() == [65504.0, -65504.0]


def test_logical_ops_take_numbers_of_any_dtype():
    x = backend.convert(np.array([0.0, 2.0], "float32"))
    assert backend.to_numpy(elementwise.logical_and(x, 3.0)).tolist() == [False, True]
    assert backend.to_numpy(elementwise.logical_xor(x, x)).tolist() == [False, False]
    assert backend.to_numpy(elementwise.logical_not(x)).tolist() == [True, False]


def test_python_numbers_do_not_widen():
    x = backend.convert(np.array([1], "int8"))
    assert backend.dtype_name(elementwise.add(x, 1)) == "int8"
    assert backend.dtype_name(elementwise.clip(x, 0, 1)) == "int8"
    assert backend.dtype_name(elementwise.add(x, 1.0)) == "float32"


def test_bools_are_numbers_to_arithmetic():
    assert backend.to_numpy(elementwise.negative(np.array([True, False]))).tolist() == [-1, 0]


def test_where_takes_any_condition_and_promotes_the_choices():
    result = selection.where(np.array([0.0, 2.0]), np.array([1, 1]), 2.5)
    np.testing.assert_array_equal(backend.to_numpy(result), [2.5, 1.0])


def test_where_with_a_condition_alone_gives_indices():
    (indices,) = selection.where([True, False, True])
    assert backend.to_numpy(indices).tolist() == [0, 2]


def test_where_with_one_choice_is_an_error():
    with pytest.raises(ValueError, match="`x2` is None"):
        selection.where([True], 1)


EDGES = np.array([NAN, INF, -INF, 0.0, 1.0, -1.0, 0.5, -0.5, 2.5, -2.5, 1e-8, -1e-8, 80.0, -80.0, 3.0])
PLANE = np.array([1, -1, 1j, -1j, 1 + 2j, -3 + 4j, 0.5 - 0.25j, -2 - 1e-3j, 3 + 40j])
MIXED = "exp expm1 log log1p log2 log10 sqrt tan arcsin arccos arctan sinh cosh tanh arcsinh arccosh arctanh square sign absolute"
MIXED = (*MIXED.split(), "negative", "isnan", "isinf", "isfinite", "real", "imag", "conjugate", "angle", "nan_to_num", "logical_not")
REAL = ("floor", "ceil", "trunc", "isposinf", "isneginf", "signbit", "deg2rad", "rad2deg", "fabs", "cbrt")
PAIRS = ("add", "subtract", "multiply", "equal", "not_equal", "isclose", "logical_and", "logical_or", "logical_xor")
REAL_PAIRS = ("maximum", "minimum", "fmax", "fmin", "hypot", "logaddexp", "logaddexp2", "greater", "greater_equal", "less", "less_equal")


def assert_as_numpy(name, *arrays):
    with np.errstate(all="ignore"):
        expected = getattr(np, name)(*arrays)
        actual = backend.to_numpy(getattr(elementwise, name)(*arrays))
    assert actual.dtype == expected.dtype
    np.testing.assert_allclose(actual, expected, rtol=1e-10 if arrays[0].dtype in ("float64", "complex128") else 3e-5, atol=1e-30)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", [*MIXED, *REAL])
def test_values_at_the_edges(name, dtype):
    x = EDGES[np.isnan(EDGES) | (np.abs(EDGES) != INF)] if name == "tan" else EDGES
    assert_as_numpy(name, x.astype(dtype))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("name", [*PAIRS, *REAL_PAIRS, "arctan2"])
def test_pairs_at_the_edges(name, dtype):
    x = EDGES.astype(dtype)
    assert_as_numpy(name, x[:, None], x)


@pytest.mark.parametrize("dtype", ["complex64", "complex128"])
@pytest.mark.parametrize("name", MIXED)
def test_complex_values(name, dtype):
    x = PLANE
    if name in ("log", "log1p", "log2", "log10", "arccosh", "arctanh", "arcsin", "arccos", "arctan", "arcsinh"):
        x = PLANE[4:]  # off the cuts, where the sign of a zero decides, and off the poles
    assert_as_numpy(name, x.astype(dtype))


@pytest.mark.parametrize("dtype", ["complex64", "complex128"])
@pytest.mark.parametrize("name", [*PAIRS, "divide", "power"])
def test_complex_pairs(name, dtype):
    x = PLANE.astype(dtype)
    assert_as_numpy(name, x[:, None], x[:-1])


@pytest.mark.parametrize("name", [*REAL, *REAL_PAIRS, "arctan2", "floor_divide", "mod", "fmod", "heaviside", "nextafter", "clip"])
def test_complex_numbers_are_refused_where_they_have_no_place(name):
    arguments = [PLANE] * (1 if name in REAL else 3 if name == "clip" else 2)
    with pytest.raises(TypeError, match=f"{name}: Complex numbers"):
        getattr(elementwise, name)(*arguments)
    with pytest.raises(TypeError, match=f"{name}: Complex numbers"):
        getattr(elementwise, name)(*[backend.convert(x) for x in arguments])


def test_complex_power_at_zero():
    result = elementwise.power(np.array([0j, 0j, 2j]), np.array([0j, 1 + 2j, 0j]))
    np.testing.assert_array_equal(backend.to_numpy(result), [1, 0, 1])


def test_nan_to_num_of_both_parts():
    x = np.array([complex(NAN, 1), complex(1, INF), complex(-INF, NAN)])
    result = backend.to_numpy(elementwise.nan_to_num(x, 5.0, 6.0, 7.0))
    np.testing.assert_array_equal(result, [5 + 1j, 1 + 6j, 7 + 5j])


@pytest.mark.parametrize("name", ["floor_divide", "mod", "fmod"])
@pytest.mark.parametrize("dtype", ["int32", "int8", "float32"])
def test_division_of_negative_numbers(name, dtype):
    x = np.array([-7, -3, -2, -1, 1, 2, 3, 7, 100], dtype)
    assert_as_numpy(name, x[:, None], x)


@pytest.mark.parametrize("dtype", ["int32", "int64", "uint8", "float32", "complex64"])
@pytest.mark.parametrize("decimals", [-3, -2, -1, 0])
def test_halves_round_to_the_even_neighbour(dtype, decimals):
    x = np.array([5, 15, 25, 35, 50, 150, 250, 149, 151]).astype(dtype)
    result = backend.to_numpy(elementwise.round_(x, decimals))
    np.testing.assert_array_equal(result, np.round(x, decimals))


@pytest.mark.parametrize(("low", "high"), [(None, 1.0), (0.0, None), (None, None), (2.0, -2.0), (NAN, 1.0)])
def test_clip_with_a_bound_or_none(low, high):
    expected = EDGES if low is None and high is None else np.clip(EDGES, low, high)
    np.testing.assert_array_equal(backend.to_numpy(elementwise.clip(EDGES, low, high)), expected)


def test_float64_meets_exact_tolerances():
    assert bool(elementwise.isclose(np.array(0.0), np.array(1e-8)))


KINKS = {
    "absolute": (elementwise.absolute, [[0.0, -1.0]], [[0.0, -1.0]]),
    "maximum": (lambda x: elementwise.maximum(x, x), [[1.0, 2.0]], [[1.0, 1.0]]),  # how it is shared is up to the framework
    "minimum": (lambda x: elementwise.minimum(x, x), [[1.0, 2.0]], [[1.0, 1.0]]),
    "arctan2": (elementwise.arctan2, [[0.0], [0.0]], [[0.0], [0.0]]),
    "power": (elementwise.power, [[0.0, 0.0, 3.0], [0.0, 2.0, 2.0]], [[0.0, 0.0, 6.0], [0.0, 0.0, 9 * math.log(3)]]),
    "hypot": (elementwise.hypot, [[0.0, 3.0], [0.0, 4.0]], [[0.0, 0.6], [0.0, 0.8]]),
    "divide_no_nan": (elementwise.divide_no_nan, [[1.0, 2.0], [0.0, 2.0]], [[0.0, 0.5], [0.0, -0.5]]),
    "nan_to_num": (elementwise.nan_to_num, [[NAN, INF, 1.0]], [[0.0, 0.0, 1.0]]),
    "sinc": (elementwise.sinc, [[0.0]], [[0.0]]),
    "logaddexp": (elementwise.logaddexp, [[1.0, -INF], [1.0, -INF]], [[0.5, 0.5], [0.5, 0.5]]),
    "fmax": (elementwise.fmax, [[NAN, 1.0], [2.0, NAN]], [[0.0, 1.0], [1.0, 0.0]]),
    "norm": (linalg.norm, [[0.0, 0.0]], [[0.0, 0.0]]),
    "where": (lambda x: elementwise.where(x > 0, elementwise.sqrt(elementwise.where(x > 0, x, 1.0)), 0.0), [[-1.0, 4.0]], [[0.0, 0.25]]),
}


@pytest.mark.requires_trainable_backend
@pytest.mark.parametrize("name", KINKS)
def test_gradient_at_a_kink(name):
    function, values, expected = KINKS[name]
    variables = [backend.Variable(np.array(value)) for value in values]
    loss = lambda: (backend.primitive("reduction", "sum")(function(*[v.value for v in variables])), None)  # noqa: E731
    _, gradients = backend.step.value_and_grad(loss, variables)
    for gradient, one in zip(gradients, expected, strict=True):
        np.testing.assert_allclose(backend.to_numpy(backend.convert(gradient)), one, rtol=1e-9)
