import multiprocessing
import os
import pathlib
import signal
import subprocess
import sys
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


class Observed(Numbers):
    """Batches that tell of the process which computed them: its id, the frameworks in it, and what the data set held."""

    def __getitem__(self, index):
        return np.array([[os.getpid(), len({"jax", "torch", "tensorflow"} & set(sys.modules)), len(self.calls)]])


class Lethal(Numbers):
    def __getitem__(self, index):
        if index == 3:
            os._exit(1)
        return super().__getitem__(index)


class Recorded(Numbers):
    """Leaves a file for each batch that was begun."""

    def __init__(self, folder, **kwargs):
        super().__init__(30, **kwargs)
        self.folder = folder

    def __getitem__(self, index):
        (self.folder / str(index)).touch()
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
    adapter.close()


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
    adapter = PyDatasetAdapter(Faulty(**workers))
    with pytest.raises(KeyError, match="no such picture") as caught:
        list(adapter.epoch())
    adapter.close()
    text = "".join(traceback.format_exception(caught.value))
    assert "in __getitem__" in text and "batch 2 of the data set Faulty" in text


def test_workers_stop_when_the_epoch_is_left():
    batches = PyDatasetAdapter(Numbers(1000, workers=2)).epoch()
    next(batches)
    batches.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("Numbers")]


def test_processes_stay_from_epoch_to_epoch_and_see_what_has_changed():
    adapter = PyDatasetAdapter(Observed(4, workers=2, use_multiprocessing=True))
    epochs = []
    for epoch in range(3):
        epochs.append(np.concatenate([x for (x,) in adapter.epoch(epoch)]))
        if epoch == 1:
            adapter.dataset.on_epoch_end()
    processes, frameworks, calls = np.stack(epochs).transpose(2, 0, 1)
    assert len(set(processes.flat)) <= 2 and os.getpid() not in processes
    assert not frameworks.any()  # a worker needs none
    assert calls[:, 0].tolist() == [1, 2, 4] and (calls == calls[:, :1]).all()
    assert multiprocessing.active_children()
    adapter.close()
    assert not multiprocessing.active_children()


@pytest.mark.parametrize("processes", [False, True])
def test_batches_in_work_are_bounded(tmp_path, processes):
    adapter = PyDatasetAdapter(Recorded(tmp_path, workers=2, max_queue_size=4, use_multiprocessing=processes))
    batches = adapter.epoch()
    next(batches)
    time.sleep(0.3)
    assert {path.name for path in tmp_path.iterdir()} == {"0", "1", "2", "3"}
    batches.close()
    adapter.close()


def test_a_worker_that_dies_is_reported_and_the_next_epoch_has_new_ones():
    adapter = PyDatasetAdapter(Lethal(use_multiprocessing=True))
    with pytest.raises(RuntimeError, match="A worker process of the data set Lethal ended without a word.*__main__"):
        list(adapter.epoch())
    adapter.dataset.n = 2
    assert indices(adapter.epoch()) == [0, 1]
    adapter.close()


def test_a_data_set_that_cannot_be_pickled_is_named():
    dataset = Numbers(use_multiprocessing=True)
    dataset.transform = lambda x: x
    adapter = PyDatasetAdapter(dataset)
    with pytest.raises(Exception, match="pickle|Can't get local object") as caught:
        next(adapter.epoch())
    adapter.close()
    assert "use_multiprocessing=True sends the data set Numbers to other processes" in caught.value.__notes__[0]


SCRIPT = """
import sys
from multikeras.src.training.data.dataset import PyDatasetAdapter
from multikeras.src.training.data.dataset_test import Observed
if __name__ == "__main__":
    adapter = PyDatasetAdapter(Observed(100_000_000, workers=2, use_multiprocessing=True))
    found = set()
    for (x,) in adapter.epoch():
        if int(x[0, 0]) not in found:
            found.add(int(x[0, 0]))
            print(int(x[0, 0]), flush=True)
"""


@pytest.mark.skipif(not pathlib.Path("/proc").exists(), reason="looks for processes in /proc")
@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGINT])
def test_workers_end_with_the_process_that_started_them(tmp_path, sent):
    script = tmp_path / "endless.py"
    script.write_text(SCRIPT)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    run = subprocess.Popen(
        [sys.executable, script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, start_new_session=True
    )
    workers = [pathlib.Path("/proc") / run.stdout.readline().strip() for _ in range(2)]
    if sent == signal.SIGINT:
        os.killpg(run.pid, sent)  # as a terminal does
    else:
        run.kill()
    _, errors = run.communicate(timeout=60)
    assert run.returncode == -sent
    assert errors.count("Traceback") <= 1  # of the main process, if it had time for one
    deadline = time.monotonic() + 20
    while any(worker.exists() for worker in workers) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(worker.exists() for worker in workers)


def test_an_empty_data_set_is_named():
    with pytest.raises(ValueError, match="The Numbers given as data has no batches: its length is 0"):
        PyDatasetAdapter(Numbers(0)).peek()


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
