"""Saving the model as it is trained."""

import os
import pathlib
from typing import Any

from multikeras.src.core.export import export
from multikeras.src.training.callbacks.callback import Callback, Logs
from multikeras.src.training.callbacks.monitor import Monitor
from multikeras.src.training.callbacks.save_frequency import SaveFrequency
from multikeras.src.training.progress import message

MODEL_ENDINGS = (".keras", ".h5")
WEIGHTS_ENDINGS = (".weights.h5", ".weights.json", ".safetensors")


class Checkpointing(Callback):
    """Saves something of the model after epochs or every so many batches: all of a checkpoint but what is written, and where."""

    def __init__(
        self,
        monitor: str,
        verbose: int,
        save_best_only: bool,
        save_weights_only: bool,
        mode: str,
        save_freq: str | int,
        initial_value_threshold: float | None,
    ) -> None:
        super().__init__()
        owner = type(self).__name__
        self.monitor = monitor
        self.verbose = verbose
        self.save_best_only = save_best_only
        self.save_weights_only = save_weights_only
        self.mode = mode
        self.save_freq = save_freq
        self.best = initial_value_threshold
        self._metric = Monitor(monitor, mode, owner)
        self._frequency = SaveFrequency(save_freq, owner)
        self._epoch = 0

    def listens_to(self, hook: str) -> bool:
        return super().listens_to(hook) and (hook != "on_train_batch_end" or not self._frequency.by_epoch)

    def state_dict(self) -> dict[str, Any]:
        return {"best": self.best, "since_save": self._frequency.since_save, "done": self._frequency.done}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self.best = state["best"]
        self._frequency.since_save, self._frequency.done = state["since_save"], state["done"]

    def set_model(self, model: Any) -> None:
        super().set_model(model)
        if self.save_best_only:
            self._metric.resolve(model)

    def on_train_begin(self, logs: Logs = None) -> None:
        self._frequency.done = 0  # a run before may have been interrupted in the middle of an epoch

    def on_epoch_begin(self, epoch: int, logs: Logs = None) -> None:
        self._epoch = epoch

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        if self._frequency.is_due(batch):
            self._save(self._epoch, batch, logs)

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        self._frequency.done = 0
        if self._frequency.by_epoch:
            self._save(epoch, None, logs)

    def _save(self, epoch: int, batch: int | None, logs: Logs) -> None:
        value = self.best
        if self.save_best_only:
            value = self._metric.read(logs, "nothing is saved")
            if value is None:
                return
            best = self._metric.worst if self.best is None else self.best
            if not self._metric.is_better(value, best):
                self._say(f"Epoch {epoch + 1}: {self.monitor} did not improve from {best:.5g}")
                return
            self._say(f"Epoch {epoch + 1}: {self.monitor} improved from {best:.5g} to {value:.5g}")
        path = self._write(epoch, batch, logs)
        self.best = value
        self._say(f"Epoch {epoch + 1}: saved {'weights' if self.save_weights_only else 'model'} to {path}")

    def _write(self, epoch: int, batch: int | None, logs: Logs) -> str:
        """Save, and tell where to.

        Args:
            epoch: index of the epoch, from 0.
            batch: index of the batch in the epoch, from 0; None after the epoch.
            logs: the metrics so far.
        """
        raise NotImplementedError

    def _say(self, text: str) -> None:
        if self.verbose:
            message(text)


@export("multikeras.callbacks.ModelCheckpoint")
class ModelCheckpoint(Checkpointing):
    """Saves the model, or its weights, after epochs or every so many batches.

    A file is written completely or not at all: a run that is killed while it saves leaves the file that was there before.

    Args:
        filepath: where to save, a path ending in `.keras`, or in `.weights.h5` with `save_weights_only`. It may have fields
            for the number of the epoch, of the batch, both counted from 1, and for the logs:
            `"{epoch:02d}-{val_loss:.2f}.keras"`. Without fields each save replaces the one before.
        monitor: name of the metric that tells which model is best.
        verbose: 1 to say what is saved.
        save_best_only: whether to save only when the metric is better than at all saves before.
        save_weights_only: whether to save with `model.save_weights` in place of `model.save`.
        mode: `"min"` if smaller values are better, `"max"` if larger ones are, `"auto"` to tell from the metric.
        save_freq: `"epoch"`, or a number of batches; batches are counted through the epochs.
        initial_value_threshold: value of the metric that must be beaten by the first save, for a run that goes on from another.

    Attributes:
        best: value of the metric at the best save so far.

    Raises:
        ValueError: if the path does not end as it should or an argument has no meaning.

    Example:

    >>> import tempfile
    >>> folder = tempfile.mkdtemp()
    >>> checkpoint = multikeras.callbacks.ModelCheckpoint(folder + "/{epoch:02d}.weights.h5", save_weights_only=True)
    >>> model = multikeras.Sequential([multikeras.Input((2,)), multikeras.layers.Dense(1)])
    >>> checkpoint.set_model(model)
    >>> checkpoint.on_epoch_end(0, {"loss": 0.5})
    >>> import os
    >>> os.listdir(folder)
    ['01.weights.h5']
    """

    def __init__(
        self,
        filepath: str | os.PathLike,
        monitor: str = "val_loss",
        verbose: int = 0,
        save_best_only: bool = False,
        save_weights_only: bool = False,
        mode: str = "auto",
        save_freq: str | int = "epoch",
        initial_value_threshold: float | None = None,
    ) -> None:
        self.filepath = os.fspath(filepath)
        endings = WEIGHTS_ENDINGS if save_weights_only else MODEL_ENDINGS
        if not self.filepath.endswith(endings):
            raise ValueError(
                f"ModelCheckpoint: with save_weights_only={save_weights_only} filepath must end in {' or '.join(endings)}; "
                f"got {self.filepath!r}."
            )
        super().__init__(monitor, verbose, save_best_only, save_weights_only, mode, save_freq, initial_value_threshold)

    def _write(self, epoch: int, batch: int | None, logs: Logs) -> str:
        path = self._path(epoch, batch, logs)
        pathlib.Path(path).parent.mkdir(parents=True, exist_ok=True)
        if self.save_weights_only:
            self.model.save_weights(path, overwrite=True)
        else:
            self.model.save(path, overwrite=True)
        return path

    def _path(self, epoch: int, batch: int | None, logs: Logs) -> str:
        fields = {**(logs or {}), "epoch": epoch + 1}
        if batch is not None:
            fields["batch"] = batch + 1
        try:
            return self.filepath.format(**fields)
        except KeyError as error:
            raise KeyError(
                f"ModelCheckpoint: filepath {self.filepath!r} has the field {error}, which is not available. Available: "
                f"{', '.join(fields)}."
            ) from error
