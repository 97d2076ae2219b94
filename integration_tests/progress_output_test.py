"""What a real `fit` over data of unknown length prints, in a terminal and into a pipe."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.requires_trainable_backend

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = """
import time
import numpy as np
import multikeras

class Batches:
    def __iter__(self):
        for _ in range(30):
            time.sleep(0.01)
            yield np.ones((4, 3), "float32"), np.ones((4, 1), "float32")

model = multikeras.Sequential([multikeras.layers.Dense(1)])
model.compile("sgd", "mse")
model.fit(Batches(), epochs=2)
"""


def in_terminal():
    """What the script writes to a terminal."""
    pty = pytest.importorskip("pty", reason="Needs pseudo-terminals.")
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100", "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    with subprocess.Popen([sys.executable, "-c", SCRIPT], stdout=theirs, stderr=subprocess.DEVNULL, env=environment) as process:
        os.close(theirs)
        written = b""
        try:
            while part := os.read(ours, 2**16):
                written += part
        except OSError as error:  # how Linux says that the other end is closed
            assert error.errno == 5, error
    os.close(ours)
    assert process.returncode == 0
    return written.decode()


def test_a_terminal_learns_the_number_of_steps_in_the_first_epoch():
    first, second = re.split(r"Epoch 2/2", in_terminal())
    drawn = [re.sub(r"\x1b\[\d*[mK]", "", text).strip() for text in first.split("\r\x1b[K")]
    assert drawn[0] == "Epoch 1/2"
    assert len(drawn) > 2 and all(re.match(r"\d+/Unknown 0s \d+m?s/step - loss: ", text) for text in drawn[1:-1])
    assert re.match(r"30/30 ━+ \d+s \d+m?s/step - loss: ", drawn[-1])
    drawn = [re.sub(r"\x1b\[\d*[mK]", "", text).strip() for text in second.split("\r\x1b[K")][1:]
    assert len(drawn) > 2 and all(re.match(r" *\d+/30 ━+ \d+s \d+m?s/step - loss: ", text) for text in drawn)


def test_a_pipe_gets_a_line_an_epoch():
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    printed = subprocess.run([sys.executable, "-c", SCRIPT], stdout=subprocess.PIPE, text=True, env=environment, check=True).stdout
    lines = printed.splitlines()
    assert len(lines) == 2
    for number, line in enumerate(lines, 1):
        assert re.fullmatch(rf"Epoch {number}/2 - 30/30 - \d+s - \d+m?s/step - loss: \S+", line)
