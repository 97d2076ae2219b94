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
    query = query.reshape(batch, targets, groups, heads // groups, width)
    logits = jnp.einsum("btgnh,bsgh->bgnts", query, key, preferred_element_type=wide)
    logits = logits.reshape(batch, heads, targets, sources) * (width**-0.5 if scale is None else scale)
    if bias is not None:
        logits = (logits + bias).astype(wide)
    lowest = jnp.finfo(wide).min  # finite, so that a row with nothing to attend to has no NaN
    if mask is not None:
        logits = jnp.where(mask, logits, lowest)
    if is_causal:
        logits = jnp.where(jnp.tri(targets, sources, dtype=bool), logits, lowest)
    weights = jax.nn.softmax(logits).astype(value.dtype).reshape(batch, groups, heads // groups, targets, sources)
    return jnp.einsum("bgnts,bsgh->btgnh", weights, value).reshape(batch, targets, heads, value.shape[-1])
