"""The step of a fully connected recurrent layer."""

from typing import Any

from multikeras.src.core.export import export
from multikeras.src.layers.rnn.gated_cell import GatedCell, dropped


@export("multikeras.layers.SimpleRNNCell")
class SimpleRNNCell(GatedCell):
    """The step of a fully connected recurrent layer: `h = activation(x @ kernel + bias + h @ recurrent_kernel)`.

    Elman, 1990, https://doi.org/10.1207/s15516709cog1402_1

    Args:
        units: Size of the state and of the output.
        activation: Activation function, or its name; none when None.
        use_bias: Whether there is a bias.
        kernel_initializer: Initializer of the matrix of the inputs, `kernel`, of shape `(features, units)`.
        recurrent_initializer: Initializer of the matrix of the state, `recurrent_kernel`, of shape `(units, units)`.
        bias_initializer: Initializer of the bias, of shape `(units,)`.
        kernel_regularizer, recurrent_regularizer, bias_regularizer: Regularizers of the weights.
        kernel_constraint, recurrent_constraint, bias_constraint: Projections of the weights after each update.
        dropout: Rate of dropout on the inputs, the same features at every step.
        recurrent_dropout: Rate of dropout on the recurrent state, the same features at every step.
        seed: Non-negative int for dropout; drawn when None.
        **kwargs: `name`, `dtype` and the other arguments of `Layer`.

    Input: one step of a sequence, of shape `(batch, features)`, and the state, a list of one tensor `(batch, units)`.

    Output: the output `(batch, units)`, and a list of the new states.

    Example:

    >>> cell = multikeras.layers.SimpleRNNCell(4)
    >>> output, states = cell(np.ones((2, 3), "float32"), [np.zeros((2, 4), "float32")])
    >>> tuple(output.shape), len(states)
    ((2, 4), 1)
    """

    gates = 1

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
        kernel_constraint: Any = None,
        recurrent_constraint: Any = None,
        bias_constraint: Any = None,
        dropout: float = 0.0,
        recurrent_dropout: float = 0.0,
        seed: int | None = None,
        **kwargs: Any,
    ):
        super().__init__(
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
            **kwargs,
        )

    def advance(self, projected: Any, states: list[Any], recurrent_mask: Any = None) -> tuple[Any, list[Any]]:
        h = self.activation(projected + self.recur(dropped(states[0], recurrent_mask)))
        return h, [h]
