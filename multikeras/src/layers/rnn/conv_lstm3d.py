"""The convolutional LSTM layer for sequences of volumes."""

from typing import Any

from multikeras.src.core.export import export
from multikeras.src.core.typing import Ints
from multikeras.src.layers.rnn.base_conv_lstm import BaseConvLSTM


@export("multikeras.layers.ConvLSTM3D")
class ConvLSTM3D(BaseConvLSTM):
    """LSTM over sequences of volumes: both the inputs and the state go through a convolution instead of a product with a matrix.

    The formula of a step is that of `LSTMCell`. The convolution of the state keeps its size: strides, padding and dilation are
    those of the convolution of the inputs only. Here are no connections from the memory to the gates.

    Shi et al., 2015, https://arxiv.org/abs/1506.04214

    Args:
        filters: Number of channels of the output.
        kernel_size: Size of both kernels, one int or 3.
        strides: Step of the kernel over the inputs, one int or 3.
        padding: `"valid"` for none, or `"same"` for zeros around, so that with strides of 1 sizes stay.
        data_format: `"channels_last"` or `"channels_first"`; that of the configuration when None.
        dilation_rate: Distance between the taps of the kernel over the inputs, one int or 3.
        activation: Activation function of candidate and output, or its name.
        recurrent_activation: Activation function of the gates, or its name.
        use_bias: Whether there is a bias.
        kernel_initializer: Initializer of the kernel of the inputs, of shape `(*kernel_size, channels, 4 * filters)`.
        recurrent_initializer: Initializer of the kernel of the state, of shape `(*kernel_size, filters, 4 * filters)`.
        bias_initializer: Initializer of the bias, of shape `(4 * filters,)`.
        unit_forget_bias: Whether the bias of the forget gate starts at 1 (Jozefowicz et al., 2015).
        kernel_regularizer, recurrent_regularizer, bias_regularizer: Regularizers of the weights.
        activity_regularizer: Regularizer of the output.
        kernel_constraint, recurrent_constraint, bias_constraint: Projections of the weights after each update.
        dropout: Rate of dropout on the inputs, the same places at every step.
        recurrent_dropout: Rate of dropout on the recurrent state, the same places at every step.
        seed: Non-negative int for dropout; drawn when None.
        return_sequences: Whether the output of every step is given, or that of the last.
        return_state: Whether the last states are given besides.
        go_backwards: Whether the sequence is read from its end; outputs then come in that order.
        stateful: Whether the last states of a batch are the initial ones of the next. The batch size must be known.
        **kwargs: `name`, `dtype`, `unroll`, `zero_output_for_mask` and the other arguments of `Layer`.

    Input: floating tensor of shape `(batch, steps, depth, rows, columns, channels)`, or `(batch, steps, channels, depth, rows, columns)`
    for channels_first. `mask`, bool of shape `(batch, steps)`: steps that are masked leave the states as they are.
    `initial_state`: list of two tensors of the shape of an output step, zeros when None.

    Output: tensor as the input with `filters` channels, without the axis of steps unless `return_sequences`; with
    `return_state` a tuple of it and of the two last states.

    Raises:
        ValueError: An argument is out of its range, or a size of the input besides batch and steps is not known.

    Example:

    >>> layer = multikeras.layers.ConvLSTM3D(4, 3, strides=2, padding="same", data_format="channels_last", return_sequences=True)
    >>> tuple(layer(np.ones((2, 5, 4, 4, 4, 3), "float32")).shape)
    (2, 5, 2, 2, 2, 4)
    """

    def __init__(
        self,
        filters: int,
        kernel_size: Ints,
        strides: Ints = 1,
        padding: str = "valid",
        data_format: str | None = None,
        dilation_rate: Ints = 1,
        activation: Any = "tanh",
        recurrent_activation: Any = "sigmoid",
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        recurrent_initializer: Any = "orthogonal",
        bias_initializer: Any = "zeros",
        unit_forget_bias: bool = True,
        kernel_regularizer: Any = None,
        recurrent_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        recurrent_constraint: Any = None,
        bias_constraint: Any = None,
        dropout: float = 0.0,
        recurrent_dropout: float = 0.0,
        seed: int | None = None,
        return_sequences: bool = False,
        return_state: bool = False,
        go_backwards: bool = False,
        stateful: bool = False,
        **kwargs: Any,
    ):
        super().__init__(
            rank=3,
            return_sequences=return_sequences,
            return_state=return_state,
            go_backwards=go_backwards,
            stateful=stateful,
            activity_regularizer=activity_regularizer,
            cell_arguments={
                "filters": filters,
                "kernel_size": kernel_size,
                "strides": strides,
                "padding": padding,
                "data_format": data_format,
                "dilation_rate": dilation_rate,
                "activation": activation,
                "recurrent_activation": recurrent_activation,
                "use_bias": use_bias,
                "kernel_initializer": kernel_initializer,
                "recurrent_initializer": recurrent_initializer,
                "bias_initializer": bias_initializer,
                "unit_forget_bias": unit_forget_bias,
                "kernel_regularizer": kernel_regularizer,
                "recurrent_regularizer": recurrent_regularizer,
                "bias_regularizer": bias_regularizer,
                "kernel_constraint": kernel_constraint,
                "recurrent_constraint": recurrent_constraint,
                "bias_constraint": bias_constraint,
                "dropout": dropout,
                "recurrent_dropout": recurrent_dropout,
                "seed": seed,
            },
            **kwargs,
        )
