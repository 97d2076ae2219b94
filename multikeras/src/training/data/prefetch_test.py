import threading
import time

import pytest

from multikeras.src.training.data.prefetch import prefetch, prefetch_ready


def prefetch_threads():
    return [thread for thread in threading.enumerate() if thread.name == "multikeras-prefetch"]


def test_items_come_in_order_through_place():
    assert list(prefetch(iter(range(100)), lambda x: x * 2)) == list(range(0, 200, 2))
    assert not prefetch_threads()


def test_work_is_done_ahead_but_no_more_than_the_depth():
    drawn = []

    def source():
        for i in range(10):
            drawn.append(i)
            yield i

    items = prefetch(source(), lambda x: x, depth=3)
    assert next(items) == 0
    time.sleep(0.05)
    assert drawn == [0, 1, 2, 3]
    items.close()


def test_errors_surface_after_the_items_before_them():
    def source():
        yield 1
        raise OSError("disk is gone")

    items = prefetch(source(), lambda x: x)
    assert next(items) == 1
    with pytest.raises(OSError, match="disk is gone"):
        next(items)

    items = prefetch(iter([1, 0]), lambda x: 1 / x)
    assert next(items) == 1
    with pytest.raises(ZeroDivisionError):
        next(items)
    assert not prefetch_threads()


def test_leaving_early_closes_the_source_in_its_thread():
    events = []

    def source():
        try:
            yield from range(1000)
        finally:
            events.append(threading.current_thread().name)

    items = prefetch(source(), lambda x: x)
    for item in items:
        if item == 3:
            break
    items.close()
    assert events == ["multikeras-prefetch"] and not prefetch_threads()


def test_a_failing_place_closes_the_source():
    closed = []

    def source():
        try:
            yield from range(10)
        finally:
            closed.append(True)

    with pytest.raises(TypeError):
        list(prefetch(source(), len))
    assert closed == [True]


def test_what_lies_ready_is_handed_over_together():
    groups = prefetch_ready(iter(range(10)), lambda x: x, depth=3, most=64)
    found = []
    for group in groups:
        assert group
        found.append(group)
        time.sleep(0.02)
    assert [item for group in found for item in group] == list(range(10))
    assert max(map(len, found)) >= 3
    assert not prefetch_threads()


def test_an_error_comes_after_the_items_that_lay_ready():
    def source():
        yield from (1, 2)
        raise OSError("disk is gone")

    found = []
    with pytest.raises(OSError, match="disk is gone"):
        for group in prefetch_ready(source(), lambda x: x, depth=5, most=64):
            found += group
    assert found == [1, 2]
