"""Attention on JAX."""

import jax
from jax import Array
from jax import numpy as jnp

from multikeras.src.backend.jax.tensor import compiled, exact


@exact
@compiled("is_causal")
def dot_product_attention(query, key, value, bias, mask, scale, is_causal) -> Array:
    # jax.nn.dot_product_attention is the same to XLA, but narrows float64 in its softmax and refuses float16 on the CPU.
    batch, targets, heads, width = query.shape
    sources, groups = key.shape[1:3]
    wide = jnp.promote_types(query.dtype, "float32")
    # Targets stand before the heads of a group, as the second product leaves them, which spares XLA a transposition on CPUs.
    logits = jnp.einsum(
        "btgnh,bsgh->bgtns", query.reshape(batch, targets, groups, heads // groups, width), key, preferred_element_type=wide
    )
    logits = logits * (width**-0.5 if scale is None else scale)
    if bias is not None:
        logits = (logits + _by_group(bias, groups)).astype(wide)
    lowest = jnp.finfo(wide).min  # finite, so that a row with nothing to attend to has no NaN
    if mask is not None:
        logits = jnp.where(_by_group(mask, groups), logits, lowest)
    if is_causal:
        logits = jnp.where(jnp.tri(targets, sources, dtype=bool)[:, None], logits, lowest)
    weights = jax.nn.softmax(logits).astype(value.dtype)
    return jnp.einsum("bsgh,bgtns->btgnh", value, weights).reshape(batch, targets, heads, value.shape[-1])


def _by_group(x, groups) -> Array:
    """What broadcasts to (batch, heads, targets, sources) as what broadcasts to (batch, groups, targets, heads of a group, sources)."""
    x = x.reshape((1,) * (4 - x.ndim) + x.shape)
    groups = 1 if x.shape[1] == 1 else groups
    return jnp.moveaxis(x.reshape(x.shape[0], groups, x.shape[1] // groups, *x.shape[2:]), 2, 3)
