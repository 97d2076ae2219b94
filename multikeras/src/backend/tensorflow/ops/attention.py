"""Attention on TensorFlow."""

import tensorflow as tf
from tensorflow import raw_ops as raw

from multikeras.src.backend.tensorflow import tensor


def dot_product_attention(query, key, value, bias, mask, scale, is_causal) -> tf.Tensor:
    batch, length, heads, depth = tensor.shape(query)
    _, source, key_heads, _ = tensor.shape(key)
    dtype = query.dtype
    wide = tf.float32 if dtype in tensor.HALF_DTYPES else dtype
    # The queries that share a key head are rows of one matrix, so that nothing is repeated.
    rows = (batch, key_heads, heads // key_heads * length, depth)
    query = raw.Reshape(tensor=raw.Transpose(x=query, perm=[0, 2, 1, 3]), shape=tensor.vector(rows))
    key, value = raw.Transpose(x=key, perm=[0, 2, 1, 3]), raw.Transpose(x=value, perm=[0, 2, 1, 3])
    scores = tensor.cast(raw.BatchMatMulV2(x=query, y=key, adj_y=True), wide)
    scores *= depth**-0.5 if scale is None else scale
    scores = raw.Reshape(tensor=scores, shape=tensor.vector((batch, heads, length, source)))
    if bias is not None:
        scores += tensor.cast(bias, wide)
    if is_causal:
        causal = tf.range(length)[:, None] >= tf.range(source)
        mask = causal if mask is None else tf.logical_and(mask, causal)
    if mask is not None:
        # The lowest finite value: a row with nothing to attend to gives equal weights, not NaN.
        scores = raw.SelectV2(condition=mask, t=scores, e=tf.constant(wide.min, wide))
    weights = tensor.cast(raw.Softmax(logits=scores), dtype)
    weights = raw.Reshape(tensor=weights, shape=tensor.vector((*rows[:3], source)))
    result = raw.BatchMatMulV2(x=weights, y=value)
    result = raw.Reshape(tensor=result, shape=tensor.vector((batch, heads, length, tensor.shape(value)[-1])))
    return raw.Transpose(x=result, perm=[0, 2, 1, 3])
