"""`tf.data.Dataset`, told by its class; TensorFlow is not imported."""

from collections.abc import Iterator
from typing import Any

from multikeras.src.core import lazy, tree
from multikeras.src.training.data.sparse_array import is_sparse, to_rows
from multikeras.src.training.data.stream import StreamAdapter

INFINITE, UNKNOWN = -1, -2
"""Cardinalities of data sets."""


def is_tf_dataset(x: Any) -> bool:
    # TensorFlow's public module is itself loaded lazily; these are there whenever such an object is.
    return lazy.is_instance_of(x, "tensorflow.python.data.ops.dataset_ops", "DatasetV2")


def is_distributed_dataset(x: Any) -> bool:
    return lazy.is_instance_of(x, "tensorflow.python.types.distribute", "DistributedDatasetInterface")


class TFDatasetAdapter(StreamAdapter):
    """Batches of a `tf.data.Dataset` that was batched by its owner, as tensors of TensorFlow.

    Epoch `n` is the `n`th iterator that is made of the data set, so that a run that is resumed in a new process sees the shuffles
    of the one before, if the data set or TensorFlow has a seed.

    Args:
        source: the data set.

    Raises:
        ValueError: if it was not batched, or yields ragged tensors.
    """

    def __init__(self, source: Any) -> None:
        super().__init__(source)
        specs = [spec for spec in tree.flatten(source.element_spec) if hasattr(spec, "shape")]
        for spec in specs:
            if spec.shape.rank == 0:
                raise ValueError("The tf.data.Dataset given as data yields single samples; batch it: `dataset.batch(32)`.")
            if type(spec).__name__ == "RaggedTensorSpec":
                raise ValueError(
                    "The tf.data.Dataset given as data yields ragged tensors. Pad them: `dataset.map(lambda x, y: (x.to_tensor(), y))`."
                )
        cardinality = int(source.cardinality())
        self.infinite = cardinality == INFINITE
        self.num_batches = None if cardinality in (INFINITE, UNKNOWN) else cardinality
        self.batch_size = specs[0].shape[0] if specs[0].shape.rank else None
        self._has_sparse = any(type(spec).__name__ == "SparseTensorSpec" for spec in specs)
        self._opened = 0

    def open(self, epoch: int, start: int) -> Iterator[Any]:
        while self._opened < epoch:
            iter(self.source)
            self._opened += 1
        self._opened += 1
        source = self.source.skip(start) if start else self.source
        if not self._has_sparse:
            return iter(source)
        return (tree.map_structure(lambda x: to_rows(x, "x") if is_sparse(x) else x, data) for data in source)
