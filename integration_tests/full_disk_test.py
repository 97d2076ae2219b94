"""On a file system that is really full, what cannot be written whole leaves what was there before as it was, and says so."""

import csv
import itertools
import os
import pathlib
import shutil
import subprocess
import sys
from collections.abc import Iterator

import numpy as np
import pytest

import multikeras
from multikeras import callbacks, layers

trains = pytest.mark.requires_trainable_backend

SIZE = 2**21
ROOM = 2**17
"""Bytes that are left when the disk is called full: a file is begun, and cannot be ended."""

X, Y = np.ones((4, 64), "float32"), np.ones((4, 1), "float32")


@pytest.fixture
def disk(tmp_path: pathlib.Path) -> Iterator[pathlib.Path]:
    """The folder of a small file system of its own."""
    if not sys.platform.startswith("linux") or shutil.which("mount") is None:
        pytest.skip("needs Linux's `mount`")
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", tmp_path], capture_output=True, text=True)
    if mounted.returncode:
        pytest.skip(f"no file system can be mounted here: {mounted.stderr.strip()}")
    yield tmp_path
    subprocess.run(["umount", tmp_path], check=True)


def fill(disk: pathlib.Path, room: int) -> pathlib.Path:
    """A file that takes all of the disk but `room` bytes."""
    space = os.statvfs(disk)
    filling = disk / "filling"
    filling.write_bytes(bytes(space.f_bavail * space.f_frsize - room))
    return filling


def contents(disk: pathlib.Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in disk.iterdir()}


def make_model() -> multikeras.Model:
    model = multikeras.Sequential([layers.Input((64,)), layers.Dense(512), layers.Dense(1)])
    model.compile("sgd", "mse")
    return model


def fails_whole(path: pathlib.Path):
    return pytest.raises(
        OSError, match=f"(?s){path.name}' could not be written whole, and what it held before is untouched: .*No space left"
    )


@pytest.mark.parametrize("room", [0, ROOM])
@pytest.mark.parametrize("name", ["model.keras", "model.weights.h5"])
def test_model_and_weights(disk, name, room):
    model, path = make_model(), disk / name
    save = model.save if name.endswith(".keras") else model.save_weights
    save(path)
    filling = fill(disk, room)
    before = contents(disk)
    with fails_whole(path):
        save(path)
    assert contents(disk) == before
    make_model().load_weights(path)
    filling.unlink()
    save(path)
    assert contents(disk).keys() == {name}


@trains
@pytest.mark.parametrize("room", [0, ROOM])
@pytest.mark.parametrize("name", ["best.keras", "best.weights.h5"])
def test_model_checkpoint(disk, name, room):
    path = disk / name
    checkpoint = callbacks.ModelCheckpoint(path, save_weights_only=name.endswith(".h5"))
    model = make_model()
    model.fit(X, Y, verbose=0, callbacks=[checkpoint])
    fill(disk, room)
    before = contents(disk)
    with fails_whole(path):
        model.fit(X, Y, verbose=0, callbacks=[checkpoint])
    assert contents(disk) == before
    make_model().load_weights(path)


@trains
@pytest.mark.parametrize("room", [0, ROOM])
@pytest.mark.parametrize("kind", [callbacks.TrainingCheckpoint, callbacks.BackupAndRestore])
def test_a_run_goes_on_once_there_is_room(disk, kind, room):
    def fit(epochs: int, *others: callbacks.Callback) -> list[int]:
        model = make_model()
        model.fit(X, Y, epochs=epochs, verbose=0, callbacks=[kind(disk / "run"), *others])
        return model.history.epoch

    class Filling(callbacks.Callback):
        """Fills the disk in the third epoch, before its checkpoint is written."""

        def on_epoch_begin(self, epoch, logs=None):
            if epoch == 2:
                fill(disk, room)

    with pytest.raises(
        OSError, match="(?s)checkpoint-00000002.h5' could not be written whole, and no file was left.*No space left"
    ) as caught:
        fit(4, Filling())
    assert "checkpoint-00000001.h5', is whole" in caught.value.__notes__[0]
    kept = {callbacks.TrainingCheckpoint: 2, callbacks.BackupAndRestore: 1}[kind]
    assert sorted(contents(disk / "run")) == ["checkpoint-00000000.h5", "checkpoint-00000001.h5"][-kept:]
    (disk / "filling").unlink()
    assert fit(4) == [0, 1, 2, 3]


@pytest.mark.parametrize("new_column", [False, True])
def test_table_of_epochs(disk, new_column):
    path = disk / "log.csv"
    logger = callbacks.CSVLogger(path)
    logger.on_train_begin()
    logger.on_epoch_end(0, {"loss": 0.5})
    fill(disk, 0)
    before = path.read_bytes()
    message = "log.csv' could not be written whole" if new_column else "could not be added to .*log.csv', which holds those before"
    with pytest.raises(OSError, match=f"{message}.*No space left"):
        for epoch in itertools.count(1):  # the file's last page has room for some
            before = path.read_bytes()
            logger.on_epoch_end(epoch, {"loss": 0.5, **({"another": 0.25} if new_column else {})})
    assert path.read_bytes() == before
    with path.open(newline="") as file:
        assert [int(row["epoch"]) for row in csv.DictReader(file)] == list(range(epoch))
    assert contents(disk).keys() == {"log.csv", "filling"}
