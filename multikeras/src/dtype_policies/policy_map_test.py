import json

import numpy as np
import pytest

import multikeras
from multikeras.src import layers
from multikeras.src.dtype_policies import DTypePolicy, DTypePolicyMap, policy


def test_paths_expressions_and_default():
    policies = DTypePolicyMap("float64", {"a/b": "bfloat16", ".*dense": DTypePolicy("mixed_float16")})
    names = {path: policies[path].name for path in ("a/b", "a/b/c", "x/dense", "dense_1")}
    assert names == {"a/b": "bfloat16", "a/b/c": "float64", "x/dense": "mixed_float16", "dense_1": "float64"}
    assert (list(policies), len(policies), policies.name) == (["a/b", ".*dense"], 2, "map_float64")
    assert "a/b" in policies and "x/dense" not in policies


def test_ambiguous_and_taken_keys_are_errors():
    policies = DTypePolicyMap(policy_map={"m.*": "float16", ".*x": "bfloat16"})
    with pytest.raises(ValueError, match="all fit the path 'max'"):
        policies["max"]
    with pytest.raises(ValueError, match="already"):
        policies["m.*"] = "float32"
    with pytest.raises(TypeError, match="must be a dict"):
        DTypePolicyMap(policy_map=["a"])


def test_config():
    policies = DTypePolicyMap("mixed_bfloat16", {"a/b": "bfloat16"})
    again = policy.deserialize(json.loads(json.dumps(policy.serialize(policies))))
    assert again == policies and again.default_policy.name == "mixed_bfloat16"
    assert DTypePolicyMap.from_config(DTypePolicyMap().get_config()).get_config()["default_policy"] is None


class Block(multikeras.Model):
    def __init__(self, dtype=None, name="block"):
        super().__init__(dtype=dtype, name=name)
        self.first = layers.Dense(4, dtype=self.dtype_policy, name="first")
        self.second = layers.Dense(4, dtype=self.dtype_policy, name="second")

    def call(self, inputs):
        return self.second(self.first(inputs))


def test_sublayers_find_their_policy_by_path():
    model = Block(DTypePolicyMap(policy_map={"block/second": "mixed_bfloat16"}))
    outputs = model(np.ones((2, 3), "float32"))
    assert [layer.compute_dtype for layer in (model, model.first, model.second)] == ["float32", "float32", "bfloat16"]
    assert multikeras.backend.standardize_dtype(outputs.dtype) == "bfloat16"
    assert {w.dtype for w in model.weights} == {"float32"}


def test_layers_within_a_layer():
    attention = layers.MultiHeadAttention(2, 3, dtype=DTypePolicyMap(policy_map={"mha/(query|key)": "bfloat16"}), name="mha")
    attention.build((2, 3, 4), (2, 3, 4))
    dtypes = {w.path: w.dtype for w in attention.weights}
    assert dtypes["mha/query/kernel"] == dtypes["mha/key/bias"] == "bfloat16" and dtypes["mha/value/kernel"] == "float32"


def test_a_saved_model_keeps_the_map(tmp_path):
    policies = DTypePolicyMap(policy_map={"head": "mixed_bfloat16"})
    names = ("body", "head")
    model = multikeras.Sequential([multikeras.Input((3,)), *(layers.Dense(2, dtype=policies, name=name) for name in names)])
    model.save(tmp_path / "model.keras")
    again = multikeras.saving.load_model(tmp_path / "model.keras")
    assert [again.get_layer(name).compute_dtype for name in names] == ["float32", "bfloat16"]
