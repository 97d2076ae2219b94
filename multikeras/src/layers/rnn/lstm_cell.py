"""The step of an LSTM."""

from typing import Any

from multikeras.src import activations, ops
from multikeras.src.core.export import export
from multikeras.src.layers.rnn.gated_cell import GatedCell, dropped


@export("multikeras.layers.LSTMCell")
class LSTMCell(GatedCell):
    """The step of an LSTM, with input gate `i`, forget gate `f`, candidate `g` and output gate `o`, in this order in the
    weights.

    `c = f * c + i * g` and `h = o * activation(c)`, where each gate is `recurrent_activation(x @ kernel + bias + h @
    recurrent_kernel)` and the candidate the same with `activation`.

    Hochreiter and Schmidhuber, 1997, https://doi.org/10.1162/neco.1997.9.8.1735; Gers et al., 2000 (forget gate).

    Args:
        units: Size of the state and of the output.
        activation: Activation function of candidate and output, or its name.
        recurrent_activation: Activation function of the gates, or its name.
        use_bias: Whether there is a bias.
        kernel_initializer: Initializer of the matrix of the inputs, `kernel`, of shape `(features, 4 * units)`.
        recurrent_initializer: Initializer of the matrix of the state, `recurrent_kernel`, of shape `(units, 4 * units)`.
        bias_initializer: Initializer of the bias, of shape `(4 * units,)`.
        unit_forget_bias: Whether the bias of the forget gate starts at 1 (Jozefowicz et al., 2015).
        kernel_regularizer, recurrent_regularizer, bias_regularizer: Regularizers of the weights.
        kernel_constraint, recurrent_constraint, bias_constraint: Projections of the weights after each update.
        dropout: Rate of dropout on the inputs, the same features at every step.
        recurrent_dropout: Rate of dropout on the recurrent state, the same features at every step.
        seed: Non-negative int for dropout; drawn when None.
        **kwargs: `name`, `dtype` and the other arguments of `Layer`.

    Input: one step of a sequence, of shape `(batch, features)`, and the states, a list of two tensors `(batch, units)`.

    Output: the output `(batch, units)`, and a list of the new states.

    Example:

    >>> cell = multikeras.layers.LSTMCell(4)
    >>> output, states = cell(np.ones((2, 3), "float32"), [np.zeros((2, 4), "float32")] * 2)
    >>> tuple(output.shape), len(states)
    ((2, 4), 2)
    """

    gates = 4
    gate_axis = -1
    state_count = 2

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
        self.recurrent_activation = activations.get(recurrent_activation)
        self.unit_forget_bias = unit_forget_bias

    @property
    def fused_kernel(self) -> str | None:
        is_standard = type(self) is LSTMCell and self.activation is ops.tanh and self.recurrent_activation is ops.sigmoid
        return "lstm" if is_standard else None

    def _initial_bias(self, shape: tuple, dtype: Any = None) -> Any:
        if not self.unit_forget_bias:
            return super()._initial_bias(shape, dtype)
        units = self.units
        forget = ops.ones((units,), dtype=dtype)
        return ops.concatenate([self.bias_initializer((units,), dtype=dtype), forget, self.bias_initializer((2 * units,), dtype=dtype)])

    def advance(self, projected: Any, states: list[Any], recurrent_mask: Any = None) -> tuple[Any, list[Any]]:
        h, c = states
        i, f, g, o = ops.split(projected + self.recur(dropped(h, recurrent_mask)), 4, axis=self.gate_axis)
        c = self.recurrent_activation(f) * c + self.recurrent_activation(i) * self.activation(g)
        h = self.recurrent_activation(o) * self.activation(c)
        return h, [h, c]
