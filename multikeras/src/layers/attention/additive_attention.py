"""Attention whose scores are sums."""

from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.layers.attention.attention import Attention


@export("multikeras.layers.AdditiveAttention")
class AdditiveAttention(Attention):
    """For each query, the mean of the values, weighted by `softmax(sum(scale * tanh(query + key)))`.

    Bahdanau et al., 2014, https://arxiv.org/abs/1409.0473

    Args:
        use_scale: Whether features have trained factors in the sum.
        dropout: Rate of dropout on the weights of attention.
        **kwargs: `seed` for dropout, `name`, `dtype` and the other arguments of `Layer`.

    Input: a list of a query `(batch, T, size)`, a value `(batch, S, value_size)` and a key `(batch, S, size)`, which is the value when
    left out. `mask` is a list of their masks, each `(batch, T)` or `(batch, S)` or None: results of masked queries are 0, masked
    values are not attended to; `use_causal_mask` lets positions attend to those before them and to themselves.

    Output: tensor `(batch, T, value_size)`, which carries the mask of the query; with `return_attention_scores` a tuple of it and the
    weights `(batch, T, S)`.

    Raises:
        ValueError: `dropout` is not a number from 0 to 1, or the call gets no list of two or three tensors.

    Example:

    >>> query, value = np.zeros((1, 2, 3), "float32"), np.zeros((1, 4, 3), "float32")
    >>> outputs, scores = multikeras.layers.AdditiveAttention()([query, value], return_attention_scores=True)
    >>> multikeras.ops.convert_to_numpy(scores)[0, 0].tolist()
    [0.25, 0.25, 0.25, 0.25]
    """

    def __init__(self, use_scale: bool = True, dropout: float = 0.0, **kwargs: Any):
        super().__init__(use_scale=use_scale, dropout=dropout, **kwargs)

    def _scale_shape(self, input_shape: list[tuple]) -> tuple[int, ...]:
        return (input_shape[0][-1],)

    def _is_fusible(self, query: Any) -> bool:
        return False

    def _logits(self, query: Any, key: Any) -> Any:
        likeness = ops.tanh(ops.add(ops.expand_dims(query, -2), ops.expand_dims(key, -3)))
        return ops.sum(likeness if self.scale is None else ops.multiply(likeness, self.scale), axis=-1)
