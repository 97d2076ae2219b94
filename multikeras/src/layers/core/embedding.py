"""The layer that looks up vectors of integers."""

from typing import Any

from multikeras.src import constraints, initializers, ops, regularizers
from multikeras.src.core import dtypes, masks
from multikeras.src.core.export import export
from multikeras.src.layers.arguments import positive_int, refuse_until_built
from multikeras.src.layers.base import Layer


@export("multikeras.layers.Embedding")
class Embedding(Layer):
    """A trainable vector for each of the integers 0, ..., `input_dim` - 1.

    Args:
        input_dim: Number of vectors.
        output_dim: Size of a vector.
        embeddings_initializer: Initializer of the table, of shape `(input_dim, output_dim)`.
        embeddings_regularizer: Regularizer of the table.
        embeddings_constraint: Projection of the table after each update.
        mask_zero: Whether 0 stands for padding: the output then carries a mask that is False there, which later layers use.
        weights: The table as an array, or a list of this one array, to start with.
        lora_rank, lora_alpha: Low-rank adaptation; not built yet.
        quantization_config: Quantization; not built yet.
        **kwargs: `name`, `dtype`, `trainable` and the other arguments of `Layer`.

    Input: integer tensor of any shape; floating ones are truncated.

    Output: tensor of shape `(*input_shape, output_dim)`.

    Raises:
        ValueError: `input_dim` or `output_dim` is not a positive int, or `weights` does not have their shape.

    Example:

    >>> layer = multikeras.layers.Embedding(10, 4)
    >>> tuple(layer(np.array([[1, 2, 3]])).shape)
    (1, 3, 4)
    """

    _is_root = True  # its `get_config` only leaves something out

    def __init__(
        self,
        input_dim: int,
        output_dim: int,
        embeddings_initializer: Any = "uniform",
        embeddings_regularizer: Any = None,
        embeddings_constraint: Any = None,
        mask_zero: bool = False,
        weights: Any = None,
        lora_rank: int | None = None,
        lora_alpha: float | None = None,
        quantization_config: Any = None,
        **kwargs: Any,
    ):
        # Positions given as floats must not be rounded to half precision.
        super().__init__(**{"autocast": False, **kwargs})
        refuse_until_built(self, lora_rank=lora_rank, quantization_config=quantization_config)
        self.input_dim = positive_int("Embedding", "input_dim", input_dim)
        self.output_dim = positive_int("Embedding", "output_dim", output_dim)
        self.embeddings_initializer = initializers.get(embeddings_initializer)
        self.embeddings_regularizer = regularizers.get(embeddings_regularizer)
        self.embeddings_constraint = constraints.get(embeddings_constraint)
        self.mask_zero = mask_zero
        self.supports_masking = mask_zero
        if weights is not None:
            self.build()
            self.set_weights(weights if isinstance(weights, (list, tuple)) and len(weights) == 1 else [weights])

    def build(self, input_shape: Any = None) -> None:
        self.embeddings = self.add_weight(
            name="embeddings",
            shape=(self.input_dim, self.output_dim),
            initializer=self.embeddings_initializer,
            regularizer=self.embeddings_regularizer,
            constraint=self.embeddings_constraint,
        )

    def call(self, inputs: Any) -> Any:
        indices = inputs if dtypes.is_integer(ops.dtype(inputs)) else ops.cast(inputs, "int32")
        outputs = ops.cast(ops.take(self.embeddings, indices, axis=0), self.compute_dtype)
        if self.mask_zero:
            masks.set_mask(outputs, ops.not_equal(inputs, 0))
        return outputs

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        return ops.not_equal(inputs, 0) if self.mask_zero else None

    def get_config(self) -> dict[str, Any]:
        config = super().get_config()
        config.pop("weights", None)  # they are saved as weights
        return config
