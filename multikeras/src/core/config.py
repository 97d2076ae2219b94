"""Global settings: numeric defaults, the backend, randomness, logging.

A setting comes from its `set_` function, else from an environment variable where there is one, else from the configuration
file `keras.json` in the folder `KERAS_HOME` (by default `~/.keras`), else from the default here. The file is shared with
other libraries of the Keras family and is only ever read.
"""

import dataclasses
import json
import numbers
import os
import pathlib
from typing import Any

from multikeras.src.core import lazy
from multikeras.src.core.export import export
from multikeras.src.core.structure import configured

BACKENDS = {"jax": "jax", "torch": "torch", "tensorflow": "tensorflow", "numpy": "numpy"}
"""Name of a backend -> the package it runs on, most preferred first. NumPy is always there."""

FLOATS = ("bfloat16", "float16", "float32", "float64")
DATA_FORMATS = ("channels_last", "channels_first")
RNGS = ("native", "portable")


@dataclasses.dataclass
class Settings:
    """Everything that a process may change about multikeras as a whole."""

    floatx: str = "float32"
    epsilon: float = 1e-7
    image_data_format: str = "channels_last"
    backend: str | None = None  # None until it is first asked for
    backend_loaded: bool = False
    rng: str = "native"
    dtype_policy: Any = None  # of layers that are given none; floatx throughout when None
    flash_attention: bool | None = None
    interactive_logging: bool = True
    traceback_filtering: bool = True
    unsafe_deserialization: bool = False
    max_epochs: int | None = None
    max_steps_per_epoch: int | None = None

    def __setattr__(self, name: str, value: Any) -> None:
        configured()
        super().__setattr__(name, value)


# ------------------------------------------------------------------------------------------------------ numeric defaults


@export(["multikeras.config.floatx", "multikeras.backend.floatx"])
def floatx() -> str:
    """Name of the default floating dtype, of weights and of Python floats that become tensors.

    Returns:
        `"float32"` unless it was changed by `set_floatx` or the configuration file.

    Example:

    >>> multikeras.config.floatx()
    'float32'
    """
    return settings.floatx


@export(["multikeras.config.set_floatx", "multikeras.backend.set_floatx"])
def set_floatx(value: str) -> None:
    """Change the default floating dtype.

    For training in reduced precision a dtype policy such as `"mixed_bfloat16"` is the better tool: it keeps the weights in
    float32, where small updates are not lost.

    Args:
        value: `"bfloat16"`, `"float16"`, `"float32"` or `"float64"`.

    Raises:
        ValueError: if `value` is none of these.

    Example:

    >>> multikeras.config.set_floatx("float64")
    >>> multikeras.config.floatx()
    'float64'
    >>> multikeras.config.set_floatx("float32")
    """
    settings.floatx = _one_of("floatx", value, FLOATS, "set_floatx")


@export(["multikeras.config.epsilon", "multikeras.backend.epsilon"])
def epsilon() -> float:
    """Small number that keeps divisions and logarithms finite where a function takes none of its own.

    Returns:
        A float, 1e-7 unless it was changed.

    Example:

    >>> multikeras.config.epsilon()
    1e-07
    """
    return settings.epsilon


@export(["multikeras.config.set_epsilon", "multikeras.backend.set_epsilon"])
def set_epsilon(value: float) -> None:
    """Change the small number that `epsilon()` returns.

    Args:
        value: a positive number. In float16 the smallest that is not rounded to zero is about 6e-8.

    Raises:
        ValueError: if `value` is not a positive number.

    Example:

    >>> multikeras.config.set_epsilon(1e-5)
    >>> multikeras.config.epsilon()
    1e-05
    >>> multikeras.config.set_epsilon(1e-7)
    """
    settings.epsilon = _positive_number("epsilon", value, "set_epsilon")


@export(["multikeras.config.image_data_format", "multikeras.backend.image_data_format"])
def image_data_format() -> str:
    """Where image layers look for the channels when they are not told.

    Returns:
        `"channels_last"` for tensors of shape `(batch, height, width, channels)`, the default, or `"channels_first"` for
        `(batch, channels, height, width)`.

    Example:

    >>> multikeras.config.image_data_format()
    'channels_last'
    """
    return settings.image_data_format


@export(["multikeras.config.set_image_data_format", "multikeras.backend.set_image_data_format"])
def set_image_data_format(data_format: str) -> None:
    """Change where image layers look for the channels; layers that exist already keep what they have.

    Args:
        data_format: `"channels_last"` or `"channels_first"`.

    Raises:
        ValueError: if `data_format` is neither.

    Example:

    >>> multikeras.config.set_image_data_format("channels_first")
    >>> multikeras.config.image_data_format()
    'channels_first'
    >>> multikeras.config.set_image_data_format("channels_last")
    """
    settings.image_data_format = _one_of("image_data_format", data_format, DATA_FORMATS, "set_image_data_format")


