"""Cells on top of each other."""

from collections.abc import Sequence
from typing import Any

from multikeras.src import ops
from multikeras.src.core import tree
from multikeras.src.core.export import export
from multikeras.src.layers.base import Layer


@export("multikeras.layers.StackedRNNCells")
class StackedRNNCells(Layer):
    """Several recurrent cells as one: each reads the output of the one before it.

    Args:
        cells: List of cells.
        **kwargs: `name`, `dtype` and the other arguments of `Layer`.

    Input: one step of a sequence, of shape `(batch, ...)`, and the list of the states of each cell.

    Output: the output of the last cell, and the list of the new states of each cell.

    Raises:
        ValueError: A cell has no `call` or no `state_size`.

    Example:

    >>> cells = multikeras.layers.StackedRNNCells([multikeras.layers.LSTMCell(4), multikeras.layers.GRUCell(6)])
    >>> cells.state_size
    [[4, 4], 6]
    """

    def __init__(self, cells: Sequence[Any], **kwargs: Any):
        super().__init__(**kwargs)
        for cell in cells:
            if not isinstance(cell, Layer) or not hasattr(cell, "state_size"):
                raise ValueError(
                    f"StackedRNNCells: each cell must be a layer with `call(inputs, states)` and an attribute `state_size`, got {cell!r}."
                )
        self.cells = list(cells)

    @property
    def state_size(self) -> list[Any]:
        """Sizes of the states of each cell."""
        return [list(size) if isinstance(size, (list, tuple)) else size for size in (cell.state_size for cell in self.cells)]

    @property
    def output_size(self) -> Any:
        """Size of the output of the last cell."""
        last = self.cells[-1]
        return last.output_size if hasattr(last, "output_size") else tree.flatten(last.state_size)[0]

    @property
    def is_pure(self) -> bool:
        """Whether a step is a function of inputs, states and dropout masks alone."""
        return type(self).call is StackedRNNCells.call and all(getattr(cell, "is_pure", False) for cell in self.cells)

    def get_initial_state(self, batch_size: Any = None) -> list[Any]:
        """The initial states of each cell."""
        states = []
        for cell in self.cells:
            if hasattr(cell, "get_initial_state"):
                states.append(cell.get_initial_state(batch_size=batch_size))
            else:
                states.append(
                    tree.map_structure(lambda size, cell=cell: ops.zeros((batch_size, size), cell.compute_dtype), cell.state_size)
                )
        return [_alone(state) for state in states]

    @property
    def drops(self) -> bool:
        """Whether any of the cells has dropout in training."""
        return any(cell.drops for cell in self.cells)

    def draw_masks(self, inputs: Any, states: list[Any], training: bool) -> list[Any]:
        """Dropout masks of each cell."""
        masks = []
        for cell, state in zip(self.cells, states, strict=True):
            state = _listed(state)
            masks.append(cell.draw_masks(inputs, state, training))
            inputs = state[0]
        return masks

    def no_masks(self) -> list[Any]:
        """What `draw_masks` gives outside of training."""
        return [cell.no_masks() for cell in self.cells]

    def step(self, inputs: Any, states: list[Any], masks: list[Any]) -> tuple[Any, list[Any]]:
        """One step under given dropout masks."""
        new_states = []
        for cell, state, mask in zip(self.cells, states, masks, strict=True):
            inputs, new_state = cell.step(inputs, _listed(state), mask)
            new_states.append(tree.pack_sequence_as(state, new_state))
        return inputs, new_states

    def call(self, inputs: Any, states: Any, training: bool = False, **kwargs: Any) -> tuple[Any, list[Any]]:
        new_states = []
        for cell, state in zip(self.cells, states, strict=True):
            inputs, new_state = cell(inputs, _listed(state), training=training, **kwargs)
            new_states.append(tree.pack_sequence_as(state, tree.flatten(new_state)))
        return inputs, new_states


def _listed(state: Any) -> list[Any]:
    return list(state) if isinstance(state, (list, tuple)) else [state]


def _alone(state: Any) -> Any:
    """The state of a cell that has one as a tensor, as in `state_size`."""
    return state[0] if isinstance(state, (list, tuple)) and len(state) == 1 else state
