"""The process of one contender: prepares one case and measures it when told, in JSON lines over stdin and stdout."""

import argparse
import gc
import importlib
import json
import math
import os
import sys
import time
import traceback
from typing import Any

from benchmarks.cases import CASES
from benchmarks.contenders.contender import Contender
from benchmarks.contenders.shared_api import SharedApi

RAW_CLASSES = {"jax": "RawJax", "torch": "RawTorch", "tensorflow": "RawTensorflow", "numpy": "RawNumpy"}


def load_contender(name: str, backend: str) -> Contender:
    """Imports the one framework that this process needs."""
    if name == "raw":
        return getattr(importlib.import_module(f"benchmarks.contenders.raw_{backend}"), RAW_CLASSES[backend])()
    package = importlib.import_module(name)
    active = package.config.backend()
    if active != backend:
        raise RuntimeError(f"{name} runs on {active!r}, not on {backend!r} as KERAS_BACKEND says.")
    return SharedApi(package)


class Worker:
    def __init__(self, contender: str, backend: str, case: str, quick: bool):
        self.job = CASES[case].job(load_contender(contender, backend), quick)
        self.repeats = 1

    def prepare(self, seconds: float) -> dict[str, Any]:
        """Warms up, and finds how many times the work must be done to last so many seconds of CPU time."""
        self.job.run(1)
        while (spent := self.measure()["cpu"]) < seconds:
            self.repeats = math.ceil(self.repeats * min(max(1.2 * seconds / max(spent, 1e-9), 1.5), 100))
        return {"result": self.job.result.tolist(), "repeats": self.repeats, "units": self.job.units}

    def measure(self) -> dict[str, float]:
        """CPU time (all threads of the process) and wall time of the work."""
        gc.collect()
        cpu, wall = time.process_time(), time.perf_counter()
        self.job.run(self.repeats)
        return {"cpu": time.process_time() - cpu, "wall": time.perf_counter() - wall}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("contender")
    parser.add_argument("backend")
    parser.add_argument("case")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--core", type=int, help="the one core to run on")
    parser.add_argument("--progress", required=True, help="file for what the contenders print")
    arguments = parser.parse_args()

    if arguments.core is not None:
        os.sched_setaffinity(0, {arguments.core})
    # Progress bars go to a file, so that the channel to the runner carries replies only.
    channel = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(os.open(arguments.progress, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 1)

    worker = None
    for line in sys.stdin:
        command = json.loads(line)
        try:
            if command["do"] == "prepare":
                worker = Worker(arguments.contender, arguments.backend, arguments.case, arguments.quick)
                reply = worker.prepare(command["seconds"])
            else:
                reply = worker.measure()
        except Exception as error:  # noqa: BLE001 -- the runner shows it and goes on with the others
            traceback.print_exc()
            reply = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(reply), file=channel)


if __name__ == "__main__":
    main()