# --------------------------------------------------------------------------------------------------------------- backend


@export(["multikeras.config.backend", "multikeras.backend.backend"])
def backend() -> str:
    """Name of the backend that runs all computation.

    It is the one given to `set_backend`, else that of the environment variable `KERAS_BACKEND`, else the `"backend"` of the
    configuration file, else the first installed of JAX, PyTorch and TensorFlow, else NumPy, which cannot train. The answer is
    found once and then stands.

    Returns:
        `"jax"`, `"torch"`, `"tensorflow"` or `"numpy"`.

    Raises:
        ValueError: if the name that was configured is not that of a backend.
        ImportError: if the package of the configured backend is not installed.

    Example:

    >>> multikeras.config.backend() in ("jax", "torch", "tensorflow", "numpy")
    True
    """
    if settings.backend is None:
        settings.backend = _choose_backend()
    return settings.backend


@export("multikeras.config.set_backend")
def set_backend(backend: str) -> None:
    """Choose the backend of this process, before anything of multikeras is used that computes.

    Args:
        backend: `"jax"`, `"torch"`, `"tensorflow"` or `"numpy"`.

    Raises:
        ValueError: if there is no backend of this name.
        ImportError: if its package is not installed.
        RuntimeError: if another backend is loaded already. Tensors and weights of one backend mean nothing to another, so
            that a change needs a new process.

    Example:

    >>> multikeras.config.set_backend(multikeras.config.backend())
    """
    name = _usable_backend(backend, f"set_backend({backend!r})")
    if settings.backend_loaded and name != settings.backend:
        raise RuntimeError(
            f"set_backend({name!r}): the backend {settings.backend!r} is loaded already and cannot be exchanged. "
            "Call set_backend right after `import multikeras`, before layers, ops or models are touched, or start Python "
            f"again with the environment variable KERAS_BACKEND={name}."
        )
    settings.backend = name


def mark_backend_loaded() -> None:
    """Fix the choice of backend for this process; called by `multikeras.src.backend` when it loads the framework."""
    settings.backend_loaded = True


def installed_backends() -> list[str]:
    """Names of the backends whose packages are installed, most preferred first; imports none of them."""
    return [name for name, package in BACKENDS.items() if lazy.is_installed(package)]


def _choose_backend() -> str:
    from_environment = os.environ.get("KERAS_BACKEND")
    if from_environment:
        return _usable_backend(from_environment, f"the environment variable KERAS_BACKEND={from_environment}")
    from_file = _read_file().get("backend")
    if from_file is not None:
        return _usable_backend(from_file, f'"backend": {json.dumps(from_file)} in {_file()}')
    return installed_backends()[0]


def _usable_backend(name: Any, source: str) -> str:
    known = isinstance(name, str) and name in BACKENDS
    if known and lazy.is_installed(BACKENDS[name]):
        return name
    installed = installed_backends()
    missing = [other for other in BACKENDS if other not in installed]
    problem = f"the backend {name!r} is not installed" if known else f"there is no backend {name!r}"
    suggestion = lazy.did_you_mean(str(name), BACKENDS) if not known else ""
    message = f"From {source}: {problem}.{suggestion} Installed: {', '.join(installed)}; take one by KERAS_BACKEND={installed[0]}."
    if missing:
        message += f' The rest comes with: pip install "multikeras[{",".join(missing)}]"'
    raise (ImportError if known else ValueError)(message)


# ------------------------------------------------------------------------------------------------------------ randomness


@export("multikeras.config.rng")
def rng() -> str:
    """Which generator draws dropout masks and the numbers of `multikeras.random`.

    Returns:
        `"native"` or `"portable"`; see `set_rng`.

    Example:

    >>> multikeras.config.rng()
    'native'
    """
    return settings.rng


@export("multikeras.config.set_rng")
def set_rng(rng: str) -> None:
    """Choose the generator of dropout masks and of the numbers of `multikeras.random`.

    Initial weights and shuffles are the same on every backend for one seed in either case.

    Args:
        rng: `"native"` for the backend's own generator, which is the fastest, or `"portable"` for Threefry-2x32 on every
            backend, so that one seed gives the same training run, to rounding, on all of them.

    Raises:
        ValueError: if `rng` is neither.

    Example:

    >>> multikeras.config.set_rng("portable")
    >>> multikeras.config.rng()
    'portable'
    >>> multikeras.config.set_rng("native")
    """
    settings.rng = _one_of("rng", rng, RNGS, "set_rng")


