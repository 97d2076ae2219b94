import numpy as np
import pytest

from multikeras.src.training.data.array import ArrayAdapter
from multikeras.src.training.data.samples import RowsAdapter, SamplesAdapter, collate


def rows(adapter, epoch=0, start=0):
    return [batch[0].tolist() for batch in adapter.epoch(epoch, start)]


def numbers(n, **arguments):
    return RowsAdapter(range(n), lambda taken: np.array(list(taken)), **arguments)


@pytest.mark.parametrize("shuffle", [False, True, "batch"])
def test_the_order_is_that_of_arrays(shuffle):
    adapter = numbers(10, batch_size=4, shuffle=shuffle, seed=3)
    same = ArrayAdapter(np.arange(10), batch_size=4, shuffle=shuffle, seed=3)
    assert (adapter.num_batches, adapter.size) == (3, 10)
    assert rows(adapter, 2) == rows(same, 2)
    other = numbers(10, batch_size=4, shuffle=shuffle)
    other.restore(adapter.state(2, 1))
    assert rows(other, 2, 1) == rows(same, 2)[1:]


def test_a_stream_of_samples_begins_anew_in_each_epoch():
    adapter = SamplesAdapter(range(5), batch_size=2)
    assert (adapter.num_batches, adapter.size) == (3, 5)
    assert adapter.peek()[0].tolist() == [0, 1]
    assert rows(adapter) == rows(adapter, 1) == [[0, 1], [2, 3], [4]]
    assert rows(adapter, 2, 1) == [[2, 3], [4]]
    with pytest.raises(ValueError, match="range given as data has no batches"):
        SamplesAdapter(range(0)).peek()


def test_samples_of_several_parts():
    x, y = collate([(np.ones(2), 1.5), (np.zeros(2), 2.5)])
    assert x.tolist() == [[1, 1], [0, 0]] and x.dtype == np.float32
    assert y.tolist() == [1.5, 2.5] and y.dtype == np.float32
    ((nest),) = collate([{"a": 1, "b": "u"}, {"a": 2, "b": "v"}])
    assert nest["a"].tolist() == [1, 2] and nest["b"].tolist() == ["u", "v"]


@pytest.mark.parametrize(
    "samples, message",
    [
        ([np.ones(2), np.ones(3)], r"Samples of different shapes \[\(2,\), \(3,\)\].*Pad or crop"),
        ([{"a": 1}, {"b": 1}], "structures differ"),
        ([(1, 2), (1, 2, 3)], r"Samples of \[2, 3\] parts"),
    ],
)
def test_samples_that_do_not_go_together(samples, message):
    with pytest.raises(ValueError, match=message):
        collate(samples)
