"""The LSTM layer."""

from typing import Any

from multikeras.src.core.export import export
from multikeras.src.layers.input_spec import InputSpec
from multikeras.src.layers.rnn.gated_rnn import GatedRNN, of_cell
from multikeras.src.layers.rnn.lstm_cell import LSTMCell


@export("multikeras.layers.LSTM")
class LSTM(GatedRNN):
    """Long short-term memory.

    The formula of a step stands with `LSTMCell`. Where the backend has a fused kernel and the arguments are those that it
    computes (tanh and sigmoid, no recurrent dropout, no mask), the kernel does the work.

    Hochreiter and Schmidhuber, 1997, https://doi.org/10.1162/neco.1997.9.8.1735

    Args:
        units: Size of the output.
        activation: Activation function of candidate and output, or its name.
        recurrent_activation: Activation function of the gates, or its name.
        use_bias: Whether there is a bias.
        kernel_initializer: Initializer of the matrix of the inputs, `kernel`, of shape `(features, 4 * units)`.
        recurrent_initializer: Initializer of the matrix of the state, `recurrent_kernel`, of shape `(units, 4 * units)`.
        bias_initializer: Initializer of the bias, of shape `(4 * units,)`.
        unit_forget_bias: Whether the bias of the forget gate starts at 1 (Jozefowicz et al., 2015).
        kernel_regularizer, recurrent_regularizer, bias_regularizer: Regularizers of the weights.
        activity_regularizer: Regularizer of the output.
        kernel_constraint, recurrent_constraint, bias_constraint: Projections of the weights after each update.
        dropout: Rate of dropout on the inputs, the same features at every step.
        recurrent_dropout: Rate of dropout on the recurrent state, the same features at every step.
        seed: Non-negative int for dropout; drawn when None.
        return_sequences: Whether the output of every step is given, or that of the last.
        return_state: Whether the last state is given besides.
        go_backwards: Whether the sequence is read from its end; outputs then come in that order.
        stateful: Whether the last states of a batch are the initial ones of the next. The batch size must be known.
        unroll: Whether the loop over steps is unrolled in compiled code; takes longer to compile, and may run faster.
        use_cudnn: Whether a fused kernel may be used where the backend has one: `"auto"`, True or False.
        **kwargs: `name`, `dtype`, `zero_output_for_mask` and the other arguments of `Layer`.

    Input: sequences, a floating tensor of shape `(batch, steps, features)`. `mask`, bool of shape `(batch, steps)`: steps that
    are masked leave the state as it is. `initial_state`: list of tensors `(batch, units)`, zeros when None.

    Output: tensor of shape `(batch, units)`, or `(batch, steps, units)` with `return_sequences`; with `return_state` a list of
    it and of the last states.

    Raises:
        ValueError: An argument is out of its range.

    Example:

    >>> layer = multikeras.layers.LSTM(4, return_sequences=True)
    >>> tuple(layer(np.ones((2, 5, 3), "float32")).shape)
    (2, 5, 4)
    """

    def __init__(
        self,
        units: int,
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
        unroll: bool = False,
        use_cudnn: str | bool = "auto",
        **kwargs: Any,
    ):
        cell = LSTMCell(
            units=units,
            activation=activation,
            use_bias=use_bias,
            kernel_initializer=kernel_initializer,
            recurrent_initializer=recurrent_initializer,
            bias_initializer=bias_initializer,
            kernel_regularizer=kernel_regularizer,
            recurrent_regularizer=recurrent_regularizer,
            bias_regularizer=bias_regularizer,
            kernel_constraint=kernel_constraint,
            recurrent_constraint=recurrent_constraint,
            bias_constraint=bias_constraint,
            dropout=dropout,
            recurrent_dropout=recurrent_dropout,
            seed=seed,
            recurrent_activation=recurrent_activation,
            unit_forget_bias=unit_forget_bias,
            name="lstm_cell",
            dtype=kwargs.get("dtype"),
            trainable=kwargs.get("trainable", True),
        )
        super().__init__(
            cell,
            return_sequences=return_sequences,
            return_state=return_state,
            go_backwards=go_backwards,
            stateful=stateful,
            unroll=unroll,
            activity_regularizer=activity_regularizer,
            **kwargs,
        )
        self.input_spec = InputSpec(ndim=3)
        self._use_cudnn = use_cudnn

    units = of_cell("units")
    recurrent_activation = of_cell("recurrent_activation")
    unit_forget_bias = of_cell("unit_forget_bias")
