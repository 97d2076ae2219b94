"""A run that is killed and begun again ends with the same numbers as one that was not."""

import os
import pathlib
import random
import signal
import subprocess
import sys

import pytest

pytestmark = [
    pytest.mark.requires_trainable_backend,
    pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system has no SIGKILL"),
]

SCRIPT = pathlib.Path(__file__).with_name("resume_run.py")
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(SCRIPT.parent.parent), "TF_CPP_MIN_LOG_LEVEL": "3"}


def run(*arguments) -> subprocess.CompletedProcess:
    command = [sys.executable, str(SCRIPT), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env=ENVIRONMENT, timeout=200, check=False)


def test_killed_twice(tmp_path: pathlib.Path) -> None:
    straight = run(tmp_path / "straight")
    assert straight.returncode == 0, straight.stderr[-3000:]
    for batches in (random.randint(40, 90), random.randint(10, 60)):
        killed = run(tmp_path / "killed", batches)
        assert killed.returncode == -signal.SIGKILL, killed.stderr[-3000:]
    resumed = run(tmp_path / "killed")
    assert resumed.returncode == 0, resumed.stderr[-3000:]
    *numbers, first_epoch = resumed.stdout.split()
    assert numbers == straight.stdout.split()[:-1]
    assert int(first_epoch) >= 1  # it did go on, and not begin anew
