import numpy as np
import pytest

from multikeras.src import backend, ops
from multikeras.src.core import masks, registry
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.layers import Embedding

TABLE = np.arange(12, dtype="float32").reshape(6, 2)
INDICES = np.array([[1, 0, 5], [1, 1, 0]])


def test_vectors_of_any_integer_dtype_and_of_floats():
    layer = Embedding(6, 2, weights=TABLE)
    for dtype in ("int32", "int64", "uint8", "float32"):
        np.testing.assert_array_equal(ops.convert_to_numpy(layer(INDICES.astype(dtype))), TABLE[INDICES])


def test_positions_given_as_floats_are_not_rounded_to_half_precision():
    layer = Embedding(1001, 2, dtype="mixed_bfloat16")
    y = layer(np.array([[999.0]], "float32"))
    assert ops.dtype(y) == "bfloat16"
    expected = ops.cast(layer.embeddings.numpy()[[[999]]], "bfloat16")
    np.testing.assert_array_equal(ops.convert_to_numpy(ops.cast(y, "float32")), ops.convert_to_numpy(ops.cast(expected, "float32")))


@pytest.mark.requires_trainable_backend
def test_gradients_of_repeated_positions_add_up():
    layer = Embedding(6, 2, weights=TABLE)
    _, (gradient,) = backend.step.value_and_grad(lambda: (ops.sum(layer(INDICES)), None), layer.trainable_variables)
    counts = np.bincount(INDICES.ravel(), minlength=6)
    np.testing.assert_allclose(ops.convert_to_numpy(ops.convert_to_tensor(gradient)), np.repeat(counts[:, None], 2, 1))


def test_mask():
    layer = Embedding(6, 2, mask_zero=True)
    np.testing.assert_array_equal(ops.convert_to_numpy(masks.get_mask(layer(INDICES))), INDICES != 0)
    np.testing.assert_array_equal(ops.convert_to_numpy(layer.compute_mask(INDICES)), INDICES != 0)
    assert masks.get_mask(layer(KerasTensor((None, 3), "int32"))).shape == (None, 3)
    assert masks.get_mask(Embedding(6, 2)(INDICES)) is None


def test_first_weights_stay_out_of_the_config():
    layer = Embedding(6, 2, weights=[TABLE], name="words")
    config = layer.get_config()
    assert "weights" not in config and config["input_dim"] == 6 and config["name"] == "words"
    assert registry.deserialize(registry.serialize(layer)).output_dim == 2


def test_errors():
    with pytest.raises(ValueError, match="input_dim"):
        Embedding(0, 2)
    with pytest.raises(ValueError, match=r"shape \(6, 2\)"):
        Embedding(6, 2, weights=TABLE[:3])
    with pytest.raises(NotImplementedError, match="lora_rank"):
        Embedding(6, 2, lora_rank=1)
