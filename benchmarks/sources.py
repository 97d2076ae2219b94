"""Sources of batches: as `fit` takes them, and as a loop by hand goes through them."""

import itertools
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np

Batches = Iterable[tuple[Any, Any]]


class Source(ABC):
    """Rows of inputs and labels in batches, in their order."""

    @abstractmethod
    def by_hand(self, inputs: np.ndarray, labels: np.ndarray, batch: int) -> Callable[[], Batches]:
        """What gives the batches of an epoch."""

    @abstractmethod
    def for_fit(self, keras: Any, inputs: np.ndarray, labels: np.ndarray, batch: int) -> dict[str, Any]:
        """Arguments of `fit`."""


def slices(inputs: Any, labels: Any, batch: int) -> Iterator[tuple[Any, Any]]:
    for start in range(0, len(inputs), batch):
        yield inputs[start : start + batch], labels[start : start + batch]


class Generator(Source):
    """A Python generator that never ends."""

    def by_hand(self, inputs, labels, batch):
        return lambda: slices(inputs, labels, batch)

    def for_fit(self, keras, inputs, labels, batch):
        endless = itertools.chain.from_iterable(slices(inputs, labels, batch) for _ in itertools.count())
        return {"x": (pair for pair in endless), "steps_per_epoch": len(inputs) // batch}


class IndexedBatches(Source):
    """`PyDataset` without workers; by hand, a call with each index."""

    def by_hand(self, inputs, labels, batch):
        def batch_at(index: int) -> tuple[Any, Any]:
            return inputs[index * batch : (index + 1) * batch], labels[index * batch : (index + 1) * batch]

        return lambda: map(batch_at, range(len(inputs) // batch))

    def for_fit(self, keras, inputs, labels, batch):
        class Dataset(keras.utils.PyDataset):
            def __len__(self):
                return len(inputs) // batch

            def __getitem__(self, index):
                return inputs[index * batch : (index + 1) * batch], labels[index * batch : (index + 1) * batch]

        return {"x": Dataset()}


class TorchLoader(Source):
    """`torch.utils.data.DataLoader` over tensors."""

    def by_hand(self, inputs, labels, batch):
        loader = self._loader(inputs, labels, batch)
        return lambda: loader

    def for_fit(self, keras, inputs, labels, batch):
        return {"x": self._loader(inputs, labels, batch)}

    def _loader(self, inputs: np.ndarray, labels: np.ndarray, batch: int) -> Any:
        import torch
        from torch.utils import data

        return data.DataLoader(data.TensorDataset(torch.as_tensor(inputs), torch.as_tensor(labels)), batch_size=batch)


class TFDataset(Source):
    """`tf.data.Dataset` over tensors."""

    def by_hand(self, inputs, labels, batch):
        dataset = self._dataset(inputs, labels, batch)
        return lambda: dataset

    def for_fit(self, keras, inputs, labels, batch):
        return {"x": self._dataset(inputs, labels, batch)}

    def _dataset(self, inputs: np.ndarray, labels: np.ndarray, batch: int) -> Any:
        import tensorflow as tf

        return tf.data.Dataset.from_tensor_slices((np.asarray(inputs), np.asarray(labels))).batch(batch, drop_remainder=True)


class GrainDataset(Source):
    """`grain.MapDataset` over rows."""

    def by_hand(self, inputs, labels, batch):
        dataset = self._dataset(inputs, labels, batch)
        return lambda: dataset

    def for_fit(self, keras, inputs, labels, batch):
        return {"x": self._dataset(inputs, labels, batch)}

    def _dataset(self, inputs: np.ndarray, labels: np.ndarray, batch: int) -> Any:
        import grain

        return grain.MapDataset.source(Rows(np.asarray(inputs), np.asarray(labels))).batch(batch)


class Rows:
    """Single samples by index."""

    def __init__(self, inputs: np.ndarray, labels: np.ndarray):
        self.inputs = inputs
        self.labels = labels

    def __len__(self) -> int:
        return len(self.inputs)

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        return self.inputs[index], self.labels[index]
