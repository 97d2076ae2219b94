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


def test_deviation_of_halves_does_not_overflow():
    assert backend.to_numpy(reduction.std(np.array([300.0, -300.0], "float16"))) == 300.0


@pytest.mark.parametrize("name", ["max_", "min_"])
def test_extremes_of_nothing_are_refused(name):
    with pytest.raises((ValueError, IndexError)):
        getattr(reduction, name)(np.zeros((0, 3), "float32"), axis=0)
    assert getattr(reduction, name)(np.zeros((0, 3), "float32"), axis=1).shape == (0,)


@pytest.mark.parametrize("dtype", ["uint16", "uint32", "uint64"])
def test_extremes_of_unsigned_integers(dtype):
    x = np.array([3, np.iinfo(dtype).max, 0, 7], dtype)
    assert int(backend.to_numpy(reduction.max_(x))) == np.iinfo(dtype).max
    assert int(backend.to_numpy(reduction.min_(x))) == 0
    assert (int(reduction.argmax(x)), int(reduction.argmin(x))) == (1, 2)


def test_products_over_one_axis_twice_are_refused():
    with pytest.raises(ValueError, match="axis"):
        reduction.prod(np.ones((2, 3), "float32"), axis=(0, 0))


@pytest.mark.requires_trainable_backend
def test_gradient_of_a_deviation_of_zero():
    x = backend.Variable(np.ones(3, "float32"))
    _, (gradient,) = backend.step.value_and_grad(lambda: (reduction.std(x), None), [x])
    assert backend.to_numpy(gradient).tolist() == [0.0, 0.0, 0.0]
