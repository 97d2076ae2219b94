import threading
import time

import numpy as np
import pytest

from multikeras.src import backend
from multikeras.src.training.data import joined_stream
from multikeras.src.training.data.generator import GeneratorAdapter
from multikeras.src.training.data.joined_stream import JoinedStream

X, Y = np.arange(140.0, dtype="float32").reshape(70, 2), np.arange(70)


class Batches:
    """An iterable of batches of 4 rows, the last of 2, which begins anew each time and has no length."""

    def __init__(self, pack=lambda x, y: (x, y), seconds=0.0):
        self.pack, self.seconds = pack, seconds
        self.threads = []

    def __iter__(self):
        for start in range(0, len(X), 4):
            self.threads.append(threading.current_thread().name)
            time.sleep(self.seconds) if self.seconds else None
            yield self.pack(X[start : start + 4], Y[start : start + 4])


def joined_of(source):
    adapter = GeneratorAdapter(source)
    return JoinedStream(adapter, adapter.peek())


def taken_apart(groups):
    """Batches one by one, and the numbers with which they came."""
    batches, counts = [], []
    for batch, count in groups:
        leaves = [batch[0]["a"], batch[0]["b"]] if isinstance(batch[0], dict) else batch
        batches += [tuple(leaf[i].copy() for leaf in leaves) for i in range(count)] or [tuple(leaves)]
        counts.append(count)
    return batches, counts


def assert_all_rows(batches):
    assert len(batches) == 18
    np.testing.assert_array_equal(np.concatenate([backend.to_numpy(backend.convert(x)) for x, _ in batches]), X)
    np.testing.assert_array_equal(np.concatenate([backend.to_numpy(backend.convert(y)) for _, y in batches]), Y)


@pytest.mark.parametrize(
    "pack",
    [lambda x, y: (x, y), lambda x, y: ({"a": x, "b": y},), lambda x, y: (backend.convert(x), backend.convert(y))],
    ids=["arrays", "nest", "tensors"],
)
def test_more_and_more_batches_are_joined(pack):
    stream = joined_of(Batches(pack))
    assert stream.length == 64
    for _ in range(2):
        batches, counts = taken_apart(stream.epoch(0, 0))
        assert_all_rows(batches)
        assert counts[-1] == 0 and sum(counts) == 17 and max(counts) > 1
    first, _ = next(iter(stream.epoch(0, 0)))
    assert {leaf.shape for leaf in (first[0].values() if isinstance(first[0], dict) else first)} == {(64, 4, 2), (64, 4)}


def test_a_source_may_use_its_memory_again():
    memory = np.empty((4, 2), "float32"), np.empty(4, "int64")

    def in_one_memory():
        for start in range(0, 68, 4):
            memory[0][...], memory[1][...] = X[start : start + 4], Y[start : start + 4]
            yield memory

    batches, _ = taken_apart(joined_of(in_one_memory()).epoch(0, 0))
    np.testing.assert_array_equal(np.concatenate([x for x, _ in batches]), X[:68])


def test_a_slow_source_is_drawn_ahead_and_what_lies_ready_is_joined():
    source = Batches(seconds=0.001)
    stream = joined_of(source)
    batches, counts = [], []
    for batch, count in stream.epoch(0, 0):
        found, counted = taken_apart([(batch, count)])
        batches, counts = batches + found, counts + counted
        if len(batches) > 6:
            time.sleep(0.005)
    assert_all_rows(batches)
    assert counts[0] == 1 and max(counts[5:]) > 1
    assert "multikeras-prefetch" in source.threads
    assert next(iter(stream.epoch(1, 0)))[1] == 1
    assert not [thread for thread in threading.enumerate() if thread.name == "multikeras-prefetch"]


def test_the_first_batch_is_not_held_back():
    drawn = []

    def source():
        for number in range(3):
            drawn.append(number)
            yield X[:4], Y[:4]

    groups = joined_of(source()).epoch(0, 0)
    assert next(groups)[1] == 1
    assert drawn == [0]


def test_collecting_ends_when_its_time_is_over(monkeypatch):
    stream = joined_of(Batches())
    times = iter(np.arange(1000.0))
    monkeypatch.setattr(joined_stream, "perf_counter", lambda: next(times))
    assert set(taken_apart(stream.epoch(0, 0))[1]) == {0, 1}


@pytest.mark.parametrize("shape", [(4, 300_000), (4, 3, 100_000)])
def test_large_batches_are_not_joined(shape):
    assert joined_of(iter([(np.zeros(shape, "float32"), Y[:4])] * 2)).length < 2


def test_text_is_not_joined():
    assert joined_of(iter([(np.array(["a", "b"]), Y[:2])] * 2)).length < 2


def test_batches_of_other_shapes_come_by_themselves():
    batches = [(X[:size], Y[:size]) for size in (4, 4, 4, 3, 4, 4, 5)]
    found, counts = taken_apart(joined_of(iter(batches)).epoch(0, 0))
    assert [len(x) for x, _ in found] == [4, 4, 4, 3, 4, 4, 5]
    assert counts.count(0) == 2


def test_nothing_is_joined_once_it_does_not_pay():
    stream = joined_of(Batches())
    batches, counts = [], []
    for group in stream.epoch(0, 0):
        stream.pays = False
        found, counted = taken_apart([group])
        batches, counts = batches + found, counts + counted
    assert_all_rows(batches)
    assert counts == [1] + [0] * 17


def test_errors_of_the_source_come_after_its_batches():
    def source():
        for _ in range(5):
            yield X[:4], Y[:4]
        raise OSError("disk is gone")

    seen = 0
    with pytest.raises(OSError, match="disk is gone"):
        for _, count in joined_of(source()).epoch(0, 0):
            seen += count
    assert seen == 5


def test_leaving_early_closes_the_source():
    closed = []

    class Closing:
        def __iter__(self):
            try:
                while True:
                    yield X[:4], Y[:4]
            finally:
                closed.append(True)

    adapter = GeneratorAdapter(Closing())
    groups = JoinedStream(adapter, (X[:4], Y[:4])).epoch(0, 0)
    next(groups)
    groups.close()
    del adapter
    assert closed == [True]
