"""Data sets of Hugging Face's `datasets`, told by their classes; the package is not imported."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

import numpy as np

from multikeras.src.core import lazy
from multikeras.src.training.data.adapter import DataAdapter
from multikeras.src.training.data.batch import Batch
from multikeras.src.training.data.host_array import cast_to_floatx
from multikeras.src.training.data.samples import BATCH_SIZE, RowsAdapter
from multikeras.src.training.data.stream import StreamAdapter

TARGETS = ("label", "labels")
"""Columns that are targets unless others are named: so Hugging Face's own data sets and trainer call them."""

_ARRAY_FORMATS = ("numpy", "torch", "jax", "tensorflow", "tf")


def is_hugging_face_data(x: Any) -> bool:
    """Whether `x` is a data set of Hugging Face."""
    return lazy.is_instance_of(x, "datasets", "Dataset", "IterableDataset")


def hugging_face_adapter(
    x: Any,
    *,
    batch_size: int | None = None,
    shuffle: bool | str = False,
    seed: int | None = None,
    targets: str | Sequence[str] | None = None,
    **_: Any,
) -> DataAdapter:
    """The adapter of a data set of Hugging Face.

    Args:
        x: the data set. Unless it has a format of tensors already, its columns come as NumPy arrays.
        batch_size: rows in a batch, 32 if None.
        shuffle: whether each epoch has a new order, for a data set whose rows can be asked for.
        seed: seed of the shuffles.
        targets: the column that is the target, or a list of several; None for those named in `TARGETS`.
    """
    # Without a format, lists of Python numbers would have to be taken apart, which takes far longer.
    if lazy.is_instance_of(x, "datasets", "IterableDataset"):
        return HuggingFaceStreamAdapter(x.with_format("numpy") if _is_plain(x) else x, batch_size=batch_size, targets=targets)
    if x.format["type"] not in _ARRAY_FORMATS:
        x = x.with_format("numpy", columns=x.format["columns"])
    columns = Columns(x.format["columns"], targets)
    return RowsAdapter(x, lambda rows: columns.batch(x[rows]), batch_size=batch_size, shuffle=shuffle, seed=seed)


def _is_plain(x: Any) -> bool:
    formatting = x._formatting
    return formatting is None or formatting.format_type not in _ARRAY_FORMATS


class HuggingFaceStreamAdapter(StreamAdapter):
    """Batches of a `datasets.IterableDataset`, which is told the epoch; an epoch is resumed by drawing the batches drawn before.

    Args:
        source: the data set.
        batch_size: rows in a batch, 32 if None.
        targets: the columns that are targets.
    """

    def __init__(self, source: Any, *, batch_size: int | None = None, targets: str | Sequence[str] | None = None) -> None:
        super().__init__(source)
        self.batch_size = BATCH_SIZE if batch_size is None else batch_size
        self._columns = None if source.column_names is None else Columns(source.column_names, targets)
        self._targets = targets

    def open(self, epoch: int, start: int) -> Iterator[Batch]:
        self.source.set_epoch(epoch)
        for rows in islice(self.source.iter(self.batch_size), start, None):
            if self._columns is None:  # it is not known before there are rows
                self._columns = Columns(list(rows), self._targets)
            yield self._columns.batch(rows)


class Columns:
    """Which columns of a table are inputs and which are targets.

    Args:
        names: names of all columns.
        targets: the column that is the target, or a list of several; None for those named in `TARGETS`.

    Raises:
        ValueError: if there is no such column, or none that is left for the inputs.
    """

    def __init__(self, names: Sequence[str], targets: str | Sequence[str] | None) -> None:
        self.targets = (
            [name for name in TARGETS if name in names] if targets is None else [targets] if isinstance(targets, str) else targets
        )
        unknown = sorted(set(self.targets) - set(names))
        if unknown:
            raise ValueError(f"The data set has no columns {unknown} that could be targets; it has {list(names)}.")
        self.inputs = [name for name in names if name not in self.targets]
        if not self.inputs:
            raise ValueError(f"The data set has no columns besides its targets {self.targets}.")

    def batch(self, columns: dict[str, Any]) -> Batch:
        """The batch of some rows: the only column of inputs or of targets as it is, several as a dict."""
        x = _select(columns, self.inputs)
        return (x, _select(columns, self.targets)) if self.targets else (x,)


def _select(columns: dict[str, Any], names: Sequence[str]) -> Any:
    arrays = {name: _checked(columns[name], name) for name in names}
    return arrays[names[0]] if len(names) == 1 else arrays


def _checked(column: Any, name: str) -> Any:
    if not isinstance(column, np.ndarray):
        if isinstance(column, list):
            raise TypeError(
                f"The column {name!r} of the data set holds lists or objects that make no tensor. Pad its rows to one length, or leave it "
                "out: `dataset.select_columns([...])`."
            )
        return column
    if column.dtype == object:
        raise TypeError(
            f"The column {name!r} of the data set does not make an array: its rows have unequal lengths, or lack values, or hold objects. "
            "Mend it by `dataset.map`, or leave it out: `dataset.select_columns([...])`."
        )
    return cast_to_floatx(column)
