import numpy as np
import pytest

from multikeras.src import backend, ops
from multikeras.src.core import masks
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.layers import ReversibleEmbedding

TOKENS = np.array([[3, 1, 0]])
VECTORS = np.random.default_rng(0).normal(size=(2, 3, 4)).astype("float32")


def test_the_way_back_uses_the_same_table():
    layer = ReversibleEmbedding(7, 4)
    vectors = backend.to_numpy(layer(TOKENS))
    (table,) = layer.get_weights()
    np.testing.assert_allclose(vectors, table[TOKENS])
    np.testing.assert_allclose(backend.to_numpy(layer(VECTORS, reverse=True)), VECTORS @ table.T, atol=1e-6)


def test_a_table_of_its_own():
    layer = ReversibleEmbedding(7, 4, tie_weights=False)
    layer.build()
    assert [(w.name, w.shape) for w in layer.weights] == [("embeddings", (7, 4)), ("reverse_embeddings", (4, 7))]
    _, back = layer.get_weights()
    np.testing.assert_allclose(backend.to_numpy(layer(VECTORS, reverse=True)), VECTORS @ back, atol=1e-6)


def test_soft_cap():
    layer = ReversibleEmbedding(7, 4, logit_soft_cap=0.01)
    logits = backend.to_numpy(layer(VECTORS, reverse=True))
    expected = 0.01 * np.tanh(VECTORS @ layer.get_weights()[0].T / 0.01)
    np.testing.assert_allclose(logits, expected, atol=1e-6)


@pytest.mark.parametrize("reverse_dtype, expected", [(None, "float16"), ("float32", "float32")])
def test_dtype_of_logits(reverse_dtype, expected):
    layer = ReversibleEmbedding(7, 4, dtype="mixed_float16", reverse_dtype=reverse_dtype)
    logits = layer(layer(TOKENS), reverse=True)
    assert backend.dtype_name(logits) == expected
    assert layer(KerasTensor((None, None, 4), "float16"), reverse=True).dtype == expected


def test_only_the_vectors_carry_a_mask():
    layer = ReversibleEmbedding(7, 4, mask_zero=True)
    vectors = layer(TOKENS)
    assert backend.to_numpy(masks.get_mask(vectors)).tolist() == [[True, True, False]]
    assert masks.get_mask(layer(vectors, reverse=True)) is None


@pytest.mark.requires_trainable_backend
def test_both_directions_train_the_table():
    layer = ReversibleEmbedding(7, 4)
    layer.build()

    def loss():
        logits = layer(layer(TOKENS), reverse=True)
        return ops.sum(ops.square(logits)), None

    _, (gradient,) = backend.step.value_and_grad(loss, layer.trainable_variables)
    assert (np.abs(backend.to_numpy(backend.convert(gradient))).sum(1) > 0).all()


def test_refusals():
    with pytest.raises(ValueError, match="`logit_soft_cap` must be a positive number"):
        ReversibleEmbedding(7, 4, logit_soft_cap=0)
    with pytest.raises(ValueError, match=r"must be of shape \(\.\.\., 4\)"):
        ReversibleEmbedding(7, 4)(VECTORS[..., :3], reverse=True)
