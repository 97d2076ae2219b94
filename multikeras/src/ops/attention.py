"""Attention."""

from typing import Any

import numpy as np

from multikeras.src.core import shapes
from multikeras.src.core.cases import Cases, call, draw, road
from multikeras.src.core.export import export
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.core.typing import Tensor
from multikeras.src.ops.activation import softmax
from multikeras.src.ops.creation import arange
from multikeras.src.ops.elementwise import divide, multiply, tanh, truth, where
from multikeras.src.ops.linalg import einsum
from multikeras.src.ops.movement import expand_dims, reshape
from multikeras.src.ops.op import op
from multikeras.src.ops.precision import widened
from multikeras.src.ops.promotion import floating
from multikeras.src.ops.tensor import cast, convert_to_tensor
from multikeras.src.ops.tensor import shape as shape_of

HIDDEN = -1e30  # finite, so that a row with nothing to attend to has a softmax


def _attended(query: KerasTensor, key: KerasTensor, value: KerasTensor, *attributes: Any) -> KerasTensor:
    if not query.ndim == key.ndim == value.ndim == 4:
        raise ValueError(
            "`query`, `key` and `value` must have the shape (batch, length, heads, depth), got "
            f"{query.shape}, {key.shape} and {value.shape}."
        )
    return KerasTensor((*query.shape[:-1], value.shape[-1]), query.dtype)


def _attention(
    query: np.ndarray,
    key: np.ndarray,
    value: np.ndarray,
    bias: np.ndarray | None,
    mask: np.ndarray | None,
    scale: float | None,
    is_causal: bool,
    soft_cap: float | None = None,
) -> np.ndarray:
    shared = query.shape[2] // key.shape[2]
    key, value = np.repeat(key, shared, 2), np.repeat(value, shared, 2)
    logits = np.einsum("btnh,bsnh->bnts", query, key) * (query.shape[-1] ** -0.5 if scale is None else scale)
    if soft_cap is not None:
        logits = soft_cap * np.tanh(logits / soft_cap)
    logits = logits + (0 if bias is None else bias)
    shown = np.tri(*logits.shape[-2:], dtype=bool) if is_causal else np.ones(logits.shape[-2:], bool)
    weights = np.exp(logits) * shown * (1 if mask is None else mask)
    return np.einsum("bnts,bsnh->btnh", weights / weights.sum(-1, keepdims=True), value)


def _calls(**attributes: Any) -> tuple:
    query, source, lengths = draw(2, 4, 2, 3), draw(2, 5, 2, 3), np.array([[[[1, 1, 0, 1, 0]]], [[[1, 1, 1, 0, 0]]]], bool)
    plain = {"scale": None, "is_causal": False} | attributes
    return (
        call(query, source, source, None, None, **plain),
        call(query, source, draw(2, 5, 2, 6), draw(1, 2, 4, 5), None, **plain | {"scale": 0.5}),
        call(query, source, source, None, lengths, **plain),
        call(query, source, source, draw(2, 1, 1, 5), lengths, **plain | {"is_causal": True}),
        call(draw(2, 4, 4, 3), source, source, None, None, **plain | {"is_causal": True}),
    )


ROADS = tuple(
    road(
        one,
        jax="dot_general -gather",  # nothing is repeated where heads share a key
        torch="_scaled_dot_product_*attention* -_scaled_dot_product_attention_math* -clone -repeat_interleave",
        tensorflow="BatchMatMulV2 Softmax -Tile",
    )
    for one in _calls()
)


@op(
    promote=floating.of("query", "key", "value"),
    infer=_attended,
    cases=Cases(_attention, _calls(), differentiable=True, tolerance=3e-5, roads=ROADS),
)
def dot_product_attention_(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    bias: Tensor | None,
    mask: Tensor | None,
    scale: float | None,
    is_causal: bool,
) -> Tensor:
    """Attention with arguments in their one form; `dot_product_attention` brings them into it.

    Args:
        query: Tensor `(batch, targets, heads, depth)`.
        key: Tensor `(batch, sources, key_heads, depth)`.
        value: Tensor `(batch, sources, key_heads, value_depth)`.
        bias: None, or a tensor that broadcasts to `(batch, heads, targets, sources)`.
        mask: None, or a bool tensor that broadcasts to it.
        scale: Factor of the scores, None for `depth ** -0.5`.
        is_causal: Whether no target sees later sources.

    Returns:
        Tensor `(batch, targets, heads, value_depth)`.
    """


