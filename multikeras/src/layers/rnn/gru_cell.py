"""The step of a GRU."""

from typing import Any

from multikeras.src import activations, ops
from multikeras.src.core.export import export
from multikeras.src.layers.rnn.gated_cell import GatedCell, dropped


@export("multikeras.layers.GRUCell")
class GRUCell(GatedCell):
    """The step of a GRU, with update gate `z`, reset gate `r` and candidate `n`, in this order in the weights.

    `h = z * h + (1 - z) * n`. With `reset_after` the candidate is `activation(x @ W + b + r * (h @ U + b'))`, the form of fused
    kernels; without it is `activation(x @ W + b + (r * h) @ U)`, that of the first paper.

    Cho et al., 2014, https://arxiv.org/abs/1406.1078

    Args:
        units: Size of the state and of the output.
        activation: Activation function of the candidate, or its name.
        recurrent_activation: Activation function of the gates, or its name.
        use_bias: Whether there is a bias.
        kernel_initializer: Initializer of the matrix of the inputs, `kernel`, of shape `(features, 3 * units)`.
        recurrent_initializer: Initializer of the matrix of the state, `recurrent_kernel`, of shape `(units, 3 * units)`.
        bias_initializer: Initializer of the bias, of shape `(2, 3 * units)` with `reset_after`, else `(3 * units,)`.
        kernel_regularizer, recurrent_regularizer, bias_regularizer: Regularizers of the weights.
        kernel_constraint, recurrent_constraint, bias_constraint: Projections of the weights after each update.
        dropout: Rate of dropout on the inputs, the same features at every step.
        recurrent_dropout: Rate of dropout on the recurrent state, the same features at every step.
        reset_after: Whether the reset gate applies after the product with the recurrent matrix.
        seed: Non-negative int for dropout; drawn when None.
        **kwargs: `name`, `dtype` and the other arguments of `Layer`.

    Input: one step of a sequence, of shape `(batch, features)`, and the state, a list of one tensor `(batch, units)`.

    Output: the output `(batch, units)`, and a list of the new states.

    Example:

    >>> cell = multikeras.layers.GRUCell(4)
    >>> output, states = cell(np.ones((2, 3), "float32"), [np.zeros((2, 4), "float32")])
    >>> tuple(output.shape), len(states)
    ((2, 4), 1)
    """

    gates = 3

    def __init__(
        self,
        units: int,
        activation: Any = "tanh",
        recurrent_activation: Any = "sigmoid",
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
        reset_after: bool = True,
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
        self.reset_after = reset_after

    @property
    def fused_kernel(self) -> str | None:
        is_standard = type(self) is GRUCell and self.activation is ops.tanh and self.recurrent_activation is ops.sigmoid
        return "gru" if is_standard and self.reset_after else None

    def _bias_shape(self) -> tuple[int, ...]:
        return (2, 3 * self.units) if self.reset_after else (3 * self.units,)

    def project(self, inputs: Any) -> Any:
        if self.bias is None or not self.reset_after:
            return super().project(inputs)
        return ops.linear(inputs, self.kernel, self.bias[0])

    def advance(self, projected: Any, states: list[Any], recurrent_mask: Any = None) -> tuple[Any, list[Any]]:
        h = states[0]
        seen = dropped(h, recurrent_mask)
        x_gates, x_candidate = ops.split(projected, [2 * self.units], axis=-1)
        if self.reset_after:
            recurrent = self.recur(seen)
            if self.bias is not None:
                recurrent = recurrent + self.bias[1]
            h_gates, h_candidate = ops.split(recurrent, [2 * self.units], axis=-1)
            z, r = ops.split(self.recurrent_activation(x_gates + h_gates), 2, axis=-1)
            h_candidate = r * h_candidate
        else:
            u_gates, u_candidate = ops.split(self.recurrent_kernel, [2 * self.units], axis=-1)
            z, r = ops.split(self.recurrent_activation(x_gates + ops.matmul(seen, u_gates)), 2, axis=-1)
            h_candidate = ops.matmul(r * seen, u_candidate)
        n = self.activation(x_candidate + h_candidate)
        h = z * h + (1 - z) * n
        return h, [h]
