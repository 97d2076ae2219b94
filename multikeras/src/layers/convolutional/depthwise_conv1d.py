"""Convolution of each channel of sequences apart."""

from typing import Any

from multikeras.src.core.export import export
from multikeras.src.core.typing import Ints
from multikeras.src.layers.convolutional.base_depthwise_conv import BaseDepthwiseConv


@export("multikeras.layers.DepthwiseConv1D")
class DepthwiseConv1D(BaseDepthwiseConv):
    """Convolution of each channel of sequences with filters of its own.

    Args:
        kernel_size: Size of the kernel, an int.
        strides: Step of the kernel, an int.
        padding: `"valid"` for none, or `"same"` for zeros around, so that with strides of 1 sizes stay.
        data_format: `"channels_last"` or `"channels_first"`; that of the configuration when None.
        dilation_rate: Distance between the taps of the kernel, an int.
        depth_multiplier: Number of output channels for each input channel.
        activation: Activation function, or its name; none when None.
        use_bias: Whether a bias is added.
        depthwise_initializer: Initializer of the kernel, of shape `(*kernel_size, channels, depth_multiplier)`.
        bias_initializer: Initializer of the bias, of shape `(channels * depth_multiplier,)`.
        depthwise_regularizer, bias_regularizer: Regularizers of the weights.
        activity_regularizer: Regularizer of the output.
        depthwise_constraint, bias_constraint: Projections of the weights after each update.
        **kwargs: `name`, `dtype`, `trainable` and the other arguments of `Layer`.

    Input: floating tensor of shape `(batch, steps, channels)`, or
    `(batch, channels, steps)` for channels_first.

    Output: tensor of the same rank with `channels * depth_multiplier` channels.

    Raises:
        ValueError: An argument is not one of these, or does not fit the input.

    Example:

    >>> layer = multikeras.layers.DepthwiseConv1D(3, padding="same", depth_multiplier=2, data_format="channels_last")
    >>> tuple(layer(np.ones((2, 8, 3), "float32")).shape)
    (2, 8, 6)
    """

    def __init__(
        self,
        kernel_size: Ints,
        strides: Ints = 1,
        padding: str = "valid",
        depth_multiplier: int = 1,
        data_format: str | None = None,
        dilation_rate: Ints = 1,
        activation: Any = None,
        use_bias: bool = True,
        depthwise_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        depthwise_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        depthwise_constraint: Any = None,
        bias_constraint: Any = None,
        **kwargs: Any,
    ):
        super().__init__(
            rank=1,
            kernel_size=kernel_size,
            strides=strides,
            padding=padding,
            depth_multiplier=depth_multiplier,
            data_format=data_format,
            dilation_rate=dilation_rate,
            activation=activation,
            use_bias=use_bias,
            depthwise_initializer=depthwise_initializer,
            bias_initializer=bias_initializer,
            depthwise_regularizer=depthwise_regularizer,
            bias_regularizer=bias_regularizer,
            activity_regularizer=activity_regularizer,
            depthwise_constraint=depthwise_constraint,
            bias_constraint=bias_constraint,
            **kwargs,
        )
