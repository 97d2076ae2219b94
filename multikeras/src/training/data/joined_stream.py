"""Batches of any source joined for several steps in one call, as they come."""

from collections.abc import Generator, Iterator
from contextlib import closing
from time import perf_counter
from typing import Any

import numpy as np

from multikeras.src.core import tree
from multikeras.src.training.data.adapter import DataAdapter, close
from multikeras.src.training.data.batch import Batch
from multikeras.src.training.data.host_array import holds_numbers, own_memory, tensor_to_array
from multikeras.src.training.data.joined import MOST_BYTES, MOST_STEPS, SECONDS, AlignedMemory
from multikeras.src.training.data.pacing import Pace, prefetch_if_slow
from multikeras.src.training.data.prefetch import prefetch_ready

DEPTH = 8
"""How many batches of a slow source are drawn ahead at most."""

_END = object()


class JoinedStream:
    """Batches of equal shapes, joined along a new leading axis as a source gives them; others come by themselves.

    Each batch is copied at once, so that the source may use its memory again.

    Args:
        adapter: The data.
        first: A first batch of it, whose structure, shapes and dtypes the others are expected to have.

    Attributes:
        length: How many batches are joined at most, the size of the leading axis; below 2 there is nothing to win.
        pays: Whether to join them, which may be found out while an epoch runs.
    """

    pays = True

    def __init__(self, adapter: DataAdapter, first: Batch):
        self._adapter = adapter
        self._first = first
        self._flat = not any(map(tree.is_nested, first))
        self._memory = AlignedMemory()
        self._count = 1
        self.length = 1
        leaves = tree.flatten(first)
        self._kinds = [type(leaf) for leaf in leaves]
        if all(leaf is None or holds_numbers(leaf) for leaf in leaves):
            arrays = [leaf if leaf is None else tensor_to_array(leaf) for leaf in leaves]
            self._specs = [array if array is None else (array.shape, array.dtype) for array in arrays]
            size = sum(array.nbytes for array in arrays if array is not None)
            self.length = min(MOST_STEPS, MOST_BYTES // max(size, 1), adapter.num_batches or MOST_STEPS)

    def epoch(self, epoch: int, start: int) -> Iterator[tuple[Batch, int]]:
        """The batches of an epoch from `start` on, each time with the number of those that were joined: 1 at first, then more until
        it takes `SECONDS` to draw and to consume them. Of a source that is seen to be slow, those that lie ready are joined. A batch
        that is unlike the first comes by itself, with the number 0; so do all where joining does not pay."""
        source = self._adapter.epoch(epoch, start)
        pace = Pace()
        try:
            while self.pays and not pace.slow:
                if (yield from self._next(source, pace)):
                    return
            if not self.pays:
                yield from ((batch, 0) for batch in prefetch_if_slow(source, lambda batch: batch))
                return
            with closing(prefetch_ready(source, own_memory, min(self.length, DEPTH), self.length)) as groups:
                for group in groups:
                    ready = iter(group)
                    while not (yield from self._next(ready, Pace())):
                        pass
        finally:
            close(source)
            if pace.slow:
                self._count = 1  # so that the first batch of another epoch is not held back

    def _next(self, source: Iterator[Batch], pace: Pace) -> Generator[tuple[Batch, int], None, bool]:
        """The next batches of a source, joined, and the one after them if it is unlike the first; returns whether the source has ended."""
        begun = perf_counter()
        joined, count, unlike = self._collect(source, pace)
        if count:
            yield self._pack(joined), count
            joined.clear()  # memory that nobody holds is used again
            per_step = (perf_counter() - begun) / count
            self._count = max(1, min(self.length, 2 * self._count, int(SECONDS / per_step)))
        if isinstance(unlike, Exception):
            raise unlike
        if unlike is _END:
            return True
        if unlike is not None:
            yield own_memory(unlike), 0
        return False

    def _collect(self, source: Iterator[Batch], pace: Pace) -> tuple[list[np.ndarray | None], int, Any]:
        """Copy batches into memory for many; gives that memory, their number, and what made an end of it: None, a batch, `_END`,
        or an exception of the source."""
        joined: list[np.ndarray | None] = []
        begun = drawing = perf_counter()
        for count in range(self._count):
            if drawing - begun > SECONDS:
                return joined, count, None
            try:
                batch = next(source, _END)
            except Exception as error:  # noqa: BLE001 - raised after the batches before it
                return joined, count, error
            arrays = None if batch is _END else self._arrays(batch)
            if arrays is not None:
                joined = joined or [spec and self._memory.array((self.length, *spec[0]), spec[1]) for spec in self._specs]
                for memory, array in zip(joined, arrays, strict=True):
                    if memory is not None:
                        memory[count] = array
            drawn = perf_counter()
            pace.add(drawn - drawing)
            if arrays is None:
                return joined, count, batch
            drawing = drawn
        return joined, self._count, None

    def _arrays(self, batch: Batch) -> list[np.ndarray | None] | None:
        """The arrays of a batch; None if it is unlike the first."""
        arrays: list[np.ndarray | None] = []
        for leaf, kind, spec in zip(batch if self._flat else tree.flatten(batch), self._kinds, self._specs, strict=True):
            if type(leaf) is not kind:
                return None
            array = leaf if leaf is None or kind is np.ndarray else tensor_to_array(leaf)
            if array is not None and (array.shape, array.dtype) != spec:
                return None
            arrays.append(array)
        return arrays

    def _pack(self, leaves: list[np.ndarray | None]) -> Batch:
        return tuple(leaves) if self._flat else tree.pack_sequence_as(self._first, leaves)
