"""What attention between projections of its inputs has in common."""

import math
import string
from typing import Any

from multikeras.src import constraints, initializers, ops, regularizers
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.layers.activations.softmax import Softmax
from multikeras.src.layers.arguments import positive_int
from multikeras.src.layers.base import Layer
from multikeras.src.layers.core.einsum_dense import EinsumDense
from multikeras.src.layers.regularization.dropout import Dropout


class ProjectedAttention(Layer):
    """Dense projections of query, key and value to heads, attention in each head, and a projection of all heads to the output.

    Subclasses may cache keys and values between calls: they project with `_query_dense`, `_key_dense`, `_value_dense` and
    `_output_dense`, and call `_compute_attention` between.

    Args:
        heads: Number of heads of the query.
        key_heads: Number of heads of key and value, which divides `heads`.
        key_dim: Size of the projected queries and keys of a head.
        value_dim: Size of the projected values of a head.
        output_sizes: Last sizes of the output; the last size of the query when None.
        axes: Axes over which attention goes; all between the first and the last when None.

    The other arguments are those of `MultiHeadAttention`.
    """

    def __init__(
        self,
        *,
        heads: int,
        key_heads: int,
        key_dim: int,
        value_dim: int,
        output_sizes: tuple[int, ...] | None = None,
        axes: tuple[int, ...] | None = None,
        dropout: float,
        use_bias: bool,
        sliding_window: int | None,
        flash_attention: bool | None,
        kernel_initializer: Any,
        bias_initializer: Any,
        kernel_regularizer: Any,
        bias_regularizer: Any,
        activity_regularizer: Any,
        kernel_constraint: Any,
        bias_constraint: Any,
        use_gate: bool,
        seed: int | None,
        **kwargs: Any,
    ):
        super().__init__(activity_regularizer=activity_regularizer, **kwargs)
        owner = type(self).__name__
        if flash_attention and dropout > 0:
            raise ValueError(f"{owner}: `flash_attention=True` allows no dropout, got `dropout={dropout}`. Set it to 0.")
        self._heads = heads
        self._key_heads = key_heads
        self._key_size = key_dim
        self._value_size = value_dim
        self._output_sizes = output_sizes
        self._axes = axes
        self.dropout = dropout
        self.use_bias = use_bias
        self.sliding_window = None if sliding_window is None else positive_int(owner, "sliding_window", sliding_window)
        self.flash_attention = flash_attention
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.kernel_constraint = constraints.get(kernel_constraint)
        self.bias_constraint = constraints.get(bias_constraint)
        self.use_gate = use_gate
        self.seed = seed

    # ------------------------------------------------------------------------------------------------- building

    def build(self, query_shape: tuple, value_shape: tuple, key_shape: tuple | None = None) -> None:
        key_shape = value_shape if key_shape is None else key_shape
        self._check_shapes(query_shape, value_shape, key_shape)
        rank = len(query_shape)
        self._axes = tuple(range(1, rank - 1)) if self._axes is None else tuple(axis % rank for axis in self._axes)
        self._kept = tuple(axis for axis in range(rank - 1) if axis not in self._axes)
        if self.sliding_window is not None and len(self._axes) > 1:
            raise ValueError(f"{self._label}: `sliding_window` needs a single axis of attention, got the axes {self._axes}.")
        self._query_dense = self._projection("query", query_shape, (self._heads, self._key_size))
        self._key_dense = self._projection("key", key_shape, (self._key_heads, self._key_size))
        if self.use_gate:
            self._gate_dense = self._projection("gate", query_shape, (self._heads, self._value_size), activation="sigmoid")
        self._value_dense = self._projection("value", value_shape, (self._key_heads, self._value_size))
        self._softmax = Softmax(dtype=self.dtype_policy)
        self._dropout_layer = Dropout(self.dropout, seed=self.seed, dtype=self.dtype_policy)
        self._dropout_layer.build()  # now, since the calls with dropout may all be in a compiled step
        self._output_dense = self._projection(
            "attention_output",
            (*query_shape[:-1], self._heads, self._value_size),
            self._output_sizes or (query_shape[-1],),
            contracted=2,
        )

    def _check_shapes(self, query_shape: tuple, value_shape: tuple, key_shape: tuple) -> None:
        given = f"{tuple(query_shape)}, {tuple(value_shape)} and {tuple(key_shape)}"
        if not 3 <= len(query_shape) == len(value_shape) == len(key_shape):
            raise ValueError(
                f"{self._label}: query, value and key must have the same number of dimensions, at least 3 (batch, steps, features), "
                f"but their shapes are {given}."
            )
        for value_size, key_size in zip(value_shape[1:-1], key_shape[1:-1], strict=True):
            if value_size != key_size and None not in (value_size, key_size):
                raise ValueError(
                    f"{self._label}: value and key must have the same shape but for the last axis, got the shapes {given} of query, "
                    "value and key."
                )

    def _projection(self, name: str, shape: tuple, sizes: tuple[int, ...], contracted: int = 1, activation: Any = None) -> EinsumDense:
        """A dense layer from the last axes of a tensor to axes of the given sizes."""
        letters = iter(string.ascii_lowercase)
        kept = "".join(next(letters) for _ in range(len(shape) - contracted))
        summed = "".join(next(letters) for _ in range(contracted))
        new = "".join(next(letters) for _ in sizes)
        layer = EinsumDense(
            f"{kept}{summed},{summed}{new}->{kept}{new}",
            output_shape=[*(None for _ in kept[1:]), *sizes],
            activation=activation,
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
        kept = [query.shape[axis] for axis in self._kept]
        attended = [x.shape[axis] for x in (query, value) for axis in self._axes]
        return output, KerasTensor((*kept, self._heads, *attended), self.compute_dtype)

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
        mask = self._compute_attention_mask(query, value, query_mask, value_mask, key_mask, attention_mask)
        outputs, scores = self._compute_attention(
            self._query_dense(query),
            self._key_dense(value if key is None else key),
            self._value_dense(value),
            attention_mask=mask,
            training=training,
            return_attention_scores=return_attention_scores,
            use_causal_mask=use_causal_mask,
        )
        if self.use_gate:
            outputs = ops.multiply(outputs, self._gate_dense(query))
        outputs = self._output_dense(outputs)
        return (outputs, scores) if return_attention_scores else outputs

    def _compute_attention(
        self,
        query: Any,
        key: Any,
        value: Any,
        attention_mask: Any = None,
        training: bool | None = None,
        return_attention_scores: bool = False,
        use_causal_mask: bool = False,
    ) -> tuple[Any, Any]:
        """Attention between projected tensors.

        Args:
            query: Tensor `(batch, T, ..., heads, size)`.
            key: Tensor `(batch, S, ..., key_heads, size)`.
            value: Tensor `(batch, S, ..., key_heads, value_size)`.
            attention_mask: True where attention may go: of the shape of the scores, or of one that broadcasts to it, and `(batch, T, S)`.
            training: Whether dropout takes place.
            return_attention_scores: Whether the scores are wanted.
            use_causal_mask: Whether positions see none after themselves.

        Returns:
            The outputs `(batch, T, ..., heads, value_size)`, and the scores `(batch, ..., heads, T, S)`, None unless they are wanted.
        """
        if self.flash_attention and return_attention_scores:
            raise ValueError(f"{self._label}: `flash_attention=True` gives no scores. Leave out `return_attention_scores`.")
        if use_causal_mask and len(self._axes) > 1:
            raise ValueError(f"{self._label}: `use_causal_mask` needs a single axis of attention, got the axes {self._axes}.")
        mask = None if attention_mask is None else self._over_heads(attention_mask)
        compute = self._compute_over_sequences if len(query.shape) == 4 else self._compute_over_axes
        return compute(query, key, value, mask, training, return_attention_scores, use_causal_mask)

    def _compute_over_sequences(
        self, query: Any, key: Any, value: Any, mask: Any, training: bool | None, return_scores: bool, causal: bool
    ) -> tuple[Any, Any]:
        """Attention along axis 1 of tensors with four dimensions."""
        scale = self._key_size**-0.5
        drops = training and self.dropout > 0
        if not return_scores and not drops:
            return ops.dot_product_attention(query, key, value, mask=mask, scale=scale, is_causal=causal), None
        if causal:
            ordered = ops.expand_dims(self._distances(query, key, axis=1) >= 0, (0, 1))
            mask = ordered if mask is None else ops.logical_and(mask, ordered)
        shared = query.shape[2] // key.shape[2]
        if shared > 1:
            key, value = ops.repeat(key, shared, axis=2), ops.repeat(value, shared, axis=2)
        logits = ops.einsum("btnh,bsnh->bnts", ops.multiply(query, scale), key)
        scores = self._softmax.call(logits, mask)  # not the layer itself, with which the scores would carry a mask of pairs
        outputs = ops.einsum("bnts,bsnh->btnh", self._dropout_layer(scores, training=training), value)
        return outputs, scores if return_scores else None

    def _compute_over_axes(self, query: Any, key: Any, value: Any, mask: Any, *options: Any) -> tuple[Any, Any]:
        """Attention along any axes: those without it become one batch, those with it one sequence."""
        last = len(query.shape) - 2
        order = (*self._kept, *self._axes, last, last + 1)
        kept = [ops.shape(query)[axis] for axis in self._kept]
        targets, sources = ([ops.shape(x)[axis] for axis in self._axes] for x in (query, key))
        if mask is not None:
            over_heads = mask.shape[len(kept)]
            mask = ops.broadcast_to(mask, (*kept, over_heads, *targets, *sources))
            mask = ops.reshape(mask, (math.prod(kept), over_heads, math.prod(targets), math.prod(sources)))
        sequences = (
            ops.reshape(ops.transpose(x, order), (math.prod(kept), math.prod(steps), *x.shape[-2:]))
            for x, steps in ((query, targets), (key, sources), (value, sources))
        )
        outputs, scores = self._compute_over_sequences(*sequences, mask, *options)
        outputs = ops.reshape(outputs, (*kept, *targets, *outputs.shape[-2:]))
        outputs = ops.transpose(outputs, [order.index(axis) for axis in range(len(order))])
        return outputs, None if scores is None else ops.reshape(scores, (*kept, self._heads, *targets, *sources))

    # ---------------------------------------------------------------------------------------------------- masks

    def _compute_attention_mask(
        self,
        query: Any,
        value: Any,
        query_mask: Any = None,
        value_mask: Any = None,
        key_mask: Any = None,
        attention_mask: Any = None,
        use_causal_mask: bool = False,
    ) -> Any:
        """Where attention may go as one mask with all dimensions of the scores, or None for everywhere."""
        masks = [None if attention_mask is None else ops.cast(attention_mask, "bool")]
        masks += [self._pairs(mask, of_query) for mask, of_query in ((query_mask, True), (value_mask, False), (key_mask, False))]
        if self.sliding_window is not None or use_causal_mask:
            distances = self._distances(query, value, self._axes[0])
            masks.append(None if self.sliding_window is None else ops.absolute(distances) < self.sliding_window)
            masks.append(distances >= 0 if use_causal_mask else None)
        joined = None
        for mask in masks:
            if mask is not None:
                mask = self._over_heads(mask)
                joined = mask if joined is None else ops.logical_and(joined, mask)
        return joined

    def _pairs(self, mask: Any, of_query: bool) -> Any:
        """A mask of the positions of one side, `(batch, T)` or with all axes but the last, as one of pairs of positions."""
        if mask is None:
            return None
        mask, count = ops.cast(mask, "bool"), len(self._axes)
        rank = len(mask.shape)
        if rank == len(self._kept) + count:
            mask = ops.transpose(mask, (*self._kept, *self._axes))
        first = rank if of_query else rank - count
        return ops.expand_dims(mask, tuple(range(first, first + count)))

    def _over_heads(self, mask: Any) -> Any:
        """A mask whose last dimensions are those of the pairs, with as many dimensions as the scores."""
        pairs = 2 * len(self._axes)
        place, missing = len(mask.shape) - pairs, len(self._kept) + 1 + pairs - len(mask.shape)
        return ops.expand_dims(mask, tuple(range(place, place + missing))) if missing > 0 else mask

    @staticmethod
    def _distances(query: Any, key: Any, axis: int) -> Any:
        """`(T, S)`: how far positions of the query stand behind those of the key along an axis."""
        return ops.subtract(ops.expand_dims(ops.arange(ops.shape(query)[axis]), 1), ops.arange(ops.shape(key)[axis]))


def _renewed(initializer: Any) -> Any:
    """An initializer without a seed draws other numbers for each projection; a function is used as it is."""
    return initializer.clone() if isinstance(initializer, initializers.Initializer) else initializer
