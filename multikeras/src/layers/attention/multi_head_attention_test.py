import numpy as np
import pytest

from multikeras.src import backend
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.layers import MultiHeadAttention
from multikeras.src.testing.gradient import assert_gradient, weighted_sum

RNG = np.random.default_rng(0)
QUERY, VALUE, KEY = (RNG.normal(size=shape).astype("float32") for shape in ((2, 5, 8), (2, 6, 7), (2, 6, 4)))


def filled(layer):
    rng = np.random.default_rng(1)
    layer.set_weights([rng.normal(size=weight.shape) for weight in layer.weights])
    return layer


def attended(layer, query, value, key, mask):
    """The formula in NumPy, for sequences. Returns outputs and scores."""
    wq, bq, wk, bk, wv, bv, wo, bo = (w.numpy() for w in layer.weights)
    q, k, v = (np.einsum("btf,fnh->btnh", x, w) + b for x, w, b in ((query, wq, bq), (key, wk, bk), (value, wv, bv)))
    scores = np.einsum("btnh,bsnh->bnts", q, k) / np.sqrt(wq.shape[-1])
    scores = np.where(mask, np.exp(scores - scores.max(-1, keepdims=True)), 0)
    scores = scores / scores.sum(-1, keepdims=True)
    return np.einsum("btnh,nho->bto", np.einsum("bnts,bsnh->btnh", scores, v), wo) + bo, scores


@pytest.mark.parametrize("with_scores", [False, True], ids=["fused", "scores"])
@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("masked", [False, True])
def test_against_the_formula(with_scores, causal, masked):
    layer = MultiHeadAttention(2, 3, value_dim=5, output_shape=9)
    layer.build(QUERY.shape, VALUE.shape, KEY.shape)
    filled(layer)
    mask = np.tril(np.ones((5, 6), bool))[None, None] if causal else np.ones((1, 1, 5, 6), bool)
    arguments = {}
    if masked:
        keys, pairs = RNG.random((2, 6)) > 0.3, RNG.random((2, 5, 6)) > 0.3
        keys[:, 0], pairs[:, :, 0] = True, True
        arguments = {"value_mask": keys, "attention_mask": pairs}
        mask = mask & keys[:, None, None] & pairs[:, None]
    outputs = layer(QUERY, VALUE, KEY, use_causal_mask=causal, return_attention_scores=with_scores, **arguments)
    expected, scores = attended(layer, QUERY, VALUE, KEY, mask)
    if with_scores:
        outputs, given = outputs
        np.testing.assert_allclose(backend.to_numpy(given), scores, atol=1e-5)
    np.testing.assert_allclose(backend.to_numpy(outputs), expected, atol=5e-5)


def test_attention_along_one_of_several_axes():
    x = RNG.normal(size=(2, 3, 5, 8)).astype("float32")
    layer = MultiHeadAttention(2, 3, attention_axes=2)
    layer.build(x.shape, x.shape)
    filled(layer)
    outputs, scores = layer(x, x, return_attention_scores=True)
    rows = x.reshape(6, 5, 8)
    expected, expected_scores = attended(layer, rows, rows, rows, np.ones((1, 1, 5, 5), bool))
    np.testing.assert_allclose(backend.to_numpy(outputs), expected.reshape(x.shape), atol=5e-5)
    np.testing.assert_allclose(backend.to_numpy(scores), expected_scores.reshape(2, 3, 2, 5, 5), atol=1e-5)


def test_masks_travel_with_the_tensors():
    layer = MultiHeadAttention(2, 3)
    x = backend.convert(QUERY.copy())
    layer(x, x)
    masked = backend.convert(QUERY.copy())
    keep = np.array([[1, 1, 1, 0, 0], [1, 1, 1, 1, 1]], bool)
    explicit = backend.to_numpy(layer(masked, masked, query_mask=keep, value_mask=keep))
    expected = backend.to_numpy(layer(QUERY[:1, :3], QUERY[:1, :3]))
    np.testing.assert_allclose(explicit[0, :3], expected[0], atol=1e-5)


@pytest.mark.parametrize("dtype", ["mixed_float16", "mixed_bfloat16", "float32"])
def test_symbolic_as_eager(dtype):
    layer = MultiHeadAttention(2, 3, output_shape=(2, 4), dtype=dtype)
    output, scores = layer(KerasTensor((None, None, 8)), KerasTensor((None, 6, 7)), return_attention_scores=True)
    assert (output.shape, scores.shape) == ((None, None, 2, 4), (None, 2, None, 6))
    eager = layer(QUERY, VALUE)
    assert tuple(eager.shape) == (2, 5, 2, 4) and backend.dtype_name(eager) == output.dtype == layer.compute_dtype


def test_dropout_changes_the_scores_in_training_only():
    layer = MultiHeadAttention(2, 3, dropout=0.5, seed=0)
    plain = backend.to_numpy(layer(QUERY, VALUE))
    np.testing.assert_allclose(backend.to_numpy(layer(QUERY, VALUE, training=False)), plain)
    assert np.abs(backend.to_numpy(layer(QUERY, VALUE, training=True)) - plain).max() > 1e-3


def test_weights_stand_in_the_order_of_files():
    layer = MultiHeadAttention(2, 3, name="mha")
    layer.build(QUERY.shape, VALUE.shape)
    parts = [f"mha/{part}/{name}" for part in ("query", "key", "value", "attention_output") for name in ("kernel", "bias")]
    assert [weight.path for weight in layer.weights] == parts


@pytest.mark.requires_trainable_backend
@pytest.mark.parametrize("with_scores", [False, True])
def test_gradient(with_scores):
    layer = MultiHeadAttention(2, 3, dtype="float64")
    x = backend.Variable(QUERY.astype("float64"))
    layer(x.value, x.value)

    def loss():
        return weighted_sum(layer(x.value, x.value, use_causal_mask=True, return_attention_scores=with_scores))

    assert_gradient(loss, [x, *layer.trainable_variables], f"attention, scores={with_scores}")
