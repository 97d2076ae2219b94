"""Whether batches are prepared ahead of time: only where that takes long enough to pay for a thread."""

from collections.abc import Callable, Iterator
from itertools import count
from time import perf_counter
from typing import Any

from multikeras.src.training.data.adapter import close
from multikeras.src.training.data.prefetch import prefetch

SECONDS = 5e-4
"""Time for a batch from which on a thread pays: handing a batch over takes a fifth of it and more where steps are Python code."""

OBSERVED = 3
"""How many batches are drawn before it is decided. Another one, the first, does not count: opening a source may take long."""

_END = object()


def prefetch_if_slow(iterator: Iterator[Any], place: Callable[[Any], Any]) -> Iterator[Any]:
    """`place(item)` for each item, drawn as the consumer asks for it, or ahead of time once the items are seen to take long.

    Closing the result closes `iterator`.

    Args:
        iterator: where the items come from.
        place: what is done to each item.
    """
    spent = 0.0
    try:
        for drawn in count():
            begun = perf_counter()
            item = next(iterator, _END)
            if item is _END:
                return
            item = place(item)
            if drawn:
                spent += perf_counter() - begun
            yield item
            if drawn >= OBSERVED and spent > drawn * SECONDS:
                break
        yield from prefetch(iterator, place)
    finally:
        close(iterator)
