"""Weights by class, turned into weights by sample."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from multikeras.src.core import tree
from multikeras.src.training.data.adapter import DataAdapter
from multikeras.src.training.data.batch import Batch, unpack_x_y_sample_weight
from multikeras.src.training.data.host_array import to_array


def apply_class_weight(y: Any, class_weight: Mapping[int, float], sample_weight: Any = None) -> np.ndarray:
    """Weights of samples from weights of their classes.

    Args:
        y: labels of one output: ints of shape `(n,)` or `(n, 1)`, or one-hot rows `(n, classes)`.
        class_weight: class index -> weight. Classes that are not named weigh 1.
        sample_weight: weights `(n,)` to multiply with, or None.

    Returns:
        An array `(n,)` of dtype float32.

    Raises:
        ValueError: if there are several outputs, if `y` does not look like labels, or if `class_weight` names a class that
            cannot be.
    """
    if y is None or tree.is_nested(y):
        found = "no targets" if y is None else f"{len(tree.flatten(y))} targets"
        raise ValueError(f"class_weight needs a model with one output and its labels; got {found}. Give sample_weight instead.")
    classes, count = _classes(to_array(y, "y"))
    for key in class_weight:
        if not isinstance(key, int | np.integer) or key < 0 or (count is not None and key >= count):
            known = f"0 to {count - 1}" if count is not None else "ints from 0"
            raise ValueError(f"class_weight: there is no class {key!r}; the labels allow {known}.")
    known, inverse = np.unique(classes, return_inverse=True)
    weights = np.array([class_weight.get(int(label), 1.0) for label in known], "float32")[inverse.reshape(-1)]
    return weights if sample_weight is None else weights * to_array(sample_weight, "sample_weight").reshape(-1)


def _classes(y: np.ndarray) -> tuple[np.ndarray, int | None]:
    """Class index of each row, and the number of classes if the labels are one-hot."""
    if y.ndim == 2 and y.shape[1] > 1:
        return y.argmax(axis=1), y.shape[1]
    if y.ndim > 2 or y.dtype.kind not in "iufb":
        raise ValueError(f"class_weight needs labels of shape (n,), (n, 1) or (n, classes); got shape {y.shape}, dtype {y.dtype}.")
    return y.reshape(-1), None


class ClassWeighted(DataAdapter):
    """Another adapter's batches, with class weights turned into sample weights."""

    def __init__(self, source: DataAdapter, class_weight: Mapping[int, float]) -> None:
        self.source = source
        self.class_weight = class_weight
        self.num_batches, self.batch_size, self.size = source.num_batches, source.batch_size, source.size
        self.infinite, self.restarts = source.infinite, source.restarts

    def epoch(self, epoch: int = 0, start: int = 0) -> Iterator[Batch]:
        for batch in self.source.epoch(epoch, start):
            yield self._weigh(batch)

    def peek(self) -> Batch:
        return self._weigh(self.source.peek())

    def on_epoch_end(self) -> None:
        self.source.on_epoch_end()

    def close(self) -> None:
        self.source.close()

    def state(self, epoch: int, step: int) -> dict[str, Any]:
        return self.source.state(epoch, step)

    def restore(self, state: dict[str, Any]) -> None:
        self.source.restore(state)

    def _weigh(self, batch: Batch) -> Batch:
        x, y, sample_weight = unpack_x_y_sample_weight(batch)
        return (x, y, apply_class_weight(y, self.class_weight, sample_weight))
