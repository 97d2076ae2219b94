"""Attention on NumPy."""

import numpy as np

from multikeras.src.backend.numpy.ops.activation import softmax
from multikeras.src.backend.numpy.tensor import in_float32


@in_float32
def dot_product_attention(query, key, value, bias, mask, scale, is_causal):
    scale = query.shape[-1] ** -0.5 if scale is None else scale
    query, key, value = (x.swapaxes(1, 2) for x in (query, key, value))  # (B, heads, length, H)
    shared = query.shape[1] // key.shape[1]
    key, value = (np.repeat(x, shared, axis=1) for x in (key, value))
    logits = query @ key.swapaxes(-1, -2) * scale
    if bias is not None:
        logits = logits + bias
    hidden = np.finfo(logits.dtype).min / 2  # finite, so that a row with nothing to attend to has a softmax
    if mask is not None:
        logits = np.where(mask, logits, hidden)
    if is_causal:
        logits = np.where(np.tri(*logits.shape[-2:], dtype=bool), logits, hidden)
    return (softmax(logits) @ value).swapaxes(1, 2).astype(query.dtype, copy=False)
