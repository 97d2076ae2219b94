"""Branches, loops and transformed functions on tensors, on Variables and on symbols."""

import numpy as np
import pytest

from multikeras.src import backend, ops
from multikeras.src.core import tree
from multikeras.src.core.symbolic import KerasTensor

X = np.arange(6, dtype="float32").reshape(3, 2)


def numpy(structure):
    return tree.map_structure(lambda x: None if x is None else backend.to_numpy(x).tolist(), structure)


def specs(structure):
    return tree.map_structure(lambda x: (x.shape, x.dtype), structure)


@pytest.fixture
def two():
    return backend.Variable(np.float32(2))


# ---------------------------------------------------------------------------------------------------------------- branches


@pytest.mark.parametrize("pred", [True, np.bool_(True), 1, np.array(3.0)], ids=repr)
def test_cond_takes_what_is_true(pred, two):
    assert numpy(ops.cond(pred, lambda: {"a": two * 1, "b": 1.0}, lambda: {"a": two * 3, "b": 0.0})) == {"a": 2, "b": 1}


def test_cond_runs_one_branch():
    ran = []
    ops.cond(ops.convert_to_tensor(False), lambda: ran.append(1), lambda: ran.append(2))
    assert ran == [2]


def test_cond_of_symbols():
    pred = KerasTensor((), "bool")
    assert specs(ops.cond(pred, lambda: [X], lambda: [X + 1])) == [((3, 2), "float32")]
    with pytest.raises(ValueError, match="must be of one shape and dtype"):
        ops.cond(pred, lambda: X, lambda: X.astype("int32"))
    with pytest.raises(ValueError, match=r"`pred` must be a scalar; got shape \(3,\)"):
        ops.cond(KerasTensor((3,), "bool"), lambda: X, lambda: X)


@pytest.mark.parametrize(("index", "expected"), [(-5, 11), (0, 11), (1, 20), (2, 7), (9, 7)])
def test_switch_brings_the_index_into_range(index, expected):
    branches = [lambda x, y: x + y, lambda x, y: x * 2, lambda x, y: y + 6]
    assert numpy(ops.switch(index, branches, 10, 1)) == expected


def test_switch_of_symbols():
    result = ops.switch(KerasTensor((), "int32"), [ops.exp, ops.sin, ops.cos], KerasTensor((None, 3)))
    assert specs(result) == ((None, 3), "float32")
    with pytest.raises(ValueError, match="at least one function"):
        ops.switch(0, [])


# ------------------------------------------------------------------------------------------------------------------- loops


def test_while_loop_over_one_and_several():
    assert numpy(ops.while_loop(lambda i: i < 5, lambda i: i + 2, 0)) == 6
    assert numpy(ops.while_loop(lambda i: i < 5, lambda i: [i + 2], [0])) == (6,)
    assert numpy(ops.while_loop(lambda i, x: i < 3, lambda i, x: (i + 1, {"x": x["x"] * 2}), (0, {"x": 1.0}))) == (3, {"x": 8})


def test_while_loop_stops_at_the_maximum(two):
    assert numpy(ops.while_loop(lambda x: x < 100, lambda x: x * two, 1.0, maximum_iterations=3)) == 8


def test_while_loop_of_symbols():
    loop = ops.while_loop(lambda i, x: i < 3, lambda i, x: (i + 1, x * 2), (0, KerasTensor((None, 2))))
    assert specs(loop) == (((), "int32"), ((None, 2), "float32"))
    with pytest.raises(ValueError, match="must give 2 values"):
        ops.while_loop(lambda i, x: i < 3, lambda i, x: (i,), (0, 1))


@pytest.mark.parametrize("unroll", [1, 2, True])
@pytest.mark.parametrize("reverse", [False, True])
def test_scan(reverse, unroll, two):
    carry, ys = ops.scan(
        lambda c, x: (c + x["x"] * two, {"c": c, "none": None}),
        np.zeros(2, "float32"),
        {"x": X},
        reverse=reverse,
        unroll=unroll,
    )
    rows = X[::-1] if reverse else X
    before = np.cumsum(2 * rows, 0) - 2 * rows
    assert numpy(carry) == (2 * X.sum(0)).tolist()
    assert numpy(ys) == {"c": (before[::-1] if reverse else before).tolist(), "none": None}


def test_scan_without_rows():
    assert numpy(ops.scan(lambda c, _: (c + 1, c * 2), 1, length=3)) == (4, [2, 4, 6])
    with pytest.raises(ValueError, match="give `xs` to go along, or `length`"):
        ops.scan(lambda c, _: (c, c), 1)
    with pytest.raises(ValueError, match="`length` is 2, but `xs` has 3 rows"):
        ops.scan(lambda c, x: (c, x), 1, X, length=2)
    with pytest.raises(ValueError, match="one size along the first axis"):
        ops.scan(lambda c, x: (c, x[0]), 1, [X, X[:2]])


