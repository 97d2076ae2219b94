"""Time to the end of the first epoch: build, trace, compile and run, in a fresh process each time.

`python -m benchmarks.first_epoch --backend jax torch` prints the ratios of CPU time to the script by hand.
"""

import argparse
import importlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from benchmarks.cases import BACKENDS, CASES, Fit
from benchmarks.models.model import CLASSES
from benchmarks.runner import ROOT, rotated, single_thread_environment
from benchmarks.worker import load_contender

FITS = [name for name, case in CASES.items() if isinstance(case, Fit)]
USED = ("Sequential", "Model", "layers.Dense", "losses.SparseCategoricalCrossentropy", "optimizers.Adam", "metrics.Mean")


def first_epoch(contender_name: str, backend: str, name: str) -> float:
    """CPU seconds of this process, less what imports and the framework's own start take."""
    contender, case = load_contender(contender_name, backend), CASES[name]
    contender.array(contender.tensor(np.ones(3, np.float32)))
    if contender_name != "raw":
        package = importlib.import_module(contender_name)
        for path in USED:
            part = package
            for attribute in path.split("."):
                part = getattr(part, attribute)
    generator = np.random.default_rng(1)
    inputs = case.model.inputs(generator, case.steps * case.batch)
    labels = generator.integers(0, CLASSES, len(inputs), np.int32)
    start = time.process_time()
    contender.trainer(case.model, case.batch)(inputs, labels, 1)
    return time.process_time() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--backend", nargs="+", default=BACKENDS, choices=BACKENDS)
    parser.add_argument("--case", nargs="+", default=FITS, choices=FITS)
    parser.add_argument("--contender", nargs="+", default=["multikeras", "keras"])
    parser.add_argument("--rounds", type=int, default=3)
    arguments = parser.parse_args()
    contenders = ["raw", *arguments.contender]
    for backend in arguments.backend:
        for case in arguments.case:
            seconds: dict[str, list[float]] = {contender: [] for contender in contenders}
            for turn in range(arguments.rounds):
                for contender in rotated(contenders, turn):
                    seconds[contender].append(_in_fresh_process(contender, backend, case))
            medians = {contender: statistics.median(values) for contender, values in seconds.items()}
            ratios = "  ".join(f"{name} {value:.2f} s ({value / medians['raw']:.2f}x)" for name, value in medians.items())
            print(f"{backend:10} {case:16} {ratios}", flush=True)


def _in_fresh_process(contender: str, backend: str, case: str) -> float:
    script = (
        f"import json; from benchmarks.first_epoch import first_epoch; print(json.dumps(first_epoch({contender!r}, {backend!r}, {case!r})))"
    )
    with tempfile.TemporaryDirectory() as folder:
        environment = single_thread_environment(backend, Path(folder))
        process = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=environment, capture_output=True, text=True)
    if process.returncode:
        sys.exit(process.stderr)
    return float(process.stdout.splitlines()[-1])


if __name__ == "__main__":
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    main()
