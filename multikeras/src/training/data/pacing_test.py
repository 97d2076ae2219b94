import threading
import time

import numpy as np
import pytest

from multikeras.src.training.data.pacing import prefetch_if_slow


def numbers(threads, seconds=0.0, closed=None):
    try:
        for i in range(20):
            threads.append(threading.current_thread().name)
            time.sleep(seconds) if seconds else None
            yield i
    finally:
        if closed is not None:
            closed.append(threading.current_thread().name)


def test_fast_items_are_drawn_as_they_are_asked_for():
    threads = []
    assert list(prefetch_if_slow(numbers(threads), lambda x: -x)) == [-i for i in range(20)]
    assert set(threads) == {threading.main_thread().name}


def test_slow_items_are_drawn_ahead():
    threads, closed = [], []
    items = prefetch_if_slow(numbers(threads, 0.002, closed), lambda x: -x)
    assert [next(items) for _ in range(6)] == [0, -1, -2, -3, -4, -5]
    assert threads[:4] == [threading.main_thread().name] * 4 and set(threads[4:]) == {"multikeras-prefetch"}
    items.close()
    assert closed == ["multikeras-prefetch"]
    assert not [thread for thread in threading.enumerate() if thread.name == "multikeras-prefetch"]


def test_slow_placing_counts_too():
    places = []
    assert len(list(prefetch_if_slow(numbers([]), lambda x: (time.sleep(0.002), places.append(threading.current_thread().name))))) == 20
    assert places[-1] == "multikeras-prefetch"


def test_leaving_early_closes_the_source():
    closed = []
    items = prefetch_if_slow(numbers([], closed=closed), lambda x: x)
    next(items)
    items.close()
    assert closed == [threading.main_thread().name]


def test_a_slow_source_may_use_the_memory_of_its_items_again():
    def source():
        memory = np.empty(3)
        for i in range(12):
            time.sleep(0.001)
            memory[...] = i
            yield (memory,)

    found = []
    for (item,) in prefetch_if_slow(source(), lambda x: x):
        time.sleep(0.003)
        found.append(item.tolist())
    assert found == [[i] * 3 for i in range(12)]


@pytest.mark.parametrize("at", [0, 12])
def test_errors_come_where_their_item_would_have(at):
    def place(x):
        if x == at:
            raise KeyError("no picture")
        return x

    drawn = []
    with pytest.raises(KeyError, match="no picture"):
        for item in prefetch_if_slow(numbers([], 0.001), place):
            drawn.append(item)
    assert drawn == list(range(at))
