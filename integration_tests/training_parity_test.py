"""One seed, one run: the same training on every backend."""

import json
import os
import pathlib
import subprocess
import sys

import numpy as np
import pytest

from multikeras.src.core import config

BACKENDS = [name for name in ("jax", "torch", "tensorflow") if name in config.installed_backends()]
SCRIPT = pathlib.Path(__file__).with_name("parity_run.py")
ROOT = SCRIPT.parent.parent


def run(backend: str, rng: str, **environment: str) -> dict:
    environment = {**os.environ, "KERAS_BACKEND": backend, "PYTHONPATH": str(ROOT), "TF_CPP_MIN_LOG_LEVEL": "3", **environment}
    done = subprocess.run([sys.executable, str(SCRIPT), rng], capture_output=True, text=True, env=environment, timeout=600, check=False)
    assert done.returncode == 0, f"{backend}: {done.stderr[-3000:]}"
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def runs() -> dict[str, dict]:
    return {backend: run(backend, "portable") for backend in BACKENDS}


several = pytest.mark.skipif(len(BACKENDS) < 2, reason="needs two backends that train")


@pytest.mark.requires_trainable_backend
def test_two_processes_give_the_same_bits() -> None:
    threads = dict.fromkeys(("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"), "2")
    first, second = (run(config.backend(), "native", **threads, TF_ENABLE_ONEDNN_OPTS="1", PYTHONHASHSEED=seed) for seed in "12")
    assert first == second


@several
@pytest.mark.parametrize("model", ["mlp", "convnet", "transformer"])
def test_initial_weights_are_exactly_equal(runs: dict, model: str) -> None:
    digests = {backend: run[model]["initial_weights"] for backend, run in runs.items()}
    assert len(set(digests.values())) == 1, digests


@several
@pytest.mark.parametrize("model", ["mlp", "convnet", "transformer"])
def test_losses_of_50_steps_agree(runs: dict, model: str) -> None:
    reference = np.array(runs[BACKENDS[0]][model]["losses"])
    assert len(reference) == 50
    assert reference[-1] < reference[0]  # it learns, so equal losses mean something
    for backend in BACKENDS[1:]:
        np.testing.assert_allclose(runs[backend][model]["losses"], reference, rtol=1e-4, err_msg=backend)
