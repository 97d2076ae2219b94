"""The public package as users meet it. Each case has a process of its own, since imports are what is tested."""

import json
import os
import subprocess
import sys

import pytest

from multikeras.src.core import config

FRAMEWORKS = {"jax", "torch", "tensorflow"}
HEAVY = {*FRAMEWORKS, "keras", "pandas", "sklearn", "scipy", "h5py", "PIL", "rich", "requests"}


def python(code, **variables):
    """What `code` prints in a new process."""
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env={**os.environ, **variables})
    assert result.returncode == 0, result.stderr
    return result.stdout.strip()


def loaded(code, **variables):
    """The top-level packages that are loaded after `code`."""
    report = "\nimport sys, json; print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    return set(json.loads(python(code + report, **variables).splitlines()[-1]))


def test_importing_the_package_loads_nothing_heavy():
    assert loaded("import multikeras, multikeras.config, multikeras.utils") & {*HEAVY, "numpy"} == set()


@pytest.mark.parametrize("backend", config.installed_backends())
def test_a_backend_loads_no_other_framework_and_no_optional_package(backend):
    needed = loaded(f"import {config.BACKENDS[backend]}") | {backend}
    assert loaded("import multikeras; multikeras.Variable", KERAS_BACKEND=backend) & HEAVY <= needed


@pytest.mark.parametrize("backend", config.installed_backends())
def test_a_model_at_work_loads_no_other_framework_and_no_optional_package(backend):
    needed = loaded(f"import {config.BACKENDS[backend]}") | {backend}
    code = (
        "import multikeras, numpy as np\n"
        "x = multikeras.Input((3,))\n"
        "model = multikeras.Model(x, multikeras.layers.Dense(2, activation='relu')(x))\n"
        "model(np.ones((2, 3))); model.get_config()"
    )
    assert loaded(code, KERAS_BACKEND=backend) & HEAVY <= needed


@pytest.mark.parametrize("space", ["random", "tree", "ops", "utils", "backend"])
def test_names_of_a_namespace_are_looked_up_when_they_are_used(space):
    assert loaded(f"import multikeras.{space}; dir(multikeras.{space})", KERAS_BACKEND="numpy") & {*HEAVY, "numpy"} == set()
    code = f"from multikeras import {space}; print(all(getattr({space}, name) is not None for name in {space}.__all__))"
    assert python(code, KERAS_BACKEND="numpy") == "True"


@pytest.mark.parametrize(
    "code",
    [
        "print(float((1 + multikeras.Variable([1.0, 2.0]) * 2)[1]))",
        "print(float(multikeras.Variable('ones', shape=(2,)).numpy().sum() + 3))",
        "print((multikeras.KerasTensor((4, 5)) + 1).shape[1])",
        "print(len(multikeras.tree.flatten({'a': [1, 2], 'b': (3, 4, 5)})))",
        "print(multikeras.random.uniform((5,), seed=0).shape[0])",
    ],
)
def test_a_name_works_without_any_other_having_been_used(code):
    assert float(python(f"import multikeras; {code}", KERAS_BACKEND="numpy")) == 5


@pytest.mark.parametrize(
    "statement",
    [
        "import multikeras.config; multikeras.config.floatx",
        "from multikeras import config, utils; config.floatx",
        "from multikeras.config import floatx; floatx",
        "import multikeras as keras; keras.config.floatx",
        "from multikeras import *; config.floatx",
        "from multikeras.config import *; floatx",
    ],
)
def test_every_way_of_importing(statement):
    assert python(f"{statement}; print('done')", KERAS_BACKEND="numpy") == "done"


def test_aliases_are_one_object():
    assert python("import multikeras; print(multikeras.config.floatx is multikeras.backend.floatx)") == "True"


@pytest.mark.parametrize(
    "expression, message",
    [
        ("multikeras.confg", "module 'multikeras' has no attribute 'confg'. Did you mean 'config'?"),
        ("multikeras.config.flotx", "module 'multikeras.config' has no attribute 'flotx'. Did you mean 'floatx'?"),
    ],
)
def test_a_wrong_name_gets_a_suggestion(expression, message):
    code = f"import multikeras\ntry:\n    {expression}\nexcept AttributeError as error:\n    print(error)"
    assert python(code) == message


def test_set_backend_after_the_import():
    code = "import multikeras; multikeras.config.set_backend('numpy'); multikeras.Variable; print(multikeras.config.backend())"
    assert python(code, KERAS_BACKEND="") == "numpy"


@pytest.mark.parametrize("code", ["import multikeras; multikeras.Variable", "import multikeras.config as c; c.backend()"])
def test_a_wrong_backend_is_named_with_what_is_installed(code):
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False, env={**os.environ, "KERAS_BACKEND": "touch"}
    )
    assert result.returncode == 1
    assert "KERAS_BACKEND=touch: there is no backend 'touch'. Did you mean 'torch'? Installed: " in result.stderr


def test_version():
    assert python("import multikeras; print(multikeras.__version__ == multikeras.version())") == "True"
