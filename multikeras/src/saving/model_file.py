"""Models and weights in files."""

import datetime
import io
import json
import os
import pathlib
import zipfile
from collections.abc import Callable
from typing import Any

from multikeras.src.core import registry
from multikeras.src.core.atomic import passing, replacing
from multikeras.src.core.export import export
from multikeras.src.core.version import __version__
from multikeras.src.models.model import Model
from multikeras.src.saving import orbax_folder
from multikeras.src.saving.weights_file import h5py, new_file, read_seeds, read_weights, stores_of, write_seeds, write_weights

MEMBERS = ("metadata.json", "config.json", "model.weights.h5")
FORMAT_VERSION = "3.15.0"
"""The version of Keras whose file format this is."""

LARGEST_CONFIG = 256 * 2**20
"""Bytes of a config that is read at all: the architecture of a model needs a few megabytes at the most."""


@export(["multikeras.saving.save_model", "multikeras.models.save_model"])
def save_model(model: Any, filepath: Any, overwrite: bool = True, zipped: bool | None = None, **kwargs: Any) -> None:
    """Save a model: its architecture, weights, and what `compile` fixed, with the state of the optimizer and of the layers' randomness.

    The file is written whole before it takes the place of one that is there.

    Args:
        model: The model.
        filepath: Path that ends in `.keras`.
        overwrite: Whether an existing file is replaced.
        zipped: Kept for code written for Keras 3: files are always zip archives.

    Raises:
        ValueError: The path does not end in `.keras`.
        FileExistsError: The file exists and `overwrite` is False.

    Example:

    >>> import tempfile, os
    >>> model = multikeras.Sequential([multikeras.Input((3,)), multikeras.layers.Dense(2)])
    >>> path = os.path.join(tempfile.mkdtemp(), "model.keras")
    >>> model.save(path)
    >>> bool(np.all(multikeras.saving.load_model(path).predict(np.ones((1, 3)), verbose=0) == model.predict(np.ones((1, 3)), verbose=0)))
    True
    """
    if kwargs:
        raise TypeError(f"save_model got unexpected arguments {sorted(kwargs)}.")
    if zipped is False:
        raise ValueError("save_model: models are always saved as zip archives; leave `zipped` out.")
    path = _checked(filepath, ".keras", "save_model", overwrite)
    description = json.dumps(registry.serialize(model))
    metadata = json.dumps({"keras_version": FORMAT_VERSION, "multikeras_version": __version__, "date_saved": _now()})
    with replacing(path) as temporary, zipfile.ZipFile(temporary, "w") as archive, passing(path) as weights:
        archive.writestr("metadata.json", metadata)
        archive.writestr("config.json", description)
        with new_file(weights) as file:
            write_weights(model, file)
            write_seeds(model, file)
        archive.write(weights, "model.weights.h5")


@export(["multikeras.saving.load_model", "multikeras.models.load_model"])
def load_model(filepath: Any, custom_objects: dict[str, Any] | None = None, compile: bool = True, safe_mode: bool = True) -> Any:
    """Load a model that was saved.

    A file can name registered classes and functions only: nothing is imported and no code in it is run, unless `safe_mode=False`.

    Args:
        filepath: Path of a `.keras` file, or of a folder with checkpoints of `OrbaxCheckpoint`, of which the latest is loaded.
        custom_objects: Classes and functions of yours that the model uses, by name, if they are not registered.
        compile: Whether to compile the model as it was.
        safe_mode: When False, code of lambdas in the file is run. Only for files whose origin you trust.

    Returns:
        The model.

    Raises:
        ValueError: The file is not such an archive, names something that is not registered, or its weights do not fit.
        FileNotFoundError: There is no file.

    Example:

    >>> import tempfile, os
    >>> path = os.path.join(tempfile.mkdtemp(), "model.keras")
    >>> multikeras.Sequential([multikeras.Input((3,)), multikeras.layers.Dense(2)]).save(path)
    >>> multikeras.saving.load_model(path).output_shape
    (None, 2)
    """
    path = _existing(filepath, "load_model")

    def model_of(description: dict[str, Any]) -> Model:
        if not compile:
            description.pop("compile_config", None)
        model = registry.deserialize_keras_object(description, custom_objects, safe_mode=safe_mode)
        if not isinstance(model, Model):
            raise ValueError(f"{str(path)!r} describes a {type(model).__name__}, not a model.")
        return model

    if path.is_dir():
        folder, step = orbax_folder.opened(path)
        with folder:
            saved = folder.read(step)
            model = model_of(saved.description())
            read_weights(model, saved.find, optimizer=compile and saved.has_optimizer)
        return model
    with _archive(path) as archive:
        model = model_of(json.loads(_member(archive, "config.json", LARGEST_CONFIG)))
        with _weights(archive, path) as file:
            read_weights(model, stores_of(file), optimizer=compile and "optimizer" in file)
            read_seeds(model, file)
    return model


