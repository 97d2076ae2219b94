"""Kill training runs with SIGKILL at random moments, let them go on, and compare with a run that ran through.

`python -m integration_tests.kills --backend jax torch --kills 30` prints a table. Every other kill waits for a checkpoint that is just
being written; the others come at any moment.
"""

import argparse
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from integration_tests.resume_run import SETTINGS

ROOT = pathlib.Path(__file__).resolve().parent.parent
BACKENDS = ("jax", "torch", "tensorflow")


@dataclass
class Outcome:
    """What became of a run that was killed again and again."""

    kills: int
    in_writing: int  # kills that left a checkpoint half written
    equal: bool


class Trial:
    """Runs of one setting on one backend.

    Args:
        backend: Name of the backend.
        setting: Name of one of `SETTINGS`.
    """

    def __init__(self, backend: str, setting: str):
        self.setting = setting
        self.environment = {**os.environ, "KERAS_BACKEND": backend, "PYTHONPATH": str(ROOT), "TF_CPP_MIN_LOG_LEVEL": "3"}
        with tempfile.TemporaryDirectory() as folder:
            process = self._start(folder)
            begun = time.monotonic()
            self.expected = self._digest(process)
            self.seconds = time.monotonic() - begun

    def run(self, kills: int) -> Outcome:
        """A run that is killed at most `kills` times, fewer if it comes to its end before."""
        done = in_writing = 0
        with tempfile.TemporaryDirectory() as folder:
            while done < kills:
                process = self._start(folder)
                if not self._kill(process, pathlib.Path(folder), in_writing=done % 2 == 0):
                    break
                done += 1
                in_writing += any(pathlib.Path(folder).glob(".checkpoint-*.part"))
            else:
                process = self._start(folder)
            return Outcome(done, in_writing, self._digest(process) == self.expected)

    def _start(self, folder: str) -> subprocess.Popen:
        """A process that has begun to train."""
        command = [sys.executable, "-m", "integration_tests.resume_run", self.setting, folder]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=self.environment, cwd=ROOT)
        if process.stdout.readline() != "begun\n":
            raise RuntimeError(process.communicate()[1])
        return process

    def _kill(self, process: subprocess.Popen, folder: pathlib.Path, *, in_writing: bool) -> bool:
        """Kill the process within the time that the whole run takes; whether it was there to be killed."""
        until = time.monotonic() + random.uniform(0, 0.4 * self.seconds)
        while process.poll() is None and time.monotonic() < until:
            time.sleep(0.001)
        while in_writing and process.poll() is None and not any(folder.glob(".checkpoint-*.part")):
            time.sleep(0.0002)
        if process.poll() is not None:
            return False
        process.kill()
        process.wait()
        return True

    def _digest(self, process: subprocess.Popen) -> str:
        output, errors = process.communicate(timeout=300)
        if process.returncode:
            raise RuntimeError(errors)
        return output.strip()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m integration_tests.kills", description=__doc__.splitlines()[0])
    parser.add_argument("--backend", nargs="+", choices=BACKENDS, default=BACKENDS)
    parser.add_argument("--kills", type=int, default=30, help="for each setting on each backend")
    arguments = parser.parse_args()
    table = Table(title="Runs that were killed and went on, beside one that ran through")
    for heading in ("backend", "checkpoints", "runs", "kills", "half-written checkpoints", "ended with the same bits"):
        table.add_column(heading)
    console = Console(width=None if sys.stdout.isatty() else 140)
    failed = False
    for backend in arguments.backend:
        for setting in SETTINGS:
            trial = Trial(backend, setting)
            outcomes: list[Outcome] = []
            while sum(outcome.kills for outcome in outcomes) < arguments.kills:
                outcomes.append(trial.run(min(5, arguments.kills)))
                console.print(backend, setting, outcomes[-1])
            kills, in_writing, equal = (sum(getattr(outcome, name) for outcome in outcomes) for name in ("kills", "in_writing", "equal"))
            table.add_row(backend, setting, *map(str, (len(outcomes), kills, in_writing)), f"{equal} of {len(outcomes)}")
            failed |= equal < len(outcomes)
    console.print(table)
    sys.exit(failed)


if __name__ == "__main__":
    main()
