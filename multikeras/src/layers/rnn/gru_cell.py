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
        return ops.linear(inputs, self.kernel, ops.unstack(self.bias)[0])

    def recur(self, h: Any) -> Any:
        if self.bias is None or not self.reset_after:
            return super().recur(h)
        return ops.linear(h, self.recurrent_kernel, ops.unstack(self.bias)[1])

    def advance(self, projected: Any, states: list[Any], recurrent_mask: Any = None) -> tuple[Any, list[Any]]:
        h = states[0]
        seen = dropped(h, recurrent_mask)
        x_z, x_r, x_n = ops.split(projected, 3, axis=-1)
        if self.reset_after:
            h_z, h_r, h_n = ops.split(self.recur(seen), 3, axis=-1)
            z, r = self.recurrent_activation(x_z + h_z), self.recurrent_activation(x_r + h_r)
            n = self.activation(x_n + r * h_n)
        else:
            u_z, u_r, u_n = ops.split(self.recurrent_kernel, 3, axis=-1)
            z = self.recurrent_activation(x_z + ops.matmul(seen, u_z))
            r = self.recurrent_activation(x_r + ops.matmul(seen, u_r))
            n = self.activation(x_n + ops.matmul(r * seen, u_n))
        h = n + z * (h - n)
        return h, [h]
