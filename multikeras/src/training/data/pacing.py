"""Whether batches are prepared ahead of time: only where that takes long enough to pay for a thread."""

from collections.abc import Callable, Iterator
from time import perf_counter
from typing import Any

from multikeras.src import backend
from multikeras.src.training.data.adapter import close
from multikeras.src.training.data.host_array import own_memory
from multikeras.src.training.data.prefetch import prefetch

SECONDS = 5e-4
"""Time for a batch from which on a thread pays: handing a batch over takes a fifth of it and more where steps are Python code."""

OBSERVED = 3
"""How many batches are drawn before it is decided. Another one, the first, does not count: opening a source may take long."""

_END = object()


class Pace:
    """How long it takes to draw from a source."""

    def __init__(self) -> None:
        self._drawn = -1
        self._seconds = 0.0

    def add(self, seconds: float) -> None:
        """Take into account what has been drawn."""
        self._drawn += 1
        if self._drawn:
            self._seconds += seconds

    @property
    def slow(self) -> bool:
        """Whether a thread pays, as far as is known."""
        return self._drawn >= OBSERVED and self._seconds > self._drawn * SECONDS


def prefetch_if_slow(iterator: Iterator[Any], place: Callable[[Any], Any]) -> Iterator[Any]:
    """`place(item)` for each item, drawn as the consumer asks for it, or ahead of time once the items are seen to take long.

    Closing the result closes `iterator`. The source may use the memory of an item again for the next one.

    Args:
        iterator: where the items come from.
        place: what is done to each item.
    """

    def place_own(item: Any) -> Any:
        return place(own_memory(item))

    place_now = place_own if backend.step.READS_LATER else place
    pace = Pace()
    try:
        while not pace.slow:
            begun = perf_counter()
            item = next(iterator, _END)
            if item is _END:
                return
            item = place_now(item)
            pace.add(perf_counter() - begun)
            yield item
        yield from prefetch(iterator, place_own)
    finally:
        close(iterator)
