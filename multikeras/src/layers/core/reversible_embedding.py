"""The embedding that also goes back from vectors to integers."""

from typing import Any

from multikeras.src import ops
from multikeras.src.core import dtypes
from multikeras.src.core.export import export
from multikeras.src.layers.core.embedding import Embedding


@export("multikeras.layers.ReversibleEmbedding")
class ReversibleEmbedding(Embedding):
    """An Embedding whose table also gives the logits of the integers for a vector, as language models do at their end.

    Press and Wolf, 2017, https://arxiv.org/abs/1608.05859

    Args:
        input_dim: Number of vectors.
        output_dim: Size of a vector.
        tie_weights: Whether both directions use one table; otherwise the way back has a table `(output_dim, input_dim)` of its own.
        embeddings_initializer: Initializer of the tables.
        embeddings_regularizer: Regularizer of the tables.
        embeddings_constraint: Projection of the tables after each update.
        mask_zero: Whether 0 stands for padding: the vectors then carry a mask that is False there.
        reverse_dtype: dtype in which logits are computed; that of the layer when None. More precision may be needed there.
        logit_soft_cap: Bound `c` of the logits, which become `c * tanh(logits / c)`; none when None. Gemma Team, 2024,
            https://arxiv.org/abs/2408.00118
        **kwargs: `name`, `dtype`, `trainable` and the other arguments of `Embedding` and `Layer`.

    Input: integer tensor of any shape; with `reverse=True` a floating tensor `(..., output_dim)`.

    Output: tensor of shape `(*input_shape, output_dim)`; with `reverse=True` logits `(..., input_dim)`.

    Raises:
        ValueError: `input_dim` or `output_dim` is not a positive int, or `logit_soft_cap` is not positive.

    Example:

    >>> layer = multikeras.layers.ReversibleEmbedding(10, 4)
    >>> vectors = layer(np.array([[1, 2, 3]]))
    >>> tuple(layer(vectors, reverse=True).shape)
    (1, 3, 10)
    """

    def __init__(
        self,
        input_dim: int,
        output_dim: int,
        tie_weights: bool = True,
        embeddings_initializer: Any = "uniform",
        embeddings_regularizer: Any = None,
        embeddings_constraint: Any = None,
        mask_zero: bool = False,
        reverse_dtype: Any = None,
        logit_soft_cap: float | None = None,
        **kwargs: Any,
    ):
        super().__init__(
            input_dim,
            output_dim,
            embeddings_initializer=embeddings_initializer,
            embeddings_regularizer=embeddings_regularizer,
            embeddings_constraint=embeddings_constraint,
            mask_zero=mask_zero,
            **kwargs,
        )
        if logit_soft_cap is not None and not logit_soft_cap > 0:
            raise ValueError(f"ReversibleEmbedding: `logit_soft_cap` must be a positive number or None, got {logit_soft_cap!r}.")
        self.tie_weights = tie_weights
        self.reverse_dtype = None if reverse_dtype is None else dtypes.standardize(reverse_dtype)
        self.logit_soft_cap = logit_soft_cap

    def build(self, input_shape: Any = None) -> None:
        super().build(input_shape)
        if not self.tie_weights:
            self.reverse_embeddings = self.add_weight(
                name="reverse_embeddings",
                shape=(self.output_dim, self.input_dim),
                initializer=self.embeddings_initializer,
                regularizer=self.embeddings_regularizer,
                constraint=self.embeddings_constraint,
            )

    def call(self, inputs: Any, reverse: bool = False) -> Any:
        if not reverse:
            return super().call(inputs)
        if inputs.shape[-1] not in (self.output_dim, None):
            raise ValueError(
                f"{self._label}: with `reverse=True` the input must be of shape (..., {self.output_dim}), got {tuple(inputs.shape)}."
            )
        kernel = ops.transpose(self.embeddings) if self.tie_weights else self.reverse_embeddings
        if self.reverse_dtype is not None:
            inputs = ops.cast(inputs, self.reverse_dtype)
        logits = ops.matmul(inputs, ops.cast(kernel, self.reverse_dtype or self.compute_dtype))
        if self.logit_soft_cap is None:
            return logits
        return ops.multiply(self.logit_soft_cap, ops.tanh(ops.divide(logits, self.logit_soft_cap)))

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        """Which integers are no padding; None for the way back."""
        return super().compute_mask(inputs, mask) if dtypes.is_integer(ops.dtype(inputs)) else None
