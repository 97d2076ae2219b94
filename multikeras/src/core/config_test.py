import json
import subprocess
import sys

import pytest

from multikeras.src.core import config, lazy


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """An empty configuration folder, no variables, and settings that are thrown away after the test."""
    for variable in ("KERAS_BACKEND", "KERAS_MAX_EPOCHS", "KERAS_MAX_STEPS_PER_EPOCH"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setattr(config, "settings", config.Settings())
    return tmp_path


@pytest.fixture
def installed(monkeypatch):
    def pretend(*packages):
        monkeypatch.setattr(lazy, "is_installed", lambda name: name in {*packages, "numpy"})

    return pretend


def write(folder, **content):
    (folder / "keras.json").write_text(json.dumps(content))


def reread():
    config.settings = config._initial_settings()


# --------------------------------------------------------------------------------------------------------------- values


def test_defaults():
    assert config.floatx() == "float32"
    assert config.epsilon() == 1e-7
    assert config.image_data_format() == "channels_last"
    assert config.rng() == "native"
    assert config.is_flash_attention_enabled() is None
    assert config.max_epochs() is None
    assert config.max_steps_per_epoch() is None
    assert not config.is_unsafe_deserialization_enabled()


@pytest.mark.parametrize(
    "setter, getter, value",
    [
        (config.set_floatx, config.floatx, "bfloat16"),
        (config.set_epsilon, config.epsilon, 1e-3),
        (config.set_image_data_format, config.image_data_format, "channels_first"),
        (config.set_rng, config.rng, "portable"),
        (config.set_max_epochs, config.max_epochs, 3),
        (config.set_max_steps_per_epoch, config.max_steps_per_epoch, 7),
    ],
)
def test_what_is_set_is_returned(setter, getter, value):
    setter(value)
    assert getter() == value


@pytest.mark.parametrize(
    "setter, value, message",
    [
        (config.set_floatx, "float31", "floatx from set_floatx: expected one of 'bfloat16', .* got 'float31'"),
        (config.set_epsilon, 0, "epsilon from set_epsilon: expected a positive number, got 0"),
        (config.set_epsilon, "small", "expected a positive number, got 'small'"),
        (config.set_image_data_format, "NHWC", "expected one of 'channels_last', 'channels_first', got 'NHWC'"),
        (config.set_rng, "fast", "expected one of 'native', 'portable', got 'fast'"),
        (config.set_max_epochs, 0, "max_epochs from set_max_epochs: expected a positive int or None, got 0"),
        (config.set_max_steps_per_epoch, True, "expected a positive int or None, got True"),
    ],
)
def test_wrong_values_are_refused_and_change_nothing(setter, value, message):
    before = config.Settings()
    with pytest.raises(ValueError, match=message):
        setter(value)
    assert config.settings == before


@pytest.mark.parametrize("name", ["interactive_logging", "traceback_filtering", "flash_attention"])
def test_switches(name):
    asked = getattr(config, f"is_{name}_enabled")
    getattr(config, f"disable_{name}")()
    assert asked() is False
    getattr(config, f"enable_{name}")()
    assert asked() is True


def test_unsafe_deserialization_is_off_until_it_is_asked_for():
    config.enable_unsafe_deserialization()
    assert config.is_unsafe_deserialization_enabled()


# ---------------------------------------------------------------------------------------------------- file, environment


def test_file_gives_the_values(home):
    write(home, floatx="float64", epsilon=1e-5, image_data_format="channels_first", backend="numpy", of_another_library=1)
    reread()
    assert config.floatx() == "float64"
    assert config.epsilon() == 1e-5
    assert config.image_data_format() == "channels_first"
    assert config.backend() == "numpy"


def test_broken_file_is_named(home):
    (home / "keras.json").write_text('{"floatx": ')
    with pytest.raises(ValueError, match=r"keras\.json is not valid JSON: .*Mend or delete it") as caught:
        reread()
    assert str(home) in str(caught.value)


def test_file_that_is_no_object_is_named(home):
    (home / "keras.json").write_text('["float32"]')
    with pytest.raises(ValueError, match=r"keras\.json must hold a JSON object"):
        reread()


def test_wrong_value_in_the_file_is_named(home):
    write(home, floatx="float31")
    with pytest.raises(ValueError, match=r"floatx from .*keras\.json: expected one of .* got 'float31'"):
        reread()


def test_no_file_is_written(home):
    reread()
    config.set_floatx("float64")
    assert list(home.iterdir()) == []


def test_limits_come_from_the_environment(monkeypatch):
    monkeypatch.setenv("KERAS_MAX_EPOCHS", "2")
    monkeypatch.setenv("KERAS_MAX_STEPS_PER_EPOCH", "5")
    reread()
    assert (config.max_epochs(), config.max_steps_per_epoch()) == (2, 5)


def test_wrong_limit_in_the_environment_is_named(monkeypatch):
    monkeypatch.setenv("KERAS_MAX_EPOCHS", "few")
    with pytest.raises(ValueError, match="max_epochs from the environment variable KERAS_MAX_EPOCHS: .* got 'few'"):
        reread()


# --------------------------------------------------------------------------------------------------------------- backend


def test_environment_beats_file(home, monkeypatch, installed):
    installed("jax", "torch")
    write(home, backend="jax")
    monkeypatch.setenv("KERAS_BACKEND", "torch")
    assert config.backend() == "torch"


def test_file_beats_what_is_installed(home, installed):
    installed("jax", "torch")
    write(home, backend="torch")
    assert config.backend() == "torch"


@pytest.mark.parametrize(
    "packages, chosen",
    [
        (("jax", "torch", "tensorflow"), "jax"),
        (("torch", "tensorflow"), "torch"),
        (("tensorflow",), "tensorflow"),
        ((), "numpy"),
    ],
)
def test_first_installed_backend(installed, packages, chosen):
    installed(*packages)
    assert config.backend() == chosen


def test_wrong_name_in_the_environment(monkeypatch, installed):
    installed("torch")
    monkeypatch.setenv("KERAS_BACKEND", "tensorfow")
    with pytest.raises(ValueError) as caught:
        config.backend()
    assert str(caught.value) == (
        "From the environment variable KERAS_BACKEND=tensorfow: there is no backend 'tensorfow'. Did you mean 'tensorflow'? "
        "Installed: torch, numpy; take one by KERAS_BACKEND=torch. "
        'The rest comes with: pip install "multikeras[jax,tensorflow]"'
    )


def test_backend_of_the_file_that_is_not_installed(home, installed):
    installed("jax")
    write(home, backend="torch")
    with pytest.raises(ImportError) as caught:
        config.backend()
    assert str(caught.value) == (
        f'From "backend": "torch" in {home / "keras.json"}: the backend \'torch\' is not installed. '
        'Installed: jax, numpy; take one by KERAS_BACKEND=jax. The rest comes with: pip install "multikeras[torch,tensorflow]"'
    )


def test_backend_of_the_file_that_is_no_name(home, installed):
    installed("jax", "torch", "tensorflow")
    write(home, backend=["jax"])
    with pytest.raises(
        ValueError,
        match=r"there is no backend \['jax'\]\..* Installed: jax, torch, tensorflow, numpy; take one by KERAS_BACKEND=jax\.$",
    ):
        config.backend()


def test_set_backend_wins(monkeypatch, installed):
    installed("jax", "torch")
    monkeypatch.setenv("KERAS_BACKEND", "torch")
    config.set_backend("jax")
    assert config.backend() == "jax"


def test_set_backend_refuses_what_is_not_there(installed):
    installed("jax")
    with pytest.raises(ImportError, match=r"From set_backend\('torch'\): the backend 'torch' is not installed"):
        config.set_backend("torch")
    with pytest.raises(ValueError, match=r"From set_backend\('theano'\): there is no backend 'theano'"):
        config.set_backend("theano")


def test_set_backend_after_loading(installed):
    installed("jax", "torch")
    config.set_backend("jax")
    config.mark_backend_loaded()
    config.set_backend("jax")
    with pytest.raises(RuntimeError, match=r"'jax' is loaded already .* KERAS_BACKEND=torch"):
        config.set_backend("torch")
    assert config.backend() == "jax"


def test_config_loads_no_framework():
    code = (
        "import sys; from multikeras.src.core import config; config.backend(); config.installed_backends(); "
        "print(sorted({'jax', 'torch', 'tensorflow', 'numpy', 'pandas', 'h5py'} & set(sys.modules)))"
    )
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
