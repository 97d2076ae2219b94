"""What every test run needs: one thread, full float32 precision, torch before TensorFlow, skips by capability, clean state."""

import os
import tempfile

# Neither the user's own configuration file nor one that a test leaves behind has a say. Workers inherit the folder.
if "KERAS_HOME" not in os.environ:
    _home = tempfile.TemporaryDirectory(prefix="multikeras-tests-")
    os.environ["KERAS_HOME"] = _home.name

# Read by the frameworks when they are first imported, in this process and in those that tests start.
for _variable, _value in {
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_ENABLE_ONEDNN_OPTS": "0",  # its kernels change float32 results from run to run
    "JAX_DEFAULT_MATMUL_PRECISION": "highest",
    "JAX_DISABLE_MOST_OPTIMIZATIONS": "1",  # most programs of the tests run once: compiling is what takes time
    "XLA_FLAGS": "--xla_cpu_use_fusion_emitters=false",  # a third less of it
    "NVIDIA_TF32_OVERRIDE": "0",
    "OMP_NUM_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
}.items():
    os.environ.setdefault(_variable, _value)

import copy
import gc
import importlib
import importlib.abc
import itertools
import sys

import pytest

from multikeras.src.core import config, lazy, naming

TESTS_BETWEEN_CLEARINGS = 600
"""JAX keeps every program that it has compiled: some 3 MB for each test, which would fill the memory by the end of a run."""

CAPABILITIES = {"requires_trainable_backend": "CAN_TRAIN", "requires_compiling_backend": "CAN_COMPILE"}
"""Mark -> the flag of the backend without which a test with that mark is skipped."""


class TorchFirst(importlib.abc.MetaPathFinder):
    """Imports torch when TensorFlow is about to be imported: in the other order the two can crash the process."""

    def find_spec(self, name, path=None, target=None):
        if name == "tensorflow" and lazy.is_installed("torch"):
            importlib.import_module("torch")


sys.meta_path.insert(0, TorchFirst())


def pytest_addoption(parser):
    parser.addoption("--exhaustive", action="store_true", help="check each op with hundreds of drawn calls, others in each run")


def pytest_report_header():
    return f"multikeras backend: {config.backend()} (installed: {', '.join(config.installed_backends())})"


def pytest_collection_modifyitems(items):
    marked = [(item, flag) for item in items for mark, flag in CAPABILITIES.items() if item.get_closest_marker(mark)]
    if not marked:
        return
    backend = importlib.import_module("multikeras.src.backend")
    for item, flag in marked:
        if not getattr(backend, flag):
            item.add_marker(pytest.mark.skip(reason=f"the {config.backend()} backend has {flag} = False"))


_tests = itertools.count(1)


def pytest_runtest_teardown():
    if next(_tests) % TESTS_BETWEEN_CLEARINGS == 0 and "jax" in sys.modules:
        sys.modules["jax"].clear_caches()
        gc.collect()


@pytest.fixture(autouse=True)
def clean_state():
    """Each test starts with fresh automatic names and leaves the global settings as it found them."""
    naming.reset_names()
    settings = config.settings
    before = copy.copy(vars(settings))
    yield
    before["backend"], before["backend_loaded"] = settings.backend, settings.backend_loaded  # what is loaded stays loaded
    vars(settings).update(before)
