import threading
import time
import traceback

import numpy as np
import pytest

from multikeras.src.training.data.dataset import PyDataset, PyDatasetAdapter


class Numbers(PyDataset):
    def __init__(self, n=8, **kwargs):
        super().__init__(**kwargs)
        self.n = n
        self.calls = []

    def __len__(self):
        return self.n

    def __getitem__(self, index):
        if index == 5:
            time.sleep(0.02)  # lets later batches be ready before this one
        return np.full((2,), index), np.zeros(2)

    def on_epoch_begin(self):
        self.calls.append("begin")

    def on_epoch_end(self):
        self.calls.append("end")


class Faulty(Numbers):
    def __getitem__(self, index):
        if index == 2:
            raise KeyError("no such picture")
        return super().__getitem__(index)


def indices(batches):
    return [int(batch[0][0]) for batch in batches]


@pytest.mark.parametrize(
    "workers",
    [{"workers": 0}, {"workers": 1}, {"workers": 4, "max_queue_size": 3}, {"workers": 1, "use_multiprocessing": True}],
)
def test_batches_come_in_order(workers):
    adapter = PyDatasetAdapter(Numbers(**workers))
    assert adapter.num_batches == 8 and not adapter.infinite
    assert indices(adapter.epoch()) == list(range(8))
    assert indices(adapter.epoch(0, 5)) == [5, 6, 7]


def test_shuffle_orders_batches_anew_in_each_epoch():
    adapter = PyDatasetAdapter(Numbers(20, workers=2), shuffle=True, seed=0)
    first, second = indices(adapter.epoch(0)), indices(adapter.epoch(1))
    assert sorted(first) == sorted(second) == list(range(20)) and first != second
    other = PyDatasetAdapter(Numbers(20), shuffle=True)
    other.restore(adapter.state(1, 3))
    assert indices(other.epoch(1, 3)) == second[3:]


def test_hooks_are_called_and_the_length_may_change():
    dataset = Numbers(2)
    adapter = PyDatasetAdapter(dataset)
    assert indices(adapter.epoch(0)) == [0, 1]
    adapter.on_epoch_end()
    dataset.n = 3
    assert indices(adapter.epoch(1)) == [0, 1, 2] and adapter.num_batches == 3
    assert dataset.calls == ["begin", "end", "begin"]


@pytest.mark.parametrize("workers", [{"workers": 1}, {"workers": 3}, {"workers": 1, "use_multiprocessing": True}])
def test_an_error_in_a_worker_surfaces_with_its_traceback(workers):
    batches = PyDatasetAdapter(Faulty(**workers)).epoch()
    with pytest.raises(KeyError, match="no such picture") as caught:
        list(batches)
    text = "".join(traceback.format_exception(caught.value))
    assert "in __getitem__" in text and "batch 2 of the data set Faulty" in text


def test_workers_stop_when_the_epoch_is_left():
    batches = PyDatasetAdapter(Numbers(1000, workers=2)).epoch()
    next(batches)
    batches.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("Numbers")]


def test_at_most_max_queue_size_batches_are_in_work():
    started = []

    class Slow(Numbers):
        def __getitem__(self, index):
            started.append(index)
            return super().__getitem__(index)

    batches = PyDatasetAdapter(Slow(30, workers=2, max_queue_size=4)).epoch()
    next(batches)
    time.sleep(0.05)
    assert max(started) <= 4
    batches.close()


def test_endless_data_set():
    class Endless(Numbers):
        num_batches = None

    adapter = PyDatasetAdapter(Endless(), shuffle=True)
    assert adapter.infinite and adapter.num_batches is None
    batches = adapter.epoch(0, 2)
    assert indices(next(batches) for _ in range(3)) == [2, 3, 4]


def test_a_subclass_need_not_call_the_constructor():
    class Bare(PyDataset):
        def __init__(self):
            pass

        def __len__(self):
            return 1

        def __getitem__(self, index):
            return (np.zeros(1),)

    assert indices(PyDatasetAdapter(Bare()).epoch()) == [0]


def test_missing_methods_and_wrong_arguments():
    with pytest.raises(NotImplementedError, match="PyDataset must define __len__"):
        PyDataset().num_batches
    with pytest.raises(NotImplementedError, match="must define __getitem__"):
        PyDataset()[0]
    with pytest.raises(ValueError, match="workers must be 0 or more"):
        PyDataset(workers=-1)
    with pytest.raises(ValueError, match="max_queue_size must be at least 1"):
        PyDataset(max_queue_size=0)
