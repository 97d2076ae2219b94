"""A recurrent layer in both directions."""

from collections.abc import Sequence
from typing import Any

from multikeras.src import ops
from multikeras.src.core import tree
from multikeras.src.core.export import export
from multikeras.src.layers.base import Layer

MERGE_MODES = ("concat", "sum", "mul", "ave", None)


@export("multikeras.layers.Bidirectional")
class Bidirectional(Layer):
    """Runs a recurrent layer over sequences from both ends, and merges the two outputs step by step.

    Schuster and Paliwal, 1997, https://doi.org/10.1109/78.650093

    Args:
        layer: The recurrent layer, such as an LSTM. Both directions are copies of it, with weights of their own.
        merge_mode: `"concat"` along the last axis, `"sum"`, `"mul"`, `"ave"` (the mean), or None for a list of both outputs.
        weights: Initial weights, those of the forward layer and then those of the backward one.
        backward_layer: The layer from the end, a copy of which is used instead. Its `go_backwards` must differ from that of
            `layer`, `return_sequences`, `return_state` and `stateful` must be the same.
        **kwargs: `name`, `dtype` and the other arguments of `Layer`.

    Input: as the recurrent layer; `initial_state` holds the states of the forward layer and then those of the backward one.

    Output: the merged outputs; with `return_state` followed by the last states of both layers.

    Raises:
        ValueError: The layer is no recurrent one, `merge_mode` is none of these, or the layers do not fit together.

    Example:

    >>> layer = multikeras.layers.Bidirectional(multikeras.layers.GRU(4, return_sequences=True))
    >>> tuple(layer(np.ones((2, 5, 3), "float32")).shape)
    (2, 5, 8)
    """

    def __init__(
        self,
        layer: Any,
        merge_mode: str | None = "concat",
        weights: Sequence[Any] | None = None,
        backward_layer: Any = None,
        **kwargs: Any,
    ):
        for name, given in (("layer", layer), ("backward_layer", backward_layer or layer)):
            if not isinstance(given, Layer) or not hasattr(given, "go_backwards"):
                raise ValueError(f"Bidirectional: `{name}` must be a recurrent layer, such as an LSTM, got {given!r}.")
        if merge_mode not in MERGE_MODES:
            raise ValueError(f"Bidirectional: `merge_mode` must be one of {list(MERGE_MODES)}, got {merge_mode!r}.")
        super().__init__(**kwargs)
        self.merge_mode = merge_mode
        config = layer.get_config()
        self.forward_layer = type(layer).from_config({**config, "name": f"forward_{layer.name}"})
        if backward_layer is None:
            self.backward_layer = type(layer).from_config(
                {**config, "name": f"backward_{layer.name}", "go_backwards": not layer.go_backwards}
            )
        else:
            self.backward_layer = type(backward_layer).from_config(backward_layer.get_config())
            self._check_pair()
        if layer.return_sequences:  # what is merged at a masked step would come from two different steps
            self.forward_layer.zero_output_for_mask = self.backward_layer.zero_output_for_mask = True
        self._initial_weights = weights
        self.return_sequences = layer.return_sequences
        self.return_state = layer.return_state
        self.stateful = layer.stateful
        self.supports_masking = True

    def _check_pair(self) -> None:
        forward, backward = self.forward_layer, self.backward_layer
        if forward.go_backwards == backward.go_backwards:
            raise ValueError("Bidirectional: `go_backwards` of `backward_layer` must differ from that of `layer`.")
        for name in ("return_sequences", "return_state", "stateful"):
            if getattr(forward, name) != getattr(backward, name):
                raise ValueError(f"Bidirectional: `{name}` must be the same in `layer` and `backward_layer`.")

    def build(self, sequences_shape: tuple, initial_state_shape: Any = None) -> None:
        for layer in (self.forward_layer, self.backward_layer):
            if not layer.built:
                layer.build(sequences_shape)
        if self._initial_weights is not None:
            self.set_weights(self._initial_weights)
            self._initial_weights = None

    @property
    def states(self) -> list[Any] | None:
        """The states of both layers, None where they are not stateful."""
        if self.forward_layer.states is None:
            return None
        return [*self.forward_layer.states, *self.backward_layer.states]

    def reset_state(self) -> None:
        """Set the states of stateful layers to 0."""
        self.forward_layer.reset_state()
        self.backward_layer.reset_state()

    def reset_states(self) -> None:
        """As `reset_state`."""
        self.reset_state()

    def compute_mask(self, inputs: Any, previous_mask: Any) -> Any:
        mask = tree.flatten(previous_mask)[0]
        mask = mask if self.return_sequences else None
        masks = [mask] if self.merge_mode is not None else [mask, mask]
        if self.return_state:
            count = len(tree.flatten(self.forward_layer.state_size)) + len(tree.flatten(self.backward_layer.state_size))
            masks += [None] * count
        return masks if len(masks) > 1 else masks[0]

    def call(self, sequences: Any, initial_state: Any = None, mask: Any = None, training: bool | None = None) -> Any:
        if isinstance(mask, (list, tuple)):
            mask = mask[0]
        forward_state = backward_state = None
        if initial_state is not None:
            half = len(initial_state) // 2
            forward_state, backward_state = initial_state[:half], initial_state[half:]
        forward = self.forward_layer(sequences, initial_state=forward_state, mask=mask, training=training)
        backward = self.backward_layer(sequences, initial_state=backward_state, mask=mask, training=training)
        states: list[Any] = []
        if self.return_state:
            (forward, *forward_state), (backward, *backward_state) = forward, backward
            states = [*forward_state, *backward_state]
        if self.return_sequences:
            # Each gives outputs in the order in which it reads; the merged ones stand in the order of the input.
            forward, backward = (
                ops.flip(output, axis=1) if layer.go_backwards else output
                for layer, output in ((self.forward_layer, forward), (self.backward_layer, backward))
            )
        merged = self._merge(forward, backward)
        if not self.return_state:
            return merged
        return (*merged, *states) if self.merge_mode is None else (merged, *states)

    def _merge(self, forward: Any, backward: Any) -> Any:
        if self.merge_mode is None:
            return [forward, backward]
        if self.merge_mode == "concat":
            return ops.concatenate([forward, backward], axis=-1)
        if self.merge_mode == "mul":
            return forward * backward
        total = forward + backward
        return total / 2 if self.merge_mode == "ave" else total
