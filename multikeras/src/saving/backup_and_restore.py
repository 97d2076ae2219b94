"""Training that goes on after an interruption."""

import os

from multikeras.src.core.export import export
from multikeras.src.saving.training_checkpoint import TrainingCheckpoint
from multikeras.src.training.callbacks.callback import Logs


@export("multikeras.callbacks.BackupAndRestore")
class BackupAndRestore(TrainingCheckpoint):
    """Lets a run of `fit` that was interrupted go on where it was, and end with the same numbers as one that was not.

    It is a `TrainingCheckpoint` that keeps one backup, and none when `fit` has come to its end.

    Args:
        backup_dir: folder of the backup, of this run alone; it is made if it does not exist.
        save_freq: `"epoch"`, or after how many batches a backup is written; batches are counted through the epochs.
        double_checkpoint: whether the backup before the last is kept too, and used if the last cannot be read.
        delete_checkpoint: whether the backup is deleted when `fit` has come to its end.

    Raises:
        ValueError: if an argument has no meaning, or, when training begins, if the backup was made of another model.
        OSError: if the backup cannot be read or written.

    Example:

    >>> import tempfile
    >>> backup = multikeras.callbacks.BackupAndRestore(tempfile.mkdtemp())
    >>> model = multikeras.Sequential([multikeras.layers.Dense(1)])
    >>> model.compile("sgd", "mse")
    >>> history = model.fit(np.ones((8, 2)), np.ones((8, 1)), epochs=2, verbose=0, callbacks=[backup])
    >>> backup.checkpoints
    []
    """

    def __init__(
        self,
        backup_dir: str | os.PathLike,
        save_freq: str | int = "epoch",
        double_checkpoint: bool = False,
        delete_checkpoint: bool = True,
    ) -> None:
        super().__init__(backup_dir, save_freq, keep=2 if double_checkpoint else 1)
        self.backup_dir = os.fspath(backup_dir)
        self.double_checkpoint = double_checkpoint
        self.delete_checkpoint = delete_checkpoint

    def on_train_end(self, logs: Logs = None) -> None:
        if self.delete_checkpoint:
            for path in self.checkpoints:
                path.unlink()
