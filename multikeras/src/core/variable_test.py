"""Variables as users make, change, copy and calculate with them."""

import copy
import pickle

import ml_dtypes
import numpy as np
import pytest

from multikeras.src import backend, ops
from multikeras.src.core.scope import scoped
from multikeras.src.core.variable import StatelessScope, StateScope

Variable = backend.Variable
DTYPES = ("bool", "uint8", "int8", "int16", "int32", "int64", "float16", "bfloat16", "float32", "float64", "float8_e4m3fn", "float8_e5m2")


def vector(**kwargs) -> Variable:
    return Variable(np.array([1.0, 2.0, 3.0], "float32"), **kwargs)


class TestMaking:
    @pytest.mark.parametrize("dtype", DTYPES)
    def test_keeps_the_dtype_asked_for(self, dtype):
        variable = Variable(np.ones((2, 3)), dtype=dtype)
        assert (variable.dtype, backend.dtype_name(variable.value)) == (dtype, dtype)
        assert str(variable.numpy().dtype) == dtype
        np.testing.assert_array_equal(variable.numpy().astype("float32"), np.ones((2, 3)))

    @pytest.mark.parametrize("value", [np.float64(1) / 3, np.array([2**40], "int64"), np.array([1.5], ml_dtypes.bfloat16)])
    def test_keeps_the_dtype_of_the_value(self, value):
        variable = Variable(value)
        assert variable.dtype == value.dtype.name
        np.testing.assert_array_equal(variable.numpy(), value)

    def test_python_numbers_become_floatx_and_int32(self):
        assert (Variable(1.0).dtype, Variable([1, 2]).dtype, Variable(True).dtype) == ("float32", "int32", "bool")

    def test_callable_gets_shape_and_dtype(self):
        seen = []

        def initializer(shape, dtype):
            seen.append((shape, dtype))
            return np.full(shape, 7, dtype)

        variable = Variable(initializer, shape=[2, 1], dtype="int32")
        assert seen == [((2, 1), "int32")]
        assert variable.numpy().tolist() == [[7], [7]]

    def test_initializer_by_name(self):
        assert Variable("ones", shape=(2,)).numpy().tolist() == [1.0, 1.0]

    def test_the_value_is_copied(self):
        array = np.zeros(2, "float32")
        variable = Variable(array)
        array[:] = 9
        assert variable.numpy().tolist() == [0.0, 0.0]
        variable.numpy()[:] = 9
        assert variable.numpy().tolist() == [0.0, 0.0]

    @pytest.mark.parametrize(
        "arguments, message",
        [
            ({"initializer": "ones"}, "`shape` is needed"),
            ({"initializer": "ones", "shape": (None, 2)}, "every dimension of a weight must be known"),
            ({"initializer": np.ones(2), "shape": (3,)}, r"`shape` is \(3,\), but the value has shape \(2,\)"),
            ({"initializer": 1.0, "name": "a/b"}, "without '/'"),
            ({"initializer": 1.0, "aggregation": "median"}, "`aggregation` must be one of"),
            ({"initializer": 1.0, "synchronization": "never"}, "`synchronization` must be one of"),
        ],
    )
    def test_wrong_arguments_are_named(self, arguments, message):
        with pytest.raises(ValueError, match=message):
            Variable(**arguments)

    def test_unknown_argument(self):
        with pytest.raises(TypeError, match="validate_shape"):
            Variable(1.0, validate_shape=True)


class TestAssigning:
    def test_casts_to_its_own_dtype(self):
        variable = Variable(np.zeros(2, "float32"))
        variable.assign(np.array([1, 2], "int64"))
        assert variable.dtype == "float32" == backend.dtype_name(variable.value)
        assert variable.numpy().tolist() == [1.0, 2.0]

    @pytest.mark.parametrize("value", [[4, 5, 6], np.array([4, 5, 6]), (4.0, 5.0, 6.0)])
    def test_takes_anything_array_like(self, value):
        variable = vector()
        assert backend.to_numpy(variable.assign(value)).tolist() == [4.0, 5.0, 6.0]
        assert variable.numpy().tolist() == [4.0, 5.0, 6.0]

    def test_takes_variables_and_tensors(self):
        variable, other = vector(), Variable([7, 8, 9])
        variable.assign(other)
        assert variable.numpy().tolist() == [7.0, 8.0, 9.0]
        variable.assign(ops.multiply(variable, 2))
        assert variable.numpy().tolist() == [14.0, 16.0, 18.0]

    def test_add_and_subtract(self):
        variable = vector()
        variable.assign_add([1, 1, 1])
        variable.assign_sub(np.ones(3))
        variable.assign_add(2)
        assert variable.numpy().tolist() == [3.0, 4.0, 5.0]

    def test_an_int_counter_stays_int(self):
        counter = Variable(0, dtype="int64")
        for _ in range(3):
            counter.assign_add(1)
        assert (counter.dtype, int(counter)) == ("int64", 3)

    def test_another_shape_is_refused_and_changes_nothing(self):
        variable = vector(name="scale")
        with pytest.raises(ValueError, match=r"Variable 'scale' has shape \(3,\) and cannot be assigned a value of shape \(2,\)"):
            variable.assign([1.0, 2.0])
        with pytest.raises(ValueError, match="cannot be assigned"):
            variable.assign(1.0)
        assert variable.numpy().tolist() == [1.0, 2.0, 3.0]

    def test_what_assign_gave_does_not_change_with_the_variable(self):
        variable = vector()
        given = variable.assign([4.0, 5.0, 6.0])
        variable.assign_add([1.0, 1.0, 1.0])
        assert backend.to_numpy(given).tolist() == [4.0, 5.0, 6.0]


