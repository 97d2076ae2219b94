"""Data loaders of the frameworks, told by their classes; no framework is imported, and its tensors are left as they are."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from multikeras.src.core import lazy, tree
from multikeras.src.training.data.adapter import DataAdapter
from multikeras.src.training.data.batch import Batch, as_batch


def is_torch_loader(x: Any) -> bool:
    return lazy.is_instance_of(x, "torch.utils.data", "DataLoader")


def is_tf_dataset(x: Any) -> bool:
    # TensorFlow's public module is itself loaded lazily; this one is there whenever such an object is.
    return lazy.is_instance_of(x, "tensorflow.python.data.ops.dataset_ops", "DatasetV2")


class TorchLoaderAdapter(DataAdapter):
    """Batches of a `torch.utils.data.DataLoader`.

    Args:
        loader: the data loader. A sampler that has `set_epoch`, as the distributed one does, is told the epoch.
    """

    def __init__(self, loader: Any) -> None:
        self.loader = loader
        self.batch_size = loader.batch_size
        # `len` of a loader over a data set without a length raises; asking the data set tells beforehand.
        if hasattr(loader.dataset, "__len__"):
            self.num_batches = len(loader)
            self.size = len(loader.dataset)

    def epoch(self, epoch: int = 0, start: int = 0) -> Iterator[Batch]:
        if hasattr(self.loader.sampler, "set_epoch"):
            self.loader.sampler.set_epoch(epoch)
        for data in islice(self.loader, start, None):
            yield as_batch(data)


class TFDatasetAdapter(DataAdapter):
    """Batches of a `tf.data.Dataset` that was batched by its owner.

    Args:
        dataset: the data set.
    """

    def __init__(self, dataset: Any) -> None:
        self.dataset = dataset
        cardinality = int(dataset.cardinality())
        self.infinite = cardinality == -1  # tf.data.INFINITE_CARDINALITY; -2 stands for unknown
        self.num_batches = cardinality if cardinality >= 0 else None
        self.bare = not isinstance(dataset.element_spec, tuple)
        shape = tree.flatten(dataset.element_spec)[0].shape
        self.batch_size = shape[0] if shape.rank else None

    def epoch(self, epoch: int = 0, start: int = 0) -> Iterator[Batch]:
        for data in self.dataset.skip(start):
            yield as_batch(data)
