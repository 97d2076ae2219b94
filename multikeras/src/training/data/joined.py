"""Batches of arrays joined for several steps in one call, as many as the time between two looks at the progress allows."""

from collections.abc import Iterator
from sys import getrefcount
from time import perf_counter

import numpy as np

from multikeras.src.training.data.array import ArrayAdapter
from multikeras.src.training.data.batch import Batch
from multikeras.src.training.data.host_array import cast_to_floatx

SECONDS = 0.1
"""How long one call may take: the time between two drawings of the progress bar, and how long an interrupted run goes on."""

MOST_STEPS = 64
MOST_BYTES = 2**23
"""What is joined passes through the memory once more, so it should still lie in a cache."""

ALIGNMENT = 64
"""Frameworks take over arrays that begin at a multiple of so many bytes without a copy."""


class JoinedBatches:
    """Full batches of arrays, joined along a new leading axis.

    Joining pays for small batches, in whose steps the call counts.

    Args:
        adapter: The data.

    Attributes:
        length: How many batches are joined at most, the size of the leading axis; below 2 there is nothing to win.
        pays: Whether to join them, which may be found out while an epoch runs.
    """

    pays = True

    def __init__(self, adapter: ArrayAdapter):
        self._adapter = adapter
        self._dtypes = [None if leaf is None else cast_to_floatx(leaf[:0]).dtype for leaf in adapter.leaves]
        self._memory = AlignedMemory()
        self._count = 1
        self.length = 1
        if all(leaf is None or (isinstance(leaf, np.ndarray) and leaf.dtype.kind in "biuf") for leaf in adapter.leaves):
            size = sum(leaf[:1].nbytes for leaf in adapter.leaves if leaf is not None) * adapter.batch_size
            self.length = min(MOST_STEPS, MOST_BYTES // max(size, 1), adapter.size // adapter.batch_size)

    def epoch(self, epoch: int, start: int) -> Iterator[tuple[Batch, int]]:
        """The batches of an epoch from `start` on, each time with the number of those that were joined: 1 at first, then more until
        the consumer takes `SECONDS` for them. A last batch with fewer rows comes by itself, with the number 0; so do all where joining
        does not pay."""
        adapter = self._adapter
        order = adapter.order(epoch)
        whole = adapter.size // adapter.batch_size
        while start < whole and self.pays:
            count = min(self._count, whole - start)
            begun = perf_counter()
            yield self._join(order, start, count), count
            per_step = (perf_counter() - begun) / count
            self._count = max(1, min(self.length, 2 * self._count, int(SECONDS / per_step)))
            start += count
        for index in range(start, adapter.num_batches):
            yield adapter.batch(order, index), 0

    def _join(self, order: np.ndarray | None, index: int, count: int) -> Batch:
        adapter = self._adapter
        rows = adapter.rows(order, index, count)
        joined = []
        for leaf, dtype in zip(adapter.leaves, self._dtypes, strict=True):
            if leaf is None:
                joined.append(None)
                continue
            memory = self._memory.array((self.length * adapter.batch_size, *leaf.shape[1:]), dtype)
            part = memory[: count * adapter.batch_size]
            if isinstance(rows, slice):
                part[...] = leaf[rows]
            elif leaf.dtype == dtype:
                leaf.take(rows, axis=0, out=part, mode="clip")  # the default mode goes through memory of its own
            else:
                part[...] = leaf.take(rows, axis=0)
            joined.append(memory.reshape(self.length, adapter.batch_size, *leaf.shape[1:]))
        return adapter.pack(joined)


class AlignedMemory:
    """Arrays that frameworks take over without a copy. Memory that nobody holds any more is used again: fresh memory costs time."""

    def __init__(self) -> None:
        self._blocks: list[np.ndarray] = []

    def array(self, shape: tuple[int, ...], dtype: np.dtype) -> np.ndarray:
        """An array with any content."""
        size = int(np.prod(shape)) * dtype.itemsize
        block = self._free_block(size + ALIGNMENT)
        offset = -block.ctypes.data % ALIGNMENT
        return block[offset : offset + size].view(dtype).reshape(shape)

    def _free_block(self, size: int) -> np.ndarray:
        for block in self._blocks:
            if block.nbytes == size and getrefcount(block) == HELD_BY_NO_ARRAY:
                return block
        self._blocks.append(np.empty(size, np.uint8))
        return self._blocks[-1]


def _references() -> int:
    for block in [np.empty(0)]:
        count = getrefcount(block)
    return count


HELD_BY_NO_ARRAY = _references()
"""References to a block in `_free_block` that nobody uses: of the list, the loop and the call, as this version of Python counts them."""
