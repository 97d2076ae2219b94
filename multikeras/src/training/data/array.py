"""Batches of arrays that are at hand."""

import math
import random
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from multikeras.src.core import threefry, tree
from multikeras.src.training.data.adapter import DataAdapter
from multikeras.src.training.data.batch import Batch
from multikeras.src.training.data.class_weight import apply_class_weight
from multikeras.src.training.data.host_array import cast_to_floatx, to_arrays


def draw_seed() -> int:
    """A seed from Python's generator, which `multikeras.utils.set_random_seed` sets."""
    return random.randrange(2**31)


def permutation(seed: int, epoch: int, n: int) -> np.ndarray:
    """The order of `n` things in an epoch: the same on every backend and in a run that was resumed."""
    return np.asarray(threefry.permutation(threefry.fold_in(threefry.key(seed), epoch), n))


def row_order(shuffle: bool | str, seed: int | None, epoch: int, size: int, batch_size: int) -> np.ndarray | None:
    """The rows in the order of an epoch; None if it is that of the data. With `shuffle="batch"` whole batches change places."""
    if shuffle == "batch":
        full, count = size // batch_size, math.ceil(size / batch_size)
        first = np.append(permutation(seed, epoch, full), np.arange(full, count)) * batch_size
        return (first[:, None] + np.arange(batch_size)).ravel()[:size]
    return permutation(seed, epoch, size) if shuffle else None


class ArrayAdapter(DataAdapter):
    """Batches of consecutive rows of arrays, or of rows drawn without replacement.

    Args:
        x: inputs: NumPy arrays, lists, data frames, CPU tensors of any framework, or a nest of these.
        y: targets of the same kinds, or None.
        sample_weight: weights of the samples, or None.
        batch_size: rows in a batch; the last batch of an epoch has what remains.
        shuffle: whether each epoch has a new order; `"batch"` keeps neighbouring rows together and shuffles whole batches,
            which suits data on disk.
        class_weight: class index -> weight, for labels of one output.
        seed: seed of the shuffles; drawn from Python's `random` if None.

    Raises:
        ValueError: if the numbers of rows differ, or there are none.
    """

    bare = True

    def __init__(
        self,
        x: Any,
        y: Any = None,
        sample_weight: Any = None,
        *,
        batch_size: int = 32,
        shuffle: bool | str = False,
        class_weight: Mapping[int, float] | None = None,
        seed: int | None = None,
    ) -> None:
        if shuffle not in (True, False, "batch"):
            raise ValueError(f"shuffle must be True, False or 'batch'; got {shuffle!r}.")
        if isinstance(batch_size, bool) or not isinstance(batch_size, int | np.integer) or batch_size < 1:
            raise ValueError(f"batch_size must be a positive int; got {batch_size!r}.")
        x, y, sample_weight = to_arrays(x, "x"), to_arrays(y, "y"), to_arrays(sample_weight, "sample_weight")
        self.size = count_rows({"x": x, "y": y, "sample_weight": sample_weight})
        if class_weight is not None:
            sample_weight = apply_class_weight(y, class_weight, sample_weight)
        self._structure = (x, y, sample_weight) if sample_weight is not None else (x, y) if y is not None else (x,)
        self.leaves = tree.flatten(self._structure)
        self._flat = len(self.leaves) == len(self._structure) and not any(map(tree.is_nested, self._structure))
        self.batch_size = int(batch_size)
        self.num_batches = math.ceil(self.size / batch_size)
        self.shuffle = shuffle
        self.seed = draw_seed() if seed is None and shuffle else seed

    def epoch(self, epoch: int = 0, start: int = 0) -> Iterator[Batch]:
        order = self.order(epoch)
        for index in range(start, self.num_batches):
            yield self.batch(order, index)

    def order(self, epoch: int) -> np.ndarray | None:
        """The rows in the order of an epoch; None if it is that of the data."""
        return row_order(self.shuffle, self.seed, epoch, self.size, self.batch_size)

    def rows(self, order: np.ndarray | None, index: int, count: int = 1) -> slice | np.ndarray:
        """Which rows are in `count` batches from `index` on."""
        part = slice(index * self.batch_size, (index + count) * self.batch_size)
        if order is None:
            return part
        return slice(order[part.start], order[part.start] + self.batch_size) if self.shuffle == "batch" and count == 1 else order[part]

    def batch(self, order: np.ndarray | None, index: int) -> Batch:
        """One batch of an epoch."""
        rows = self.rows(order, index)
        # A slice gives views; `take` is the fastest gather that NumPy has.
        taken = (leaf if leaf is None else leaf[rows] if isinstance(rows, slice) else leaf.take(rows, axis=0) for leaf in self.leaves)
        return self.pack([leaf if leaf is None else cast_to_floatx(leaf) for leaf in taken])

    def pack(self, leaves: list[Any]) -> Batch:
        """A batch of arrays that are in the order of `leaves`."""
        return tuple(leaves) if self._flat else tree.pack_sequence_as(self._structure, leaves)

    def state(self, epoch: int, step: int) -> dict[str, Any]:
        return {**super().state(epoch, step), "seed": self.seed}

    def restore(self, state: dict[str, Any]) -> None:
        self.seed = state["seed"]


def count_rows(arrays: dict[str, Any]) -> int:
    """The number of rows that all arrays of a nest have in common.

    Raises:
        ValueError: if the numbers differ, or there are no rows.
    """
    sizes = {}
    for path, leaf in tree.flatten_with_path(arrays):
        if leaf is not None:
            sizes[path[0] + "".join(f"[{key!r}]" for key in path[1:])] = len(leaf)
    listed = ", ".join(f"{name}: {size}" for name, size in sizes.items())
    if len(set(sizes.values())) > 1:
        raise ValueError(f"All arrays must have the same number of rows (samples, the first axis); got {listed}.")
    if not sizes or not next(iter(sizes.values())):
        raise ValueError(f"There are no samples to work on; got {listed or 'no arrays'}.")
    return next(iter(sizes.values()))
