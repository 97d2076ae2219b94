"""What the progress bar costs: `python -m benchmarks.progress --backend torch`.

A small model is trained in a terminal of its own. The share of the bar in the time of a step is made of what it does at each call of
the compiled step, a look at the clock, and of what a drawing of it takes, metrics included, divided among the steps between two drawings.
"""

import argparse
import json
import os
import pty
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

BACKENDS = ("jax", "torch", "tensorflow")
STEPS = 500
LIMIT = 0.01


def per_call(function: Callable[[], object], calls: int) -> float:
    """CPU seconds of a call, the least of five rounds."""
    rounds = []
    for _ in range(5):
        begun = time.process_time()
        for _ in range(calls):
            function()
        rounds.append((time.process_time() - begun) / calls)
    return min(rounds)


def measure(out: str) -> None:
    """In a process whose standard output is a terminal: CPU seconds of a step, of its looks at the clock, and of a drawing."""
    import numpy as np

    import multikeras
    from multikeras.src.training.callbacks.progbar_logger import ProgbarLogger
    from multikeras.src.training.progress import INTERVAL

    model = multikeras.Sequential([multikeras.layers.Dense(16, activation="relu"), multikeras.layers.Dense(1)])
    model.compile("sgd", "mse", metrics=["mae"])
    x, y = np.ones((STEPS * 8, 4), "float32"), np.ones((STEPS * 8, 1), "float32")
    model.fit(x, y, batch_size=8, verbose=0)
    step = per_call(lambda: model.fit(x, y, batch_size=8, verbose=0), 1) / STEPS

    class Counting(ProgbarLogger):
        looks = 0

        def due(self) -> bool:
            self.looks += 1
            return super().due()

    counting = Counting()
    model.fit(x, y, batch_size=8, verbose=1, callbacks=[counting])
    bar = ProgbarLogger()
    bar.set_params({"verbose": 1, "epochs": 1, "steps": STEPS})
    bar.on_epoch_begin(0)
    look = per_call(bar.due, 10_000) * counting.looks / STEPS
    draw = per_call(lambda: bar.bar.update(STEPS // 2, model._logs_of({})), 50)
    Path(out).write_text(json.dumps({"step": step, "look": look, "draw": draw, "share": look / step + draw / INTERVAL}))


def share_of(backend: str, out: Path) -> dict[str, float]:
    """The figures of one backend."""
    master, slave = pty.openpty()
    environment = {**os.environ, "KERAS_BACKEND": backend, "OMP_NUM_THREADS": "1", "TERM": "xterm", "TF_CPP_MIN_LOG_LEVEL": "3"}
    command = [sys.executable, "-m", "benchmarks.progress", "--measure", str(out)]
    with subprocess.Popen(command, stdout=slave, env=environment, cwd=Path(__file__).resolve().parents[1]) as process:
        os.close(slave)
        while True:
            try:
                if not os.read(master, 65536):
                    break
            except OSError:  # Linux says so at the end
                break
    os.close(master)
    if process.returncode:
        raise RuntimeError(f"{backend}: the measuring process ended with {process.returncode}.")
    return json.loads(out.read_text())


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.progress", description=__doc__.splitlines()[0])
    parser.add_argument("--backend", nargs="+", choices=BACKENDS, default=BACKENDS)
    parser.add_argument("--measure", metavar="OUT", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.measure:
        measure(arguments.measure)
        return

    kept = True
    with tempfile.TemporaryDirectory() as folder:
        for backend in arguments.backend:
            found = share_of(backend, Path(folder) / "figures.json")
            microseconds = {name: f"{1e6 * found[name]:.3g} us" for name in ("step", "look", "draw")}
            print(f"{backend}: {microseconds}; the bar takes {found['share']:.2%} of a step")
            kept &= found["share"] < LIMIT
    sys.exit(not kept)


if __name__ == "__main__":
    main()
