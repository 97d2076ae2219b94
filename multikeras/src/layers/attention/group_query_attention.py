"""Attention whose heads share keys and values in groups."""

from typing import Any

from multikeras.src.core.export import export
from multikeras.src.layers.arguments import positive_int
from multikeras.src.layers.attention.projected_attention import ProjectedAttention

NAME = "GroupQueryAttention"


@export("multikeras.layers.GroupQueryAttention")
class GroupedQueryAttention(ProjectedAttention):
    """Attention in several heads, of which neighbours share keys and values: fewer of these must be computed, and kept when generating.

    With as many heads of keys as of queries it is MultiHeadAttention; with one it is multi-query attention.

    Ainslie et al., 2023, https://arxiv.org/abs/2305.13245; Shazeer, 2019, https://arxiv.org/abs/1911.02150

    Args:
        head_dim: Size of a head.
        num_query_heads: Number of heads of the query.
        num_key_value_heads: Number of heads of key and value; divides `num_query_heads`.
        dropout: Rate of dropout on the weights of attention.
        use_bias: Whether the projections have biases.
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

    Input: `query` of shape `(batch, T, features)`, `value` and `key` (the value when None) of shape `(batch, S, features)`.
    `query_mask` `(batch, T)`, `value_mask` and `key_mask` `(batch, S)` and `attention_mask` `(batch, T, S)` are True where
    attention may go; `use_causal_mask` lets positions attend to those before them and to themselves.

    Output: tensor of the shape of the query; with `return_attention_scores` a tuple of it and the weights `(batch,
    num_query_heads, T, S)`.

    Raises:
        ValueError: A size is not a positive int, `num_key_value_heads` does not divide `num_query_heads`, the shapes do not fit, or
            `flash_attention=True` is given with what it refuses.

    Example:

    >>> layer = multikeras.layers.GroupQueryAttention(head_dim=3, num_query_heads=4, num_key_value_heads=2)
    >>> x = np.ones((2, 5, 8), "float32")
    >>> tuple(layer(x, x, use_causal_mask=True).shape)
    (2, 5, 8)
    """

    def __init__(
        self,
        head_dim: int,
        num_query_heads: int,
        num_key_value_heads: int,
        dropout: float = 0.0,
        use_bias: bool = True,
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
        heads = positive_int(NAME, "num_query_heads", num_query_heads)
        key_heads = positive_int(NAME, "num_key_value_heads", num_key_value_heads)
        if heads % key_heads:
            raise ValueError(f"{NAME}: `num_key_value_heads` must divide `num_query_heads`, got {key_heads} and {heads}.")
        super().__init__(
            heads=heads,
            key_heads=key_heads,
            key_dim=positive_int(NAME, "head_dim", head_dim),
            value_dim=head_dim,
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
        self.head_dim = head_dim
        self.num_query_heads = heads
        self.num_key_value_heads = key_heads

    def build(self, query_shape: tuple, value_shape: tuple, key_shape: tuple | None = None) -> None:
        if len(query_shape) != 3:
            raise ValueError(f"{self._label}: the query must be of shape (batch, steps, features), got {tuple(query_shape)}.")
        super().build(query_shape, value_shape, key_shape)
