import weakref

import numpy as np
import pytest

from multikeras.src import backend, ops
from multikeras.src.core.symbolic import KerasTensor, Operation
from multikeras.src.layers.core.input_layer import Input
from multikeras.src.models.function import Function, get_source_inputs, nodes_between

ONES = np.ones((2, 3), "float32")


def test_runs_on_values():
    x = KerasTensor((None, 3))
    double = Function(x, x * 2 + 1)
    np.testing.assert_array_equal(backend.to_numpy(double(ONES)), 3 * ONES)


def test_nests_in_and_out():
    a, b = KerasTensor((None, 3)), KerasTensor((None, 3))
    function = Function({"a": a, "b": [b]}, {"sum": a + b, "parts": (a * 2, b * 1)})
    outputs = function({"a": ONES, "b": [ONES]})
    np.testing.assert_array_equal(backend.to_numpy(outputs["sum"]), 2 * ONES)
    np.testing.assert_array_equal(backend.to_numpy(outputs["parts"][0]), 2 * ONES)
    np.testing.assert_array_equal(backend.to_numpy(outputs["parts"][1]), ONES)


def test_starts_in_the_middle_of_a_graph():
    x = KerasTensor((None, 3))
    h = ops.exp(x)
    function = Function(h, h + 1)
    assert len(function.operations) == 1
    np.testing.assert_array_equal(backend.to_numpy(function(ONES)), 2 * ONES)


def test_an_operation_that_returns_its_input_is_run():
    class Counting(Operation):
        calls = 0

        def call(self, x):
            self.calls += 1
            return x

    operation, x = Counting(), KerasTensor((None, 3))
    function = Function(x, operation(x))
    before = operation.calls
    function(ONES)
    assert operation.calls == before + 1


def test_each_operation_runs_once_however_often_it_is_used():
    class Counting(Operation):
        calls = 0

        def call(self, x):
            self.calls += 1
            return x + 1

    operation, x = Counting(), KerasTensor((None, 3))
    h = operation(x)
    function = Function(x, [h + h, h * h, h])
    before = operation.calls
    function(ONES)
    assert operation.calls == before + 1


def test_shapes_and_symbolic_calls():
    x = KerasTensor((None, 3))
    function = Function(x, {"mean": ops.mean(x, axis=-1), "pair": [x, ops.stack([x, x])]})
    assert function.compute_output_shape((5, 3)) == {"mean": (5,), "pair": [(5, 3), (2, 5, 3)]}
    assert function(KerasTensor((7, 3)))["mean"].shape == (7,)


def test_inputs_that_are_missing_are_named():
    a, b = KerasTensor((None, 3), name="a"), KerasTensor((None, 3), name="b")
    with pytest.raises(ValueError, match="cannot be computed from the inputs: it depends on <KerasTensor .*name=b>"):
        Function(a, a + b)


def test_only_symbolic_tensors():
    with pytest.raises(ValueError, match="all `inputs` must be KerasTensors"):
        Function(ONES, KerasTensor((1,)))


def test_order_of_nodes():
    x = KerasTensor((None, 3))
    a = ops.exp(x)
    b = ops.sin(a)
    c = a + b
    names = [type(node.operation).__name__.lower() for node in nodes_between([x], [c])]
    assert names == ["exp", "sin", "add"]


def test_a_deep_graph_needs_no_deep_stack():
    x = KerasTensor((None,))
    y = x
    for _ in range(3000):
        y = y + 1
    np.testing.assert_array_equal(backend.to_numpy(Function(x, y)(np.zeros(2, "float32"))), [3000, 3000])


def test_source_inputs_come_once_and_in_order():
    a, b = Input((2,)), Input((2,))
    shared = a + b
    assert [id(x) for x in get_source_inputs(shared * a)] == [id(a), id(b)]
    assert get_source_inputs(b)[0] is b


def test_lets_go_of_values_that_it_needs_no_more():
    class Making(Operation):
        def call(self, x):
            y = x + 1
            self.made = weakref.ref(y)
            return y

    class Looking(Operation):
        def call(self, x):
            self.found = making.made()
            return x * 1

    making, looking = Making(), Looking()
    x = KerasTensor((None, 3))
    function = Function(x, looking(making(x) * 2))
    assert looking.found is not None  # symbols are kept by the graph
    np.testing.assert_array_equal(backend.to_numpy(function(backend.convert(ONES))), 4 * ONES)
    assert looking.found is None


def test_gives_values_that_are_used_further_on():
    x = KerasTensor((None, 3))
    h = x + 1
    outputs = Function(x, [h, ops.add(h, h), x])(backend.convert(ONES))
    for output, factor in zip(outputs, (2, 4, 1), strict=True):
        np.testing.assert_array_equal(backend.to_numpy(output), factor * ONES)
