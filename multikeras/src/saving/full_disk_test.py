"""What cannot be written whole leaves what was there before as it was, and says so."""

import contextlib

import numpy as np
import pytest

from multikeras.src.layers import Dense, Input
from multikeras.src.models.sequential import Sequential
from multikeras.src.saving.training_checkpoint import TrainingCheckpoint
from multikeras.src.training.callbacks.csv_logger import CSVLogger
from multikeras.src.training.callbacks.model_checkpoint import ModelCheckpoint

resource = pytest.importorskip("resource", reason="this system limits no sizes of files")

X, Y = np.ones((4, 64), "float32"), np.ones((4, 1), "float32")


@contextlib.contextmanager
def largest_file(size):
    """Files that grow beyond `size` bytes are cut off there, as by a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def make_model():
    model = Sequential([Input((64,)), Dense(512), Dense(1)])
    model.compile("adam", "mse")
    return model


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("size", [0, 5_000, 100_000])
@pytest.mark.parametrize("name", ["model.keras", "model.weights.h5"])
def test_model_and_weights(tmp_path, name, size):
    model, path = make_model(), tmp_path / name
    save = model.save if name.endswith(".keras") else model.save_weights
    save(path)
    before = contents(tmp_path)
    with largest_file(size), pytest.raises(OSError, match=f"{name}' could not be written whole, and what it held before is untouched"):
        save(path)
    assert contents(tmp_path) == before
    path.unlink()
    with largest_file(size), pytest.raises(OSError, match="could not be written whole, and no file was left behind"):
        save(path)
    assert not list(tmp_path.iterdir())
    save(path)  # there is room again
    make_model().load_weights(path)


@pytest.mark.requires_trainable_backend
@pytest.mark.parametrize("size", [0, 5_000, 100_000])
def test_checkpoint_of_a_training_run(tmp_path, size):
    def fit(epochs):
        model = make_model()
        model.fit(X, Y, epochs=epochs, verbose=0, callbacks=[TrainingCheckpoint(tmp_path)])
        return model.history.epoch

    fit(1)
    before = contents(tmp_path)
    with largest_file(size), pytest.raises(OSError, match="checkpoint-00000001.h5' could not be written whole") as caught:
        fit(2)
    assert "checkpoint-00000000.h5', is whole" in caught.value.__notes__[0]
    assert contents(tmp_path) == before
    assert fit(2) == [0, 1]


def test_best_model(tmp_path):
    checkpoint = ModelCheckpoint(tmp_path / "best.keras", "loss", save_best_only=True, mode="min")
    model = make_model()
    checkpoint.set_model(model)
    checkpoint.on_epoch_end(0, {"loss": 2.0})
    before = contents(tmp_path)
    with largest_file(5_000), pytest.raises(OSError, match="what it held before is untouched"):
        checkpoint.on_epoch_end(1, {"loss": 1.0})
    assert contents(tmp_path) == before and checkpoint.best == 2.0


@pytest.mark.parametrize("logs", [{"loss": 0.5}, {"loss": 0.5, "another": 0.25}])
def test_table_of_epochs(tmp_path, logs):
    logger = CSVLogger(tmp_path / "log.csv", append=True)
    logger.on_train_begin()
    logger.on_epoch_end(0, {"loss": 1.0})
    before = contents(tmp_path)
    with largest_file(14), pytest.raises(OSError, match="log.csv' could not be written whole|could not be added to .*log.csv'"):
        logger.on_epoch_end(1, logs)
    assert contents(tmp_path) == before
