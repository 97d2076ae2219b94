import numpy as np
import pytest

from multikeras.src import layers, ops
from multikeras.src.core import config, masks, registry
from multikeras.src.core.symbolic import KerasTensor

X = np.array([[1.0, -2.0]], "float32")


def test_arguments_training_and_mask_are_handed_over():
    layer = layers.Lambda(lambda x, factor, training=None: x * factor if training else x, arguments={"factor": 3})
    np.testing.assert_array_equal(ops.convert_to_numpy(layer(X, training=True)), 3 * X)
    np.testing.assert_array_equal(ops.convert_to_numpy(layer(X)), X)
    layer = layers.Lambda(lambda x, mask=None: ops.where(mask, x, -x))
    np.testing.assert_array_equal(ops.convert_to_numpy(layer(X, mask=np.array([[True, False]]))), [[1, 2]])


@pytest.mark.parametrize("output_shape, expected", [(None, (None, 2, 3)), ((7,), (None, 7)), (lambda shape: (*shape, 1), (None, 4, 3, 1))])
def test_output_shape(output_shape, expected):
    layer = layers.Lambda(lambda x: x[:, :2], output_shape=output_shape)
    assert layer(KerasTensor((None, 4, 3))).shape == expected


def test_mask_of_the_output():
    steps = layers.Embedding(4, 2, mask_zero=True)(np.array([[1, 0]]))
    assert masks.get_mask(layers.Lambda(lambda x: x * 2)(steps)) is None
    y = layers.Lambda(lambda x: x * 2, mask=lambda inputs, mask: ops.logical_not(mask))(steps)
    assert ops.convert_to_numpy(masks.get_mask(y)).tolist() == [[False, True]]
    y = layers.Lambda(lambda x: x * 2, mask=np.array([[True, True]]))(X)
    assert np.asarray(masks.get_mask(y)).tolist() == [[True, True]]


def test_code_is_loaded_only_when_the_file_is_trusted():
    description = registry.serialize(layers.Lambda(lambda x, shift=1.0: x + shift, output_shape=(2,)))
    with pytest.raises(ValueError, match="safe_mode=False"):
        registry.deserialize(description)
    layer = registry.deserialize(description, safe_mode=False)
    np.testing.assert_array_equal(ops.convert_to_numpy(layer(X)), X + 1)


def test_the_global_setting_is_what_a_default_leaves_open(monkeypatch):
    monkeypatch.setattr(config.settings, "unsafe_deserialization", True)
    description = registry.serialize(layers.Lambda(lambda x: x + 1, output_shape=(2,)))
    layer = registry.deserialize(description)
    np.testing.assert_array_equal(ops.convert_to_numpy(layer(X)), X + 1)


def test_a_registered_function_needs_no_trust():
    def twice(x):
        return 2 * x

    with registry.CustomObjectScope({"twice": twice}):
        layer = registry.deserialize(registry.serialize(layers.Lambda(twice)))
    np.testing.assert_array_equal(ops.convert_to_numpy(layer(X)), 2 * X)


def test_error():
    with pytest.raises(TypeError, match="callable"):
        layers.Lambda(3)
