"""What the layers share that merge tensors element by element."""

from collections.abc import Sequence
from typing import Any

from multikeras.src import ops
from multikeras.src.core import shapes
from multikeras.src.layers.base import Layer


def check_list(layer: Layer, input_shape: Any, fewest: int = 1) -> None:
    """Raise unless the shapes are those of a list of inputs.

    Raises:
        ValueError: They are not, or there are too few.
    """
    if not isinstance(input_shape, (list, tuple)) or not all(isinstance(shape, (list, tuple)) for shape in input_shape):
        raise ValueError(f"{layer._label} takes a list of tensors, got one of shape {input_shape}.")
    if len(input_shape) < fewest:
        raise ValueError(f"{layer._label} takes at least {fewest} tensors, got {len(input_shape)}.")


def any_of(masks: Any) -> Any:
    """The mask that is True wherever one of `masks` is; None, which masks nothing, if one of them is None."""
    if masks is None or any(mask is None for mask in masks):
        return None
    merged, *others = masks
    for mask in others:
        merged = ops.logical_or(merged, mask)
    return merged


class BaseMerge(Layer):
    """Folds a list of tensors into one. Subclasses write `_merge` for two of them.

    Shapes broadcast. A tensor of lower rank gets axes of size 1 behind its batch axis. The mask of the output is True wherever
    one of the inputs' is; there is none if an input has none.

    Args:
        **kwargs: Arguments of `Layer`.
    """

    def __init__(self, **kwargs: Any):
        super().__init__(**kwargs)
        self.supports_masking = True

    def build(self, input_shape: Sequence[tuple]) -> None:
        check_list(self, input_shape)
        batches = {shape[0] for shape in input_shape if len(shape) > 0} - {None}
        if len(batches) > 1:
            raise ValueError(f"{self._label}: batch sizes differ: {sorted(batches)}; the inputs have shapes {list(input_shape)}.")
        rank = max(len(shape) for shape in input_shape)
        merged: tuple = ()
        try:
            for shape in input_shape:
                merged = shapes.broadcast(merged, (*shape[:1], *(1,) * (rank - len(shape)), *shape[1:]))
        except ValueError as error:
            raise ValueError(f"{self._label}: {error}") from None

    def call(self, inputs: Sequence[Any]) -> Any:
        rank = max(len(x.shape) for x in inputs)
        merged, *others = [x if len(x.shape) == rank else ops.expand_dims(x, tuple(range(1, 1 + rank - len(x.shape)))) for x in inputs]
        for x in others:
            merged = self._merge(merged, x)
        return merged

    def _merge(self, x1: Any, x2: Any) -> Any:
        raise NotImplementedError(f"{type(self).__name__} has no `_merge` method. Define one that merges two tensors.")

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        return any_of(mask)
