"""Forms of masks, rows with nothing to attend to, and shapes that do not fit."""

import numpy as np
import pytest

from multikeras.src import backend, ops
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.testing.gradient import assert_gradient, weighted_sum

RNG = np.random.default_rng(0)
X = np.linspace(-1, 1, 2 * 3 * 2 * 4, dtype="float32").reshape(2, 3, 2, 4)
MASK = np.array([[True, False, True], [True, True, False], [False, True, True]])


def numpy(x):
    return backend.to_numpy(x)


@pytest.mark.parametrize("soft_cap", [None, 5.0])
@pytest.mark.parametrize("mask", [MASK, MASK[None], MASK.astype("int32"), np.broadcast_to(MASK, (2, 2, 3, 3))], ids=["2", "3", "int", "4"])
def test_forms_of_masks(mask, soft_cap):
    expected = ops.dot_product_attention(X, X, X, mask=MASK[None, None], attn_logits_soft_cap=soft_cap)
    result = ops.dot_product_attention(X, X, X, mask=mask, attn_logits_soft_cap=soft_cap)
    np.testing.assert_allclose(numpy(result), numpy(expected), atol=1e-6)


@pytest.mark.parametrize("soft_cap", [None, 5.0])
def test_row_with_nothing_to_attend_to_is_finite(soft_cap):
    result = ops.dot_product_attention(X, X, X, mask=np.zeros((3, 3), bool), attn_logits_soft_cap=soft_cap)
    assert np.isfinite(numpy(result)).all()


def test_row_with_nothing_to_attend_to_in_half_precision():
    x = ops.cast(X, "float16")
    result = ops.dot_product_attention(x, x, x, mask=np.zeros((3, 3), bool))
    assert np.isfinite(numpy(result)).all()


@pytest.mark.parametrize("dtype", ["bfloat16", "float32", "float64"])
@pytest.mark.parametrize("is_causal", [False, True])
def test_row_with_nothing_to_attend_to_is_a_mean(dtype, is_causal):
    x = ops.cast(X, dtype)
    result = ops.dot_product_attention(x, x, x, mask=np.eye(3, k=1, dtype=bool), is_causal=is_causal)
    assert backend.dtype_name(result) == dtype
    rows = slice(None) if is_causal else slice(2, None)
    expected = np.broadcast_to(X.mean(1, keepdims=True), X.shape)
    np.testing.assert_allclose(numpy(ops.cast(result, "float32"))[:, rows], expected[:, rows], atol=1e-2)


@pytest.mark.skipif(not backend.CAN_TRAIN, reason="there are no gradients")
@pytest.mark.parametrize("bias", [None, np.full((3, 3), -1e4, "float32")], ids=["plain", "bias"])
def test_gradient_of_a_row_with_nothing_to_attend_to_is_finite(bias):
    variable = backend.Variable(X)

    def loss():
        x = variable.value
        return ops.sum(ops.square(ops.dot_product_attention(x, x, x, bias, np.zeros((3, 3), bool)))), None

    _, (gradient,) = backend.step.value_and_grad(loss, [variable])
    assert np.isfinite(numpy(gradient)).all()


@pytest.mark.skipif(not backend.CAN_TRAIN, reason="there are no gradients")
@pytest.mark.parametrize("bias", [None, RNG.normal(size=(4, 3))], ids=["plain", "bias"])
def test_gradient_of_a_row_with_nothing_to_attend_to_is_that_of_a_mean(bias):
    mask = np.array([[1, 1, 1], [0, 0, 0], [0, 0, 0], [1, 0, 1]], bool)
    query, key, value = variables = [backend.Variable(RNG.normal(size=(1, length, 2, 3))) for length in (4, 3, 3)]
    assert_gradient(
        lambda: weighted_sum(ops.dot_product_attention(query.value, key.value, value.value, bias, mask)), variables, "attention"
    )


@pytest.mark.parametrize("soft_cap", [None, 5.0])
def test_past_does_not_depend_on_the_future(soft_cap):
    changed = X.copy()
    changed[:, -1] += 1
    before, after = (numpy(ops.dot_product_attention(x, x, x, is_causal=True, attn_logits_soft_cap=soft_cap)) for x in (X, changed))
    np.testing.assert_allclose(before[:, :-1], after[:, :-1], atol=1e-6)
    assert not np.allclose(before[:, -1], after[:, -1])


def test_large_soft_cap_changes_nothing():
    plain, capped = ops.dot_product_attention(X, X, X), ops.dot_product_attention(X, X, X, attn_logits_soft_cap=1e4)
    np.testing.assert_allclose(numpy(capped), numpy(plain), atol=1e-5)


def test_sizes_that_are_not_known():
    query, source = KerasTensor((None, None, 4, 8)), KerasTensor((None, 7, 2, 8))
    for soft_cap in (None, 5.0):
        result = ops.dot_product_attention(query, source, KerasTensor((None, 7, 2, 3)), attn_logits_soft_cap=soft_cap)
        assert result.shape == (None, None, 4, 3)


@pytest.mark.parametrize("shape", [(2, 3, 4), (2, 3, 3, 4), (2, 3, 2, 5), (1, 3, 2, 4)], ids=["rank", "heads", "depth", "batch"])
def test_errors_name_the_shapes(shape):
    with pytest.raises(ValueError, match=r"got \(2, 3, 2, 4\), \("):
        ops.dot_product_attention(X, np.ones(shape), np.ones(shape))
    with pytest.raises(ValueError, match=r"`mask` must be of 2 to 4 dimensions"):
        ops.dot_product_attention(X, X, X, mask=np.ones(3, bool))
