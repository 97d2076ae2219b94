"""Data sets and loaders of grain, told by their classes; grain is not imported."""

import sys
from collections.abc import Iterable
from itertools import islice
from typing import Any

from multikeras.src.core import lazy
from multikeras.src.training.data.stream import StreamAdapter


def is_grain_data(x: Any) -> bool:
    """Whether `x` is a data set or a loader of grain."""
    return _is(x, "MapDataset", "IterDataset", "DataLoader")


def grain_adapter(x: Any, **_: Any) -> StreamAdapter:
    """The adapter of a data set or loader of grain."""
    return GrainMapAdapter(x) if _is(x, "MapDataset") else GrainIterAdapter(x)


class GrainMapAdapter(StreamAdapter):
    """Batches of a `grain.MapDataset` that was batched by its owner.

    An epoch is a run of indices: beyond its end, grain goes on with the next order of a data set that shuffles.

    Args:
        source: the data set.
    """

    def __init__(self, source: Any) -> None:
        super().__init__(source)
        self._length = len(source)
        self.infinite = self._length > sys.maxsize // 2**20  # what `repeat()` makes of a length, and `batch` of that
        self.num_batches = None if self.infinite else self._length

    def open(self, epoch: int, start: int) -> Iterable[Any]:
        begin = 0 if self.infinite else epoch * self._length
        return (self.source[begin + index] for index in range(start, self._length))


class GrainIterAdapter(StreamAdapter):
    """Batches of a `grain.IterDataset` or a `grain.DataLoader`, each epoch from its beginning; an epoch is resumed by drawing the
    batches that were drawn before.

    Args:
        source: the data set or loader.
    """

    def open(self, epoch: int, start: int) -> Iterable[Any]:
        return islice(self.source, start, None)


def _is(x: Any, *names: str) -> bool:
    return any(lazy.is_instance_of(x, module, *names) for module in ("grain", "grain.python"))
