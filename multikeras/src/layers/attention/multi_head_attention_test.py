"""MultiHeadAttention and GroupQueryAttention."""

import numpy as np
import pytest

from multikeras.src import backend
from multikeras.src.core import masks
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.layers import GroupedQueryAttention, Masking, MultiHeadAttention
from multikeras.src.testing.gradient import assert_gradient, weighted_sum
from multikeras.src.testing.roads import assert_road

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


def near(window, causal):
    distance = np.arange(5)[:, None] - np.arange(5)
    return (np.abs(distance) < window) & (distance >= 0 if causal else True)


@pytest.mark.parametrize("with_scores", [False, True], ids=["fused", "scores"])
@pytest.mark.parametrize("causal", [False, True])
def test_sliding_window(with_scores, causal):
    layer = MultiHeadAttention(2, 3, sliding_window=2)
    layer.build(QUERY.shape, QUERY.shape)
    filled(layer)
    result = layer(QUERY, QUERY, use_causal_mask=causal, return_attention_scores=with_scores)
    expected, _ = attended(layer, QUERY, QUERY, QUERY, near(2, causal))
    np.testing.assert_allclose(backend.to_numpy(result[0] if with_scores else result), expected, atol=5e-5)


def test_gate():
    layer = MultiHeadAttention(2, 3, value_dim=5, use_gate=True, output_shape=9)
    layer.build(QUERY.shape, VALUE.shape)
    filled(layer)
    wq, bq, wk, bk, wg, bg, wv, bv, wo, bo = (w.numpy() for w in layer.weights)
    q, k, g, v = (np.einsum("btf,fnh->btnh", x, w) + b for x, w, b in ((QUERY, wq, bq), (VALUE, wk, bk), (QUERY, wg, bg), (VALUE, wv, bv)))
    scores = np.exp(np.einsum("btnh,bsnh->bnts", q, k) / np.sqrt(3))
    means = np.einsum("bnts,bsnh->btnh", scores / scores.sum(-1, keepdims=True), v)
    expected = np.einsum("btnh,nho->bto", means / (1 + np.exp(-g)), wo) + bo
    np.testing.assert_allclose(backend.to_numpy(layer(QUERY, VALUE)), expected, atol=5e-5)
    parts = ("query", "key", "gate", "value", "attention_output")
    assert [w.path.split("/")[1] for w in layer.weights] == [part for part in parts for _ in range(2)]


@pytest.mark.parametrize("with_scores", [False, True], ids=["fused", "scores"])
def test_attention_along_two_axes_is_that_along_one_that_joins_them(with_scores):
    x, y = RNG.normal(size=(2, 3, 4, 8)).astype("float32"), RNG.normal(size=(2, 2, 5, 8)).astype("float32")
    layer, flat = MultiHeadAttention(2, 3), MultiHeadAttention(2, 3)
    for one, shapes in ((layer, (x.shape, y.shape)), (flat, ((2, 12, 8), (2, 10, 8)))):
        one.build(*shapes)
        filled(one)
    mask = RNG.random((2, 3, 4, 2, 5)) > 0.3
    result = layer(x, y, attention_mask=mask, return_attention_scores=with_scores)
    expected = flat(x.reshape(2, 12, 8), y.reshape(2, 10, 8), attention_mask=mask.reshape(2, 12, 10), return_attention_scores=with_scores)
    if with_scores:
        result, scores = result
        expected, expected_scores = expected
        np.testing.assert_allclose(backend.to_numpy(scores).reshape(2, 2, 12, 10), backend.to_numpy(expected_scores), atol=1e-5)
    np.testing.assert_allclose(backend.to_numpy(result).reshape(2, 12, 8), backend.to_numpy(expected), atol=5e-5)


@pytest.mark.parametrize("axis, mask_axes", [(1, "bt"), (1, "btk"), (2, "bkt")])
def test_masks_of_positions_beside_axes_without_attention(axis, mask_axes):
    x = RNG.normal(size=(2, 4, 4, 8)).astype("float32")
    layer = MultiHeadAttention(2, 3, attention_axes=axis)
    layer.build(x.shape, x.shape)
    filled(layer)
    keep = np.ones((2, 4), bool) if mask_axes == "bt" else np.ones((2, 4, 4), bool)
    keep[(slice(None), 2) if axis == 1 else (slice(None), slice(None), 2)] = False
    changed = x.copy()
    changed[(slice(None), 2) if axis == 1 else (slice(None), slice(None), 2)] += 1
    results = [backend.to_numpy(layer(x, value, value_mask=keep)) for value in (x, changed)]
    np.testing.assert_allclose(*results, atol=1e-5)


