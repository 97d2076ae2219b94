"""What the built-in recurrent cells share."""

from typing import Any

from multikeras.src import activations, constraints, initializers, ops, regularizers
from multikeras.src.layers.arguments import positive_int
from multikeras.src.layers.base import Layer
from multikeras.src.layers.regularization.dropout import probability
from multikeras.src.random import draws
from multikeras.src.random.seed_generator import SeedGenerator

Masks = tuple[Any, Any]
"""Dropout masks of the inputs and of the recurrent state, None for none. One pair serves a whole sequence."""


class GatedCell(Layer):
    """A cell whose step is `advance(project(inputs), states)`.

    What does not depend on the states is apart, in `project`, so that it is computed for a whole sequence at once. Subclasses
    say how many `gates` they have, by how much their bias differs from the usual one, and how a step goes on from the
    projection.
    """

    gates = 1
    state_count = 1

    def __init__(
        self,
        units: int,
        activation: Any,
        use_bias: bool,
        kernel_initializer: Any,
        recurrent_initializer: Any,
        bias_initializer: Any,
        kernel_regularizer: Any,
        recurrent_regularizer: Any,
        bias_regularizer: Any,
        kernel_constraint: Any,
        recurrent_constraint: Any,
        bias_constraint: Any,
        dropout: float,
        recurrent_dropout: float,
        seed: int | None,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        owner = type(self).__name__
        self.units = positive_int(owner, "units", units)
        self.activation = activations.get(activation)
        self.use_bias = use_bias
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.recurrent_initializer = initializers.get(recurrent_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.recurrent_regularizer = regularizers.get(recurrent_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.kernel_constraint = constraints.get(kernel_constraint)
        self.recurrent_constraint = constraints.get(recurrent_constraint)
        self.bias_constraint = constraints.get(bias_constraint)
        self.dropout = probability(owner, "dropout", dropout)
        self.recurrent_dropout = probability(owner, "recurrent_dropout", recurrent_dropout)
        self.seed = seed
        self.seed_generator = SeedGenerator(seed) if dropout > 0 or recurrent_dropout > 0 else None
        self.bias = None

    @property
    def state_size(self) -> int | list[int]:
        """Size of the state, or sizes of the states."""
        return self.units if self.state_count == 1 else [self.units] * self.state_count

    @property
    def output_size(self) -> int:
        """Size of the output."""
        return self.units

    @property
    def state_shape(self) -> tuple[int, ...]:
        """Shape of a state of one sample."""
        return (self.units,)

    @property
    def fused_kernel(self) -> str | None:
        """Name of the fused kernel of backends that computes the same, None where it computes something else."""
        return None

    def build(self, input_shape: tuple) -> None:
        kernel_shape, recurrent_shape = self._kernel_shapes(input_shape)
        self.kernel = self.add_weight(
            name="kernel",
            shape=kernel_shape,
            initializer=self.kernel_initializer,
            regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint,
        )
        self.recurrent_kernel = self.add_weight(
            name="recurrent_kernel",
            shape=recurrent_shape,
            initializer=self.recurrent_initializer,
            regularizer=self.recurrent_regularizer,
            constraint=self.recurrent_constraint,
        )
        if self.use_bias:
            self.bias = self.add_weight(
                name="bias",
                shape=self._bias_shape(),
                initializer=self._initial_bias,
                regularizer=self.bias_regularizer,
                constraint=self.bias_constraint,
            )

    def _kernel_shapes(self, input_shape: tuple) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Shapes of `kernel` and `recurrent_kernel`."""
        width = self.units * self.gates
        return (input_shape[-1], width), (self.units, width)

    def _bias_shape(self) -> tuple[int, ...]:
        return (self.units * self.gates,)

    def _initial_bias(self, shape: tuple, dtype: Any = None) -> Any:
        return self.bias_initializer(shape, dtype=dtype)

    def get_initial_state(self, batch_size: Any = None) -> list[Any]:
        """States of zeros, of shape `(batch_size, *state_shape)`."""
        return [ops.zeros((batch_size, *self.state_shape), dtype=self.compute_dtype)] * self.state_count

    @property
    def is_pure(self) -> bool:
        """Whether a step is a function of inputs, states and dropout masks alone: unless a subclass has its own `call`."""
        return type(self).call is GatedCell.call

    @property
    def drops(self) -> bool:
        """Whether there is dropout in training."""
        return self.dropout > 0 or self.recurrent_dropout > 0

    def draw_masks(self, inputs: Any, states: list[Any], training: bool) -> Masks:
        """Dropout masks for tensors like these."""

        def draw(like: Any, rate: float) -> Any:
            return draws.dropout(ops.ones_like(like), rate, seed=self.seed_generator) if training and rate > 0 else None

        return draw(inputs, self.dropout), draw(states[0], self.recurrent_dropout)

    def no_masks(self) -> Masks:
        """What `draw_masks` gives outside of training."""
        return None, None

    def project(self, inputs: Any) -> Any:
        """The part of a step that does not depend on the states: `inputs @ kernel + bias`, of any leading shape."""
        return ops.matmul(inputs, self.kernel) if self.bias is None else ops.linear(inputs, self.kernel, self.bias)

    def recur(self, h: Any) -> Any:
        """The product of a recurrent state and its kernel."""
        return ops.matmul(h, self.recurrent_kernel)

    def advance(self, projected: Any, states: list[Any], recurrent_mask: Any = None) -> tuple[Any, list[Any]]:
        """The rest of a step: output and new states."""
        raise NotImplementedError(f"{type(self).__name__} must define `advance(self, projected, states, recurrent_mask)`.")

    def step(self, inputs: Any, states: list[Any], masks: Masks) -> tuple[Any, list[Any]]:
        """One step under given dropout masks."""
        input_mask, recurrent_mask = masks
        return self.advance(self.project(dropped(inputs, input_mask)), states, recurrent_mask)

    def call(self, inputs: Any, states: Any, training: bool = False) -> tuple[Any, list[Any]]:
        states = list(states) if isinstance(states, (list, tuple)) else [states]
        return self.step(inputs, states, self.draw_masks(inputs, states, training))


def dropped(x: Any, mask: Any) -> Any:
    """`x` under a dropout mask, if there is one."""
    return x if mask is None else x * mask
