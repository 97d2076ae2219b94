"""Batches from Python generators and other iterables of batches."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any

from multikeras.src.core import tree
from multikeras.src.training.data.adapter import DataAdapter
from multikeras.src.training.data.batch import Batch, batches_of


class GeneratorAdapter(DataAdapter):
    """Batches of an iterable: `x`, `(x,)`, `(x, y)` or `(x, y, sample_weight)`.

    A generator can be gone through once: each epoch goes on where the one before ended. Any other iterable begins anew with
    each epoch, and its `len()`, if it has one, is the number of batches.

    Args:
        source: the generator or iterable.
    """

    def __init__(self, source: Iterable[Any]) -> None:
        self.source = source
        self._iterator = iter(source)
        self.restarts = self._iterator is not source
        self._peeked: list[Any] = []
        self._fresh = True
        if self.restarts and hasattr(source, "__len__"):
            self.num_batches = len(source)

    def epoch(self, epoch: int = 0, start: int = 0) -> Iterator[Batch]:
        if self.restarts and not self._fresh:
            self._iterator = iter(self.source)
            self._peeked.clear()
        self._fresh = False
        peeked, self._peeked = self._peeked, []
        # A chain, unlike `yield from`, leaves the user's generator open when this one is closed.
        yield from batches_of(islice(chain(peeked, self._iterator), start, None), type(self.source).__name__)

    def peek(self) -> Batch:
        if not self._peeked:
            try:
                self._peeked.append(next(self._iterator))
            except StopIteration:
                raise ValueError(f"The {type(self.source).__name__} given as data has no batches.") from None
        self.bare = not isinstance(self._peeked[0], list | tuple)
        batch = next(batches_of(self._peeked, type(self.source).__name__))
        self.batch_size = self.batch_size or count_batch(batch)
        return batch


def count_batch(batch: Batch) -> int | None:
    """Rows of a batch, as far as its first array tells."""
    shape = getattr(tree.flatten(batch)[0], "shape", None)
    return int(shape[0]) if shape is not None and len(shape) else None
