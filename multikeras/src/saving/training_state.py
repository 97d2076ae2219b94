"""All that a run of `fit` needs to go on, in one HDF5 file."""

import json
import pathlib
from typing import Any

import numpy as np

from multikeras.src.core.atomic import replacing
from multikeras.src.random.seed_generator import host_randomness, restore_host_randomness
from multikeras.src.saving.state_tree import walk
from multikeras.src.saving.weights_file import ReadableStore, WritableStore, find_group, h5py, new_file
from multikeras.src.training.trainer import Position

ARRAY = "__array__"
"""Key of the JSON object that stands for an array, which the group `arrays` holds."""


def write_training_state(path: pathlib.Path, model: Any, position: Position) -> None:
    """Write weights, optimizer, metrics, randomness, the position in the data and the callbacks' states."""
    with replacing(path) as temporary, new_file(temporary) as file:
        variables = WritableStore(file.create_group("variables"))
        for number, variable in enumerate(_state(model)):
            variables[str(number)] = variable.numpy()
        arrays = WritableStore(file.create_group("arrays"))

        def kept(value: Any) -> Any:
            """NumPy's numbers as Python's, and arrays beside the JSON."""
            if np.ndim(value) == 0:
                return value.item()
            number = str(len(arrays.keys()))
            arrays[number] = value
            return {ARRAY: number}

        text = json.dumps({"position": position.state(), "randomness": host_randomness()}, default=kept)
        WritableStore(file.create_group("run"))["json"] = np.frombuffer(text.encode(), "uint8")


def read_training_state(path: pathlib.Path, model: Any, position: Position) -> None:
    """Put model, randomness and position where they stood when the file was written.

    Raises:
        OSError: The file cannot be read.
        ValueError: It was made of another model. Nothing has been changed then.
    """
    variables = _state(model)
    size = path.stat().st_size  # nothing in the file is compressed: what claims to be larger is no such file
    with h5py.File(path, "r") as file:
        stored = ReadableStore(find_group(file, "variables"), "variables", size)
        shapes = [stored.shape(name) for name in stored]
        if shapes != [tuple(variable.shape) for variable in variables]:
            raise ValueError(
                f"{str(path)!r} was made of another model: it holds {len(shapes)} variables, the model has {len(variables)}, and not all "
                "shapes are the same. Delete it to begin anew, or give each run a folder of its own."
            )
        values = [stored[name] for name in stored]
        arrays = ReadableStore(find_group(file, "arrays"), "arrays", size)
        text = ReadableStore(find_group(file, "run"), "run", size)["json"].tobytes().decode()
        run = json.loads(text, object_hook=lambda found: arrays[found[ARRAY]] if found.keys() == {ARRAY} else found)
    for variable, value in zip(variables, values, strict=True):
        variable.assign(value)
    restore_host_randomness(run["randomness"])
    position.restore(run["position"])


def _state(model: Any) -> list[Any]:
    """All variables that training may change, those of seeds included, in an order that depends on the model alone."""
    changing, _ = model._state_of("train")
    others = [variable for _, obj in walk(model) for variable in obj.variables]
    return list({id(variable): variable for variable in [*changing, *others]}.values())
