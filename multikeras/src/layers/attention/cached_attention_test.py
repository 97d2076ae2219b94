"""Generating token after token with a cache of keys and values, written on the parts of MultiHeadAttention."""

import numpy as np
import pytest

from multikeras.src import backend, ops
from multikeras.src.layers import Embedding, LayerNormalization, MultiHeadAttention, ReversibleEmbedding
from multikeras.src.layers.base import Layer

HEADS, SIZE, LENGTH, WORDS = 2, 4, 12, 11


class CachedAttention(MultiHeadAttention):
    """Self-attention that keeps the keys and values of all steps: `cache` is of shape (batch, 2, length, heads, size)."""

    def call(self, x, cache, index):
        start = ops.stack([0, index, 0, 0])
        keys = ops.slice_update(cache[:, 0], start, self._key_dense(x))
        values = ops.slice_update(cache[:, 1], start, self._value_dense(x))
        steps = index + ops.arange(x.shape[1])
        seen = ops.expand_dims(ops.expand_dims(steps, 1) >= ops.arange(LENGTH), 0)
        outputs, scores = self._compute_attention(self._query_dense(x), keys, values, attention_mask=seen)
        assert scores is None
        return self._output_dense(outputs), ops.stack([keys, values], axis=1)


class LanguageModel(Layer):
    """One block of a decoder, with tied embeddings."""

    def __init__(self, attention, **kwargs):
        super().__init__(**kwargs)
        self.embedding = ReversibleEmbedding(WORDS, HEADS * SIZE, embeddings_initializer="random_normal")
        self.positions = Embedding(LENGTH, HEADS * SIZE, embeddings_initializer="random_normal")
        self.attention = attention
        self.norm = LayerNormalization()

    def call(self, tokens, *cached):
        index = cached[1] if cached else 0
        x = self.embedding(tokens) + self.positions(index + ops.arange(tokens.shape[1]))
        attended, cache = self.attention(x, *cached) if cached else (self.attention(x, x, use_causal_mask=True), None)
        logits = self.embedding(self.norm(x + attended), reverse=True)
        return (logits, cache) if cached else logits


@pytest.fixture
def models():
    """The same model without and with a cache."""
    plain, cached = LanguageModel(MultiHeadAttention(HEADS, SIZE)), LanguageModel(CachedAttention(HEADS, SIZE))
    shape = (None, LENGTH, HEADS * SIZE)
    for model in (plain, cached):
        for layer in (model.embedding, model.positions, model.norm):
            layer.build(shape)
        model.attention.build(shape, shape)
    rng = np.random.default_rng(1)
    weights = [rng.normal(size=w.shape) for w in plain.weights]
    plain.set_weights(weights)
    cached.set_weights(weights)
    return plain, cached


def greedy(next_token, prompt):
    """All tokens up to LENGTH: the prompt, then one at a time what `next_token(tokens, index)` says."""
    tokens = np.zeros((len(prompt), LENGTH), "int32")
    tokens[:, : prompt.shape[1]] = prompt
    for index in range(prompt.shape[1], LENGTH):
        tokens[:, index] = next_token(tokens, index)
    return tokens


def generated_with_cache(model, prompt, compiled):
    step = compiled(lambda tokens, cache, index: model(tokens, cache, index))
    cache = backend.convert(np.zeros((len(prompt), 2, LENGTH, HEADS, SIZE), "float32"))
    for index in range(prompt.shape[1] - 1):
        _, cache = step(backend.convert(prompt[:, index : index + 1]), cache, backend.convert(np.int32(index)))

    def next_token(tokens, index):
        nonlocal cache
        logits, cache = step(backend.convert(tokens[:, index - 1 : index]), cache, backend.convert(np.int32(index - 1)))
        return backend.to_numpy(logits)[:, -1].argmax(-1)

    return greedy(next_token, prompt)


@pytest.mark.parametrize("how", ["eager", *backend.TRACERS])
def test_a_cache_changes_nothing(models, how):
    plain, cached = models
    prompt = np.array([[1, 5, 2], [3, 3, 7]], "int32")
    expected = greedy(lambda tokens, index: backend.to_numpy(plain(tokens[:, :index]))[:, -1].argmax(-1), prompt)
    result = generated_with_cache(cached, prompt, backend.TRACERS.get(how, lambda function: function))
    assert result.tolist() == expected.tolist()
    assert len(set(expected[:, 3:].ravel().tolist())) > 1, "a model that always says the same shows nothing"


def test_a_prompt_at_once_fills_the_cache_as_token_after_token(models):
    _, cached = models
    tokens = np.array([[1, 5, 2, 8]], "int32")
    empty = backend.convert(np.zeros((1, 2, LENGTH, HEADS, SIZE), "float32"))
    logits, filled = cached(tokens, empty, 0)
    cache = empty
    for index in range(4):
        last, cache = cached(tokens[:, index : index + 1], cache, index)
    np.testing.assert_allclose(backend.to_numpy(filled), backend.to_numpy(cache), atol=1e-5)
    np.testing.assert_allclose(backend.to_numpy(logits)[:, -1], backend.to_numpy(last)[:, -1], atol=1e-4)