# ------------------------------------------------------------------------------------------------------- flash attention


@export("multikeras.config.enable_flash_attention")
def enable_flash_attention() -> None:
    """Demand the fused attention kernel: attention that cannot use it raises an error.

    Without this call the kernel is used wherever its conditions hold.

    Example:

    >>> multikeras.config.enable_flash_attention()
    >>> multikeras.config.is_flash_attention_enabled()
    True
    >>> multikeras.config.disable_flash_attention()
    """
    settings.flash_attention = True


@export("multikeras.config.disable_flash_attention")
def disable_flash_attention() -> None:
    """Never use the fused attention kernel, for instance to compare numbers with it.

    Example:

    >>> multikeras.config.disable_flash_attention()
    >>> multikeras.config.is_flash_attention_enabled()
    False
    """
    settings.flash_attention = False


@export("multikeras.config.is_flash_attention_enabled")
def is_flash_attention_enabled() -> bool | None:
    """Whether the fused attention kernel is demanded (True), forbidden (False) or taken where it fits (None, the default).

    Returns:
        True, False or None.

    Example:

    >>> multikeras.config.enable_flash_attention()
    >>> multikeras.config.is_flash_attention_enabled()
    True
    >>> multikeras.config.disable_flash_attention()
    """
    return settings.flash_attention


# ------------------------------------------------------------------------------------------------- messages and debugging


@export("multikeras.config.enable_interactive_logging")
def enable_interactive_logging() -> None:
    """Show progress bars and messages on standard output; the default.

    Example:

    >>> multikeras.config.enable_interactive_logging()
    >>> multikeras.config.is_interactive_logging_enabled()
    True
    """
    settings.interactive_logging = True


@export("multikeras.config.disable_interactive_logging")
def disable_interactive_logging() -> None:
    """Send messages to Python's `logging` instead of standard output, as suits a service whose output is collected.

    Example:

    >>> multikeras.config.disable_interactive_logging()
    >>> multikeras.config.is_interactive_logging_enabled()
    False
    >>> multikeras.config.enable_interactive_logging()
    """
    settings.interactive_logging = False


@export("multikeras.config.is_interactive_logging_enabled")
def is_interactive_logging_enabled() -> bool:
    """Whether messages go to standard output rather than to `logging`.

    Returns:
        A bool, True by default.

    Example:

    >>> multikeras.config.is_interactive_logging_enabled()
    True
    """
    return settings.interactive_logging


@export("multikeras.config.enable_traceback_filtering")
def enable_traceback_filtering() -> None:
    """Leave the frames inside multikeras out of the tracebacks of its errors; the default.

    Example:

    >>> multikeras.config.enable_traceback_filtering()
    >>> multikeras.config.is_traceback_filtering_enabled()
    True
    """
    settings.traceback_filtering = True


@export("multikeras.config.disable_traceback_filtering")
def disable_traceback_filtering() -> None:
    """Show every frame in tracebacks, which helps when multikeras itself is being worked on.

    Example:

    >>> multikeras.config.disable_traceback_filtering()
    >>> multikeras.config.is_traceback_filtering_enabled()
    False
    >>> multikeras.config.enable_traceback_filtering()
    """
    settings.traceback_filtering = False


@export("multikeras.config.is_traceback_filtering_enabled")
def is_traceback_filtering_enabled() -> bool:
    """Whether tracebacks leave out the frames inside multikeras.

    Returns:
        A bool, True by default.

    Example:

    >>> multikeras.config.is_traceback_filtering_enabled()
    True
    """
    return settings.traceback_filtering


# ----------------------------------------------------------------------------------------------------- limits on training


@export("multikeras.config.max_epochs")
def max_epochs() -> int | None:
    """Upper limit on the epochs of every `fit`, for quick trials of scripts that are written for long runs.

    Returns:
        The number given to `set_max_epochs`, else that of the environment variable `KERAS_MAX_EPOCHS`, else None for no limit.

    Example:

    >>> multikeras.config.max_epochs() is None
    True
    """
    return settings.max_epochs


@export("multikeras.config.set_max_epochs")
def set_max_epochs(max_epochs: int | None) -> None:
    """Limit the epochs of every `fit`.

    Args:
        max_epochs: a positive int, or None for no limit.

    Raises:
        ValueError: if `max_epochs` is anything else.

    Example:

    >>> multikeras.config.set_max_epochs(2)
    >>> multikeras.config.max_epochs()
    2
    >>> multikeras.config.set_max_epochs(None)
    """
    settings.max_epochs = _limit("max_epochs", max_epochs, "set_max_epochs")


