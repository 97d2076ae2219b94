"""`PyDataset`: a data set whose batches are computed one at a time, by workers if wanted."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import count
from typing import Any

from multikeras.src.core.export import export
from multikeras.src.training.data.adapter import DataAdapter
from multikeras.src.training.data.array import draw_seed, permutation
from multikeras.src.training.data.batch import Batch, batches_of
from multikeras.src.training.data.worker_processes import WorkerProcesses, fetch


@export(["multikeras.utils.PyDataset", "multikeras.utils.Sequence"])
class PyDataset:
    """A data set that computes batch `i` when asked for it; subclass it and write `__len__` and `__getitem__`.

    `__getitem__(index)` returns one batch, `x`, `(x, y)` or `(x, y, sample_weight)` of arrays or nests of arrays, and
    `__len__` the number of batches. `fit` asks for the batches in a new order in each epoch unless it is told
    `shuffle=False`. Instead of `__len__` the property `num_batches` may be overridden; None there means that the batches
    never end, so that `fit` needs `steps_per_epoch`.

    A run that was interrupted goes on with the batch after the last. What `on_epoch_end` has changed in `self` by then is not
    part of a backup: let it depend on nothing but what is, or leave the shuffling to `fit`.

    Args:
        workers: how many threads or processes compute batches ahead; with 0 or 1 the batches are computed one after another.
            With more, `__getitem__` runs in several threads at once and must bear that.
        use_multiprocessing: whether the workers are processes, which helps where `__getitem__` is Python code that holds the
            interpreter's lock. They have a pickled copy of the data set, a new one where it has changed before an epoch, so what
            `__getitem__` stores in `self` is lost; and scripts need the guard `if __name__ == "__main__":`. A process that is
            started anew imports the module of your class: what that needs not import saves time and memory.
        max_queue_size: how many batches may be waiting or in work when there are several workers.

    Raises:
        ValueError: if `workers` is negative or `max_queue_size` is not positive.

    Example:

    >>> class Squares(multikeras.utils.PyDataset):
    ...     def __len__(self):
    ...         return 3
    ...     def __getitem__(self, index):
    ...         x = np.full((4, 1), float(index))
    ...         return x, x**2
    >>> data = Squares(workers=2)
    >>> x, y = data[2]
    >>> x.shape, float(y[0, 0]), data.num_batches
    ((4, 1), 4.0, 3)
    """

    # Subclasses that never call `super().__init__()` work with these.
    _workers = 1
    _use_multiprocessing = False
    _max_queue_size = 10

    def __init__(self, workers: int = 1, use_multiprocessing: bool = False, max_queue_size: int = 10) -> None:
        self.workers = workers
        self.use_multiprocessing = use_multiprocessing
        self.max_queue_size = max_queue_size

    @property
    def workers(self) -> int:
        """How many threads or processes compute batches."""
        return self._workers

    @workers.setter
    def workers(self, value: int) -> None:
        if value < 0:
            raise ValueError(f"{type(self).__name__}: workers must be 0 or more; got {value!r}.")
        self._workers = value

    @property
    def use_multiprocessing(self) -> bool:
        """Whether the workers are processes rather than threads."""
        return self._use_multiprocessing

    @use_multiprocessing.setter
    def use_multiprocessing(self, value: bool) -> None:
        self._use_multiprocessing = bool(value)

    @property
    def max_queue_size(self) -> int:
        """How many batches may be waiting or in work when there are several workers."""
        return self._max_queue_size

    @max_queue_size.setter
    def max_queue_size(self, value: int) -> None:
        if value < 1:
            raise ValueError(f"{type(self).__name__}: max_queue_size must be at least 1; got {value!r}.")
        self._max_queue_size = value

    def __getitem__(self, index: int) -> Any:
        """Batch `index`, to be written by the subclass."""
        raise NotImplementedError(f"{type(self).__name__} must define __getitem__(self, index), which returns one batch.")

    @property
    def num_batches(self) -> int | None:
        """Batches in an epoch, `len(self)`; None, from a subclass that overrides this, if they never end."""
        if not hasattr(self, "__len__"):
            raise NotImplementedError(
                f"{type(self).__name__} must define __len__(self), the number of batches, or the property num_batches (None if "
                "they never end)."
            )
        return len(self)

    def on_epoch_begin(self) -> None:
        """Called before the first batch of an epoch is computed."""

    def on_epoch_end(self) -> None:
        """Called when an epoch has been trained on, to draw other samples for the next one, for instance."""


class PyDatasetAdapter(DataAdapter):
    """Batches of a `PyDataset`, in order whatever the number of its workers.

    Args:
        dataset: the data set.
        shuffle: whether each epoch has the batches in a new order.
        seed: seed of the shuffles; drawn from Python's `random` if None.
    """

    def __init__(self, dataset: PyDataset, *, shuffle: bool = False, seed: int | None = None) -> None:
        self.dataset = dataset
        self.num_batches = dataset.num_batches
        self.infinite = self.num_batches is None
        self.shuffle = bool(shuffle) and not self.infinite
        self.seed = draw_seed() if seed is None and self.shuffle else seed
        self._processes: WorkerProcesses | None = None

    def epoch(self, epoch: int = 0, start: int = 0) -> Iterator[Batch]:
        self.dataset.on_epoch_begin()
        # The length is asked for again: `on_epoch_end` may have changed it.
        self.num_batches = self.dataset.num_batches
        if self.infinite:
            indices: Iterable[int] = count(start)
        elif self.shuffle:
            indices = permutation(self.seed, epoch, self.num_batches)[start:].tolist()
        else:
            indices = range(start, self.num_batches)
        return batches_of(self._fetch(indices), self._name)

    def peek(self) -> Batch:
        if self.num_batches == 0:
            raise ValueError(f"The {self._name} given as data has no batches: its length is 0.")
        first = fetch(self.dataset, 0)
        self.bare = isinstance(first, Mapping)  # as Keras has it: an array is given in a tuple
        return next(batches_of([first], self._name))

    def on_epoch_end(self) -> None:
        self.dataset.on_epoch_end()

    def state(self, epoch: int, step: int) -> dict[str, Any]:
        return {**super().state(epoch, step), "seed": self.seed}

    def restore(self, state: dict[str, Any]) -> None:
        self.seed = state["seed"]

    def close(self) -> None:
        if self._processes is not None:
            self._processes.close()
            self._processes = None

    @property
    def _name(self) -> str:
        return type(self.dataset).__name__

    def _fetch(self, indices: Iterable[int]) -> Iterator[Any]:
        dataset = self.dataset
        if dataset.use_multiprocessing:
            return self._fetch_in_processes(indices)
        if dataset.workers > 1:
            return self._fetch_in_threads(indices)
        return (fetch(dataset, index) for index in indices)

    def _fetch_in_threads(self, indices: Iterable[int]) -> Iterator[Any]:
        executor = ThreadPoolExecutor(self.dataset.workers, thread_name_prefix=self._name)
        try:
            yield from _in_order(lambda index: executor.submit(fetch, self.dataset, index), indices, self.dataset.max_queue_size)
        finally:
            executor.shutdown(cancel_futures=True)

    def _fetch_in_processes(self, indices: Iterable[int]) -> Iterator[Any]:
        if self._processes is None:
            self._processes = WorkerProcesses(max(self.dataset.workers, 1))
        try:
            self._processes.adopt(self.dataset)
            yield from _in_order(self._processes.submit, indices, self.dataset.max_queue_size)
        except BrokenProcessPool as error:
            self.close()
            raise RuntimeError(
                f"A worker process of the data set {self._name} ended without a word. Either it was killed, as for want of memory, or the "
                'program lacks the guard `if __name__ == "__main__":` around what it does, or the class of the data set cannot be imported '
                "by another process."
            ) from error


def _in_order(submit: Callable[[int], Future], indices: Iterable[int], limit: int) -> Iterator[Any]:
    """The results for the indices, of which at most `limit` are waiting or in work."""
    waiting: deque[Future] = deque()
    try:
        for index in indices:
            waiting.append(submit(index))
            if len(waiting) >= limit:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        for future in waiting:
            future.cancel()
