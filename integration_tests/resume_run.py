"""Train with checkpoints, and print a digest of the final state. Run by `kills.py` in a process of its own.

Arguments: name of a setting, and the folder of the checkpoints.
"""

import hashlib
import json
import pathlib
import sys

import numpy as np

import multikeras
from multikeras import callbacks, layers

SETTINGS = {
    "every batch": {"save_freq": 1},
    "every epoch, callbacks that count": {"save_freq": "epoch"},
    "several steps in one execution": {"save_freq": 6, "steps_per_execution": 4},
}
"""Name -> when checkpoints are written, and how the model is compiled."""


def main(setting: str, folder: str) -> None:
    options = SETTINGS[setting]
    multikeras.utils.set_random_seed(3)
    x = np.sin(np.arange(150 * 6, dtype="float32")).reshape(150, 6)
    y = x.sum(axis=1, keepdims=True)
    model = multikeras.Sequential([layers.Dense(16, activation="relu"), layers.BatchNormalization(), layers.Dropout(0.3), layers.Dense(1)])
    model.compile("adam", "mse", metrics=["mae"], steps_per_execution=options.get("steps_per_execution", 1))
    checkpoint = callbacks.TrainingCheckpoint(folder, save_freq=options["save_freq"], keep=2)
    watching = [
        callbacks.EarlyStopping("val_loss", patience=9, restore_best_weights=True),
        callbacks.ReduceLROnPlateau("loss", patience=0, min_delta=0.05, factor=0.8),
        callbacks.CSVLogger(f"{folder}/log.csv"),
        callbacks.LambdaCallback(on_train_begin=lambda logs: sys.stdout.write("begun\n") and sys.stdout.flush()),
    ]
    history = model.fit(
        x[:128], y[:128], batch_size=4, epochs=12, verbose=0, validation_data=(x[128:], y[128:]), callbacks=[checkpoint, *watching]
    )
    digest = hashlib.sha256(b"".join(variable.numpy().tobytes() for variable in [*model.variables, *model.optimizer.variables]))
    digest.update(json.dumps([history.epoch, history.history]).encode())
    digest.update(pathlib.Path(folder, "log.csv").read_bytes())
    sys.stdout.write(f"{digest.hexdigest()}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
