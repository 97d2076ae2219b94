"""Dtypes, initial values and weights of reductions."""

import math

import numpy as np
import pytest

from multikeras.src import backend
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.ops import reduction


@pytest.fixture
def narrow():
    return backend.convert(np.array([100, 100], "int8"))


def test_sums_of_narrow_integers_have_room(narrow):
    for result, expected in (
        (reduction.sum_(narrow), 200),
        (reduction.prod(narrow), 10_000),
        (reduction.cumsum(narrow), [100, 200]),
        (reduction.cumprod(narrow), [100, 10_000]),
    ):
        assert backend.dtype_name(result) == "int32"
        assert backend.to_numpy(result).tolist() == expected


@pytest.mark.parametrize("name", ["prod", "cumsum", "cumprod"])
@pytest.mark.parametrize("dtype", ["int8", "float16"])
def test_dtype_of_the_result_can_be_chosen(name, dtype):
    function = getattr(reduction, name)
    assert backend.dtype_name(function(np.array([1, 2], "int32"), axis=0, dtype=dtype)) == dtype
    assert function(KerasTensor((None, 2), "int32"), axis=0, dtype=dtype).dtype == dtype


def test_initial_value_takes_part():
    assert backend.to_numpy(reduction.max([1.0, 2.0], initial=5.0)) == 5.0
    assert backend.to_numpy(reduction.min([1, 2], initial=0)) == 0


def test_truth_of_numbers():
    x = backend.convert(np.array([0.0, 2.0], "float32"))
    assert backend.to_numpy(reduction.any_(x))
    assert not backend.to_numpy(reduction.all_(x))


def test_logsumexp_of_nothing_but_minus_infinity():
    assert backend.to_numpy(reduction.logsumexp([-math.inf, -math.inf])) == -math.inf


def test_average_refuses_weights_that_do_not_fit():
    with pytest.raises(ValueError, match="`weights` of shape"):
        reduction.average(np.ones((2, 3)), axis=(0, 1), weights=np.ones(3))


def test_average_of_symbols():
    assert reduction.average(KerasTensor((None, 3)), axis=1, weights=np.ones(3)).shape == (None,)
