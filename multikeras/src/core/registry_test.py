"""Registered names, and the way from objects to JSON and back."""

import json

import ml_dtypes
import numpy as np
import pytest

from multikeras.src import backend
from multikeras.src.core import registry
from multikeras.src.core.configured import Configured
from multikeras.src.core.registry import CustomObjectScope, deserialize, register_keras_serializable, serialize


@register_keras_serializable("registry_test")
class Box(Configured):
    def __init__(self, content=None):
        self.content = content


@register_keras_serializable("registry_test", name="thrice")
def triple(x):
    return 3 * x


class Unregistered(Configured):
    def __init__(self, size=1):
        self.size = size


def round_trip(obj, **kwargs):
    return deserialize(json.loads(json.dumps(serialize(obj))), **kwargs)


class TestNames:
    def test_registered(self):
        assert registry.get_registered_name(Box) == "registry_test>Box"
        assert registry.get_registered_object("registry_test>Box") is Box
        assert registry.get_registered_name(triple) == "registry_test>thrice"
        assert "registry_test>thrice" in registry.get_custom_objects()

    def test_not_registered(self):
        assert registry.get_registered_name(Unregistered) == "Unregistered"
        assert registry.get_registered_object("Unregistered") is None
        assert registry.get_registered_object("a", custom_objects={"a": 1}) == 1
        assert registry.get_registered_object("a", module_objects={"a": 2}) == 2

    def test_a_class_needs_get_config(self):
        with pytest.raises(ValueError, match="Cannot register Plain: .* needs a `get_config`"):

            @register_keras_serializable()
            class Plain:
                pass

    def test_scopes_nest_and_the_inner_one_wins(self):
        with CustomObjectScope({"f": 1, "g": 2}):
            with CustomObjectScope({"f": 3}):
                assert [registry.get_registered_object(name) for name in "fg"] == [3, 2]
            assert registry.get_registered_object("f") == 1
        assert registry.get_registered_object("f") is None


class TestRoundTrip:
    @pytest.mark.parametrize(
        "value",
        [None, True, 3, 0.5, "text", [1, [2, "x"]], {"a": {"b": None}}, slice(1, None, 2), ..., b"\x00\xff", float("inf")],
        ids=repr,
    )
    def test_plain_values(self, value):
        assert round_trip(value) == value

    def test_tuples_come_back_as_lists(self):
        assert round_trip((1, (2,))) == [1, [2]]

    @pytest.mark.parametrize("dtype", ["float32", "int64", "bool", ml_dtypes.bfloat16])
    def test_arrays(self, dtype):
        array = np.array([[0, 1], [1, 1]], dtype)
        again = round_trip(array)
        assert again.dtype == array.dtype
        np.testing.assert_array_equal(again, array)

    def test_numpy_scalars_become_numbers(self):
        assert serialize([np.float32(0.5), np.int64(3), np.bool_(True)]) == [0.5, 3, True]

    def test_tensors_come_back_as_arrays(self):
        again = round_trip(backend.convert(np.array([1.0, 2.0], "float32")))
        assert again.tolist() == [1.0, 2.0]

    def test_dtypes_become_names(self):
        assert serialize([np.dtype("float64"), np.float32]) == ["float64", "float32"]

    def test_objects_in_objects(self):
        again = round_trip(Box([Box(1), {"f": triple}]))
        assert type(again) is Box
        assert again.content[0].content == 1
        assert again.content[1]["f"] is triple

    def test_what_has_no_config_is_named(self):
        with pytest.raises(TypeError, match="type object cannot be written into a config"):
            serialize(Box(object()).content)


class TestRefusals:
    def test_unregistered_class_names_the_way_out(self):
        description = serialize(Unregistered(5))
        with pytest.raises(ValueError, match="'Unregistered' .* is not known here, .*register_keras_serializable.*custom_objects="):
            deserialize(description)
        assert deserialize(description, custom_objects={"Unregistered": Unregistered}).size == 5

    def test_unregistered_function(self):
        with pytest.raises(ValueError, match="The function 'system' is not known here"):
            deserialize({"module": "os", "class_name": "function", "config": "system", "registered_name": "system"})

    @pytest.mark.parametrize("module, name", [("os", "system"), ("builtins", "eval"), ("multikeras.src.core.registry", "PLAIN")])
    def test_nothing_is_imported_because_a_config_says_so(self, module, name):
        with pytest.raises(ValueError, match="not known here"):
            deserialize({"module": module, "class_name": name, "config": {}, "registered_name": None})

    def test_code_of_lambdas_is_run_only_on_request(self):
        description = serialize(lambda x: x + 1)
        with pytest.raises(ValueError, match="safe_mode=False"):
            deserialize(description)
        assert deserialize(description, safe_mode=False)(2) == 3
        with pytest.raises(ValueError, match="safe_mode=False"):
            deserialize(description)

    def test_lambdas_with_a_closure_cannot_be_saved(self):
        offset = 1
        with pytest.raises(TypeError, match="Register a named function"):
            serialize(lambda x: x + offset)

    def test_unexpected_arguments(self):
        with pytest.raises(TypeError, match="colour"):
            deserialize({}, colour=1)
