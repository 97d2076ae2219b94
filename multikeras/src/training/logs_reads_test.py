"""Metrics are read from the device when a callback looks at them, and not otherwise."""

import numpy as np
import pytest

from multikeras.src import backend
from multikeras.src.layers import Dense, Dropout
from multikeras.src.models.sequential import Sequential
from multikeras.src.saving.training_checkpoint import TrainingCheckpoint
from multikeras.src.training.callbacks.callback import Callback
from multikeras.src.training.callbacks.csv_logger import CSVLogger
from multikeras.src.training.callbacks.early_stopping import EarlyStopping
from multikeras.src.training.callbacks.model_checkpoint import ModelCheckpoint
from multikeras.src.training.callbacks.reduce_lr_on_plateau import ReduceLROnPlateau
from multikeras.src.training.callbacks.terminate_on_nan import TerminateOnNaN

pytestmark = pytest.mark.requires_trainable_backend


class Counts(Callback):
    """Listens to each batch, and looks at no metric."""

    calls = 0

    def on_train_batch_end(self, batch, logs=None):
        self.calls += 1


class Reader(Callback):
    """The losses after each batch."""

    def on_train_begin(self, logs=None):
        self.losses = []

    def on_train_batch_end(self, batch, logs=None):
        self.losses.append(logs["loss"])


@pytest.fixture
def reads(monkeypatch):
    """A function that trains for an epoch of some batches, and tells how often a tensor or variable was read."""
    count = 0

    def counting(read):
        def counted(*args, **kwargs):
            nonlocal count
            count += 1
            return read(*args, **kwargs)

        return counted

    monkeypatch.setattr(backend, "to_numpy", counting(backend.to_numpy))
    monkeypatch.setattr(backend.Variable, "numpy", counting(backend.Variable.numpy))

    def reads(callback, batches):
        nonlocal count
        model = Sequential([Dense(4, activation="relu"), Dropout(0.5), Dense(1)])
        model.compile("adam", "mse", metrics=["mae"])
        x, y = np.ones((4 * batches, 3), "float32"), np.ones((4 * batches, 1), "float32")
        count = 0
        model.fit(x, y, batch_size=4, verbose=0, callbacks=[callback], validation_data=(x, y))
        return count

    return reads


@pytest.mark.parametrize(
    "make",
    [
        lambda folder: EarlyStopping(patience=2, restore_best_weights=True),
        lambda folder: ReduceLROnPlateau(),
        lambda folder: ModelCheckpoint(folder / "best.weights.h5", save_best_only=True, save_weights_only=True),
        lambda folder: CSVLogger(folder / "log.csv"),
        lambda folder: TrainingCheckpoint(folder, resume=False),
        lambda folder: Counts(),
    ],
    ids=["EarlyStopping", "ReduceLROnPlateau", "ModelCheckpoint", "CSVLogger", "TrainingCheckpoint", "a callback that looks at nothing"],
)
def test_batches_are_not_read(reads, tmp_path, make):
    assert reads(make(tmp_path), batches=3) == reads(make(tmp_path), batches=20)


@pytest.mark.parametrize("make", [TerminateOnNaN, Reader])
def test_who_asks_gets_what_each_batch_gave(reads, make):
    callback = make()
    assert reads(callback, batches=20) >= reads(make(), batches=3) + 17
    if isinstance(callback, Reader):
        assert len(set(callback.losses)) == 20  # the weights changed after each