@export("multikeras.config.max_steps_per_epoch")
def max_steps_per_epoch() -> int | None:
    """Upper limit on the steps of an epoch in every `fit`, `evaluate` and `predict`.

    Returns:
        The number given to `set_max_steps_per_epoch`, else that of the environment variable `KERAS_MAX_STEPS_PER_EPOCH`, else
        None for no limit.

    Example:

    >>> multikeras.config.max_steps_per_epoch() is None
    True
    """
    return settings.max_steps_per_epoch


@export("multikeras.config.set_max_steps_per_epoch")
def set_max_steps_per_epoch(max_steps_per_epoch: int | None) -> None:
    """Limit the steps of an epoch in every `fit`, `evaluate` and `predict`.

    Args:
        max_steps_per_epoch: a positive int, or None for no limit.

    Raises:
        ValueError: if `max_steps_per_epoch` is anything else.

    Example:

    >>> multikeras.config.set_max_steps_per_epoch(10)
    >>> multikeras.config.max_steps_per_epoch()
    10
    >>> multikeras.config.set_max_steps_per_epoch(None)
    """
    settings.max_steps_per_epoch = _limit("max_steps_per_epoch", max_steps_per_epoch, "set_max_steps_per_epoch")


# ---------------------------------------------------------------------------------------------------------------- others


@export("multikeras.config.enable_unsafe_deserialization")
def enable_unsafe_deserialization() -> None:
    """Let every file that this process loads bring its own code. Dangerous: whoever wrote the file then runs what they like.

    After this call loading behaves as if `safe_mode=False` were given each time, and nothing switches it off again before the
    process ends. Prefer `load_model(path, safe_mode=False)` at the single call whose file you made yourself; better still,
    replace lambdas by functions registered with `register_keras_serializable`, which load safely.

    Example:

    >>> multikeras.config.enable_unsafe_deserialization()
    """
    settings.unsafe_deserialization = True


def is_unsafe_deserialization_enabled() -> bool:
    """Whether `enable_unsafe_deserialization` was called; asked by the loaders."""
    return settings.unsafe_deserialization


@export("multikeras.config.is_nnx_enabled")
def is_nnx_enabled() -> bool:
    """Whether layers are Flax NNX modules at the same time, which code written for Keras may ask.

    Returns:
        False: on JAX, state is reached through `stateless_call` and its kin.

    Example:

    >>> multikeras.config.is_nnx_enabled()
    False
    """
    return False


# ------------------------------------------------------------------------------------------------- reading and checking


def _file() -> pathlib.Path:
    home = os.environ.get("KERAS_HOME")
    folder = pathlib.Path(home).expanduser() if home else pathlib.Path.home() / ".keras"
    return folder / "keras.json"


def _read_file() -> dict[str, Any]:
    path = _file()
    if not path.is_file():
        return {}
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"The configuration file {path} is not valid JSON: {error}. Mend or delete it.") from error
    if not isinstance(content, dict):
        raise ValueError(f'The configuration file {path} must hold a JSON object such as {{"floatx": "float32"}}, not {content!r}.')
    return content


def _initial_settings() -> Settings:
    """Settings from the file and the environment. The backend is left open: `backend()` finds it when it is asked for."""
    path, given = _file(), _read_file()
    values: dict[str, Any] = {}
    if "floatx" in given:
        values["floatx"] = _one_of("floatx", given["floatx"], FLOATS, path)
    if "image_data_format" in given:
        values["image_data_format"] = _one_of("image_data_format", given["image_data_format"], DATA_FORMATS, path)
    if "epsilon" in given:
        values["epsilon"] = _positive_number("epsilon", given["epsilon"], path)
    for name in ("max_epochs", "max_steps_per_epoch"):
        variable = f"KERAS_{name.upper()}"
        text = os.environ.get(variable)
        if text:
            values[name] = _limit(name, int(text) if text.isdecimal() else text, f"the environment variable {variable}")
    return Settings(**values)


def _one_of(setting: str, value: Any, choices: tuple[str, ...], source: Any) -> str:
    if value not in choices:
        raise ValueError(f"{setting} from {source}: expected one of {', '.join(map(repr, choices))}, got {value!r}.")
    return value


def _positive_number(setting: str, value: Any, source: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, numbers.Real) or not value > 0:
        raise ValueError(f"{setting} from {source}: expected a positive number, got {value!r}.")
    return float(value)


def _limit(setting: str, value: Any, source: str) -> int | None:
    if value is not None and (isinstance(value, bool) or not isinstance(value, numbers.Integral) or value < 1):
        raise ValueError(f"{setting} from {source}: expected a positive int or None, got {value!r}.")
    return value


settings = _initial_settings()
