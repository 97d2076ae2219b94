"""The fully connected recurrent layer."""

from typing import Any

from multikeras.src.core.export import export
from multikeras.src.layers.input_spec import InputSpec
from multikeras.src.layers.rnn.gated_rnn import GatedRNN, of_cell
from multikeras.src.layers.rnn.simple_rnn_cell import SimpleRNNCell


@export("multikeras.layers.SimpleRNN")
class SimpleRNN(GatedRNN):
    """Fully connected recurrent layer: `h = activation(x @ kernel + bias + h @ recurrent_kernel)` at each step.

    Elman, 1990, https://doi.org/10.1207/s15516709cog1402_1

    Args:
        units: Size of the output.
        activation: Activation function, or its name; none when None.
        use_bias: Whether there is a bias.
        kernel_initializer: Initializer of the matrix of the inputs, `kernel`, of shape `(features, units)`.
        recurrent_initializer: Initializer of the matrix of the state, `recurrent_kernel`, of shape `(units, units)`.
        bias_initializer: Initializer of the bias, of shape `(units,)`.
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
        **kwargs: `name`, `dtype`, `zero_output_for_mask` and the other arguments of `Layer`.

    Input: sequences, a floating tensor of shape `(batch, steps, features)`. `mask`, bool of shape `(batch, steps)`: steps that
    are masked leave the state as it is. `initial_state`: list of tensors `(batch, units)`, zeros when None.

    Output: tensor of shape `(batch, units)`, or `(batch, steps, units)` with `return_sequences`; with `return_state` a list of
    it and of the last states.

    Raises:
        ValueError: An argument is out of its range.

    Example:

    >>> layer = multikeras.layers.SimpleRNN(4, return_sequences=True)
    >>> tuple(layer(np.ones((2, 5, 3), "float32")).shape)
    (2, 5, 4)
    """

    def __init__(
        self,
        units: int,
        activation: Any = "tanh",
        use_bias: bool = True,
        kernel_initializer: Any = "glorot_uniform",
        recurrent_initializer: Any = "orthogonal",
        bias_initializer: Any = "zeros",
        kernel_regularizer: Any = None,
        recurrent_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        recurrent_constraint: Any = None,
        bias_constraint: Any = None,
        dropout: float = 0.0,
        recurrent_dropout: float = 0.0,
        return_sequences: bool = False,
        return_state: bool = False,
        go_backwards: bool = False,
        stateful: bool = False,
        unroll: bool = False,
        seed: int | None = None,
        **kwargs: Any,
    ):
        cell = SimpleRNNCell(
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
            name="simple_rnn_cell",
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

    units = of_cell("units")
