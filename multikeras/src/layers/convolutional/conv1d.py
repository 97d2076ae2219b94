"""Convolution of sequences."""

from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.core.typing import Ints
from multikeras.src.layers.convolutional.base_conv import BaseConv


@export(["multikeras.layers.Conv1D", "multikeras.layers.Convolution1D"])
class Conv1D(BaseConv):
    """Convolution of sequences with a trained kernel: `activation(conv(inputs, kernel) + bias)`.

    Args:
        filters: Number of output channels.
        kernel_size: Size of the kernel, an int.
        strides: Step of the kernel, an int.
        padding: `"valid"` for none, `"same"` for zeros around, so that with strides of 1 sizes stay, or `"causal"` for zeros
            before, so that no output sees later inputs.
        data_format: `"channels_last"` or `"channels_first"`; that of the configuration when None.
        dilation_rate: Distance between the taps of the kernel, an int.
        groups: Number of groups of channels that are convolved apart; divides `filters` and the input's channels.
        activation: Activation function, or its name; none when None.
        use_bias: Whether a bias is added.
        kernel_initializer: Initializer of the kernel, of shape `(*kernel_size, channels / groups, filters)`.
        bias_initializer: Initializer of the bias, of shape `(filters,)`.
        kernel_regularizer, bias_regularizer: Regularizers of the weights.
        activity_regularizer: Regularizer of the output.
        kernel_constraint, bias_constraint: Projections of the weights after each update.
        **kwargs: `name`, `dtype`, `trainable` and the other arguments of `Layer`.

    Input: floating tensor of shape `(batch, steps, channels)`, or
    `(batch, channels, steps)` for channels_first.

    Output: tensor of the same rank with `filters` channels.

    Raises:
        ValueError: An argument is not one of these, or does not fit the input.

    Example:

    >>> layer = multikeras.layers.Conv1D(4, 3, padding="same", strides=2, data_format="channels_last")
    >>> tuple(layer(np.ones((2, 8, 3), "float32")).shape)
    (2, 4, 4)
    """

    paddings = ("valid", "same", "causal")

    def __init__(
        self,
        filters: int,
        kernel_size: Ints,
        strides: Ints = 1,
        padding: str = "valid",
        data_format: str | None = None,
        dilation_rate: Ints = 1,
        groups: int = 1,
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        **kwargs: Any,
    ):
        super().__init__(
            rank=1,
            filters=filters,
            kernel_size=kernel_size,
            strides=strides,
            padding=padding,
            data_format=data_format,
            dilation_rate=dilation_rate,
            groups=groups,
            activation=activation,
            use_bias=use_bias,
            kernel_initializer=kernel_initializer,
            bias_initializer=bias_initializer,
            kernel_regularizer=kernel_regularizer,
            bias_regularizer=bias_regularizer,
            activity_regularizer=activity_regularizer,
            kernel_constraint=kernel_constraint,
            bias_constraint=bias_constraint,
            **kwargs,
        )

    def convolution_op(self, inputs: Any, kernel: Any) -> Any:
        if self.padding != "causal":
            return super().convolution_op(inputs, kernel)
        none, before = (0, 0), ((self.kernel_size[0] - 1) * self.dilation_rate[0], 0)
        widths = (none, before, none) if self.data_format == "channels_last" else (none, none, before)
        x = ops.pad(inputs, widths)
        return ops.conv(x, kernel, self.strides, "valid", self.data_format, self.dilation_rate)
