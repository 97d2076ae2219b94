"""Processes that compute batches of a copy of a data set."""

import hashlib
import multiprocessing
import os
import pathlib
import pickle
import signal
import tempfile
import threading
from concurrent.futures import Future, ProcessPoolExecutor
from typing import Any


class WorkerProcesses:
    """Worker processes that are kept from epoch to epoch.

    They are spawned: a forked child would inherit the locks of the framework's threads. The data set reaches them through a file,
    anew only where it has changed.

    Args:
        count: number of processes.
    """

    def __init__(self, count: int) -> None:
        self._executor = ProcessPoolExecutor(count, multiprocessing.get_context("spawn"), initializer=_begin)
        self._folder = tempfile.TemporaryDirectory(prefix="multikeras-workers-")
        self._digest = b""
        self._copies = 0

    def adopt(self, dataset: Any) -> None:
        """Let the batches that are submitted from now on be of the data set as it is now.

        Raises:
            Exception: whatever keeps the data set from being pickled.
        """
        try:
            copy = pickle.dumps(dataset, pickle.HIGHEST_PROTOCOL)
        except Exception as error:
            error.add_note(
                f"use_multiprocessing=True sends the data set {type(dataset).__name__} to other processes, so all that it holds must be "
                "picklable. Open files and the like in __getitem__, or use threads."
            )
            raise
        digest = hashlib.sha256(copy).digest()
        if digest != self._digest:
            self._digest = digest
            self._file.unlink(missing_ok=True)
            self._copies += 1
            self._file.write_bytes(copy)

    def submit(self, index: int) -> Future:
        """Begin to compute a batch."""
        return self._executor.submit(_fetch, str(self._file), index)

    def close(self) -> None:
        """End the processes; those at work end when their batch is done."""
        self._executor.shutdown(cancel_futures=True)
        self._folder.cleanup()

    @property
    def _file(self) -> pathlib.Path:
        return pathlib.Path(self._folder.name) / str(self._copies)


def _begin() -> None:
    """In a worker: leave Ctrl-C to the main process, and end when that does, even if it was killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    multiprocessing.parent_process().join()
    os._exit(1)


_held: dict[str, Any] = {}
"""In a worker: its copy of the data set, by the name of the file that it came from."""


def _fetch(file: str, index: int) -> Any:
    if file not in _held:
        copy = pickle.loads(pathlib.Path(file).read_bytes())
        _held.clear()
        _held[file] = copy
    return fetch(_held[file], index)


def fetch(dataset: Any, index: int) -> Any:
    """Batch `index` of a data set; errors say which it was."""
    try:
        return dataset[index]
    except Exception as error:
        error.add_note(f"This was raised while batch {index} of the data set {type(dataset).__name__} was computed.")
        raise
