"""Attention and AdditiveAttention: formulas, masks, roads, uncommon inputs."""

import numpy as np
import pytest

from multikeras.src import backend, ops
from multikeras.src.core import masks
from multikeras.src.layers import AdditiveAttention, Attention, Masking
from multikeras.src.testing.roads import assert_road

RNG = np.random.default_rng(0)
QUERY, VALUE, KEY = (RNG.normal(size=shape).astype("float32") for shape in ((2, 3, 4), (2, 5, 6), (2, 5, 4)))
QUERY_MASK = np.array([[1, 1, 0], [1, 1, 1]], bool)
VALUE_MASK = np.array([[1, 1, 0, 1, 0], [1, 0, 0, 0, 0]], bool)


def numpy_of(x):
    return backend.to_numpy(x)


def softmax(x):
    weights = np.exp(x - x.max(-1, keepdims=True))
    return weights / weights.sum(-1, keepdims=True)


FORMULAS = {
    "dot": (lambda: Attention(), [], QUERY @ KEY.swapaxes(1, 2)),
    "scaled": (lambda: Attention(use_scale=True), [0.7], 0.7 * (QUERY @ KEY.swapaxes(1, 2))),
    "concat": (
        lambda: Attention(use_scale=True, score_mode="concat"),
        [0.7, 1.3],
        1.3 * np.tanh(0.7 * (QUERY[:, :, None] + KEY[:, None])).sum(-1),
    ),
    "additive": (lambda: AdditiveAttention(), [QUERY[0, 0]], (QUERY[0, 0] * np.tanh(QUERY[:, :, None] + KEY[:, None])).sum(-1)),
    "plain additive": (lambda: AdditiveAttention(use_scale=False), [], np.tanh(QUERY[:, :, None] + KEY[:, None]).sum(-1)),
}


@pytest.mark.parametrize("name", FORMULAS)
@pytest.mark.parametrize("causal", [False, True])
@pytest.mark.parametrize("masked", [False, True])
def test_against_the_formula(name, causal, masked):
    make, weights, logits = FORMULAS[name]
    layer = make()
    layer.build([QUERY.shape, VALUE.shape, KEY.shape])
    layer.set_weights([np.asarray(w, "float32") for w in weights])
    shown = np.tri(3, 5, dtype=bool) if causal else np.ones((3, 5), bool)
    expected = np.where(shown & (VALUE_MASK[:, None] if masked else True), logits, -np.inf)
    expected = softmax(expected)
    outputs = expected @ VALUE * (QUERY_MASK[:, :, None] if masked else 1)
    arguments = {"mask": [QUERY_MASK, VALUE_MASK]} if masked else {}
    arguments["use_causal_mask"] = causal
    np.testing.assert_allclose(numpy_of(layer([QUERY, VALUE, KEY], **arguments)), outputs, atol=1e-5)
    with_scores = layer([QUERY, VALUE, KEY], return_attention_scores=True, **arguments)
    np.testing.assert_allclose(numpy_of(with_scores[0]), outputs, atol=1e-5)
    np.testing.assert_allclose(numpy_of(with_scores[1]), expected, atol=1e-5)


@pytest.mark.parametrize("dtype", ["float32", "float16"])
@pytest.mark.parametrize("with_scores", [False, True])
def test_where_all_is_masked_the_result_is_the_mean(dtype, with_scores):
    nothing = np.zeros((2, 5), bool)
    outputs = Attention(dtype=dtype)([QUERY, VALUE, KEY], mask=[None, nothing], return_attention_scores=with_scores)
    outputs = outputs[0] if with_scores else outputs
    expected = np.broadcast_to(VALUE.mean(1, keepdims=True), (2, 3, 6))
    np.testing.assert_allclose(numpy_of(ops.cast(outputs, "float32")), expected, atol=2e-3)


@pytest.mark.parametrize("lead", [(), (2, 2)], ids=["without batch", "two batch axes"])
def test_other_ranks(lead):
    query, value = RNG.normal(size=(*lead, 3, 4)).astype("float32"), RNG.normal(size=(*lead, 5, 4)).astype("float32")
    expected = softmax(query @ value.swapaxes(-1, -2)) @ value
    np.testing.assert_allclose(numpy_of(Attention()([query, value])), expected, atol=1e-5)


@pytest.mark.parametrize("layer_class", [Attention, AdditiveAttention])
def test_masks_of_tensors_are_used_and_handed_on(layer_class):
    padded = QUERY.copy()
    padded[0, 2] = 0
    x = Masking()(padded)
    outputs = layer_class()([x, x])
    assert numpy_of(masks.get_mask(outputs)).tolist() == QUERY_MASK.tolist()
    np.testing.assert_allclose(numpy_of(outputs)[0, :2], numpy_of(layer_class()([padded[:1, :2], padded[:1, :2]]))[0], atol=1e-6)
    assert not numpy_of(outputs)[0, 2].any()
    outputs, scores = layer_class()([x, x], return_attention_scores=True)
    assert masks.get_mask(outputs) is not None and masks.get_mask(scores) is None


def test_dropout_in_training_only():
    layer = Attention(dropout=0.5, seed=1)
    plain = numpy_of(layer([QUERY, VALUE, KEY]))
    np.testing.assert_allclose(numpy_of(layer([QUERY, VALUE, KEY], training=False)), plain)
    outputs, scores = layer([QUERY, VALUE, KEY], training=True, return_attention_scores=True)
    assert (numpy_of(scores) == 0).any()
    np.testing.assert_allclose(numpy_of(outputs), numpy_of(scores) @ VALUE, atol=1e-5)


@pytest.mark.skipif(backend.NAME != "torch", reason="only torch has a fused kernel on CPUs")
def test_takes_the_fused_kernel_unless_scores_are_wanted():
    layer, tensors = Attention(use_scale=True), [backend.convert(x) for x in (QUERY, VALUE, KEY)]
    layer(tensors)
    assert_road(lambda *x: layer(list(x)), *tensors, expected="_scaled_dot_product_*attention* -*bmm* -_softmax")
    scored = "_softmax -_scaled_dot_product_*"
    assert_road(lambda *x: layer(list(x), return_attention_scores=True), *tensors, expected=scored)


def test_refusals():
    with pytest.raises(ValueError, match="`score_mode` must be one of"):
        Attention(score_mode="product")
    with pytest.raises(ValueError, match="`dropout` must be a number from 0 to 1"):
        AdditiveAttention(dropout=1.5)
    for inputs in (QUERY, [QUERY], [QUERY] * 4):
        with pytest.raises(ValueError, match="`inputs` must be a list"):
            Attention()(inputs)
    with pytest.raises(ValueError, match="`mask` must be a list"):
        Attention()([QUERY, VALUE, KEY], mask=QUERY_MASK)
