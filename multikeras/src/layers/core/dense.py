"""The fully connected layer."""

from typing import Any

from multikeras.src import activations, constraints, initializers, ops, regularizers
from multikeras.src.core.export import export
from multikeras.src.layers.arguments import positive_int, refuse_until_built
from multikeras.src.layers.base import Layer
from multikeras.src.layers.input_spec import InputSpec


@export("multikeras.layers.Dense")
class Dense(Layer):
    """Fully connected layer: `activation(inputs @ kernel + bias)`.

    Args:
        units: Size of the last axis of the output.
        activation: Activation function, or its name; none when None.
        use_bias: Whether a bias is added.
        kernel_initializer: Initializer of the kernel, of shape `(input_size, units)`.
        bias_initializer: Initializer of the bias, of shape `(units,)`.
        kernel_regularizer, bias_regularizer: Regularizers of the weights.
        activity_regularizer: Regularizer of the output.
        kernel_constraint, bias_constraint: Projections of the weights after each update.
        lora_rank, lora_alpha: Low-rank adaptation; not built yet.
        quantization_config: Quantization; not built yet.
        **kwargs: `name`, `dtype`, `trainable` and the other arguments of `Layer`.

    Input: floating tensor of shape `(..., input_size)`, at least rank 2.

    Output: tensor of shape `(..., units)`.

    Raises:
        ValueError: `units` is not a positive int.

    Example:

    >>> layer = multikeras.layers.Dense(4, activation="relu")
    >>> tuple(layer(np.ones((2, 3))).shape)
    (2, 4)
    """

    def __init__(
        self,
        units: int,
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        lora_rank: int | None = None,
        lora_alpha: float | None = None,
        quantization_config: Any = None,
        **kwargs: Any,
    ):
        super().__init__(activity_regularizer=activity_regularizer, **kwargs)
        refuse_until_built(self, lora_rank=lora_rank, quantization_config=quantization_config)
        self.units = positive_int("Dense", "units", units)
        self.activation = activations.get(activation)
        self.use_bias = use_bias
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.kernel_constraint = constraints.get(kernel_constraint)
        self.bias_constraint = constraints.get(bias_constraint)
        self.bias = None
        self.input_spec = InputSpec(min_ndim=2)
        self.supports_masking = True

    def build(self, input_shape: tuple) -> None:
        size = input_shape[-1]
        self.kernel = self.add_weight(
            name="kernel",
            shape=(size, self.units),
            initializer=self.kernel_initializer,
            regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint,
        )
        if self.use_bias:
            self.bias = self.add_weight(
                name="bias",
                shape=(self.units,),
                initializer=self.bias_initializer,
                regularizer=self.bias_regularizer,
                constraint=self.bias_constraint,
            )
        self.input_spec = InputSpec(min_ndim=2, axes={-1: size})

    def call(self, inputs: Any) -> Any:
        x = ops.matmul(inputs, self.kernel) if self.bias is None else ops.linear(inputs, self.kernel, self.bias)
        return x if self.activation is activations.linear else self.activation(x)
