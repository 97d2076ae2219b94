"""The logs of each epoch as a table in a file."""

import csv
import os
import pathlib
from collections.abc import Iterable
from typing import Any

import numpy as np

from multikeras.src.core.atomic import replacing
from multikeras.src.core.export import export
from multikeras.src.training.callbacks.callback import Callback, Logs


@export("multikeras.callbacks.CSVLogger")
class CSVLogger(Callback):
    """Writes a line for each epoch, which is on disk as soon as the epoch has ended.

    Args:
        filename: path of the file.
        separator: what stands between the columns.
        append: whether to add lines to a file that exists, under its header, rather than to replace it.

    The columns are `epoch` and the metrics. A metric that an epoch lacks is `NA`; one that first appears later, as those of
    validation do with `validation_freq`, gets a column of its own.

    Example:

    >>> import tempfile
    >>> path = tempfile.mkdtemp() + "/log.csv"
    >>> logger = multikeras.callbacks.CSVLogger(path)
    >>> logger.on_train_begin()
    >>> logger.on_epoch_end(0, {"loss": 0.5})
    >>> logger.on_train_end()
    >>> print(open(path).read().strip())
    epoch,loss
    0,0.5
    """

    def __init__(self, filename: str | os.PathLike, separator: str = ",", append: bool = False) -> None:
        super().__init__()
        self.filename = os.fspath(filename)
        self._path = pathlib.Path(filename)
        self.separator = separator
        self.append = append
        self._columns: list[str] = []

    def state_dict(self) -> dict[str, Any]:
        return {"table": self._path.read_text(), "columns": self._columns}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self._columns = state["columns"]
        with replacing(self._path) as draft:
            draft.write_text(state["table"])

    def on_train_begin(self, logs: Logs = None) -> None:
        self._columns = []
        if self.append and self._path.exists():
            self._columns = self._read()[0]
        else:
            self._path.write_text("")

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        row = {"epoch": epoch, **{name: _cell(value) for name, value in (logs or {}).items()}}
        new = [name for name in row if name not in self._columns]
        if new:
            _, rows = self._read()
            self._columns += new
            # Widening the table rewrites it; the file is replaced as a whole, so that a kill leaves the one or the other.
            with replacing(self._path) as draft, draft.open("w", newline="") as file:
                self._write(file, [*rows, row], header=True)
        else:
            self._append(row)

    def on_train_end(self, logs: Logs = None) -> None:
        self._columns = []

    def _append(self, row: dict[str, Any]) -> None:
        size = self._path.stat().st_size
        try:
            with self._path.open("a", newline="") as file:
                self._write(file, [row], header=False)
        except OSError as error:
            os.truncate(self._path, size)  # no half line on a full disk
            text = f"CSVLogger: epoch {row['epoch']} could not be added to {self.filename!r}, which holds those before: {error}"
            raise OSError(error.errno, text) from error

    def _read(self) -> tuple[list[str], list[dict[str, Any]]]:
        with self._path.open(newline="") as file:
            reader = csv.DictReader(file, delimiter=self.separator)
            rows = list(reader)
            return list(reader.fieldnames or ()), rows

    def _write(self, file: Any, rows: Iterable[dict[str, Any]], header: bool) -> None:
        writer = csv.DictWriter(file, self._columns, restval="NA", delimiter=self.separator, lineterminator="\n")
        if header:
            writer.writeheader()
        writer.writerows(rows)


def _cell(value: Any) -> Any:
    """Numbers as they are; arrays as `[1, 2]`."""
    if isinstance(value, str) or np.ndim(value) == 0:
        return value
    return "[" + ", ".join(map(str, np.asarray(value).ravel().tolist())) + "]"