def test_grouped_queries_are_heads_that_share_keys():
    grouped, full = GroupedQueryAttention(3, 4, 2), MultiHeadAttention(4, 3)
    for layer in (grouped, full):
        layer.build(QUERY.shape, VALUE.shape)
    wq, bq, wk, bk, wv, bv, wo, bo = filled(grouped).get_weights()
    full.set_weights([wq, bq, *(np.repeat(w, 2, axis=-2) for w in (wk, bk, wv, bv)), wo, bo])
    pairs = RNG.random((2, 5, 6)) > 0.3
    for arguments in ({}, {"use_causal_mask": True}, {"attention_mask": pairs}):
        expected, expected_scores = full(QUERY, VALUE, return_attention_scores=True, **arguments)
        result, scores = grouped(QUERY, VALUE, return_attention_scores=True, **arguments)
        np.testing.assert_allclose(backend.to_numpy(scores), backend.to_numpy(expected_scores), atol=1e-5)
        np.testing.assert_allclose(backend.to_numpy(result), backend.to_numpy(expected), atol=5e-5)
        if "attention_mask" not in arguments:  # there, rows may have nothing to attend to
            np.testing.assert_allclose(backend.to_numpy(grouped(QUERY, VALUE, **arguments)), backend.to_numpy(expected), atol=5e-5)


def test_outputs_carry_the_mask_of_the_query():
    padded = QUERY.copy()
    padded[0, 3:] = 0
    x, y = Masking()(padded), backend.convert(VALUE)
    layer = MultiHeadAttention(2, 3)
    assert backend.to_numpy(masks.get_mask(layer(x, y))).tolist() == [[True, True, True, False, False], [True] * 5]
    assert masks.get_mask(MultiHeadAttention(2, 3)(y, x)) is None
    assert [masks.get_mask(z) for z in layer(x, y, return_attention_scores=True)] == [None, None]


@pytest.mark.parametrize(
    "layer, rank", [(MultiHeadAttention(2, 3), 3), (MultiHeadAttention(2, 3, attention_axes=2), 4), (GroupedQueryAttention(3, 4, 2), 3)]
)
@pytest.mark.skipif(backend.NAME != "torch", reason="only torch has a fused kernel on CPUs")
def test_takes_the_fused_kernel_unless_scores_are_wanted(layer, rank):
    x = backend.convert(RNG.normal(size=(2, 3, 5, 8)[4 - rank :]).astype("float32"))
    layer(x, x)
    assert_road(lambda x: layer(x, x, use_causal_mask=True), x, expected="_scaled_dot_product_*attention* -_softmax -repeat_interleave")
    scored = "_softmax -_scaled_dot_product_*"
    assert_road(lambda x: layer(x, x, return_attention_scores=True), x, expected=scored)


def test_one_layer_in_two_places_and_in_a_call_of_another():
    shared = MultiHeadAttention(2, 3)
    first, second = shared(QUERY, QUERY), shared(QUERY[:, :2], QUERY)
    assert len(shared.weights) == 8
    np.testing.assert_allclose(backend.to_numpy(second), backend.to_numpy(first)[:, :2], atol=1e-6)


def test_shapes_without_a_call():
    assert MultiHeadAttention(2, 3, output_shape=(4, 5)).compute_output_shape((None, 7, 8), (None, 6, 8)) == (None, 7, 4, 5)
    assert GroupedQueryAttention(3, 4, 2).compute_output_shape((None, None, 8), (None, 6, 7), (None, 6, 4)) == (None, None, 8)


def test_refusals():
    for layer_class, arguments in ((MultiHeadAttention, (2, 3)), (GroupedQueryAttention, (3, 4, 2))):
        with pytest.raises(ValueError, match="`sliding_window` must be a positive int"):
            layer_class(*arguments, sliding_window=0)
        with pytest.raises(ValueError, match="allows no dropout"):
            layer_class(*arguments, flash_attention=True, dropout=0.1)
        with pytest.raises(ValueError, match="gives no scores"):
            layer_class(*arguments, flash_attention=True)(QUERY, VALUE, return_attention_scores=True)
        with pytest.raises(ValueError, match="same shape but for the last axis"):
            layer_class(*arguments)(QUERY, VALUE, KEY[:, :5])
    with pytest.raises(ValueError, match="`num_heads` must be a positive int"):
        MultiHeadAttention(0, 3)
    with pytest.raises(ValueError, match="at least 3"):
        MultiHeadAttention(2, 3)(QUERY[0], VALUE[0])
    with pytest.raises(ValueError, match=r"must be of shape \(batch, steps, features\)"):
        GroupedQueryAttention(3, 4, 2)(QUERY[0], VALUE[0])
    with pytest.raises(ValueError, match="must divide `num_query_heads`, got 2 and 5"):
        GroupedQueryAttention(3, 5, 2)
    with pytest.raises(ValueError, match="needs a single axis"):
        MultiHeadAttention(2, 3)(QUERY[None], QUERY[None], use_causal_mask=True)
    with pytest.raises(ValueError, match="needs a single axis"):
        MultiHeadAttention(2, 3, sliding_window=2)(QUERY[None], QUERY[None])
