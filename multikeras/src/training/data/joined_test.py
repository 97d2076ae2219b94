import numpy as np
import pytest

from multikeras.src.training.data import joined
from multikeras.src.training.data.array import ArrayAdapter
from multikeras.src.training.data.joined import AlignedMemory, JoinedBatches

X, Y = np.arange(70.0).reshape(35, 2), np.arange(35, dtype="int32")


def taken_apart(batches):
    for batch, count in batches:
        if count:
            yield from (tuple(part[i].copy() for part in batch) for i in range(count))
        else:
            yield batch


@pytest.mark.parametrize("shuffle", [False, True, "batch"])
@pytest.mark.parametrize("start", [0, 3])
def test_batches_are_those_of_the_adapter(shuffle, start):
    adapter = ArrayAdapter(X, Y, batch_size=4, shuffle=shuffle, seed=1)
    batches = JoinedBatches(adapter)
    for epoch in range(2):
        found, expected = list(taken_apart(batches.epoch(epoch, start))), list(adapter.epoch(epoch, start))
        assert len(found) == len(expected) == 9 - start
        for parts in zip(found, expected, strict=True):
            for one, other in zip(*parts, strict=True):
                np.testing.assert_array_equal(one, other)
                assert one.dtype == other.dtype


def test_more_and_more_are_joined_while_the_consumer_is_quick():
    batches = JoinedBatches(ArrayAdapter(np.zeros((64, 1)), batch_size=1))
    counts = [count for _, count in batches.epoch(0, 0)]
    assert counts == [1, 2, 4, 8, 16, 32, 1]
    assert {batch[0].shape for batch, _ in batches.epoch(1, 0)} == {(64, 1, 1)}


def test_a_slow_consumer_gets_single_batches(monkeypatch):
    times = iter(np.arange(100.0))
    monkeypatch.setattr(joined, "perf_counter", lambda: next(times))
    assert [count for _, count in JoinedBatches(ArrayAdapter(X, batch_size=5)).epoch(0, 0)] == [1] * 7


@pytest.mark.parametrize(
    ("x", "length"),
    [
        (np.zeros((320, 4)), 10),
        (np.zeros((32, 4)), 1),
        (np.zeros((320, 10**5), "int8"), 2),
        (np.full((320, 1), "text"), 1),
    ],
)
def test_joins_small_batches_of_numbers(x, length):
    assert JoinedBatches(ArrayAdapter(x)).length == length


def test_memory_is_used_again_when_nobody_holds_it():
    memory = AlignedMemory()
    first = memory.array((4, 2), np.dtype("float32"))
    second = memory.array((4, 2), np.dtype("float32"))
    assert not np.may_share_memory(first, second)
    assert {array.ctypes.data % 64 for array in (first, second)} == {0}
    address, view = first.ctypes.data, first[1:]
    del first
    assert not np.may_share_memory(memory.array((4, 2), np.dtype("float32")), view)
    del view
    assert memory.array((2, 4), np.dtype("float32")).ctypes.data == address