@export("multikeras.saving.save_weights")
def save_weights(model: Any, filepath: Any, overwrite: bool = True, max_shard_size: float | None = None, **kwargs: Any) -> None:
    """Save the weights of a model, and the state of its optimizer.

    Args:
        model: The model.
        filepath: Path that ends in `.weights.h5`.
        overwrite: Whether an existing file is replaced.
        max_shard_size: Not available yet: weights in several files.

    Raises:
        ValueError: The path does not end in `.weights.h5`.
        FileExistsError: The file exists and `overwrite` is False.

    Example:

    >>> import tempfile, os
    >>> model = multikeras.Sequential([multikeras.Input((3,)), multikeras.layers.Dense(2)])
    >>> path = os.path.join(tempfile.mkdtemp(), "model.weights.h5")
    >>> model.save_weights(path)
    >>> model.load_weights(path)
    """
    if kwargs:
        raise TypeError(f"save_weights got unexpected arguments {sorted(kwargs)}.")
    if max_shard_size is not None:
        raise NotImplementedError("save_weights: weights divided among several files are not available yet; leave `max_shard_size` out.")
    path = _checked(filepath, ".weights.h5", "save_weights", overwrite)
    if not model.built:
        raise ValueError(f"save_weights: model {model.name!r} is not built, so it has no weights yet. Call it on data first.")
    with replacing(path) as temporary, new_file(temporary) as file:
        write_weights(model, file)


@export("multikeras.saving.load_weights")
def load_weights(model: Any, filepath: Any, skip_mismatch: bool = False, **kwargs: Any) -> None:
    """Load weights into a model.

    Args:
        model: A built model.
        filepath: Path of a `.weights.h5` or `.keras` file, or of a folder with checkpoints of `OrbaxCheckpoint`, of which the latest is
            loaded.
        skip_mismatch: Whether to leave out, with a warning, weights that do not fit.

    Raises:
        ValueError: The model is not built, or weights are missing, unexpected or of another shape: all are named, none is assigned.
        FileNotFoundError: There is no file.

    Example:

    >>> import tempfile, os
    >>> model = multikeras.Sequential([multikeras.Input((3,)), multikeras.layers.Dense(2)])
    >>> path = os.path.join(tempfile.mkdtemp(), "model.weights.h5")
    >>> model.save_weights(path)
    >>> model.load_weights(path)
    """
    if kwargs:
        raise TypeError(f"load_weights got unexpected arguments {sorted(kwargs)}.")
    path = _existing(filepath, "load_weights")
    if not model.built:
        raise ValueError(f"load_weights: model {model.name!r} is not built, so it has no weights to load into. Call it on data first.")
    if path.is_dir():
        folder, step = orbax_folder.opened(path)
        with folder:
            saved = folder.read(step)
            _read_into(model, saved.find, skip_mismatch, saved.has_optimizer)
        return
    if str(path).endswith(".keras"):
        with _archive(path) as archive, _weights(archive, path) as file:
            _read_into(model, stores_of(file), skip_mismatch, "optimizer" in file)
        return
    if not str(path).endswith(".weights.h5"):
        raise ValueError(f"load_weights: the path must end in '.weights.h5' or '.keras', got {str(path)!r}.")
    with h5py.File(path, "r") as file:
        _read_into(model, stores_of(file), skip_mismatch, "optimizer" in file)


