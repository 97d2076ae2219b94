"""The record of a training run."""

import math
from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np

from multikeras.src.core import lazy
from multikeras.src.core.export import export
from multikeras.src.training.callbacks.callback import Callback, Logs

pandas = lazy.module("pandas", extra="pandas", feature="History.to_frame")
figure = lazy.module("matplotlib.figure", extra="plot", feature="History.plot")
ticker = lazy.module("matplotlib.ticker", extra="plot", feature="History.plot")

COLUMNS = 3


@export("multikeras.callbacks.History")
class History(Callback):
    """Keeps the logs of every epoch; `fit` adds one by itself and returns it.

    Attributes:
        history: name of a metric -> list of its values, one for each epoch that had it.
        epoch: indices of the epochs.

    Example:

    >>> history = multikeras.callbacks.History()
    >>> history.on_train_begin()
    >>> history.on_epoch_end(0, {"loss": 0.5})
    >>> history.on_epoch_end(1, {"loss": 0.25})
    >>> history.history, history.epoch
    ({'loss': [0.5, 0.25]}, [0, 1])
    """

    _kept: ClassVar[tuple[str, ...]] = ("history", "epoch", "_rows")

    def __init__(self) -> None:
        super().__init__()
        self.history: dict[str, list] = {}
        self.epoch: list[int] = []
        self._rows: list[dict[str, Any]] = []

    def on_train_begin(self, logs: Logs = None) -> None:
        self.epoch = []

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        self.epoch.append(epoch)
        self._rows.append({"epoch": epoch, **(logs or {})})
        for name, value in (logs or {}).items():
            self.history.setdefault(name, []).append(value)

    def to_frame(self) -> Any:
        """The history as a table.

        Returns:
            A pandas DataFrame with a row for each epoch, by whose index it is indexed, and a column for each metric; NaN where an
            epoch did not have it.

        Raises:
            ImportError: pandas is not installed.

        Example:

        >>> history = multikeras.callbacks.History()
        >>> history.on_epoch_end(0, {"loss": 0.5})
        >>> history.on_epoch_end(1, {"loss": 0.25, "val_loss": 0.75})
        >>> history.to_frame().shape
        (2, 2)
        """
        return pandas.DataFrame(self._rows, columns=["epoch", *self.history]).set_index("epoch")

    def plot(self, metrics: Sequence[str] | None = None) -> Any:
        """Draw how the metrics went over the epochs, each with that of validation.

        Args:
            metrics: names of the metrics, without `val_`; all that are numbers when None.

        Returns:
            A matplotlib Figure: notebooks show it, `figure.savefig("history.png")` writes it.

        Raises:
            ImportError: matplotlib is not installed.
            ValueError: there is no such metric, or nothing to draw.

        Example:

        >>> history = multikeras.callbacks.History()
        >>> for epoch, loss in enumerate([0.5, 0.25, 0.125]):
        ...     history.on_epoch_end(epoch, {"loss": loss, "val_loss": 2 * loss})
        >>> [axes.get_title() for axes in history.plot().axes]
        ['loss']
        """
        known = dict.fromkeys(name.removeprefix("val_") for name, values in self.history.items() if np.ndim(values[0]) == 0)
        wanted = list(known) if metrics is None else list(metrics)
        unknown = [name for name in wanted if name not in known]
        if unknown or not wanted:
            raise ValueError(f"History.plot: there are no values of {unknown or 'any metric'}; the history has {list(known)}.")
        rows, columns = math.ceil(len(wanted) / COLUMNS), min(len(wanted), COLUMNS)
        drawing = figure.Figure(figsize=(4 * columns, 3 * rows), layout="constrained")
        for place, name in enumerate(wanted, start=1):
            axes = drawing.add_subplot(rows, columns, place)
            for key, label, style in ((name, "training", "-"), (f"val_{name}", "validation", "--")):
                points = [(row["epoch"] + 1, row[key]) for row in self._rows if key in row]
                if points:
                    axes.plot(*zip(*points, strict=True), style, marker=".", label=label)
            axes.set_title(name)
            axes.set_xlabel("epoch")
            axes.xaxis.set_major_locator(ticker.MaxNLocator(integer=True))
            axes.grid(alpha=0.3)
            if len(axes.lines) > 1:
                axes.legend()
        return drawing
