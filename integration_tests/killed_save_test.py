"""A `model.save` that is killed leaves the file of before whole, and the next one clears away what the killed one has left."""

import os
import pathlib
import signal
import subprocess
import sys
import time

import numpy as np
import pytest

import multikeras
from multikeras import layers

ROOT = pathlib.Path(__file__).resolve().parent.parent
SAVING = """
import sys, multikeras
model = multikeras.saving.load_model(sys.argv[1])
while True:
    model.save(sys.argv[1])
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL")
def test_killed_while_it_saves(tmp_path):
    path = tmp_path / "model.keras"
    model = multikeras.Sequential([layers.Input((256,)), layers.Dense(2048)])
    model.save(path)
    for _ in range(3):
        process = subprocess.Popen([sys.executable, "-c", SAVING, str(path)], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
        while len(list(tmp_path.glob(".model.keras.*.part"))) < 2:  # the archive, and the weights on their way into it
            assert process.poll() is None
            time.sleep(0.0002)
        process.kill()
        process.wait()
    assert list(tmp_path.glob(".model.keras.*.part"))
    loaded = multikeras.saving.load_model(path)
    np.testing.assert_array_equal(loaded.get_weights()[0], model.get_weights()[0])
    loaded.save(path)
    assert [file.name for file in tmp_path.iterdir()] == ["model.keras"]