def _read_into(model: Any, find: Callable[[str, int], Any], skip_mismatch: bool, has_optimizer: bool) -> None:
    optimizer = getattr(model, "optimizer", None)
    wanted = optimizer is not None and optimizer.built and has_optimizer
    read_weights(model, find, skip_mismatch=skip_mismatch, optimizer=wanted)


@export("multikeras.models.model_from_json")
def model_from_json(json_string: str, custom_objects: dict[str, Any] | None = None) -> Any:
    """The model that `Model.to_json` described, with new weights.

    Args:
        json_string: The description.
        custom_objects: Classes and functions of yours that the model uses, by name, if they are not registered.

    Returns:
        The model.

    Raises:
        ValueError: The description names something that is not registered.

    Example:

    >>> model = multikeras.Sequential([multikeras.Input((3,)), multikeras.layers.Dense(2)])
    >>> multikeras.models.model_from_json(model.to_json()).output_shape
    (None, 2)
    """
    return registry.deserialize_keras_object(json.loads(json_string), custom_objects)


def to_json(model: Any, **kwargs: Any) -> str:
    """The architecture of a model as JSON; see `Model.to_json`."""
    return json.dumps(registry.serialize(model), **kwargs)


def _now() -> str:
    return datetime.datetime.now().strftime("%Y-%m-%d@%H:%M:%S")


def _checked(filepath: Any, suffix: str, caller: str, overwrite: bool) -> pathlib.Path:
    path = pathlib.Path(os.fspath(filepath))
    if not path.name.endswith(suffix):
        raise ValueError(f"{caller}: the path must end in {suffix!r}, got {str(path)!r}.")
    if path.exists() and not overwrite:
        raise FileExistsError(f"{caller}: {str(path)!r} exists. Pass `overwrite=True` to replace it.")
    return path


def _existing(filepath: Any, caller: str) -> pathlib.Path:
    path = pathlib.Path(os.fspath(filepath))
    if not path.exists():
        raise FileNotFoundError(f"{caller}: there is no file or folder {str(path)!r}.")
    return path


def _archive(path: pathlib.Path) -> zipfile.ZipFile:
    if not zipfile.is_zipfile(path):
        raise ValueError(f"{str(path)!r} is not a model in the `.keras` format, which is a zip archive.")
    archive = zipfile.ZipFile(path)
    missing = [name for name in ("config.json", "model.weights.h5") if name not in archive.namelist()]
    if missing:
        archive.close()
        raise ValueError(f"{str(path)!r} is not a model in the `.keras` format: it has no {missing}.")
    return archive


def _member(archive: zipfile.ZipFile, name: str, most: int) -> bytes:
    if archive.getinfo(name).file_size > most:
        raise ValueError(f"{name} in {archive.filename!r} has {archive.getinfo(name).file_size} bytes; more than {most} are not read.")
    return archive.read(name)


def _weights(archive: zipfile.ZipFile, path: pathlib.Path) -> Any:
    """The HDF5 file in an archive. It is stored as it is, so it can be read where it lies; a compressed one is unpacked in memory."""
    if archive.getinfo("model.weights.h5").compress_type == zipfile.ZIP_STORED:
        return h5py.File(archive.open("model.weights.h5"), "r")
    size = archive.getinfo("model.weights.h5").file_size
    if size > 1000 * path.stat().st_size:
        raise ValueError(f"The weights in {str(path)!r} are compressed more than a thousandfold, as no weights are; they are not unpacked.")
    return h5py.File(io.BytesIO(archive.read("model.weights.h5")), "r")
