"""Values at which elementwise ops are special: infinities, NaN, zeros, weak numbers and narrow dtypes."""

import math

import numpy as np
import pytest

from multikeras.src import backend
from multikeras.src.ops import elementwise, selection

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