class TestScopes:
    def test_reads_and_writes_stay_inside(self):
        variable = vector()
        with StateScope([(variable, backend.convert([0.0, 0.0, 0.0]))]) as scope:
            assert variable.numpy().tolist() == [0.0, 0.0, 0.0]
            variable.assign_add([1.0, 1.0, 1.0])
            assert variable.numpy().tolist() == [1.0, 1.0, 1.0]
        assert variable.numpy().tolist() == [1.0, 2.0, 3.0]
        ((written, value),) = scope.written()
        assert written is variable
        assert backend.to_numpy(value).tolist() == [1.0, 1.0, 1.0]
        assert scope.written(excluding=[variable]) == []

    def test_nested_scopes_fall_back_outward(self):
        a, b, c = Variable(1.0), Variable(2.0), Variable(3.0)
        with StateScope([(a, backend.convert(10.0)), (b, backend.convert(20.0))]) as outer:
            with StateScope([(b, backend.convert(200.0))]) as inner:
                assert [float(v) for v in (a, b, c)] == [10.0, 200.0, 3.0]
                a.assign(11.0)
            assert [float(v) for v in (a, b, c)] == [10.0, 20.0, 3.0]
            assert [v for v, _ in inner.written()] == [a]
            assert outer.written() == []
        assert [float(v) for v in (a, b, c)] == [1.0, 2.0, 3.0]

    def test_closed_by_an_error_too(self):
        variable = vector()
        with pytest.raises(ZeroDivisionError), StateScope([(variable, backend.convert([0.0, 0.0, 0.0]))]):
            1 / 0
        assert variable.numpy().tolist() == [1.0, 2.0, 3.0]

    def test_falsy_values_count(self):
        variable = Variable(True)
        with StateScope([(variable, backend.convert(False))]):
            assert not variable

    def test_stateless_scope(self):
        a, b = vector(), Variable(2, dtype="int32")
        with StatelessScope(state_mapping=[(a, [0, 0, 1])]) as scope:
            assert a.numpy().tolist() == [0.0, 0.0, 1.0]
            scope.add_update((b, 5))
            assert int(b) == 5
        assert backend.dtype_name(scope.get_current_value(a)) == "float32"
        assert int(scope.get_current_value(b)) == 5
        assert scope.get_current_value(Variable(0.0)) is None
        assert int(b) == 2

    def test_stateless_scope_checks_its_pairs(self):
        with pytest.raises(ValueError, match="expected pairs"):
            StatelessScope([(np.ones(2), np.ones(2))])
        with pytest.raises(ValueError, match="cannot be assigned a value of shape"):
            StatelessScope([(vector(), np.ones(2))])


class TestAutocast:
    @pytest.mark.parametrize("half", ["float16", "bfloat16"])
    def test_floats_are_read_in_the_open_dtype(self, half):
        weight, counter, exact = vector(), Variable(1), vector(autocast=False)
        with scoped(autocast=half):
            assert [v.dtype for v in (weight, counter, exact)] == [half, "int32", "float32"]
            assert [backend.dtype_name(v.value) for v in (weight, counter, exact)] == [half, "int32", "float32"]
            assert backend.dtype_name(weight * weight) == half
        assert backend.dtype_name(weight.value) == "float32"

    def test_assigning_keeps_the_storage(self):
        weight = vector()
        with scoped(autocast="float16"):
            weight.assign_add([1.0, 1.0, 1.0])
        assert weight.dtype == "float32" == backend.dtype_name(weight.value)
        assert weight.numpy().tolist() == [2.0, 3.0, 4.0]

    def test_together_with_a_state_scope(self):
        weight = vector()
        with StateScope([(weight, backend.convert([0.0, 0.0, 0.5]))]), scoped(autocast="bfloat16"):
            assert backend.dtype_name(weight.value) == "bfloat16"
            assert float(weight[2]) == 0.5


