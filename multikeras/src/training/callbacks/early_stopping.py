"""Ending the training when it has stopped to get better."""

from typing import ClassVar

import numpy as np

from multikeras.src.core.export import export
from multikeras.src.training.callbacks.callback import Callback, Logs
from multikeras.src.training.callbacks.monitor import Monitor
from multikeras.src.training.progress import message


@export("multikeras.callbacks.EarlyStopping")
class EarlyStopping(Callback):
    """Ends the training when a metric has not improved for some epochs.

    Args:
        monitor: name of the metric in the logs, such as `"val_loss"`.
        min_delta: how much a value must be better than the best one to count as an improvement.
        patience: how many epochs without improvement to bear.
        verbose: 1 to say so when the training is ended.
        mode: `"min"` if smaller values are better, `"max"` if larger ones are, `"auto"` to tell from the metric.
        baseline: a value that must be beaten: an epoch that is better than the best so far, but not than this, does not end the
            training, but does not renew the patience either.
        restore_best_weights: whether to put back the weights of the best epoch at the end, whether the training was ended early
            or not. They are kept in memory.
        start_from_epoch: index of the first epoch that counts.

    Attributes:
        best: the best value so far.
        best_epoch: index of its epoch.
        stopped_epoch: index of the epoch after which the training was ended, 0 if it was not.

    Raises:
        ValueError: if `mode` is none of the three, or, when the training begins, if `"auto"` cannot tell.

    Example:

    >>> stopper = multikeras.callbacks.EarlyStopping(monitor="val_accuracy", patience=2)
    >>> model = multikeras.Sequential([multikeras.layers.Dense(1)])
    >>> stopper.set_model(model)
    >>> stopper.on_train_begin()
    >>> for epoch, accuracy in enumerate([0.5, 0.7, 0.6, 0.65]):
    ...     stopper.on_epoch_end(epoch, {"val_accuracy": accuracy})
    >>> model.stop_training, stopper.best, stopper.best_epoch
    (True, 0.7, 1)
    """

    _kept: ClassVar[tuple[str, ...]] = ("wait", "stopped_epoch", "best", "best_epoch", "best_weights")

    def __init__(
        self,
        monitor: str = "val_loss",
        min_delta: float = 0,
        patience: int = 0,
        verbose: int = 0,
        mode: str = "auto",
        baseline: float | None = None,
        restore_best_weights: bool = False,
        start_from_epoch: int = 0,
    ) -> None:
        super().__init__()
        self.monitor = monitor
        self.min_delta = min_delta
        self.patience = patience
        self.verbose = verbose
        self.mode = mode
        self.baseline = baseline
        self.restore_best_weights = restore_best_weights
        self.start_from_epoch = start_from_epoch
        self._metric = Monitor(monitor, mode, "EarlyStopping", min_delta)
        self.wait = 0
        self.stopped_epoch = 0
        self.best: float | None = None
        self.best_epoch = 0
        self.best_weights: list | None = None

    def get_monitor_value(self, logs: Logs) -> float | None:
        """The watched value; None, with a warning that lists what there is, if the logs lack it."""
        return self._metric.read(logs, "training is not ended early")

    def on_train_begin(self, logs: Logs = None) -> None:
        self._metric.resolve(self.model)
        self.wait = 0
        self.stopped_epoch = 0
        self.best = None
        self.best_epoch = 0
        self.best_weights = None

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        value = self.get_monitor_value(logs)
        if value is None or epoch < self.start_from_epoch:
            return
        self.wait += 1
        if self._metric.is_better(value, self._metric.worst if self.best is None else self.best):
            self.best, self.best_epoch = value, epoch
            if self.restore_best_weights:
                # Copies: an array of a weight may share its memory, which training goes on to overwrite.
                self.best_weights = [np.array(weight) for weight in self.model.get_weights()]
            if self.baseline is None or self._metric.is_better(value, self.baseline):
                self.wait = 0
        # The very first epoch is let pass even if it gives NaN.
        elif self.wait >= self.patience and epoch > 0:
            self.stopped_epoch = epoch
            self.model.stop_training = True

    def on_train_end(self, logs: Logs = None) -> None:
        if self.verbose and self.stopped_epoch:
            message(f"Epoch {self.stopped_epoch + 1}: early stopping")
        if self.best_weights is not None:
            if self.verbose:
                message(f"Restoring the weights of the best epoch, {self.best_epoch + 1}.")
            self.model.set_weights(self.best_weights)
