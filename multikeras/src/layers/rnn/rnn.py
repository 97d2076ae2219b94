"""The loop of a cell over the steps of a sequence."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from multikeras.src import backend, ops
from multikeras.src.core import tree
from multikeras.src.core.export import export
from multikeras.src.core.scope import scoped
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.core.variable import StateScope
from multikeras.src.layers.base import Layer
from multikeras.src.layers.rnn.gated_cell import GatedCell
from multikeras.src.layers.rnn.stacked_rnn_cells import StackedRNNCells


@export("multikeras.layers.RNN")
class RNN(Layer):
    """Runs a cell over sequences.

    A cell is a layer with `call(inputs, states) -> (output, new_states)` for one step, and an attribute `state_size`: the size
    of its state, or a list of the sizes of its states. `get_initial_state(batch_size)` may give the initial states; zeros
    otherwise.

    Args:
        cell: The cell, or a list of cells, of which each reads the output of the one before it.
        return_sequences: Whether the output of every step is given, or that of the last.
        return_state: Whether the last states are given besides.
        go_backwards: Whether the sequence is read from its end; outputs then come in that order.
        stateful: Whether the last states of a batch are the initial ones of the next. The batch size must be known.
        unroll: Whether the loop over steps is unrolled in compiled code; takes longer to compile, and may run faster.
        zero_output_for_mask: Whether the output of a masked step is 0 instead of the output of the step before it.
        **kwargs: `name`, `dtype` and the other arguments of `Layer`.

    Input: sequences, a tensor of shape `(batch, steps, ...)`. `mask`, bool of shape `(batch, steps)`: steps that are masked
    leave the states as they are. `initial_state`: list of the states, instead of the initial ones.

    Output: the output of the last step, or with `return_sequences` a tensor `(batch, steps, ...)` of all; with `return_state` a
    tuple of it and of the last states.

    Raises:
        ValueError: The cell has no `call` or no `state_size`, or the batch size of a stateful layer is not known.

    Example:

    >>> layer = multikeras.layers.RNN([multikeras.layers.LSTMCell(4), multikeras.layers.GRUCell(6)])
    >>> tuple(layer(np.ones((2, 5, 3), "float32")).shape)
    (2, 6)
    """

    _use_cudnn: str | bool = "auto"

    def __init__(
        self,
        cell: Any,
        return_sequences: bool = False,
        return_state: bool = False,
        go_backwards: bool = False,
        stateful: bool = False,
        unroll: bool = False,
        zero_output_for_mask: bool = False,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        if isinstance(cell, (list, tuple)):
            cell = StackedRNNCells(cell)
        if not isinstance(cell, Layer) or not hasattr(cell, "state_size"):
            raise ValueError(
                f"{type(self).__name__}: `cell` must be a layer with `call(inputs, states)` and an attribute `state_size`, got {cell!r}."
            )
        self.cell = cell
        self.return_sequences = return_sequences
        self.return_state = return_state
        self.go_backwards = go_backwards
        self.stateful = stateful
        self.unroll = unroll
        self.zero_output_for_mask = zero_output_for_mask
        self.states: list[Any] | None = None
        self.supports_masking = True

    @property
    def state_size(self) -> Any:
        """Size of the state of the cell, or sizes of its states."""
        return self.cell.state_size

    # ------------------------------------------------------------------------------------------------- building

    def build(self, sequences_shape: tuple, initial_state_shape: Any = None) -> None:
        step = KerasTensor((sequences_shape[0], *sequences_shape[2:]), self.compute_dtype)
        with scoped(recording=False):
            output, _ = self.cell(step, self._state_specs(sequences_shape[0]))
        self._output_spec = (output.shape[1:], output.dtype)
        self._is_pure = getattr(self.cell, "is_pure", False) and all(layer._policy == self._policy for layer in self.cell._flatten_layers())
        if self.stateful:
            if sequences_shape[0] is None:
                raise ValueError(
                    f"{self._label} is stateful, so it must know the batch size: give the model's input a `batch_size`, or a "
                    f"`batch_shape`. The input has shape {tuple(sequences_shape)}."
                )
            self.states = tree.map_structure(
                lambda spec: backend.Variable("zeros", shape=spec.shape, dtype=spec.dtype, trainable=False, name="rnn_state"),
                self._state_specs(sequences_shape[0]),
            )

    def _state_specs(self, batch_size: int | None) -> list[Any]:
        sizes = self.cell.state_size
        sizes = list(sizes) if isinstance(sizes, (list, tuple)) else [sizes]
        return tree.map_structure(lambda size: KerasTensor((batch_size, size), self.cell.compute_dtype), sizes)

    def _transient_variables(self) -> Iterator[Any]:
        yield from super()._transient_variables()
        if self.states is not None:
            yield from tree.flatten(self.states)

    def get_initial_state(self, batch_size: Any) -> list[Any]:
        """The states before the first step."""
        if hasattr(self.cell, "get_initial_state"):
            states = self.cell.get_initial_state(batch_size=batch_size)
            return list(states) if isinstance(states, (list, tuple)) else [states]
        return tree.map_structure(lambda spec: ops.zeros((batch_size, *spec.shape[1:]), spec.dtype), self._state_specs(None))

    def reset_state(self) -> None:
        """Set the states of a stateful layer to 0."""
        for state in tree.flatten(self.states or []):
            state.assign(ops.zeros(state.shape, dtype=state.dtype))

    def reset_states(self) -> None:
        """As `reset_state`."""
        self.reset_state()

    # -------------------------------------------------------------------------------------------------- calling

    def compute_output_spec(self, sequences: KerasTensor, initial_state: Any = None, mask: Any = None, training: bool = False) -> Any:
        batch_size, steps = sequences.shape[:2]
        shape, dtype = self._output_spec
        output = KerasTensor((batch_size, steps, *shape) if self.return_sequences else (batch_size, *shape), dtype)
        return (output, *self._state_specs(batch_size)) if self.return_state else output

    def compute_mask(self, inputs: Any, previous_mask: Any) -> Any:
        mask = tree.flatten(previous_mask)[0]
        mask = mask if self.return_sequences else None
        return [mask, *(None for _ in tree.flatten(self._state_specs(None)))] if self.return_state else mask

    def call(self, sequences: Any, initial_state: Any = None, mask: Any = None, training: bool = False) -> Any:
        if isinstance(mask, (list, tuple)):
            mask = mask[0]
        if initial_state is None:
            initial_state = self.states if self.stateful else self.get_initial_state(ops.shape(sequences)[0])
        states = list(initial_state) if isinstance(initial_state, (list, tuple)) else [initial_state]
        states = tree.map_structure(lambda state: ops.cast(state, self.cell.compute_dtype), states)
        last_output, outputs, states = self.inner_loop(sequences, states, mask, training=training)
        if self.stateful:
            for variable, value in zip(tree.flatten(self.states), tree.flatten(states), strict=True):
                variable.assign(value)
        output = outputs if self.return_sequences else last_output
        return (output, *states) if self.return_state else output

    def inner_loop(self, sequences: Any, initial_state: list[Any], mask: Any, training: bool = False) -> tuple[Any, Any, list[Any]]:
        """Run the cell over all steps.

        Args:
            sequences: Tensor of shape `(batch, steps, ...)`.
            initial_state: List of states.
            mask: bool tensor of shape `(batch, steps)`, or None.
            training: Whether dropout applies.

        Returns:
            The output of the last step, the outputs of all steps (or None without `return_sequences`), and the list of last
            states.
        """
        if self.go_backwards:
            sequences = ops.flip(sequences, axis=1)
            mask = None if mask is None else ops.flip(mask, axis=1)
        if not self._is_pure:
            return self._loop_with_state(sequences, initial_state, mask, training)
        cell = self.cell
        masks = cell.draw_masks(sequences[:, 0], initial_state, training) if training and cell.drops else cell.no_masks()
        if not isinstance(cell, GatedCell):
            return self._loop(lambda x, states, _: (*cell.step(x, states, masks), []), _by_time(sequences), initial_state, mask)
        input_mask, recurrent_mask = masks
        if input_mask is not None:
            sequences = sequences * ops.expand_dims(input_mask, 1)
        if mask is None and recurrent_mask is None:
            fused = self._fused(sequences, initial_state)
            if fused is not None:
                outputs, states = fused
                return states[0], outputs, states
        xs, project = _by_time(sequences), cell.project
        if len(cell.state_shape) == 1 and not backend.rnn.projects_each_step(sequences):
            xs, project = project(xs), _as_it_is
        step = lambda x, states, _: (*cell.advance(project(x), states, recurrent_mask), [])  # noqa: E731
        return self._loop(step, xs, initial_state, mask, carries_output=mask is not None)

    def _fused(self, sequences: Any, states: list[Any]) -> tuple[Any, list[Any]] | None:
        """All outputs and the last states from a fused kernel, or None where there is none for this cell."""
        cell = self.cell
        kernel = None if cell.fused_kernel is None or self._use_cudnn is False else backend.fused_rnn(cell.fused_kernel)
        if kernel is None:
            return None
        weights = [None if weight is None else weight.value for weight in (cell.kernel, cell.recurrent_kernel, cell.bias)]
        return kernel(sequences, states, *weights)

    def _loop_with_state(self, sequences: Any, states: list[Any], mask: Any, training: bool) -> tuple[Any, Any, list[Any]]:
        """The loop of any cell. What its call assigns, such as seeds of dropout, goes from step to step beside the states."""
        cell, variables = self.cell, self.cell.non_trainable_variables

        def step(x: Any, states: list[Any], values: list[Any]) -> tuple[Any, list[Any], list[Any]]:
            with StateScope(zip(variables, values, strict=True)) as scope:
                output, new_states = cell(x, states, training=training)
            return output, tree.pack_sequence_as(states, tree.flatten(new_states)), scope.values(variables)

        return self._loop(step, _by_time(sequences), states, mask, variables)

    def _loop(
        self, step: Callable, xs: Any, states: list[Any], mask: Any, variables: Sequence[Any] = (), carries_output: bool = True
    ) -> tuple[Any, Any, list[Any]]:
        """`output, states, values = step(x, states, values)` for each x along the first axis, with values of `variables`.

        Without `carries_output` the output is the first of the states, which goes from step to step in any case.
        """
        shape, dtype = self._output_spec
        blank = [ops.zeros((ops.shape(xs)[1], *shape), dtype=dtype)] if carries_output else []

        def advance(carry: tuple, x: Any) -> tuple:
            states, previous, values = carry
            x, keep = (x, None) if mask is None else x
            output, new_states, values = step(x, states, values)
            if keep is not None:
                new_states = tree.map_structure(lambda new, old: _choose(keep, new, old), new_states, states)
                output = _choose(keep, output, blank[0] if self.zero_output_for_mask else previous[0])
            return (new_states, [output] if carries_output else [], values), output if self.return_sequences else None

        start = (states, blank, [variable.value for variable in variables])
        unroll = True if self.unroll or backend.rnn.unrolls(ops.shape(xs)[0]) else 1
        xs = xs if mask is None else (xs, _by_time(mask))
        (states, last_output, values), outputs = ops.scan(advance, start, xs, unroll=unroll)
        for variable, value in zip(variables, values, strict=True):
            variable.assign(value)
        return (last_output or states)[0], _by_time(outputs) if self.return_sequences else None, states


def _by_time(x: Any) -> Any:
    """Batch and time exchanged."""
    return ops.swapaxes(x, 0, 1)


def _as_it_is(x: Any) -> Any:
    return x


def _choose(keep: Any, new: Any, old: Any) -> Any:
    """`new` for the samples that are kept, `old` for the others."""
    return ops.where(ops.expand_dims(keep, tuple(range(1, len(new.shape)))), new, old)
