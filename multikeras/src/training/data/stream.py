"""Batches of sources that are gone through from their beginning."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any

from multikeras.src.training.data.adapter import DataAdapter, close
from multikeras.src.training.data.batch import Batch, batches_of


class StreamAdapter(DataAdapter):
    """Batches of a source that is opened anew for each epoch.

    What was opened for a first look is kept for the first epoch: opening may start workers, fill buffers or draw random numbers.

    Args:
        source: the source.
    """

    def __init__(self, source: Any) -> None:
        self.source = source
        self._held: tuple[Any, Iterator[Any]] | None = None

    def open(self, epoch: int, start: int) -> Iterable[Any]:
        """What the source yields in an epoch, without the first `start` batches."""
        raise NotImplementedError(f"{type(self).__name__} must define open(self, epoch, start).")

    def epoch(self, epoch: int = 0, start: int = 0) -> Iterator[Batch]:
        held, self._held = self._held, None
        if held is not None and epoch == 0:
            first, rest = held
            source: Iterable[Any] = islice(chain([first], rest), start, None)
        else:
            if held is not None:
                close(held[1])
            source = self.open(epoch, start)
        return batches_of(source, type(self.source).__name__)

    def peek(self) -> Batch:
        if self._held is None:
            batches = iter(self.open(0, 0))
            try:
                self._held = (next(batches), batches)
            except StopIteration:
                raise ValueError(f"The {type(self.source).__name__} given as data has no batches.") from None
        self.bare = not isinstance(self._held[0], list | tuple)
        return next(batches_of([self._held[0]], type(self.source).__name__))

    def drop_held(self) -> None:
        """Forget what a first look has opened."""
        if self._held is not None:
            close(self._held[1])
            self._held = None
