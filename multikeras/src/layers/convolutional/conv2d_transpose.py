"""Transposed convolution of images."""

from typing import Any

from multikeras.src.core.export import export
from multikeras.src.core.typing import Ints
from multikeras.src.layers.convolutional.base_conv_transpose import BaseConvTranspose


@export(["multikeras.layers.Conv2DTranspose", "multikeras.layers.Convolution2DTranspose"])
class Conv2DTranspose(BaseConvTranspose):
    """Transposed convolution of images, the gradient of a convolution, which makes sizes grow.

    Zeiler et al., 2010, https://doi.org/10.1109/CVPR.2010.5539957

    Args:
        filters: Number of output channels.
        kernel_size: Size of the kernel, one int or 2.
        strides: Factor by which sizes grow, one int or 2.
        padding: `"valid"`, or `"same"` for sizes of exactly `size * strides`.
        output_padding: Places added after each spatial axis, one int or 2, less than `strides`; as many as fit when None.
        data_format: `"channels_last"` or `"channels_first"`; that of the configuration when None.
        dilation_rate: Distance between the taps of the kernel, one int or 2.
        activation: Activation function, or its name; none when None.
        use_bias: Whether a bias is added.
        kernel_initializer: Initializer of the kernel, of shape `(*kernel_size, filters, channels)`.
        bias_initializer: Initializer of the bias, of shape `(filters,)`.
        kernel_regularizer, bias_regularizer: Regularizers of the weights.
        activity_regularizer: Regularizer of the output.
        kernel_constraint, bias_constraint: Projections of the weights after each update.
        **kwargs: `name`, `dtype`, `trainable` and the other arguments of `Layer`.

    Input: floating tensor of shape `(batch, rows, columns, channels)`, or
    `(batch, channels, rows, columns)` for channels_first.

    Output: tensor of the same rank with `filters` channels.

    Raises:
        ValueError: An argument is not one of these, or does not fit the input.

    Example:

    >>> layer = multikeras.layers.Conv2DTranspose(4, 3, padding="same", strides=2, data_format="channels_last")
    >>> tuple(layer(np.ones((2, 8, 8, 3), "float32")).shape)
    (2, 16, 16, 4)
    """

    def __init__(
        self,
        filters: int,
        kernel_size: Ints,
        strides: Ints = (1, 1),
        padding: str = "valid",
        output_padding: Ints | None = None,
        data_format: str | None = None,
        dilation_rate: Ints = (1, 1),
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
            rank=2,
            filters=filters,
            kernel_size=kernel_size,
            strides=strides,
            padding=padding,
            output_padding=output_padding,
            data_format=data_format,
            dilation_rate=dilation_rate,
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
