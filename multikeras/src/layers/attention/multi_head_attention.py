"""Attention in several heads."""

from collections.abc import Sequence
from typing import Any

from multikeras.src.core.export import export
from multikeras.src.layers.arguments import positive_int
from multikeras.src.layers.attention.projected_attention import ProjectedAttention
from multikeras.src.layers.core.einsum_dense import EinsumDense


@export("multikeras.layers.MultiHeadAttention")
class MultiHeadAttention(ProjectedAttention):
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
        sliding_window: A position attends only to those less than this many steps away; to all when None.
        flash_attention: Kept for code written for Keras 3: the framework's fused kernel runs wherever scores are not needed. True
            refuses dropout and `return_attention_scores`, which need them.
        kernel_initializer, bias_initializer: Initializers of the projections.
        kernel_regularizer, bias_regularizer: Regularizers of the projections.
        activity_regularizer: Regularizer of the output.
        kernel_constraint, bias_constraint: Constraints of the projections.
        use_gate: Whether the mean of the values is multiplied by a gate, the sigmoid of one more projection of the query, before it is
            projected to the output. Qiu et al., 2025, https://arxiv.org/abs/2505.06708
        seed: Non-negative int for dropout; drawn when None.
        **kwargs: `name`, `dtype` and the other arguments of `Layer`.

    Input: `query` of shape `(batch, T, ..., features)`, `value` and `key` (the value when None) of shape `(batch, S, ...,
    features)`. `query_mask` `(batch, T)`, `value_mask` and `key_mask` `(batch, S)` and `attention_mask` `(batch, T, S)`, which
    broadcasts, are True where attention may go; `use_causal_mask` lets positions attend to those before them and to themselves.

    Output: tensor of shape `(batch, T, ..., output)`; with `return_attention_scores` a tuple of it and the weights `(batch,
    heads, T, S)`. It carries the mask of the query.

    Raises:
        ValueError: A size is not a positive int, the shapes do not fit, or `flash_attention=True` is given with what it refuses.

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
        super().__init__(
            heads=positive_int("MultiHeadAttention", "num_heads", num_heads),
            key_heads=num_heads,
            key_dim=positive_int("MultiHeadAttention", "key_dim", key_dim),
            value_dim=key_dim if value_dim is None else positive_int("MultiHeadAttention", "value_dim", value_dim),
            output_sizes=None if output_shape is None else (output_shape,) if isinstance(output_shape, int) else tuple(output_shape),
            axes=None if attention_axes is None else (attention_axes,) if isinstance(attention_axes, int) else tuple(attention_axes),
            dropout=dropout,
            use_bias=use_bias,
            sliding_window=sliding_window,
            flash_attention=flash_attention,
            kernel_initializer=kernel_initializer,
            bias_initializer=bias_initializer,
            kernel_regularizer=kernel_regularizer,
            bias_regularizer=bias_regularizer,
            activity_regularizer=activity_regularizer,
            kernel_constraint=kernel_constraint,
            bias_constraint=bias_constraint,
            use_gate=use_gate,
            seed=seed,
            **kwargs,
        )
        self.supports_masking = True

    @property
    def num_heads(self) -> int:
        """Number of heads."""
        return self._heads

    @property
    def key_dim(self) -> int:
        """Size of the projected queries and keys of a head."""
        return self._key_size

    @property
    def value_dim(self) -> int:
        """Size of the projected values of a head."""
        return self._value_size

    @property
    def attention_axes(self) -> tuple[int, ...] | None:
        """Axes over which attention goes; None for the default before the layer is built."""
        return self._axes

    @property
    def query_dense(self) -> EinsumDense:
        """Projection of the query."""
        return self._query_dense

    @property
    def key_dense(self) -> EinsumDense:
        """Projection of the key."""
        return self._key_dense

    @property
    def value_dense(self) -> EinsumDense:
        """Projection of the value."""
        return self._value_dense

    @property
    def output_dense(self) -> EinsumDense:
        """Projection of all heads to the output."""
        return self._output_dense
