"""Batches put together from single samples."""

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

import numpy as np

from multikeras.src.core import tree
from multikeras.src.training.data.adapter import DataAdapter
from multikeras.src.training.data.array import draw_seed, row_order
from multikeras.src.training.data.batch import Batch, as_batch
from multikeras.src.training.data.host_array import SCALARS, cast_to_floatx, tensor_to_array
from multikeras.src.training.data.stream import StreamAdapter

BATCH_SIZE = 32
"""Rows in a batch unless the user says otherwise."""


class RowsAdapter(DataAdapter):
    """Batches of a source whose rows can be asked for by their numbers. Shuffles are those of arrays, on every backend.

    Args:
        source: the source, which has a length.
        fetch: gives the batch of the rows with these numbers, which come as a range where they are neighbours.
        batch_size: rows in a batch; the last batch of an epoch has what remains.
        shuffle: whether each epoch has a new order of rows; `"batch"` shuffles whole batches.
        seed: seed of the shuffles; drawn from Python's `random` if None.
    """

    def __init__(
        self,
        source: Any,
        fetch: Callable[[Sequence[int]], Any],
        *,
        batch_size: int | None = None,
        shuffle: bool | str = False,
        seed: int | None = None,
    ) -> None:
        self.source = source
        self._fetch = fetch
        self.size = len(source)
        self.batch_size = BATCH_SIZE if batch_size is None else batch_size
        self.num_batches = math.ceil(self.size / self.batch_size)
        self.shuffle = shuffle
        self.seed = draw_seed() if seed is None and shuffle else seed

    def epoch(self, epoch: int = 0, start: int = 0) -> Iterator[Batch]:
        order = row_order(self.shuffle, self.seed, epoch, self.size, self.batch_size)
        rows = range(self.size) if order is None else order.tolist()
        for index in range(start, self.num_batches):
            part = rows[index * self.batch_size : (index + 1) * self.batch_size]
            yield as_batch(self._fetch(range(part[0], part[-1] + 1) if self.shuffle == "batch" else part))

    def peek(self) -> Batch:
        if not self.size:
            raise ValueError(f"The {type(self.source).__name__} given as data is empty.")
        return as_batch(self._fetch(range(min(self.size, self.batch_size))))

    def state(self, epoch: int, step: int) -> dict[str, Any]:
        return {**super().state(epoch, step), "seed": self.seed}

    def restore(self, state: dict[str, Any]) -> None:
        self.seed = state["seed"]


class SamplesAdapter(StreamAdapter):
    """Batches of an iterable of single samples.

    Args:
        source: the iterable.
        batch_size: rows in a batch; the last batch of an epoch has what remains.
    """

    def __init__(self, source: Iterable[Any], *, batch_size: int | None = None) -> None:
        super().__init__(source)
        self.batch_size = BATCH_SIZE if batch_size is None else batch_size
        if hasattr(source, "__len__"):
            self.size = len(source)
            self.num_batches = math.ceil(self.size / self.batch_size)

    def open(self, epoch: int, start: int) -> Iterator[Any]:
        samples = islice(self.source, start * self.batch_size, None)
        while rows := list(islice(samples, self.batch_size)):
            yield collate(rows)


def collate(samples: Sequence[Any]) -> Batch:
    """Samples `x`, `(x,)`, `(x, y)` or `(x, y, sample_weight)` as one batch.

    Raises:
        ValueError: if their structures or shapes differ.
    """
    parts = [as_batch(sample) for sample in samples]
    counts = sorted({len(part) for part in parts})
    if len(counts) > 1:
        raise ValueError(f"Samples of {counts} parts cannot become one batch: each must be x, (x, y) or (x, y, sample_weight).")
    if not tree.is_nested(parts[0][0]) and all(not tree.is_nested(part) for part in parts[0]):
        return tuple(_stack(leaves) for leaves in zip(*parts, strict=True))
    return tree.map_structure(lambda *leaves: _stack(leaves), *parts)


def _stack(leaves: Sequence[Any]) -> np.ndarray:
    if isinstance(leaves[0], SCALARS):
        return cast_to_floatx(np.array(leaves))
    arrays = [leaf if isinstance(leaf, np.ndarray) else tensor_to_array(leaf) for leaf in leaves]
    shapes = {array.shape for array in arrays}
    if len(shapes) > 1:
        raise ValueError(
            f"Samples of different shapes {sorted(shapes)} cannot become one batch. Pad or crop them in the data set, or let a data loader "
            "with its own way to collate make the batches."
        )
    return cast_to_floatx(np.stack(arrays))
