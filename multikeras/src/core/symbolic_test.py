import numpy as np
import pytest

from multikeras.src import ops
from multikeras.src.core.symbolic import KerasTensor, Operation, is_symbolic


class Affine(Operation):
    def __init__(self, factor=2.0, name=None):
        super().__init__(name=name)
        self.factor = factor

    def call(self, x, offset=0.0):
        return x * self.factor + offset


class TestKerasTensor:
    def test_description(self):
        x = KerasTensor([None, 3], dtype="bfloat16", name="x")
        assert (x.shape, x.dtype, x.ndim, x.name, x.sparse, x.ragged) == ((None, 3), "bfloat16", 2, "x", False, False)
        assert repr(x) == "<KerasTensor shape=(None, 3), dtype=bfloat16, name=x>"

    def test_names_are_unique(self):
        assert KerasTensor((1,)).name != KerasTensor((1,)).name

    @pytest.mark.parametrize("shape", [(-1, 2), ("a",), 3, (2.5,)])
    def test_shapes_that_cannot_be(self, shape):
        with pytest.raises((ValueError, TypeError)):
            KerasTensor(shape)

    @pytest.mark.parametrize("use", [bool, float, int, len, list, np.asarray], ids=["bool", "float", "int", "len", "iteration", "array"])
    def test_values_are_refused_with_advice(self, use):
        with pytest.raises(TypeError, match="has no values yet"):
            use(KerasTensor((2, 3), name="x"))

    def test_operators_on_both_sides(self):
        x, array = KerasTensor((None, 3)), np.ones((4, 1, 3), "float32")
        for result in (x + 1, 1 + x, x - array, array - x, 2.0 * x, x / x, x**2, -x, abs(x), x % 2, x // 2):
            assert isinstance(result, KerasTensor)
            assert result.dtype == "float32"
        assert (array * x).shape == (4, None, 3)
        assert (x > 0).dtype == "bool" == (x == x).dtype
        assert (x @ np.ones((3, 5), "float32")).shape == (None, 5)
        assert (~(x > 0)).dtype == "bool"

    def test_indexing_reshaping_squeezing(self):
        x = KerasTensor((None, 4, 1))
        assert x[:, 1:3].shape == (None, 2, 1)
        assert x[..., 0].shape == (None, 4)
        assert x[:, None].shape == (None, 1, 4, 1)
        assert x.reshape((-1, 2)).shape == (None, 2)
        assert x.squeeze(-1).shape == (None, 4)

    def test_is_symbolic(self):
        assert is_symbolic({"a": [np.ones(2), (KerasTensor((1,)),)]})
        assert not is_symbolic([np.ones(2), None, "text"])


class TestOperation:
    def test_on_values_and_symbols(self):
        double = Affine()
        assert double(3.0) == 6.0
        assert double(KerasTensor((None, 2)), offset=1.0).shape == (None, 2)

    def test_the_call_is_remembered(self):
        operation, x = Affine(name="double"), KerasTensor((None, 2))
        y = operation(x, offset=1.0)
        assert operation.input is x
        assert operation.output is y
        made_by, index, position = y._keras_history
        assert (made_by, index, position) == (operation, 0, 0)
        assert operation._inbound_nodes[0].keywords == {"offset": 1.0}

    def test_input_needs_one_call(self):
        operation = Affine(name="double")
        with pytest.raises(AttributeError, match="'double' has been called 0 times .* not defined yet"):
            operation.input
        operation(KerasTensor((1,)))
        operation(KerasTensor((1,)))
        with pytest.raises(AttributeError, match="2 times .* `output` is ambiguous"):
            operation.output

    def test_an_operation_that_returns_its_input_makes_a_tensor_of_its_own(self):
        class Same(Operation):
            def call(self, x):
                return x

        x = KerasTensor((None, 2))
        y = Same()(Same()(x))
        assert y is not x
        assert y._keras_history[0]._inbound_nodes[0].inputs[0] is not x

    def test_several_outputs(self):
        class Halves(Operation):
            def call(self, x):
                return {"low": x[:, :2], "high": x[:, 2:]}

        halves = Halves()(KerasTensor((None, 5)))
        assert {key: x.shape for key, x in halves.items()} == {"low": (None, 2), "high": (None, 3)}

    def test_config_is_the_constructor_call(self):
        again = Affine.from_config(Affine(3.0, name="triple").get_config())
        assert (again.factor, again.name) == (3.0, "triple")

    def test_names(self):
        assert [Affine().name, Affine().name] == ["affine", "affine_1"]
        with pytest.raises(ValueError, match="Affine: `name`"):
            Affine(name="a/b")

    def test_without_call(self):
        with pytest.raises(NotImplementedError, match="Operation has no `call` method"):
            Operation()(1.0)

    def test_ops_make_nodes(self):
        x = KerasTensor((None, 2))
        y = ops.exp(x)
        assert y._keras_history[0].input is x
