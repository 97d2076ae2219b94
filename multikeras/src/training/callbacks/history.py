"""The record of a training run."""

from typing import ClassVar

from multikeras.src.core.export import export
from multikeras.src.training.callbacks.callback import Callback, Logs


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

    _kept: ClassVar[tuple[str, ...]] = ("history", "epoch")

    def __init__(self) -> None:
        super().__init__()
        self.history: dict[str, list] = {}
        self.epoch: list[int] = []

    def on_train_begin(self, logs: Logs = None) -> None:
        self.epoch = []

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        self.epoch.append(epoch)
        for name, value in (logs or {}).items():
            self.history.setdefault(name, []).append(value)
