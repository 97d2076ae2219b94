"""Whether memory stays flat: `python -m benchmarks.memory --backend torch`.

In a process for each backend `fit`, `predict`, `evaluate` and `model(x)` are called a thousand times each; the resident memory after it
is compared with that after a hundred calls. With JAX, the time and the memory that it takes to compile a step of 64 batches is compared
with those for one.
"""

import argparse
import gc
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BACKENDS = ("jax", "torch", "tensorflow")
WARM_UP = 100
LIMIT = 20.0  # MB that 1,000 calls may take
COMPILE_LIMIT = 1.5  # times what one step takes


def resident() -> float:
    """Resident memory of this process in MB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 2**20


def growth(function: Callable[[], object], calls: int) -> float:
    """MB that so many calls take after the warm-up."""
    for _ in range(WARM_UP):
        function()
    gc.collect()
    before = resident()
    for _ in range(calls):
        function()
    gc.collect()
    return resident() - before


def measure_calls(calls: int) -> dict[str, float]:
    import numpy as np

    import multikeras
    from multikeras import layers

    model = multikeras.Sequential(
        [
            multikeras.Input((8, 8, 1)),
            layers.Conv2D(4, 3),
            layers.BatchNormalization(),
            layers.Flatten(),
            layers.Dropout(0.2),
            layers.Dense(2),
        ]
    )
    model.compile("adam", multikeras.losses.SparseCategoricalCrossentropy(from_logits=True), metrics=["accuracy"])
    x, y = np.ones((48, 8, 8, 1), "float32"), np.zeros(48, "int32")
    tensor = multikeras.ops.convert_to_tensor(x)
    work = {
        "fit": lambda: model.fit(x, y, batch_size=16, verbose=0),
        "evaluate": lambda: model.evaluate(x, y, batch_size=16, verbose=0),
        "predict": lambda: model.predict(x, batch_size=16, verbose=0),
        "model(x)": lambda: model(tensor),
    }
    return {name: growth(function, calls) for name, function in work.items()}


def measure_compiling(steps: int) -> dict[str, float]:
    """CPU seconds and MB of the first epoch, which compiles, of a network with `steps` batches in one call."""
    import numpy as np

    import multikeras
    from multikeras import layers

    multikeras.utils.set_random_seed(0)
    model = multikeras.Sequential([multikeras.Input((64,)), *(layers.Dense(64, activation="relu") for _ in range(50)), layers.Dense(1)])
    model.compile("adam", "mse", steps_per_execution=steps)
    x, y = np.ones((64, 64), "float32"), np.ones((64, 1), "float32")
    batch = [(x[:1], y[:1])] * 64
    model.evaluate(x[:1], y[:1], verbose=0)
    before, begun = resident(), time.process_time()
    model.fit((one for one in batch), steps_per_epoch=64, epochs=1, verbose=0)
    return {"seconds": time.process_time() - begun, "MB": resident() - before}


def in_process(backend: str, task: str, number: int) -> dict[str, float]:
    """The figures of one task, measured in a process of its own."""
    environment = {**os.environ, "KERAS_BACKEND": backend, "OMP_NUM_THREADS": "1", "TF_CPP_MIN_LOG_LEVEL": "3"}
    command = [sys.executable, "-m", "benchmarks.memory", "--task", task, str(number)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.memory", description=__doc__.splitlines()[0])
    parser.add_argument("--backend", nargs="+", choices=BACKENDS, default=BACKENDS)
    parser.add_argument("--calls", type=int, default=1000)
    parser.add_argument("--task", nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.task:
        name, number = arguments.task
        print(json.dumps({"calls": measure_calls, "compiling": measure_compiling}[name](int(number))))
        return
    kept = True
    for backend in arguments.backend:
        grown = in_process(backend, "calls", arguments.calls)
        print(f"{backend}: {arguments.calls} calls take", ", ".join(f"{name} {size:+.1f} MB" for name, size in grown.items()), flush=True)
        kept &= max(grown.values()) < LIMIT
    if "jax" in arguments.backend:
        one, many = (in_process("jax", "compiling", steps) for steps in (1, 64))
        ratios = {name: many[name] / one[name] for name in one}
        print("jax: a call of 64 steps takes", ", ".join(f"{ratio:.2f}x the {name} of one" for name, ratio in ratios.items()))
        kept &= max(ratios.values()) < COMPILE_LIMIT
    sys.exit(not kept)


if __name__ == "__main__":
    main()