@op(
    promote=floating.of("query", "key", "value"),
    infer=_attended,
    cases=Cases(_attention, _calls(soft_cap=2.0), differentiable=True, tolerance=3e-5),
)
def soft_capped_attention(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    bias: Tensor | None,
    mask: Tensor | None,
    scale: float | None,
    is_causal: bool,
    soft_cap: float,
) -> Tensor:
    """Attention whose scores are kept within a range by a tanh, for which frameworks have no fused kernel.

    Gemma Team, 2024, https://arxiv.org/abs/2408.00118.

    Args:
        query: Tensor `(batch, targets, heads, depth)`.
        key: Tensor `(batch, sources, key_heads, depth)`.
        value: Tensor `(batch, sources, key_heads, value_depth)`.
        bias: None, or a tensor that broadcasts to `(batch, heads, targets, sources)`.
        mask: None, or a bool tensor that broadcasts to it.
        scale: Factor of the scores, None for `depth ** -0.5`.
        is_causal: Whether no target sees later sources.
        soft_cap: Bound of the scores.

    Returns:
        Tensor `(batch, targets, heads, value_depth)`.
    """
    batch, targets, heads, depth = shape_of(query)
    sources, groups = shape_of(key)[1:3]
    grouped = reshape(widened(query), (batch, targets, groups, heads // groups, depth))
    scores = multiply(einsum("btgnh,bsgh->bgnts", grouped, widened(key)), depth**-0.5 if scale is None else scale)
    logits = multiply(soft_cap, tanh(divide(reshape(scores, (batch, heads, targets, sources)), soft_cap)))
    if bias is not None:
        logits = logits + cast(bias, logits.dtype)
    if mask is not None:
        logits = where(mask, logits, HIDDEN)
    if is_causal:
        logits = where(expand_dims(arange(targets), -1) >= arange(sources), logits, HIDDEN)
    weights = reshape(softmax(logits), (batch, groups, heads // groups, targets, sources))
    result = einsum("bgnts,bsgh->btgnh", weights, widened(value))
    return cast(reshape(result, (batch, targets, heads, value.shape[-1])), query.dtype)


def _over_heads(name: str, x: Any) -> Any:
    """A mask or a bias in four dimensions."""
    rank = len(x.shape)
    if rank not in (2, 3, 4):
        raise ValueError(
            f"dot_product_attention: `{name}` must be of 2 to 4 dimensions that broadcast to (batch, heads, targets, sources), "
            f"(batch, targets, sources) or (targets, sources); got shape {tuple(x.shape)}."
        )
    return x if rank == 4 else expand_dims(x, 1 if rank == 3 else (0, 1))


def _check_shapes(query: Any, key: Any, value: Any) -> None:
    given = [tuple(x.shape) for x in (query, key, value)]
    fits = all(len(shape) == 4 for shape in given)
    if fits:
        (batch, _, heads, depth), keys, values = given
        fits = shapes.is_compatible((batch, None, None, depth), keys) and shapes.is_compatible(keys[:3], values[:3])
        fits = fits and (heads is None or keys[2] is None or heads % keys[2] == 0)
    if not fits:
        raise ValueError(
            "dot_product_attention: `query` must be of shape (batch, targets, heads, depth), `key` of (batch, sources, "
            "key_heads, depth) and `value` of (batch, sources, key_heads, value_depth), with `heads` a multiple of "
            f"`key_heads`; got {given[0]}, {given[1]} and {given[2]}."
        )


@export(["multikeras.ops.dot_product_attention", "multikeras.ops.nn.dot_product_attention"])
def dot_product_attention(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    bias: Tensor | None = None,
    mask: Tensor | None = None,
    scale: float | None = None,
    is_causal: bool = False,
    flash_attention: bool | None = None,
    attn_logits_soft_cap: float | None = None,
) -> Tensor:
    """Scaled dot-product attention, `softmax(query @ key.T * scale + bias) @ value` for each head.

    Vaswani et al., 2017, https://arxiv.org/abs/1706.03762. Fewer heads in `key` and `value` than in `query` are shared among
    neighbours: Ainslie et al., 2023, https://arxiv.org/abs/2305.13245.

    Args:
        query: Tensor `(batch, targets, heads, depth)`.
        key: Tensor `(batch, sources, key_heads, depth)`, where `heads` is a multiple of `key_heads`.
        value: Tensor `(batch, sources, key_heads, value_depth)`.
        bias: Tensor added to the scores, of a shape that broadcasts to `(batch, heads, targets, sources)`, or of 3 dimensions
            without heads, or of 2 without batch and heads. None by default.
        mask: Tensor of such a shape, true where a target may attend to a source. None by default, for all.
        scale: Factor of the scores; None, the default, for `depth ** -0.5`.
        is_causal: Whether a target attends to no source after its own position. False by default.
        flash_attention: Kept for code written for Keras 3: the framework's fused kernel runs whenever its conditions hold.
        attn_logits_soft_cap: Bound `c` of the scores, which become `c * tanh(score / c)`; None, the default, for none.

    Returns:
        Tensor `(batch, targets, heads, value_depth)`. A target with nothing to attend to gets finite values.

    Raises:
        ValueError: The shapes do not fit.

    Example:

    >>> x = np.array([[[[1.0]], [[3.0]]]], dtype="float32")
    >>> y = multikeras.ops.dot_product_attention(np.zeros_like(x), x, x)
    >>> multikeras.ops.convert_to_numpy(y)[0, :, 0, 0].round(4).tolist()
    [2.0, 2.0]
    """
    query, key, value = convert_to_tensor(query), convert_to_tensor(key), convert_to_tensor(value)
    _check_shapes(query, key, value)
    if bias is not None:
        bias = _over_heads("bias", convert_to_tensor(bias))
    if mask is not None:
        mask = truth(_over_heads("mask", convert_to_tensor(mask)))
    if attn_logits_soft_cap is not None:
        return soft_capped_attention(query, key, value, bias, mask, scale, is_causal, attn_logits_soft_cap)
    return dot_product_attention_(query, key, value, bias, mask, scale, is_causal)
