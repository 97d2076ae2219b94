"""Training that goes on after an interruption."""

import json
import os
import pathlib
import warnings
from typing import Any

import numpy as np

from multikeras.src.core.export import export
from multikeras.src.saving.atomic import replacing
from multikeras.src.saving.state_tree import walk
from multikeras.src.saving.weights_file import ReadableStore, WritableStore, find_group, h5py
from multikeras.src.training.callbacks.callback import Callback, Logs
from multikeras.src.training.trainer import Position

LATEST = "training_state.h5"
PREVIOUS = "training_state.previous.h5"


@export("multikeras.callbacks.BackupAndRestore")
class BackupAndRestore(Callback):
    """Lets a run of `fit` that was interrupted go on where it was, and end with the same numbers as one that was not.

    It keeps the weights, the state of the optimizer, of the metrics and of the randomness, and the position in the data. When `fit`
    is called again with the same arguments, it goes on after the last backup. A backup is written completely or not at all, so
    that a run may be killed at any time.

    Sources of data must give the same batches again: arrays do, also with `shuffle`. What other callbacks have counted, and the
    history of the epochs before, is not kept. Put this callback first in the list, so that the others see the restored model.

    Args:
        backup_dir: folder of the backup, of this run alone; it is made if it does not exist.
        save_freq: `"epoch"`, or after how many batches a backup is written; batches are counted through the epochs.
        double_checkpoint: whether the backup before the last is kept too, and used if the last cannot be read.
        delete_checkpoint: whether the backup is deleted when `fit` has come to its end.

    Raises:
        ValueError: if an argument has no meaning, or, when training begins, if the backup does not fit the model.

    Example:

    >>> import tempfile
    >>> backup = multikeras.callbacks.BackupAndRestore(tempfile.mkdtemp())
    >>> model = multikeras.Sequential([multikeras.layers.Dense(1)])
    >>> model.compile("sgd", "mse")
    >>> history = model.fit(np.ones((8, 2)), np.ones((8, 1)), epochs=2, verbose=0, callbacks=[backup])
    >>> history.epoch
    [0, 1]
    """

    def __init__(
        self,
        backup_dir: str | os.PathLike,
        save_freq: str | int = "epoch",
        double_checkpoint: bool = False,
        delete_checkpoint: bool = True,
    ) -> None:
        super().__init__()
        if not os.fspath(backup_dir):
            raise ValueError("BackupAndRestore: backup_dir must be the path of a folder; got ''.")
        if save_freq != "epoch" and (isinstance(save_freq, bool) or not isinstance(save_freq, int) or save_freq < 1):
            raise ValueError(f"BackupAndRestore: save_freq must be 'epoch' or a positive number of batches; got {save_freq!r}.")
        self.backup_dir = os.fspath(backup_dir)
        self.save_freq = save_freq
        self.double_checkpoint = double_checkpoint
        self.delete_checkpoint = delete_checkpoint
        self._folder = pathlib.Path(backup_dir)
        self._batches_since_save = 0
        self._done = 0  # batches of this epoch at the last call

    def listens_to(self, hook: str) -> bool:
        return super().listens_to(hook) and (hook != "on_train_batch_end" or self.save_freq != "epoch")

    def on_train_begin(self, logs: Logs = None) -> None:
        position = self._position()
        self._folder.mkdir(parents=True, exist_ok=True)
        for unfinished in self._folder.glob(f".{LATEST}.*.part"):
            unfinished.unlink()  # of a run that was killed while it wrote
        self._restore(position)
        self._batches_since_save = 0
        self._done = position.step

    def on_train_batch_end(self, batch: int, logs: Logs = None) -> None:
        self._batches_since_save += batch + 1 - self._done  # several with `steps_per_execution`
        self._done = batch + 1
        if self._batches_since_save >= self.save_freq:
            self._batches_since_save = 0
            self._save()

    def on_epoch_end(self, epoch: int, logs: Logs = None) -> None:
        self._done = 0
        if self.save_freq == "epoch":
            self._save()

    def on_train_end(self, logs: Logs = None) -> None:
        if self.delete_checkpoint:
            for name in (LATEST, PREVIOUS):
                (self._folder / name).unlink(missing_ok=True)

    def _position(self) -> Position:
        position = self.model._position
        if position is None:
            raise RuntimeError("BackupAndRestore works in `model.fit` only: a training loop of your own must keep its position itself.")
        return position

    def _save(self) -> None:
        latest = self._folder / LATEST
        with replacing(latest) as temporary:
            with h5py.File(temporary, "w") as file:
                file.attrs["position"] = json.dumps(self._position().state(), default=_plain)
                store = WritableStore(file.create_group("variables"))
                for number, variable in enumerate(_state(self.model)):
                    store[str(number)] = variable.numpy()
            if self.double_checkpoint and latest.exists():
                latest.replace(self._folder / PREVIOUS)

    def _restore(self, position: Position) -> None:
        backups = [self._folder / name for name in ((LATEST, PREVIOUS) if self.double_checkpoint else (LATEST,))]
        backups = [path for path in backups if path.exists()]
        for path in backups:
            try:
                state, values = _read(path, self.model)
            except OSError as error:
                if path == backups[-1]:
                    raise OSError(f"BackupAndRestore: {str(path)!r} cannot be read ({error}). Delete it to begin anew.") from error
                warnings.warn(f"BackupAndRestore: {str(path)!r} cannot be read ({error}); going on from the one before.", stacklevel=2)
                continue
            for variable, value in zip(_state(self.model), values, strict=True):
                variable.assign(value)
            position.restore(state)
            return


def _state(model: Any) -> list[Any]:
    """All variables that training may change, those of seeds included, in an order that depends on the model alone."""
    changing, _ = model._state_of("train")
    others = [variable for _, obj in walk(model) for variable in obj.variables]
    return list({id(variable): variable for variable in [*changing, *others]}.values())


def _read(path: pathlib.Path, model: Any) -> tuple[dict[str, Any], list[np.ndarray]]:
    """The position and the values of the variables in a backup."""
    variables = _state(model)
    with h5py.File(path, "r") as file:
        store = ReadableStore(find_group(file, "variables"), "variables", max(int(np.prod(v.shape)) for v in variables))
        shapes = [store.shape(name) for name in store]
        if shapes != [tuple(variable.shape) for variable in variables]:
            raise ValueError(
                f"BackupAndRestore: the backup {str(path)!r} was made of another model: it holds {len(shapes)} variables, the model has "
                f"{len(variables)}, and not all shapes are the same. Delete it to begin anew, or give each run a backup_dir of its own."
            )
        return json.loads(file.attrs["position"]), [store[name] for name in store]


def _plain(value: Any) -> Any:
    """NumPy's numbers as Python's, for JSON."""
    return value.item()
