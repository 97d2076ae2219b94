"""Checkpoints of a training run."""

import os
import pathlib
import warnings
from typing import ClassVar

from multikeras.src.core.export import export
from multikeras.src.saving.training_state import read_training_state, write_training_state
from multikeras.src.training.callbacks.callback import Callback, Logs
from multikeras.src.training.callbacks.save_frequency import SaveFrequency
from multikeras.src.training.trainer import Position


@export("multikeras.callbacks.TrainingCheckpoint")
class TrainingCheckpoint(Callback):
    """Keeps the last checkpoints of a run of `fit`, from which it goes on after an interruption and ends as one that ran through.

    A checkpoint is one file with the weights, the state of the optimizer, of the metrics and of the randomness, the epoch, the step and
    the position in the data, and what the other callbacks remember: `EarlyStopping` its patience, `History` the epochs before. It is
    written completely or not at all, so that a run may be killed at any time.

    When `fit` is called again with the same arguments, on a model that was built and compiled in the same way, it goes on from the last
    checkpoint. Sources of data must give the same batches again: arrays do, also with `shuffle`.

    Args:
        directory: folder of this run alone; it is made if it does not exist.
        save_freq: `"epoch"`, or after how many batches a checkpoint is written; batches are counted through the epochs.
        keep: how many checkpoints are kept. If the last cannot be read, the one before is taken.
        resume: whether to go on from what is in the folder, or the path of a checkpoint to go on from.

    Attributes:
        checkpoints: paths of the files that are in the folder, the oldest first.

    Raises:
        ValueError: if an argument has no meaning, or, when training begins, if the checkpoint was made of another model.
        OSError: if no checkpoint can be read, or one cannot be written; those before it are whole.

    Example:

    >>> import tempfile
    >>> folder = tempfile.mkdtemp()
    >>> def fit(epochs):
    ...     model = multikeras.Sequential([multikeras.layers.Dense(1)])
    ...     model.compile("sgd", "mse")
    ...     checkpoint = multikeras.callbacks.TrainingCheckpoint(folder)
    ...     return model.fit(np.ones((8, 2)), np.ones((8, 1)), epochs=epochs, verbose=0, callbacks=[checkpoint])
    >>> fit(epochs=2).epoch
    [0, 1]
    >>> fit(epochs=3).epoch  # one epoch was left to train
    [0, 1, 2]
    """

    outermost: ClassVar[bool] = True

    def __init__(
        self,
        directory: str | os.PathLike,
        save_freq: str | int = "epoch",
        keep: int = 3,
        resume: bool | str | os.PathLike = True,
    ) -> None:
        super().__init__()
        owner = type(self).__name__
        if not os.fspath(directory):
            raise ValueError(f"{owner}: the path of the folder must not be empty.")
        if isinstance(keep, bool) or not isinstance(keep, int) or keep < 1:
            raise ValueError(f"{owner}: keep must be a positive number of checkpoints; got {keep!r}.")
        self.save_freq = save_freq
        self.keep = keep
        self.resume = resume
        self._folder = pathlib.Path(directory)
        self._frequency = SaveFrequency(save_freq, owner)

    @property
    def checkpoints(self) -> list[pathlib.Path]:
        return sorted(self._folder.glob("checkpoint-*.h5"))

    def listens_to(self, hook: str) -> bool:
        return super().listens_to(hook) and (hook != "on_train_batch_end" or not self._frequency.by_epoch)

    def on_train_begin(self, logs: Logs = None) -> None:
        position = self._position()
        self._folder.mkdir(parents=True, exist_ok=True)
        for unfinished in self._folder.glob(".checkpoint-*.h5.*.part"):
            unfinished.unlink()  # of a run that was killed while it wrote
        self._restore(position)
        self._frequency.since_save, self._frequency.done = 0, position.step

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        # A run that is ended within an epoch still has the end of the epoch before it, which a run that went on would not know.
        if self._frequency.is_due(batch) and not self.model.stop_training:
            self._save()

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        self._frequency.done = 0
        if self._frequency.by_epoch:
            self._save()

    def _position(self) -> Position:
        position = self.model._position
        if position is None:
            raise RuntimeError(
                f"{type(self).__name__} works in `model.fit` only: a training loop of your own must keep its position itself."
            )
        return position

    def _save(self) -> None:
        before = self.checkpoints
        number = int(before[-1].stem.partition("-")[2]) + 1 if before else 0
        try:
            write_training_state(self._folder / f"checkpoint-{number:08d}.h5", self.model, self._position())
        except OSError as error:
            if before:
                error.add_note(f"The checkpoint before it, {str(before[-1])!r}, is whole: once there is room, `fit` goes on from there.")
            raise
        for old in self.checkpoints[: -self.keep]:
            old.unlink()

    def _restore(self, position: Position) -> None:
        if not self.resume:
            return
        files = self.checkpoints[::-1] if self.resume is True else [pathlib.Path(self.resume)]
        for path in files:
            try:
                read_training_state(path, self.model, position)
            except OSError as error:
                text = f"{type(self).__name__}: {str(path)!r} cannot be read ({error})"
                if path == files[-1]:
                    raise OSError(f"{text}. Delete it to begin anew.") from error
                warnings.warn(f"{text}; going on from the one before.", stacklevel=2)
            else:
                return