class TestCopies:
    def restored(self, how: str, variable: Variable) -> Variable:
        return copy.deepcopy(variable) if how == "deepcopy" else pickle.loads(pickle.dumps(variable))

    @pytest.mark.parametrize("how", ["deepcopy", "pickle"])
    @pytest.mark.parametrize("dtype", ["float32", "bfloat16", "float64", "int64", "bool"])
    def test_value_and_description_come_along(self, how, dtype):
        variable = Variable(np.array([0, 1]), dtype=dtype, name="kernel", trainable=False, autocast=False, aggregation="mean")
        again = self.restored(how, variable)
        assert (again.dtype, again.shape, again.name, again.path) == (dtype, (2,), "kernel", "kernel")
        assert (again.trainable, again.aggregation, again._autocast) == (False, "mean", False)
        np.testing.assert_array_equal(again.numpy(), variable.numpy())

    @pytest.mark.parametrize("how", ["deepcopy", "pickle"])
    def test_a_copy_lives_on_its_own(self, how):
        variable = vector()
        again = self.restored(how, variable)
        again.assign([0.0, 0.0, 0.0])
        assert variable.numpy().tolist() == [1.0, 2.0, 3.0]

    def test_deepcopy_keeps_what_is_shared_shared(self):
        variable = vector()
        first, second = copy.deepcopy([variable, variable])
        assert first is second is not variable


ARRAY = np.array([2.0, 2.0, 2.0], "float32")


class TestOperators:
    @pytest.mark.parametrize("operator", ["+", "-", "*", "/", "//", "%", "**", "<", "<=", ">", ">=", "==", "!="])
    @pytest.mark.parametrize("other", [ARRAY, 2.0, 2, np.float32(2)], ids=["array", "float", "int", "numpy scalar"])
    def test_with_numpy_and_numbers_on_both_sides(self, operator, other):
        names = {"v": vector(), "a": np.array([1.0, 2.0, 3.0], "float32"), "o": other}
        for expression in (f"v {operator} o", f"o {operator} v"):
            result = eval(expression, names)
            assert backend.is_tensor(result), expression
            np.testing.assert_allclose(backend.to_numpy(result), eval(expression.replace("v", "a"), names), err_msg=expression)

    def test_matmul_on_both_sides(self):
        double, array = Variable(np.eye(2, dtype="float32") * 2), np.array([[1, 2], [3, 4]], "float32")
        for result in (double @ array, array @ double, double @ Variable(array)):
            assert backend.to_numpy(result).tolist() == [[2.0, 4.0], [6.0, 8.0]]

    def test_bits(self):
        flags = Variable(np.array([1, 2, 3]), dtype="int32")
        assert backend.to_numpy(flags & 1).tolist() == [1, 0, 1]
        assert backend.to_numpy(1 | flags).tolist() == [1, 3, 3]
        assert backend.to_numpy(flags ^ flags).tolist() == [0, 0, 0]
        assert backend.to_numpy(flags << 1).tolist() == [2, 4, 6]
        assert backend.to_numpy(~flags).tolist() == [-2, -3, -4]

    def test_unary(self):
        variable = Variable([-1.5, 2.5])
        assert backend.to_numpy(-variable).tolist() == [1.5, -2.5]
        assert backend.to_numpy(abs(variable)).tolist() == [1.5, 2.5]
        assert backend.to_numpy(round(variable)).tolist() == [-2.0, 2.0]

    def test_indexing_iterating_and_length(self):
        matrix = Variable(np.arange(6, dtype="float32").reshape(3, 2))
        assert backend.to_numpy(matrix[1]).tolist() == [2.0, 3.0]
        assert backend.to_numpy(matrix[:, -1]).tolist() == [1.0, 3.0, 5.0]
        assert [backend.to_numpy(row).tolist() for row in matrix] == [[0.0, 1.0], [2.0, 3.0], [4.0, 5.0]]
        assert (len(matrix), matrix.ndim) == (3, 2)
        with pytest.raises(TypeError, match="scalar"):
            len(Variable(1.0))

    def test_as_python_and_numpy_values(self):
        assert (float(Variable(1.5)), int(Variable(2)), bool(Variable(0))) == (1.5, 2, False)
        assert np.asarray(vector()).tolist() == [1.0, 2.0, 3.0]
        assert np.asarray(vector(), dtype="int32").dtype == "int32"
        assert np.add(vector(), ARRAY).tolist() == [3.0, 4.0, 5.0]

    def test_compared_with_none_and_hashed(self):
        variable = vector()
        assert (variable == None) is False  # noqa: E711 -- as code in the wild has it
        assert {variable: 1}[variable] == 1

    def test_dtypes_promote_as_tensors_do(self):
        assert backend.dtype_name(vector() + np.ones(3, "float64")) == "float64"
        assert backend.dtype_name(Variable(np.ones(3), dtype="bfloat16") * 2.0) == "bfloat16"
        assert backend.dtype_name(Variable([1, 2, 3]) + vector()) == "float32"

    def test_ops_take_variables(self):
        assert float(backend.to_numpy(ops.sum(vector()))) == 6.0
        assert backend.to_numpy(ops.stack([vector(), vector()])).shape == (2, 3)


def test_trainable_can_be_switched():
    variable = vector()
    variable.trainable = False
    assert variable.trainable is False
    counter = Variable(1, trainable=True)
    counter.trainable = False
    assert counter.trainable is False


def test_repr_says_what_it_is():
    assert repr(vector(name="scale")) == "<Variable path=scale, shape=(3,), dtype=float32>"
