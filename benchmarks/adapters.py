"""What the adapters of data sources cost a batch, beside going through the source by hand: `python -m benchmarks.adapters`."""

import itertools
import statistics
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

import multikeras
from benchmarks.sources import Rows, slices
from multikeras.src.training.data.selection import adapter_for

BATCHES, BATCH, WIDTH, ROUNDS = 1000, 32, 20, 5
X = np.random.default_rng(0).normal(size=(BATCHES * BATCH, WIDTH)).astype("float32")
Y = np.arange(BATCHES * BATCH) % 10
STARTS = range(0, BATCHES * BATCH, BATCH)

Case = tuple[str, Callable[[], Iterable], Callable[[], Any], dict[str, Any]]
"""Name, the loop by hand, the source, and further arguments of the adapter."""


class Restarting:
    """An iterable that begins anew each time."""

    def __iter__(self) -> Iterator:
        return slices(X, Y, BATCH)


class Indexed(multikeras.utils.PyDataset):
    """Batches by index."""

    def __len__(self) -> int:
        return BATCHES

    def __getitem__(self, index: int) -> tuple:
        return X[index * BATCH : (index + 1) * BATCH], Y[index * BATCH : (index + 1) * BATCH]


def own() -> Iterator[Case]:
    order = np.random.default_rng(0).permutation(len(X))
    indexed = Indexed()

    def in_threads() -> Iterator:
        with ThreadPoolExecutor(2) as executor:
            yield from executor.map(indexed.__getitem__, range(BATCHES))

    def shuffled() -> Iterator:
        return ((X.take(order[s : s + BATCH], axis=0), Y.take(order[s : s + BATCH])) for s in STARTS)

    arrays = {"y": Y, "batch_size": BATCH}
    yield "arrays", lambda: slices(X, Y, BATCH), lambda: X, arrays
    yield "arrays, shuffled", shuffled, lambda: X, {**arrays, "shuffle": True}
    yield "iterable", Restarting, Restarting, {}
    yield "PyDataset", lambda: map(indexed.__getitem__, range(BATCHES)), lambda: indexed, {}
    yield "PyDataset, 2 threads", in_threads, lambda: Indexed(workers=2), {}


def of_scipy() -> Iterator[Case]:
    import scipy.sparse

    x = scipy.sparse.random_array((len(X), 1000), density=0.01, rng=np.random.default_rng(0), dtype="float32").tocsr()
    yield "scipy.sparse", lambda: ((x[s : s + BATCH], Y[s : s + BATCH]) for s in STARTS), lambda: x, {"y": Y, "batch_size": BATCH}


def of_torch() -> Iterator[Case]:
    import torch
    from torch.utils import data

    class MapStyle(Rows, data.Dataset):
        pass

    class Streamed(data.IterableDataset):
        def __iter__(self) -> Iterator:
            return zip(X, Y, strict=True)

    tensors = data.TensorDataset(torch.tensor(X), torch.tensor(Y))
    size = {"batch_size": BATCH}
    for name, dataset in {"TensorDataset": tensors, "torch Dataset": MapStyle(X, Y), "IterableDataset": Streamed()}.items():
        loader = data.DataLoader(dataset, **size)
        yield f"{name} (by hand: DataLoader)", lambda loader=loader: loader, lambda dataset=dataset: dataset, size
    loader = data.DataLoader(tensors, **size)
    yield "DataLoader", lambda: loader, lambda: loader, {}


def of_tensorflow() -> Iterator[Case]:
    import tensorflow as tf

    dataset = tf.data.Dataset.from_tensor_slices((X, Y)).batch(BATCH)
    yield "tf.data", lambda: dataset, lambda: dataset, {}


def of_grain() -> Iterator[Case]:
    import grain

    indexed = grain.MapDataset.source(Rows(X, Y)).batch(BATCH)
    streamed = indexed.to_iter_dataset(grain.ReadOptions(num_threads=0))
    yield "grain MapDataset", lambda: map(indexed.__getitem__, range(BATCHES)), lambda: indexed, {}
    yield "grain IterDataset", lambda: iter(streamed), lambda: streamed, {}


def of_hugging_face() -> Iterator[Case]:
    import datasets

    table = datasets.Dataset.from_dict({"x": X, "label": Y}).with_format("numpy")
    stream = table.to_iterable_dataset()
    order = np.random.default_rng(0).permutation(len(X))
    size = {"batch_size": BATCH}
    taken = {"batch_size": BATCH, "shuffle": True}
    yield "datasets.Dataset", lambda: (table[s : s + BATCH] for s in STARTS), lambda: table, size
    yield "datasets.Dataset, shuffled", lambda: (table[order[s : s + BATCH].tolist()] for s in STARTS), lambda: table, taken
    yield "datasets.IterableDataset", lambda: stream.iter(BATCH), lambda: stream, size


def seconds(batches: Iterable) -> float:
    """CPU time for a batch of going through all."""
    begun = time.process_time()
    for _ in batches:
        pass
    return (time.process_time() - begun) / BATCHES


def main() -> None:
    print(f"{'source':36}{'by hand':>12}{'adapter':>12}{'overhead':>12}   us a batch, CPU time, medians of {ROUNDS} rounds")
    groups = (own, of_scipy, of_torch, of_tensorflow, of_grain, of_hugging_face)
    for name, by_hand, source, arguments in itertools.chain.from_iterable(group() for group in groups):
        adapter = adapter_for(source(), **arguments)
        rounds = [(seconds(by_hand()), seconds(adapter.epoch(epoch))) for epoch in range(ROUNDS)]
        hand = statistics.median(first for first, _ in rounds) * 1e6
        overhead = statistics.median(second - first for first, second in rounds) * 1e6
        print(f"{name:36}{hand:12.1f}{hand + overhead:12.1f}{overhead:12.1f}", flush=True)


if __name__ == "__main__":
    main()
