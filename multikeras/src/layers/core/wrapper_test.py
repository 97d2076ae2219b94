import numpy as np
import pytest

from multikeras.src import layers, ops
from multikeras.src.core import registry


class Doubled(layers.Wrapper):
    def call(self, inputs):
        return 2 * self.layer(inputs)


def test_the_layer_inside_is_built_and_its_weights_belong_to_the_wrapper():
    wrapper = Doubled(layers.Dense(3))
    x = np.ones((2, 4), "float32")
    y = wrapper(x)
    assert [w.path for w in wrapper.weights] == ["doubled/dense/kernel", "doubled/dense/bias"]
    np.testing.assert_allclose(ops.convert_to_numpy(y), 2 * x @ wrapper.layer.kernel.numpy(), rtol=1e-6)


def test_config():
    with registry.CustomObjectScope({"Doubled": Doubled}):
        again = registry.deserialize(registry.serialize(Doubled(layers.Dense(3, name="inner"))))
    assert (again.layer.name, again.layer.units) == ("inner", 3)


def test_only_layers_are_wrapped():
    with pytest.raises(ValueError, match="must be a layer"):
        layers.Wrapper(ops.relu)


def test_identity_hands_nests_on():
    x, y = layers.Identity()({"a": np.ones(2), "b": np.zeros(3)}).values()
    assert (tuple(x.shape), tuple(y.shape)) == ((2,), (3,))
