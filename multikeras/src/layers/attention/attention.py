"""Attention without projections."""

from typing import Any

from multikeras.src import ops
from multikeras.src.core import masks
from multikeras.src.core.export import export
from multikeras.src.layers.arguments import one_of
from multikeras.src.layers.base import Layer
from multikeras.src.layers.regularization.dropout import probability
from multikeras.src.random import draws
from multikeras.src.random.seed_generator import SeedGenerator

HIDDEN = {"float16": -6e4}
"""Scores of what must not be attended to; finite, so that a row with nothing to attend to has a softmax."""


@export("multikeras.layers.Attention")
class Attention(Layer):
    """For each query, the mean of the values, weighted by the likeness of query and key: `softmax(query @ key^T) @ value`.

    Luong et al., 2015, https://arxiv.org/abs/1508.04025

    Args:
        use_scale: Whether the scores are multiplied by a trained scalar.
        score_mode: "dot" for the product of query and key, "concat" for the sum over features of `tanh(query + key)`, times a
            trained scalar; there the scale multiplies the sum within the tanh.
        dropout: Rate of dropout on the weights of attention.
        seed: Non-negative int for dropout; drawn when None.
        **kwargs: `name`, `dtype` and the other arguments of `Layer`.

    Input: a list of a query `(batch, T, size)`, a value `(batch, S, value_size)` and a key `(batch, S, size)`, which is the value when
    left out. `mask` is a list of their masks, each `(batch, T)` or `(batch, S)` or None: results of masked queries are 0, masked
    values are not attended to; `use_causal_mask` lets positions attend to those before them and to themselves.

    Output: tensor `(batch, T, value_size)`, which carries the mask of the query; with `return_attention_scores` a tuple of it and the
    weights `(batch, T, S)`.

    Raises:
        ValueError: `score_mode` or `dropout` is not one of the values above, or the call gets no list of two or three tensors.

    Example:

    >>> query, value = np.zeros((1, 2, 3), "float32"), np.array([[[1.0], [3.0]]]).repeat(3, 2)
    >>> multikeras.ops.convert_to_numpy(multikeras.layers.Attention()([query, value]))[0, :, 0].tolist()
    [2.0, 2.0]
    """

    def __init__(self, use_scale: bool = False, score_mode: str = "dot", dropout: float = 0.0, seed: int | None = None, **kwargs: Any):
        super().__init__(**kwargs)
        owner = type(self).__name__
        self.use_scale = use_scale
        self.score_mode = one_of(owner, "score_mode", score_mode, ("dot", "concat"))
        self.dropout = probability(owner, "dropout", dropout)
        self.seed = seed
        self.seed_generator = SeedGenerator(seed) if dropout > 0 else None
        self.scale = None
        self.supports_masking = True

    def build(self, input_shape: list[tuple]) -> None:
        self._check_count("inputs", input_shape)
        if self.use_scale:
            self.scale = self.add_weight(name="scale", shape=self._scale_shape(input_shape), initializer="ones")
        if self.score_mode == "concat":
            self.concat_score_weight = self.add_weight(name="concat_score_weight", shape=(), initializer="ones")

    def call(
        self,
        inputs: Any,
        mask: Any = None,
        training: bool = False,
        return_attention_scores: bool = False,
        use_causal_mask: bool = False,
    ) -> Any:
        self._check_count("inputs", inputs)
        if mask is not None:
            self._check_count("mask", mask)
        query, value = inputs[:2]
        key = inputs[2] if len(inputs) > 2 else value
        query_mask, value_mask = (None, None) if mask is None else mask[:2]
        drops = training and self.dropout > 0
        if self._is_fusible(query) and not return_attention_scores and not drops:
            outputs, scores = self._fused(query, key, value, value_mask, use_causal_mask), None
        else:
            scores = self._scores(query, key, value_mask, use_causal_mask)
            if drops:
                scores = draws.dropout(scores, self.dropout, seed=self.seed_generator)
            outputs = ops.matmul(scores, value)
        if query_mask is not None:
            outputs = ops.multiply(outputs, ops.cast(ops.expand_dims(query_mask, -1), outputs.dtype))
            masks.set_mask(outputs, query_mask)
        return (outputs, scores) if return_attention_scores else outputs

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        """The mask of the query."""
        return None if mask is None else mask[0]

    def _scale_shape(self, input_shape: list[tuple]) -> tuple[int, ...]:
        return ()

    def _check_count(self, name: str, given: Any) -> None:
        if not isinstance(given, (list, tuple)) or len(given) not in (2, 3):
            raise ValueError(f"{self._label}: `{name}` must be a list of those of query, value and, if wanted, key; got {given!r}.")

    # --------------------------------------------------------------------------------------------------- scores

    def _is_fusible(self, query: Any) -> bool:
        """Whether a fused kernel computes this kind of attention."""
        return self.score_mode == "dot" and len(query.shape) == 3

    def _fused(self, query: Any, key: Any, value: Any, value_mask: Any, causal: bool) -> Any:
        """The outputs without any scores in memory."""
        if self.scale is not None:
            query = ops.multiply(query, self.scale)
        query, key, value = (ops.expand_dims(x, 2) for x in (query, key, value))  # as one head
        mask = None if value_mask is None else ops.expand_dims(value_mask, (1, 2))
        return ops.squeeze(ops.dot_product_attention(query, key, value, mask=mask, scale=1.0, is_causal=causal), 2)

    def _scores(self, query: Any, key: Any, value_mask: Any, causal: bool) -> Any:
        """The weights of attention, `(batch, T, S)`."""
        logits = self._logits(query, key)
        hidden = HIDDEN.get(ops.dtype(logits), -1e30)
        if value_mask is not None:
            logits = ops.where(ops.expand_dims(value_mask, -2), logits, hidden)
        if causal:
            targets, sources = (ops.arange(ops.shape(x)[-2]) for x in (query, key))
            logits = ops.where(ops.greater_equal(ops.expand_dims(targets, 1), sources), logits, hidden)
        return ops.softmax(logits)

    def _logits(self, query: Any, key: Any) -> Any:
        if self.score_mode == "dot":
            products = ops.matmul(query, ops.swapaxes(key, -1, -2))
            return products if self.scale is None else ops.multiply(products, self.scale)
        sums = ops.add(ops.expand_dims(query, -2), ops.expand_dims(key, -3))
        if self.scale is not None:
            sums = ops.multiply(sums, self.scale)
        return ops.multiply(ops.sum(ops.tanh(sums), axis=-1), self.concat_score_weight)
