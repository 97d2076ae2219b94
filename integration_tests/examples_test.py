"""The examples as users run them, each in a process and a folder of its own."""

import asyncio
import os
import pathlib
import re
import subprocess
import sys

import nbformat
import pytest
from jupyter_client import AsyncKernelManager
from jupyter_client.kernelspec import KernelSpec
from nbclient import NotebookClient

from multikeras.src.core import config

ROOT = pathlib.Path(__file__).parent.parent
EXAMPLES = ROOT / "examples"
BACKENDS = [name for name in config.installed_backends() if name != "numpy" and os.environ.get("KERAS_BACKEND") in (None, name)]
"""Those that train; `KERAS_BACKEND` narrows them to one."""

LINES = {
    "quickstart.py": [
        r"multikeras .* on the {backend} backend\.",
        r"Test accuracy: 9[7-9]\.\d\d%",
        "The loaded model gives the same predictions.",
    ],
    "custom_layer.py": [r"Test accuracy: 9\d\.\d\d%", "Saved and loaded: equal predictions."],
    "custom_train_step.py": [r"Epoch 10/10 .* loss: 0\.[1-9]", r"The last loss of the loop by hand: 0\.[01]"],
    "hyperparameter_search.py": [
        r"Optuna: \d trials ran to their end, [1-9] were given up",
        r"Best: 9[1-9]\.\d\d% right with",
        r"Test accuracy: 9[4-9]\.\d\d%",
    ],
    "transfer_learning.py": [r"With frozen features: \d\d\.\d% right", r"After fine-tuning: [6-9]\d\.\d% right"],
}
"""Script -> patterns of lines that it must print."""

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not BACKENDS, reason="needs a backend that trains")]


def environment(backend: str) -> dict[str, str]:
    return {**os.environ, "KERAS_BACKEND": backend, "PYTHONPATH": str(ROOT), "TF_CPP_MIN_LOG_LEVEL": "3"}


def test_every_script_is_run():
    assert {path.name for path in EXAMPLES.glob("*.py")} == set(LINES)


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("script", LINES)
def test_script(script, backend, tmp_path):
    done = subprocess.run(
        [sys.executable, str(EXAMPLES / script)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        env=environment(backend),
        timeout=240,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    for pattern in LINES[script]:
        assert re.search(pattern.format(backend=backend), done.stdout), f"{pattern!r} is not in the output:\n{done.stdout[-3000:]}"
    assert list(tmp_path.iterdir()) == []  # nothing is left lying about


class CurrentPython(AsyncKernelManager):
    """Starts kernels with this Python, whatever kernels the machine knows."""

    @property
    def kernel_spec(self) -> KernelSpec:
        return KernelSpec(argv=[sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"], display_name="this Python")


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.ipynb")), ids=lambda path: path.name)
def test_notebook(path, tmp_path):
    notebook = nbformat.read(path, as_version=4)
    nbformat.validate(notebook)
    assert all(not cell.outputs for cell in notebook.cells if cell.cell_type == "code"), "notebooks are kept without outputs"
    backend = BACKENDS[0]
    client = NotebookClient(notebook, timeout=240, kernel_manager_class=CurrentPython, resources={"metadata": {"path": str(tmp_path)}})
    asyncio.run(client.async_execute(env=environment(backend)))
    text = "".join(output.get("text", "") for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs)
    assert f"Backend: {backend}" in text
    accuracy = float(re.search(r"Test accuracy: ([\d.]+)%", text).group(1))
    assert accuracy > 95
    assert re.search(r"This is a \d, with a probability of", text)
