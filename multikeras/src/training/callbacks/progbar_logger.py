"""The progress bar as a callback."""

from multikeras.src.core.export import export
from multikeras.src.training.callbacks.callback import Callback, Logs
from multikeras.src.training.progress import ProgressBar, end_line


@export("multikeras.callbacks.ProgbarLogger")
class ProgbarLogger(Callback):
    """Shows progress and metrics on standard output; `fit`, `evaluate` and `predict` add one unless `verbose=0`.

    It reads the logs of a batch only when the bar is due to be drawn again, some ten times a second.

    Attributes:
        seen: steps of the current epoch that are done. A loop that calls the batch hooks only when `due()` sets it to the
            number of steps before the epoch ends.

    Example:

    >>> logger = multikeras.callbacks.ProgbarLogger()
    >>> logger.set_params({"verbose": 0, "epochs": 1, "steps": 10})
    >>> logger.on_train_begin()
    >>> logger.on_epoch_begin(0)
    >>> logger.on_train_batch_end(0, {"loss": 0.5})
    >>> logger.on_epoch_end(0, {"loss": 0.5})
    """

    def __init__(self) -> None:
        super().__init__()
        self.bar = ProgressBar()
        self._epochs = 1
        self._total: int | None = None
        self.seen = 0
        self._training = False

    def set_params(self, params: dict) -> None:
        super().set_params(params)
        self.bar = ProgressBar(params.get("verbose", "auto"))
        self._epochs = params.get("epochs") or 1
        self._total = params.get("steps")

    def due(self) -> bool:
        """Whether the bar should be drawn again now; asking costs a look at the clock."""
        return self.bar.due()

    def on_train_begin(self, logs: Logs = None) -> None:
        self._training = True

    def on_train_end(self, logs: Logs = None) -> None:
        self._training = False

    def on_exception(self, error: BaseException) -> None:
        self._training = False
        end_line()

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        self._begin(epoch, self._epochs)

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        self._advance(batch, logs)

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        self.bar.end_epoch(self.seen, logs or {})

    def on_test_begin(self, logs: Logs = None) -> None:
        if not self._training:
            self._begin(0, 1)

    def on_test_batch_end(self, batch: int, logs: Logs = None) -> None:
        if not self._training:
            self._advance(batch, logs)

    def on_test_end(self, logs: Logs = None) -> None:
        if not self._training:
            self.bar.end_epoch(self.seen, logs or {})

    def on_predict_begin(self, logs: Logs = None) -> None:
        self._begin(0, 1)

    def on_predict_batch_end(self, batch: int, logs: Logs = None) -> None:
        self._advance(batch, None)

    def on_predict_end(self, logs: Logs = None) -> None:
        self.bar.end_epoch(self.seen, {})

    def _begin(self, epoch: int, epochs: int) -> None:
        self.seen = 0
        self.bar.begin_epoch(epoch, epochs, self._total)

    def _advance(self, batch: int, logs: Logs) -> None:
        self.seen = batch + 1
        if self.bar.due():
            self.bar.update(self.seen, logs or {})
