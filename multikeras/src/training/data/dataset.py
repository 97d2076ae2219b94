"""`PyDataset`: a data set whose batches are computed one at a time, by workers if wanted."""

import multiprocessing
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor, ThreadPoolExecutor
from itertools import count
from typing import Any

from multikeras.src.core.export import export
from multikeras.src.training.data.adapter import DataAdapter
from multikeras.src.training.data.array import draw_seed, permutation
from multikeras.src.training.data.batch import Batch, as_batch


@export(["multikeras.utils.PyDataset", "multikeras.utils.Sequence"])
class PyDataset:
    """A data set that computes batch `i` when asked for it; subclass it and write `__len__` and `__getitem__`.

    `__getitem__(index)` returns one batch, `x`, `(x, y)` or `(x, y, sample_weight)` of arrays or nests of arrays, and
    `__len__` the number of batches. `fit` asks for the batches in a new order in each epoch unless it is told
    `shuffle=False`. Instead of `__len__` the property `num_batches` may be overridden; None there means that the batches
    never end, so that `fit` needs `steps_per_epoch`.

    Args:
        workers: how many threads or processes compute batches ahead; with 0 or 1 the batches are computed one after another.
            With more, `__getitem__` runs in several threads at once and must bear that.
        use_multiprocessing: whether the workers are processes, which helps where `__getitem__` is Python code that holds the
            interpreter's lock. They are started anew for each epoch from a pickled copy of the data set, so what
            `__getitem__` stores in `self` is lost, and scripts need the guard `if __name__ == "__main__":`.
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
        return self._fetch(indices)

    def peek(self) -> Batch:
        return as_batch(_fetch(self.dataset, 0))

    def on_epoch_end(self) -> None:
        self.dataset.on_epoch_end()

    def state(self, epoch: int, step: int) -> dict[str, Any]:
        return {**super().state(epoch, step), "seed": self.seed}

    def restore(self, state: dict[str, Any]) -> None:
        self.seed = state["seed"]

    def _fetch(self, indices: Iterable[int]) -> Iterator[Batch]:
        dataset = self.dataset
        if dataset.workers <= 1 and not dataset.use_multiprocessing:
            for index in indices:
                yield as_batch(_fetch(dataset, index))
            return
        if dataset.use_multiprocessing:
            # A forked child would inherit the locks of the framework's threads; a spawned one starts clean.
            executor: Executor = ProcessPoolExecutor(
                max(dataset.workers, 1), multiprocessing.get_context("spawn"), initializer=_adopt, initargs=(dataset,)
            )
            fetch: Callable[[int], Any] = _fetch_adopted
        else:
            executor = ThreadPoolExecutor(dataset.workers, thread_name_prefix=type(dataset).__name__)

            def fetch(index: int) -> Any:
                return _fetch(dataset, index)

        try:
            for data in _in_order(executor, fetch, indices, dataset.max_queue_size):
                yield as_batch(data)
        finally:
            executor.shutdown(cancel_futures=True)


def _in_order(executor: Executor, fetch: Callable[[int], Any], indices: Iterable[int], limit: int) -> Iterator[Any]:
    """`map(fetch, indices)` with at most `limit` results waiting or in work."""
    waiting: deque[Future] = deque()
    for index in indices:
        waiting.append(executor.submit(fetch, index))
        if len(waiting) >= limit:
            yield waiting.popleft().result()
    while waiting:
        yield waiting.popleft().result()


def _fetch(dataset: PyDataset, index: int) -> Any:
    try:
        return dataset[index]
    except Exception as error:
        error.add_note(f"This was raised while batch {index} of the data set {type(dataset).__name__} was computed.")
        raise


_adopted: list[PyDataset] = []
"""In a worker process: its copy of the data set."""


def _adopt(dataset: PyDataset) -> None:
    _adopted[:] = [dataset]


def _fetch_adopted(index: int) -> Any:
    return _fetch(_adopted[0], index)