def test_scan_of_symbols():
    carry, ys = ops.scan(lambda c, x: (c + x, [c]), np.zeros(2, "float32"), KerasTensor((None, 2)))
    assert specs(carry) == ((2,), "float32")
    assert specs(ys) == [((None, 2), "float32")]


def test_map():
    assert numpy(ops.map(lambda row: (row["x"] * 2, ops.sum(row["x"])), {"x": X})) == ((X * 2).tolist(), [1, 5, 9])
    assert ops.map(ops.sum, KerasTensor((None, 2))).shape == (None,)


def test_fori_loop():
    assert numpy(ops.fori_loop(1, 4, lambda i, v: (v[0] * i, v[1] + 1), (1, 0))) == (6, 3)
    assert numpy(ops.fori_loop(np.int32(1), np.array(4, "int32"), lambda i, v: v * i, 1)) == 6
    assert numpy(ops.fori_loop(3, 1, lambda i, v: v + 1, 5)) == 5


# ------------------------------------------------------------------------------------------------------------ whole tensors


def test_vectorized_map(two):
    assert numpy(ops.vectorized_map(lambda x: ops.sum(x["x"]) * two, {"x": X})) == [2, 10, 18]
    assert specs(ops.vectorized_map(lambda x: [x[0], ops.sum(x)], KerasTensor((None, 2)))) == [((None,), "float32")] * 2


@pytest.mark.parametrize("reverse", [False, True])
@pytest.mark.parametrize("size", [1, 2, 5, 8])
def test_associative_scan(size, reverse):
    matrices = np.random.default_rng(0).normal(size=(2, size, 3, 3)).astype("float32")
    result = ops.associative_scan(lambda a, b: ops.matmul(a, b), matrices, reverse=reverse, axis=1)
    expected = np.array(matrices)
    order = range(size - 2, -1, -1) if reverse else range(1, size)
    for i in order:
        expected[:, i] = expected[:, i + 1 if reverse else i - 1] @ matrices[:, i]
    np.testing.assert_allclose(backend.to_numpy(result), expected, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("reverse", [False, True])
def test_associative_scan_calls_the_function_a_logarithmic_number_of_times(reverse):
    calls = []

    def add(a, b):
        calls.append(a)
        return a + b

    result = ops.associative_scan(add, np.ones((2, 100), "float32"), reverse=reverse, axis=-1)
    sums = np.arange(1, 101)
    np.testing.assert_array_equal(backend.to_numpy(result), [sums[::-1] if reverse else sums] * 2)
    assert len(calls) <= 2 * np.ceil(np.log2(100))


def test_associative_scan_of_symbols():
    elements = {"a": KerasTensor((None, 4)), "b": KerasTensor((None, 4))}
    result = ops.associative_scan(lambda x, y: {"a": x["a"] + y["a"], "b": x["b"] * y["b"]}, elements, axis=-1)
    assert specs(result) == {"a": ((None, 4), "float32"), "b": ((None, 4), "float32")}
    with pytest.raises(ValueError, match="one known size along axis 0"):
        ops.associative_scan(lambda x, y: x + y, KerasTensor((None, 4)))


# --------------------------------------------------------------------------------------------------------------- gradients


def gradient_of(function, value):
    variable = backend.Variable(np.asarray(value, "float32"))
    _, (gradient,) = backend.step.value_and_grad(lambda: (function(variable), None), [variable])
    return numpy(gradient)


@pytest.mark.requires_trainable_backend
def test_gradients_flow_through_control():
    assert gradient_of(lambda x: ops.cond(x > 0, lambda: x * 3, lambda: x * 5), 2) == 3
    assert gradient_of(lambda x: ops.switch(1, [lambda y: y, lambda y: y * y], x), 3) == 6
    assert gradient_of(lambda x: ops.scan(lambda c, y: (c * x, y), 1.0, X)[0], 2) == 12
    assert gradient_of(lambda x: ops.fori_loop(0, 3, lambda i, v: v * x, 1.0), 2) == 12
    assert gradient_of(lambda x: ops.sum(ops.map(lambda y: ops.sum(y) * x, X)), 2) == 15
    assert gradient_of(lambda x: ops.sum(ops.vectorized_map(lambda y: ops.sum(y) * x, X)), 2) == 15


@pytest.mark.requires_trainable_backend
def test_custom_gradient_is_taken():
    @ops.custom_gradient
    def product(x, y):
        return x * y, lambda upstream: (upstream * 10, upstream * 20)

    assert numpy(product(np.float32(2), np.float32(3))) == 6
    assert gradient_of(lambda x: product(x, ops.convert_to_tensor(1.0)), 2) == 10


def test_custom_gradient_of_symbols():
    function = ops.custom_gradient(lambda x, scale=1.0: ((x * scale, x + 1), lambda a, b: a + b))
    assert specs(function(KerasTensor((None, 2)), scale=2.0)) == (((None, 2), "float32"),) * 2
