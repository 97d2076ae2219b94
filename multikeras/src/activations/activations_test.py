import math

import numpy as np
import pytest

from multikeras.src import activations, backend, ops
from multikeras.src.core import registry
from multikeras.src.core.export import PUBLIC_NAMES, public_names
from multikeras.src.core.symbolic import KerasTensor

NAMES = sorted(
    name.removeprefix("activations.")
    for name in PUBLIC_NAMES
    if name.startswith("activations.") and not name.endswith(("get", "serialize"))
)
X = np.float32([-2.0, -0.5, 0.0, 0.5, 1.0, 1.5, 3.0, 7.0])


def relu(x, negative_slope, max_value, threshold):
    y = np.where(x >= threshold, x, negative_slope * (x - threshold))
    return y if max_value is None else np.minimum(y, max_value)


@pytest.mark.parametrize("negative_slope", [0.0, 0.1])
@pytest.mark.parametrize("max_value", [None, 5.0])
@pytest.mark.parametrize("threshold", [0.0, 1.0, -1.0])
def test_relu(negative_slope, max_value, threshold):
    given = activations.relu(X, negative_slope, max_value, threshold)
    np.testing.assert_allclose(backend.to_numpy(given), relu(X, negative_slope, max_value, threshold), rtol=1e-6)
    symbol = activations.relu(KerasTensor((None, 3)), negative_slope, max_value, threshold)
    assert (symbol.shape, symbol.dtype) == ((None, 3), "float32")


def test_gelu_is_exact_unless_asked():
    exact = [x * (1 + math.erf(x / math.sqrt(2))) / 2 for x in X.tolist()]
    np.testing.assert_allclose(backend.to_numpy(activations.gelu(X)), exact, rtol=1e-5, atol=1e-6)
    rough = backend.to_numpy(activations.gelu(X, approximate=True))
    assert 1e-5 < np.abs(rough - exact).max() < 1e-3


def test_linear():
    assert activations.linear(X) is X


@pytest.mark.parametrize("name", NAMES)
def test_every_name_goes_to_a_config_and_back(name):
    function = activations.get(name)
    assert function is PUBLIC_NAMES[f"activations.{name}"]
    written = activations.serialize(function)
    assert isinstance(written, str)
    assert activations.deserialize(written) is function


@pytest.mark.parametrize(("name", "written"), {"swish": "silu", "hard_swish": "hard_silu", "exponential": "exponential"}.items())
def test_one_function_is_written_under_one_name(name, written):
    assert activations.serialize(activations.get(name)) == written


def test_an_op_keeps_its_canonical_name():
    assert public_names(ops.sigmoid)[0] == "multikeras.ops.sigmoid"
    assert "multikeras.activations.sigmoid" in public_names(ops.sigmoid)


@pytest.mark.parametrize("function", [ops.relu, ops.gelu, ops.sum])
def test_an_op_that_is_no_activation_comes_back_as_itself(function):
    written = registry.serialize(function)
    assert written["module"] == "keras.ops"
    assert registry.deserialize(written) is function


def test_get():
    def halved(x):
        return x / 2

    assert activations.get(None) is activations.linear
    assert activations.get(halved) is halved
    with registry.CustomObjectScope({"halved": halved}):
        assert activations.get("halved") is halved
        assert activations.deserialize(activations.serialize(halved)) is halved
    with pytest.raises(ValueError, match="no activation named 'rleu'. Did you mean 'relu'\\? Known ones: celu, elu"):
        activations.get("rleu")
