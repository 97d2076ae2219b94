"""Train with backups, and print a digest of the final state. Run by `resume_after_kill_test.py` in a process of its own.

Arguments: folder of the backup, and the number of batches after which the process is killed, or nothing.
"""

import hashlib
import os
import random
import signal
import sys
import threading
import time

import numpy as np

import multikeras
from multikeras import layers


class Killed(multikeras.callbacks.Callback):
    """Kills the process some milliseconds after a batch, whatever it is doing then."""

    def __init__(self, batches: int):
        super().__init__()
        self.left = batches

    def on_train_batch_end(self, batch: int, logs: dict | None = None) -> None:
        self.left -= 1
        if not self.left:
            threading.Thread(target=self.kill).start()

    def kill(self) -> None:
        time.sleep(random.SystemRandom().uniform(0, 0.01))
        os.kill(os.getpid(), signal.SIGKILL)


def main(folder: str, *batches: str) -> None:
    multikeras.utils.set_random_seed(3)
    x = np.sin(np.arange(128 * 6, dtype="float32")).reshape(128, 6)
    model = multikeras.Sequential([layers.Dense(16, activation="relu"), layers.BatchNormalization(), layers.Dropout(0.3), layers.Dense(1)])
    model.compile("adam", "mse")
    callbacks = [multikeras.callbacks.BackupAndRestore(folder, save_freq=1), *(Killed(int(n)) for n in batches)]
    history = model.fit(x, x.sum(axis=1), batch_size=4, epochs=8, verbose=0, callbacks=callbacks)
    state = [variable.numpy().tobytes() for variable in [*model.variables, *model.optimizer.variables]]
    digest = hashlib.sha256(b"".join(state)).hexdigest()
    sys.stdout.write(f"{digest} {history.history['loss'][-1]} {history.epoch[0]}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
