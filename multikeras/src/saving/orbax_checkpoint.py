"""Saving with Orbax as the model is trained."""

import os
from typing import Any

from multikeras.src.core.export import export
from multikeras.src.saving.orbax_folder import OrbaxFolder, ocp
from multikeras.src.training.callbacks.callback import Logs
from multikeras.src.training.callbacks.model_checkpoint import Checkpointing


@export("multikeras.callbacks.OrbaxCheckpoint")
class OrbaxCheckpoint(Checkpointing):
    """Saves the model, or its weights, with Orbax, by default while the training goes on.

    Each checkpoint is a folder below `directory`, named for the epoch, counted from 0, or for the number of batches. A run that begins in
    a folder with checkpoints counts on after the last of them where it would otherwise stand before it. A checkpoint is there completely
    or not at all.

    `multikeras.saving.load_model(directory)` and `model.load_weights(directory)` read the latest checkpoint, or the one whose folder they
    are given. Where the randomness and the data stand is not kept: for that there is `BackupAndRestore`.

    Args:
        directory: folder of the checkpoints.
        monitor: name of the metric that tells which model is best.
        verbose: 1 to say what is saved.
        save_best_only: whether to save only when the metric is better than at all saves before.
        mode: `"min"` if smaller values are better, `"max"` if larger ones are, `"auto"` to tell from the metric.
        save_freq: `"epoch"`, or a number of batches; batches are counted through the epochs.
        initial_value_threshold: value of the metric that must be beaten by the first save, for a run that goes on from another.
        max_to_keep: number of checkpoints that are kept, the latest; all when None.
        save_on_background: whether the training goes on while a checkpoint is written. The weights are copied first.
        save_weights_only: whether to save the weights only, without the architecture and the state of the optimizer.

    Attributes:
        best: value of the metric at the best save so far.

    Raises:
        ImportError: Orbax is not installed.
        ValueError: an argument has no meaning.

    Example:

    >>> import os, tempfile
    >>> folder = tempfile.mkdtemp()
    >>> checkpoint = multikeras.callbacks.OrbaxCheckpoint(folder)
    >>> model = multikeras.Sequential([multikeras.Input((2,)), multikeras.layers.Dense(1)])
    >>> checkpoint.set_model(model)
    >>> checkpoint.on_epoch_end(0, {"loss": 0.5})
    >>> checkpoint.on_train_end()
    >>> os.listdir(folder)
    ['0']
    >>> multikeras.saving.load_model(folder).output_shape
    (None, 1)
    """

    def __init__(
        self,
        directory: str | os.PathLike,
        monitor: str = "val_loss",
        verbose: int = 0,
        save_best_only: bool = False,
        mode: str = "auto",
        save_freq: str | int = "epoch",
        initial_value_threshold: float | None = None,
        max_to_keep: int | None = 1,
        save_on_background: bool = True,
        save_weights_only: bool = False,
    ) -> None:
        super().__init__(monitor, verbose, save_best_only, save_weights_only, mode, save_freq, initial_value_threshold)
        if max_to_keep is not None and (isinstance(max_to_keep, bool) or not isinstance(max_to_keep, int) or max_to_keep < 1):
            raise ValueError(f"OrbaxCheckpoint: max_to_keep must be a positive int or None; got {max_to_keep!r}.")
        if not os.fspath(directory):
            raise ValueError("OrbaxCheckpoint: directory must be the path of a folder; got ''.")
        self.directory = os.fspath(directory)
        self.max_to_keep = max_to_keep
        self.save_on_background = save_on_background
        self._folder: OrbaxFolder | None = None
        self._batches = 0

    def set_model(self, model: Any) -> None:
        super().set_model(model)
        if self._folder is None:
            self._folder = OrbaxFolder(self.directory, create=True, max_to_keep=self.max_to_keep, background=self.save_on_background)
            latest = self._folder.latest_step
            self._batches = 0 if latest is None else latest

    def on_train_end(self, logs: Logs = None) -> None:
        if self._folder is not None:
            self._folder.close()
            self._folder = None

    def wait_until_finished(self) -> None:
        """Return when all that was saved is on disk."""
        if self._folder is not None:
            self._folder.wait()

    def is_multihost_enabled(self) -> bool:
        """Whether several processes train together, as JAX sees it."""
        return ocp.multihost.process_count() > 1

    def is_primary_host(self) -> bool:
        """Whether this process is the first of those that train together."""
        return ocp.multihost.process_index() == 0

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        self._batches += batch + 1 - self._frequency.done
        super().on_train_batch_end(batch, logs)

    def _write(self, epoch: int, batch: int | None, logs: Logs) -> str:
        latest = self._folder.latest_step
        number = epoch if batch is None else self._batches
        step = number if latest is None else max(number, latest + 1)
        return str(self._folder.save(step, self.model, weights_only=self.save_weights_only))
