"""Data sets and loaders of `torch.utils.data`, told by their classes; torch is not imported."""

import base64
import sys
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import numpy as np

from multikeras.src.core import lazy
from multikeras.src.training.data.adapter import DataAdapter
from multikeras.src.training.data.array import ArrayAdapter
from multikeras.src.training.data.samples import BATCH_SIZE, RowsAdapter, SamplesAdapter, collate
from multikeras.src.training.data.stream import StreamAdapter

MODULE = "torch.utils.data"


def is_torch_data(x: Any) -> bool:
    """Whether `x` is a loader or a data set of torch."""
    return lazy.is_instance_of(x, MODULE, "DataLoader", "Dataset")


def torch_adapter(x: Any, *, batch_size: int | None = None, shuffle: bool | str = False, seed: int | None = None, **_: Any) -> DataAdapter:
    """The adapter of a loader, which yields batches, or of a data set, which yields samples.

    Raises:
        TypeError: if a data set has neither a length nor an iterator.
    """
    if lazy.is_instance_of(x, MODULE, "DataLoader"):
        return TorchLoaderAdapter(x)
    if lazy.is_instance_of(x, MODULE, "IterableDataset"):
        return SamplesAdapter(x, batch_size=batch_size)
    if lazy.is_instance_of(x, MODULE, "TensorDataset") and len(x.tensors) <= 3:
        return ArrayAdapter(*x.tensors, batch_size=BATCH_SIZE if batch_size is None else batch_size, shuffle=shuffle, seed=seed)
    if not hasattr(x, "__len__"):
        raise TypeError(f"The data set {type(x).__name__} has no __len__, the number of its samples, which its order is drawn from.")

    def fetch(rows: Sequence[int]) -> Any:
        return collate(x.__getitems__(list(rows)) if hasattr(x, "__getitems__") else [x[row] for row in rows])

    return RowsAdapter(x, fetch, batch_size=batch_size, shuffle=shuffle, seed=seed)


class TorchLoaderAdapter(StreamAdapter):
    """Batches of a `torch.utils.data.DataLoader`, whose tensors are left as they are.

    An epoch is resumed with the random numbers that it began with, and by drawing the batches that were drawn before.

    Args:
        source: the data loader. A sampler that has `set_epoch`, as the distributed one does, is told the epoch.
    """

    def __init__(self, source: Any) -> None:
        super().__init__(source)
        self.batch_size = source.batch_size
        # `len` of a loader over a data set without a length raises; asking the data set tells beforehand.
        if hasattr(source.dataset, "__len__"):
            self.num_batches = len(source)
            self.size = len(source.dataset)
        self._began: tuple[int, str] | None = None  # an epoch, and the state of the random numbers at its beginning
        self._restored: tuple[int, str] | None = None

    def open(self, epoch: int, start: int) -> Iterator[Any]:
        if self._restored is not None and self._restored[0] == epoch:
            self._set_random_state(self._restored[1])
        self._restored = None
        self._began = (epoch, self._random_state())
        if hasattr(self.source.sampler, "set_epoch"):
            self.source.sampler.set_epoch(epoch)
        yield from islice(self.source, start, None)

    def state(self, epoch: int, step: int) -> dict[str, Any]:
        began = self._began is not None and self._began[0] == epoch
        return {**super().state(epoch, step), "random": self._began[1] if began else self._random_state()}

    def restore(self, state: dict[str, Any]) -> None:
        self.drop_held()
        self._restored = (state["epoch"], state["random"])

    def _random_state(self) -> str:
        generator = self.source.generator
        torch = sys.modules["torch"]
        state = torch.get_rng_state() if generator is None else generator.get_state()
        return base64.b64encode(state.numpy().tobytes()).decode()

    def _set_random_state(self, text: str) -> None:
        torch = sys.modules["torch"]
        state = torch.from_numpy(np.frombuffer(base64.b64decode(text), np.uint8).copy())
        if self.source.generator is None:
            torch.set_rng_state(state)
        else:
            self.source.generator.set_state(state)
