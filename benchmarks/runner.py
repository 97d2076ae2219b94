"""Runs the contenders of a case in processes of their own, in interleaved rounds."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.cases import CASES, FRAMEWORK_IMPORTS, Fresh
from benchmarks.comparison import Comparison, compare, difference

ROOT = Path(__file__).resolve().parents[1]
# Packages that an import may not bring along, but for those that the framework itself brings.
UNWANTED = ("jax", "torch", "tensorflow", "keras", "pandas", "sklearn", "h5py", "PIL")
FRESH_SCRIPT = """
import json, sys, time
exec(sys.argv[1])
start = time.process_time()
exec(sys.argv[2])
seconds = time.process_time() - start
unwanted = [name for name in sys.argv[3:] if name in sys.modules]
print(json.dumps({"cpu": seconds, "unwanted": unwanted}))
"""


@dataclass(frozen=True)
class Settings:
    rounds: int = 7
    seconds: float = 0.2
    quick: bool = False
    core: int | None = None


@dataclass
class Entry:
    """What one contender did in one case; `error` says why it could not."""

    samples: list[float] = field(default_factory=list)  # CPU seconds for one unit, by round
    result: list | None = None
    unwanted: list[str] = field(default_factory=list)
    error: str | None = None
    comparison: Comparison | None = None
    difference: float | None = None


@dataclass
class Row:
    """One case on one backend."""

    case: str
    backend: str
    entries: dict[str, Entry]

    def conclude(self) -> None:
        """Compares every contender with raw."""
        raw = self.entries["raw"]
        for entry in self.entries.values():
            if entry.error is None and raw.error is None:
                entry.comparison = compare(entry.samples, raw.samples)
                if entry.result is not None:
                    entry.difference = difference(entry.result, raw.result)

    def agrees(self, contender: str) -> bool:
        """Whether the contender computed the same as raw, as far as both ran."""
        difference = self.entries[contender].difference
        return difference is None or difference <= CASES[self.case].tolerance

    def within_limit(self, contender: str) -> bool | None:
        """Whether the contender keeps the limit of the case; None where there is none, or no figure."""
        limit = CASES[self.case].limits.get(self.backend)
        comparison = self.entries[contender].comparison
        if limit is None or comparison is None:
            return None
        return (comparison.excess if isinstance(CASES[self.case], Fresh) else comparison.ratio) <= limit


class WorkerError(RuntimeError):
    """A worker could not do its part."""


class WorkerProcess:
    """The runner's end of `benchmarks.worker`."""

    def __init__(self, contender: str, backend: str, case: str, settings: Settings, folder: Path):
        name = f"{contender}_{backend}_{case}"
        self.log = folder / f"{name}.log"
        command = [
            sys.executable,
            "-m",
            "benchmarks.worker",
            contender,
            backend,
            case,
            "--progress",
            str(folder / f"{name}.out"),
        ]
        command += ["--quick"] * settings.quick
        command += ["--core", str(settings.core)] if settings.core is not None else []
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=single_thread_environment(backend, folder),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )

    def __enter__(self) -> "WorkerProcess":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.communicate()

    def send(self, **command: Any) -> None:
        print(json.dumps(command), file=self.process.stdin, flush=True)

    def receive(self) -> dict[str, Any]:
        line = self.process.stdout.readline()
        if not line:
            raise WorkerError(f"The worker died with exit status {self.process.wait()}.\n{self.log.read_text()[-2000:]}")
        reply = json.loads(line)
        if "error" in reply:
            raise WorkerError(f"{reply['error']}\n{self.log.read_text()[-2000:]}")
        return reply


def single_thread_environment(backend: str, folder: Path) -> dict[str, str]:
    """One compute thread in every framework, and no configuration file of the user."""
    return os.environ | {
        "KERAS_BACKEND": backend,
        "KERAS_HOME": str(folder),
        "JAX_PLATFORMS": "cpu",
        "CUDA_VISIBLE_DEVICES": "",
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "TF_NUM_INTRAOP_THREADS": "1",
        "TF_NUM_INTEROP_THREADS": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1",
    }


def run_case(case: str, backend: str, contenders: Sequence[str], settings: Settings) -> Row:
    """All contenders of one case on one backend, `raw` among them."""
    row = Row(case, backend, {contender: Entry() for contender in contenders})
    with tempfile.TemporaryDirectory() as folder:
        if isinstance(CASES[case], Fresh):
            _run_fresh(row, settings, Path(folder))
        else:
            _run_workers(row, settings, Path(folder))
    row.conclude()
    return row


def _run_workers(row: Row, settings: Settings, folder: Path) -> None:
    with ExitStack() as stack:
        workers, units = {}, {}
        for contender, entry in row.entries.items():
            worker = stack.enter_context(WorkerProcess(contender, row.backend, row.case, settings, folder))
            try:
                worker.send(do="prepare", seconds=settings.seconds)
                reply = worker.receive()
            except (WorkerError, BrokenPipeError) as error:
                entry.error = str(error)
                continue
            entry.result = reply["result"]
            units[contender] = reply["repeats"] * reply["units"]
            workers[contender] = worker
        for turn in range(settings.rounds):
            for contender in rotated(list(workers), turn):
                try:
                    workers[contender].send(do="measure")
                    seconds = workers[contender].receive()["cpu"]
                except (WorkerError, BrokenPipeError) as error:
                    row.entries[contender].error = str(error)
                    del workers[contender]
                    continue
                row.entries[contender].samples.append(seconds / units[contender])


def _run_fresh(row: Row, settings: Settings, folder: Path) -> None:
    case = CASES[row.case]
    for turn in range(settings.rounds + 1):
        for contender in rotated(list(row.entries), turn):
            entry = row.entries[contender]
            if entry.error is not None:
                continue
            raw = contender == "raw"
            statement = case.raw[row.backend] if raw else case.statement.format(package=contender)
            imports = case.imports and (FRAMEWORK_IMPORTS[row.backend] if raw else case.imports.format(package=contender))
            process = subprocess.run(
                [sys.executable, "-c", FRESH_SCRIPT, imports, statement, *UNWANTED],
                cwd=ROOT,
                env=single_thread_environment(row.backend, folder),
                capture_output=True,
                text=True,
            )
            if process.returncode:
                entry.error = process.stderr[-2000:]
                continue
            reply = json.loads(process.stdout.splitlines()[-1])
            # The first turn compiles bytecode and warms the file cache.
            if turn > 0:
                entry.samples.append(reply["cpu"])
            entry.unwanted = reply["unwanted"]
    brought = set(row.entries["raw"].unwanted)
    for contender, entry in row.entries.items():
        entry.unwanted = [name for name in entry.unwanted if name not in brought | {contender}]


def rotated(items: list, turn: int) -> list:
    """The items in their order, but from another start each turn: nobody is always first."""
    start = turn % len(items) if items else 0
    return items[start:] + items[:start]
