"""Separable convolution of images."""

from typing import Any

from multikeras.src.core.export import export
from multikeras.src.core.typing import Ints
from multikeras.src.layers.convolutional.base_separable_conv import BaseSeparableConv


@export(["multikeras.layers.SeparableConv2D", "multikeras.layers.SeparableConvolution2D"])
class SeparableConv2D(BaseSeparableConv):
    """Convolution of each channel of images apart, then one that mixes the channels of each place.

    Chollet, 2017, https://arxiv.org/abs/1610.02357

    Args:
        filters: Number of output channels.
        kernel_size: Size of the kernel, one int or 2.
        strides: Step of the kernel, one int or 2.
        padding: `"valid"` for none, or `"same"` for zeros around, so that with strides of 1 sizes stay.
        data_format: `"channels_last"` or `"channels_first"`; that of the configuration when None.
        dilation_rate: Distance between the taps of the kernel, one int or 2.
        depth_multiplier: Number of channels that the depthwise kernel makes of each.
        activation: Activation function, or its name; none when None.
        use_bias: Whether a bias is added.
        depthwise_initializer: Initializer of the depthwise kernel, of shape `(*kernel_size, channels, depth_multiplier)`.
        pointwise_initializer: Initializer of the pointwise kernel, of shape `(1, 1, channels * depth_multiplier, filters)`.
        bias_initializer: Initializer of the bias, of shape `(filters,)`.
        depthwise_regularizer, pointwise_regularizer, bias_regularizer: Regularizers of the weights.
        activity_regularizer: Regularizer of the output.
        depthwise_constraint, pointwise_constraint, bias_constraint: Projections of the weights after each update.
        **kwargs: `name`, `dtype`, `trainable` and the other arguments of `Layer`.

    Input: floating tensor of shape `(batch, rows, columns, channels)`, or
    `(batch, channels, rows, columns)` for channels_first.

    Output: tensor of the same rank with `filters` channels.

    Raises:
        ValueError: An argument is not one of these, or does not fit the input.

    Example:

    >>> layer = multikeras.layers.SeparableConv2D(4, 3, padding="same", data_format="channels_last")
    >>> tuple(layer(np.ones((2, 8, 8, 3), "float32")).shape)
    (2, 8, 8, 4)
    """

    def __init__(
        self,
        filters: int,
        kernel_size: Ints,
        strides: Ints = (1, 1),
        padding: str = "valid",
        data_format: str | None = None,
        dilation_rate: Ints = (1, 1),
        depth_multiplier: int = 1,
        activation: Any = None,
        use_bias: bool = True,
        depthwise_initializer: Any = "glorot_uniform",
        pointwise_initializer: Any = "glorot_uniform",
        bias_initializer: Any = "zeros",
        depthwise_regularizer: Any = None,
        pointwise_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        depthwise_constraint: Any = None,
        pointwise_constraint: Any = None,
        bias_constraint: Any = None,
        **kwargs: Any,
    ):
        super().__init__(
            rank=2,
            filters=filters,
            kernel_size=kernel_size,
            strides=strides,
            padding=padding,
            data_format=data_format,
            dilation_rate=dilation_rate,
            depth_multiplier=depth_multiplier,
            activation=activation,
            use_bias=use_bias,
            depthwise_initializer=depthwise_initializer,
            pointwise_initializer=pointwise_initializer,
            bias_initializer=bias_initializer,
            depthwise_regularizer=depthwise_regularizer,
            pointwise_regularizer=pointwise_regularizer,
            bias_regularizer=bias_regularizer,
            activity_regularizer=activity_regularizer,
            depthwise_constraint=depthwise_constraint,
            pointwise_constraint=pointwise_constraint,
            bias_constraint=bias_constraint,
            **kwargs,
        )
