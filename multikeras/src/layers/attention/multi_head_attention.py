"""Attention in several heads."""

import math
import string
from collections.abc import Sequence
from typing import Any

from multikeras.src import constraints, initializers, ops, regularizers
from multikeras.src.core.export import export
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.layers.activations.softmax import Softmax
from multikeras.src.layers.arguments import positive_int, refuse_until_built
from multikeras.src.layers.base import Layer
from multikeras.src.layers.core.einsum_dense import EinsumDense
from multikeras.src.layers.regularization.dropout import Dropout


@export("multikeras.layers.MultiHeadAttention")
class MultiHeadAttention(Layer):
    """Attention in several heads: each compares queries with keys, and takes the mean of the values by their likeness.

    `softmax(q @ k^T / sqrt(key_dim)) @ v` for each head, all heads together projected to the output. With the same tensor as
    query and value it is self-attention.

    Vaswani et al., 2017, https://arxiv.org/abs/1706.03762

    Args:
        num_heads: Number of heads.
        key_dim: Size of the projected queries and keys of a head.
        value_dim: Size of the projected values of a head; `key_dim` when None.
        dropout: Rate of dropout on the weights of attention.
        use_bias: Whether the projections have biases.
        output_shape: Shape of the output after the axes of the query but the last: an int or several; the last size of the
            query when None.
        attention_axes: Axes over which attention goes; all between the first and the last when None.
        sliding_window: Attention to near positions only; not built yet.
        flash_attention: True to insist on a memory-saving kernel, False to do without one, None for the backend's choice.
        kernel_initializer, bias_initializer: Initializers of the projections.
        kernel_regularizer, bias_regularizer: Regularizers of the projections.
        activity_regularizer: Regularizer of the output.
        kernel_constraint, bias_constraint: Constraints of the projections.
        use_gate: A gate on the output; not built yet.
        seed: Non-negative int for dropout; drawn when None.
        **kwargs: `name`, `dtype` and the other arguments of `Layer`.

    Input: `query` of shape `(batch, T, ..., features)`, `value` and `key` (the value when None) of shape `(batch, S, ...,
    features)`. `query_mask` `(batch, T)`, `value_mask` and `key_mask` `(batch, S)` and `attention_mask` `(batch, T, S)`, which
    broadcasts, are True where attention may go; `use_causal_mask` lets positions attend to those before them and to themselves.

    Output: tensor of shape `(batch, T, ..., output)`; with `return_attention_scores` a tuple of it and the weights `(batch,
    heads, T, S)`.

    Raises:
        ValueError: A size is not a positive int.

    Example:

    >>> layer = multikeras.layers.MultiHeadAttention(num_heads=2, key_dim=3)
    >>> x = np.ones((2, 5, 8), "float32")
    >>> y, scores = layer(x, x, return_attention_scores=True, use_causal_mask=True)
    >>> tuple(y.shape), tuple(scores.shape)
    ((2, 5, 8), (2, 2, 5, 5))
    """

    def __init__(
        self,
        num_heads: int,
        key_dim: int,
        value_dim: int | None = None,
        dropout: float = 0.0,
        use_bias: bool = True,
        output_shape: int | Sequence[int] | None = None,
        attention_axes: int | Sequence[int] | None = None,
        sliding_window: int | None = None,
        flash_attention: bool | None = None,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        use_gate: bool = False,
        seed: int | None = None,
        **kwargs: Any,
    ):
        super().__init__(activity_regularizer=activity_regularizer, **kwargs)
        refuse_until_built(self, sliding_window=sliding_window, use_gate=use_gate or None)
        self.num_heads = positive_int("MultiHeadAttention", "num_heads", num_heads)
        self.key_dim = positive_int("MultiHeadAttention", "key_dim", key_dim)
        self.value_dim = self.key_dim if value_dim is None else positive_int("MultiHeadAttention", "value_dim", value_dim)
        self.dropout = dropout
        self.use_bias = use_bias
        self._output_sizes = None if output_shape is None else (output_shape,) if isinstance(output_shape, int) else tuple(output_shape)
        self._axes = None if attention_axes is None else (attention_axes,) if isinstance(attention_axes, int) else tuple(attention_axes)
        self.flash_attention = flash_attention
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.kernel_constraint = constraints.get(kernel_constraint)
        self.bias_constraint = constraints.get(bias_constraint)
        self.seed = seed
        self.supports_masking = True

    @property
    def attention_axes(self) -> tuple[int, ...] | None:
        """Axes over which attention goes; None for the default before the layer is built."""
        return self._axes

    # ------------------------------------------------------------------------------------------------- building

    def build(self, query_shape: tuple, value_shape: tuple, key_shape: tuple | None = None) -> None:
        key_shape = value_shape if key_shape is None else key_shape
        rank = len(query_shape)
        if len(value_shape) != rank or len(key_shape) != rank:
            raise ValueError(
                f"{self._label}: query, value and key must have the same number of dimensions, but their shapes are "
                f"{tuple(query_shape)}, {tuple(value_shape)} and {tuple(key_shape)}."
            )
        if value_shape[1:-1] != key_shape[1:-1]:
            raise ValueError(
                f"{self._label}: value and key must have the same shape but for the last axis, got {tuple(value_shape)} and "
                f"{tuple(key_shape)}."
            )
        self._axes = tuple(range(1, rank - 1)) if self._axes is None else tuple(axis % rank for axis in self._axes)
        self._write_equations(rank)
        self.query_dense = self._projection("query", query_shape, (self.num_heads, self.key_dim))
        self.key_dense = self._projection("key", key_shape, (self.num_heads, self.key_dim))
        self.value_dense = self._projection("value", value_shape, (self.num_heads, self.value_dim))
        self._softmax = Softmax(axis=tuple(range(-len(self._axes), 0)), dtype=self.dtype_policy)
        self._dropout_layer = Dropout(self.dropout, seed=self.seed, dtype=self.dtype_policy)
        self.output_dense = self._projection(
            "attention_output",
            (*query_shape[:-1], self.num_heads, self.value_dim),
            self._output_sizes or (query_shape[-1],),
            contracted=2,
        )

    def _write_equations(self, rank: int) -> None:
        """The products of queries with keys, and of weights with values, for einsum."""
        letters = iter(string.ascii_lowercase)
        batch = [next(letters) for _ in range(rank - 1)]
        head, size = next(letters), next(letters)
        other = {axis: next(letters) for axis in self._axes}
        query = [*batch, head, size]
        key = [other.get(axis, letter) for axis, letter in enumerate(batch)] + [head, size]
        kept = [letter for axis, letter in enumerate(batch) if axis not in other]
        scores = [*kept, head, *(batch[axis] for axis in self._axes), *other.values()]
        query, key, scores = "".join(query), "".join(key), "".join(scores)
        self._score_equation = f"{query},{key}->{scores}"
        self._mean_equation = f"{scores},{key}->{query}"

    def _projection(self, name: str, shape: tuple, sizes: tuple[int, ...], contracted: int = 1) -> EinsumDense:
        """A dense layer from the last axes of a tensor to axes of the given sizes."""
        letters = iter(string.ascii_lowercase)
        kept = "".join(next(letters) for _ in range(len(shape) - contracted))
        summed = "".join(next(letters) for _ in range(contracted))
        new = "".join(next(letters) for _ in sizes)
        layer = EinsumDense(
            f"{kept}{summed},{summed}{new}->{kept}{new}",
            output_shape=[*(None for _ in kept[1:]), *sizes],
            bias_axes=new if self.use_bias else None,
            name=name,
            dtype=self.dtype_policy,
            kernel_initializer=_renewed(self.kernel_initializer),
            bias_initializer=_renewed(self.bias_initializer),
            kernel_regularizer=self.kernel_regularizer,
            bias_regularizer=self.bias_regularizer,
            kernel_constraint=self.kernel_constraint,
            bias_constraint=self.bias_constraint,
        )
        layer.build(tuple(shape))
        return layer

    # -------------------------------------------------------------------------------------------------- calling

    def compute_output_spec(
        self,
        query: KerasTensor,
        value: KerasTensor,
        key: KerasTensor | None = None,
        query_mask: Any = None,
        value_mask: Any = None,
        key_mask: Any = None,
        attention_mask: Any = None,
        return_attention_scores: bool = False,
        training: bool | None = None,
        use_causal_mask: bool = False,
    ) -> Any:
        output = KerasTensor((*query.shape[:-1], *(self._output_sizes or query.shape[-1:])), self.compute_dtype)
        if not return_attention_scores:
            return output
        kept = [size for axis, size in enumerate(query.shape[:-1]) if axis not in self._axes]
        attended = [x.shape[axis] for x in (query, value) for axis in self._axes]
        return output, KerasTensor((*kept, self.num_heads, *attended), self.compute_dtype)

    def call(
        self,
        query: Any,
        value: Any,
        key: Any = None,
        query_mask: Any = None,
        value_mask: Any = None,
        key_mask: Any = None,
        attention_mask: Any = None,
        return_attention_scores: bool = False,
        training: bool | None = None,
        use_causal_mask: bool = False,
    ) -> Any:
        key = value if key is None else key
        mask = _joined(query_mask, value_mask, key_mask, attention_mask)
        query, key, value = self.query_dense(query), self.key_dense(key), self.value_dense(value)
        needs_weights = return_attention_scores or (training and self.dropout > 0)
        if self.flash_attention and needs_weights:
            raise ValueError(f"{self._label}: `flash_attention=True` allows neither `return_attention_scores` nor dropout.")
        if len(query.shape) == 4 and not needs_weights:
            mixed = ops.dot_product_attention(
                query,
                key,
                value,
                mask=ops.expand_dims(mask, 1) if mask is not None and len(mask.shape) == 3 else mask,
                scale=1 / math.sqrt(self.key_dim),
                is_causal=use_causal_mask,
                flash_attention=self.flash_attention,
            )
            return self.output_dense(mixed)
        if use_causal_mask:
            mask = _joined_with(mask, _causal(ops.shape(query)[1], ops.shape(key)[1]))
        scores = ops.einsum(self._score_equation, query * (1 / math.sqrt(self.key_dim)), key)
        if mask is not None:
            missing = len(scores.shape) - len(mask.shape)
            place = len(mask.shape) - 2 * len(self._axes)
            mask = ops.expand_dims(mask, tuple(range(place, place + missing)))
        scores = self._softmax(scores, mask=mask)
        output = self.output_dense(ops.einsum(self._mean_equation, self._dropout_layer(scores, training=training), value))
        return (output, scores) if return_attention_scores else output


def _joined(query_mask: Any, value_mask: Any, key_mask: Any, attention_mask: Any) -> Any:
    """Where attention may go, `(batch, T, S)` or with an axis of heads before T, or None for everywhere."""
    mask = None if attention_mask is None else ops.cast(attention_mask, "bool")
    for other, axis in ((query_mask, -1), (value_mask, -2), (key_mask, -2)):
        if other is not None:
            mask = _joined_with(mask, ops.expand_dims(ops.cast(other, "bool"), axis))
    return mask


def _joined_with(mask: Any, other: Any) -> Any:
    if mask is None:
        return other
    return ops.logical_and(mask, ops.expand_dims(other, 1) if len(mask.shape) == len(other.shape) + 1 else other)


def _causal(queries: Any, keys: Any) -> Any:
    """`(1, T, S)`: True where the key does not come after the query."""
    return ops.expand_dims(ops.expand_dims(ops.arange(queries), 1) >= ops.arange(keys), 0)


def _renewed(initializer: Any) -> Any:
    """An initializer without a seed draws other numbers for each projection; a function is used as it is."""
    return initializer.clone() if isinstance(initializer, initializers.Initializer) else initializer
