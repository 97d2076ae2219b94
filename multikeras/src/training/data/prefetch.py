"""Batches prepared ahead of time, in a thread of their own."""

import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from queue import SimpleQueue
from typing import Any

from multikeras.src.training.data.adapter import close

_ITEM, _ERROR, _END = object(), object(), object()


def prefetch(iterator: Iterator[Any], place: Callable[[Any], Any], depth: int = 2) -> Iterator[Any]:
    """Draw items and move them to the device while the consumer works on those before.

    Args:
        iterator: where the items come from; it runs in a thread.
        place: what is done to each item, also in the thread.
        depth: how many items may lie ready.

    Returns:
        An iterator of `place(item)`, in order. It ends as that of `prefetch_ready` does.
    """
    with closing(prefetch_ready(iterator, place, depth, most=1)) as ready:
        for items in ready:
            yield items[0]


def prefetch_ready(iterator: Iterator[Any], place: Callable[[Any], Any], depth: int, most: int) -> Iterator[list[Any]]:
    """Draw items ahead as `prefetch` does, and hand over all that lie ready.

    Closing the result, which leaving a loop and dropping it does, waits for the item in work and closes `iterator`, in the
    thread that ran it.

    Args:
        iterator: where the items come from; it runs in the thread.
        place: what is done to each item, also in the thread.
        depth: how many items may lie ready.
        most: how many are handed over at once.

    Returns:
        An iterator of lists of `place(item)`, in order and none empty. An exception of `iterator` or `place` is raised where its item
        would have come.
    """
    # Two queues written in C in place of a bounded `queue.Queue`, which is Python code. A token in `free` allows one item.
    ready: SimpleQueue[tuple[object, Any]] = SimpleQueue()
    free: SimpleQueue[bool] = SimpleQueue()
    stopped = threading.Event()
    for _ in range(depth):
        free.put(True)

    def work() -> None:
        try:
            try:
                while free.get() and not stopped.is_set():
                    item = next(iterator, _END)
                    if item is _END:
                        break
                    ready.put((_ITEM, place(item)))
            finally:
                close(iterator)
        except BaseException as error:  # noqa: BLE001 - whatever it is, the consumer raises it
            ready.put((_ERROR, error))
        else:
            ready.put((_END, None))

    thread = threading.Thread(target=work, name="multikeras-prefetch", daemon=True)
    thread.start()
    try:
        kind = _ITEM
        while kind is _ITEM:
            items: list[Any] = []
            while len(items) < most and not (items and ready.empty()):
                kind, value = ready.get()
                if kind is not _ITEM:
                    break
                items.append(value)
                free.put(True)
            if items:
                yield items
        if kind is _ERROR:
            raise value
    finally:
        stopped.set()
        free.put(False)
        thread.join()
