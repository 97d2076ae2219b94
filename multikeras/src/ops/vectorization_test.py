"""Functions of scalars and of small tensors over tensors of any shape, against NumPy's `vectorize`."""

import numpy as np
import pytest

from multikeras.src import backend, ops


def polynomial(a, b, scale=1.0):
    return a * b + scale * a


def draw(*shape):
    return np.random.default_rng(len(shape)).uniform(-1, 1, shape).astype("float32")


@pytest.mark.parametrize("shapes", [((2, 3), (2, 3)), ((2, 1, 3), (4, 1)), ((3,), ()), ((), ())])
def test_arguments_broadcast(shapes):
    a, b = (draw(*shape) for shape in shapes)
    result = ops.vectorize(polynomial)(a, b)
    np.testing.assert_allclose(backend.to_numpy(result), np.vectorize(polynomial)(a, b), rtol=1e-6)


def test_keywords_are_arguments_too():
    a, scale = draw(3), draw(2, 1)
    result = ops.vectorize(polynomial)(a, b=2.0, scale=scale)
    np.testing.assert_allclose(backend.to_numpy(result), np.vectorize(polynomial)(a, b=2.0, scale=scale), rtol=1e-6)


@pytest.mark.parametrize("excluded", [{1}, ["coefficients"]])
def test_excluded_arguments_are_passed_on_whole(excluded):
    def horner(x, coefficients):
        assert isinstance(coefficients, list)
        result = x * 0
        for one in coefficients:
            result = result * x + one
        return result

    x, coefficients = draw(2, 3), [1.0, -2.0, 3.0]
    function = ops.vectorize(horner, excluded=excluded)
    result = function(x, coefficients) if 1 in excluded else function(x, coefficients=coefficients)
    np.testing.assert_allclose(backend.to_numpy(result), np.polyval(coefficients, x), rtol=1e-5)


def test_signature_of_matrix_and_vector():
    a, b = draw(4, 1, 2, 3), draw(5, 3)
    function = ops.vectorize(lambda m, v: ops.matmul(m, v), signature="(m,n), (n) -> (m)")
    result = backend.to_numpy(function(a, b))
    np.testing.assert_allclose(result, np.einsum("...mn,...n->...m", a, b), rtol=1e-5)
    assert result.shape == (4, 5, 2)


def test_several_results():
    a = draw(2, 4)
    low, span = ops.vectorize(lambda row: (ops.min(row), row - ops.min(row)), signature="(n)->(),(n)")(a)
    np.testing.assert_allclose(backend.to_numpy(low), a.min(-1))
    np.testing.assert_allclose(backend.to_numpy(span), a - a.min(-1, keepdims=True))


def test_name_and_docstring_stay():
    assert ops.vectorize(polynomial).__name__ == "polynomial"


@pytest.mark.parametrize("signature", ["(n)", "(n)->", "n->n", "(n)(m)->()", "(1.5)->()"])
def test_signature_that_cannot_be_read(signature):
    with pytest.raises(ValueError, match="must be of the form"):
        ops.vectorize(polynomial, signature=signature)


@pytest.mark.parametrize(
    ("signature", "shapes", "message"),
    [
        ("(n),(n)->()", [(2,), (3,)], "the dimension 'n' is 2 elsewhere, and 3"),
        ("(m,n),()->()", [(2,), (3,)], "lacks dimensions"),
        ("(n)->()", [(2,), (2,)], "is of 1 arguments, and 2 were given"),
        ("(n),(n)->()", [(2,), (2,)], "result 0 of one call has shape"),
        ("(n),(n)->(n),(n)", [(2,), (2,)], "names 2 results, and the function gave 1"),
        (None, [(0,), (1,)], "above 0"),
    ],
)
def test_shapes_that_do_not_fit(signature, shapes, message):
    with pytest.raises(ValueError, match=message):
        ops.vectorize(polynomial, signature=signature)(*[draw(*shape) for shape in shapes])


def test_something_that_cannot_be_called():
    with pytest.raises(TypeError, match="must be a function"):
        ops.vectorize(3)
