"""Python's operators on Variables and KerasTensors."""

import operator

import numpy as np
import pytest

from multikeras.src import backend, ops
from multikeras.src.core.symbolic import KerasTensor

X = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], "float32")
ARITHMETIC = [operator.add, operator.sub, operator.mul, operator.truediv, operator.floordiv, operator.mod, operator.pow]
COMPARISONS = [operator.eq, operator.ne, operator.lt, operator.le, operator.gt, operator.ge]
BITWISE = [operator.and_, operator.or_, operator.xor, operator.lshift, operator.rshift]


@pytest.mark.parametrize("apply", ARITHMETIC + COMPARISONS, ids=lambda f: f.__name__)
@pytest.mark.parametrize("other", [2.0, X + 1], ids=["number", "array"])
def test_variable_with_others(apply, other):
    variable = backend.Variable(X)
    np.testing.assert_allclose(backend.to_numpy(apply(variable, other)), apply(X, other), rtol=1e-5)
    np.testing.assert_allclose(backend.to_numpy(apply(other, variable)), apply(other, X), rtol=1e-5)
    np.testing.assert_allclose(backend.to_numpy(apply(variable, variable)), apply(X, X), rtol=1e-5)


@pytest.mark.parametrize("apply", BITWISE, ids=lambda f: f.__name__)
def test_variable_bitwise(apply):
    x = np.array([1, 2, 3], "int32")
    variable = backend.Variable(x)
    assert backend.to_numpy(apply(variable, 1)).tolist() == apply(x, 1).tolist()
    assert backend.to_numpy(apply(1, variable)).tolist() == apply(1, x).tolist()


@pytest.mark.parametrize("apply", [operator.neg, operator.pos, operator.abs, round], ids=lambda f: f.__name__)
def test_variable_alone(apply):
    x = np.array([-1.6, 2.4], "float32")
    expected = np.round(x) if apply is round else apply(x)
    np.testing.assert_allclose(backend.to_numpy(apply(backend.Variable(x))), expected)


def test_variable_matmul_index_and_iteration():
    variable = backend.Variable(X)
    np.testing.assert_allclose(backend.to_numpy(variable @ X.T), X @ X.T)
    np.testing.assert_allclose(backend.to_numpy(X.T @ variable), X.T @ X)
    assert backend.to_numpy(variable[:, -1]).tolist() == [3.0, 6.0]
    assert [backend.to_numpy(row).tolist() for row in variable] == X.tolist()


@pytest.mark.parametrize("make", [lambda: backend.Variable(X), lambda: KerasTensor((2, 3))], ids=["variable", "symbol"])
def test_equality_leaves_hash_and_none_alone(make):
    x = make()
    assert hash(x) == hash(x) and x in {x: 1}
    assert (x == None) is False and (x != None) is True  # noqa: E711


@pytest.mark.parametrize("apply", ARITHMETIC + COMPARISONS, ids=lambda f: f.__name__)
def test_symbols(apply):
    x = KerasTensor((None, 3))
    for result in (apply(x, 2.0), apply(2.0, x), apply(x, X[0]), apply(X[0], x), apply(x, x)):
        assert result.shape == (None, 3)
        assert result.dtype == ("bool" if apply in COMPARISONS else "float32")


def test_symbol_index_matmul_and_methods():
    x = KerasTensor((None, 3))
    assert x[:, None, ::2].shape == (None, 1, 2)
    assert (x @ np.ones((3, 4), "float32")).shape == (None, 4)
    assert x.reshape((-1, 1, 3)).squeeze(1).shape == (None, 3)
    assert (~(x > 0)).dtype == "bool" and round(-abs(+x), 2).dtype == "float32"


def test_python_numbers_keep_a_variables_dtype():
    variable = backend.Variable(np.ones(2), dtype="float16")
    assert ops.dtype(variable * 2.5) == ops.dtype(3 - variable) == "float16"
