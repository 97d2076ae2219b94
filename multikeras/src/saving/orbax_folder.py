"""Checkpoints in the format of Orbax: a folder for each step, with the arrays and the description of the model as items."""

import json
import os
import pathlib
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any, Self

import numpy as np

from multikeras.src.core import lazy, registry
from multikeras.src.saving.state_tree import walk

ocp = lazy.module("orbax.checkpoint", extra="orbax", feature="A checkpoint of Orbax")


SHAPE_ALONE = ":shape"
"""End of the name of an array that holds the shape of one without elements, which Orbax does not write."""


class OrbaxFolder:
    """A folder of checkpoints, one for each step.

    Args:
        folder: Path.
        create: Whether the folder is made if it does not exist.
        max_to_keep: Number of checkpoints to keep, the latest; all when None.
        background: Whether `save` returns before all is written.
    """

    def __init__(self, folder: str | os.PathLike, *, create: bool = False, max_to_keep: int | None = None, background: bool = False):
        self.path = pathlib.Path(folder).absolute()
        self._background = background
        self._manager = ocp.CheckpointManager(
            self.path,
            options=ocp.CheckpointManagerOptions(max_to_keep=max_to_keep, enable_async_checkpointing=background, create=create),
            item_handlers={"weights": ocp.PyTreeCheckpointHandler(), "model": ocp.JsonCheckpointHandler()},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: Any) -> None:
        self.close()

    @property
    def latest_step(self) -> int | None:
        """The step of the latest checkpoint; None if there is none."""
        return self._manager.latest_step()

    def save(self, step: int, model: Any, *, weights_only: bool) -> pathlib.Path:
        """Save a model, or its weights without the state of the optimizer.

        Args:
            step: Number of the checkpoint, larger than all before.
            model: The model.
            weights_only: Whether to leave out all but the weights.

        Returns:
            The folder of the checkpoint.
        """
        items = {"weights": ocp.args.PyTreeSave(self._arrays(model, weights_only))}
        if not weights_only:
            items["model"] = ocp.args.JsonSave({"config": json.dumps(registry.serialize(model))})
        self._manager.save(step, args=ocp.args.Composite(**items))
        return self.path / str(step)

    def _arrays(self, model: Any, weights_only: bool) -> dict[str, dict[str, np.ndarray]]:
        arrays: dict[str, dict[str, np.ndarray]] = {}
        for path, obj in walk(model):
            if weights_only and is_of_optimizer(path):
                continue
            stored: dict[str, Any] = {}
            obj.save_own_variables(stored)
            if stored:
                # What is written in the background must not change with the next step, so it is copied.
                values = {name: np.array(value, copy=self._background or None) for name, value in stored.items()}
                arrays[path or "."] = dict(_storable(name, value) for name, value in values.items())
        return arrays

    def read(self, step: int) -> "OrbaxStep":
        """What a checkpoint holds."""
        return OrbaxStep(self._manager, step)

    def wait(self) -> None:
        """Return when all is written."""
        self._manager.wait_until_finished()

    def close(self) -> None:
        """Wait, and end the threads that write."""
        self._manager.close()


class OrbaxStep:
    """One checkpoint, read as far as it is asked for.

    Args:
        manager: Orbax's manager of the folder.
        step: Number of the checkpoint.
    """

    def __init__(self, manager: Any, step: int):
        self._manager = manager
        self._step = step
        self.specs: dict[str, dict[str, Any]] = manager.item_metadata(step).weights.tree

    @cached_property
    def arrays(self) -> dict[str, dict[str, np.ndarray]]:
        """All arrays: path of an object -> name of a variable -> value."""
        return self._manager.restore(self._step, args=ocp.args.Composite(weights=ocp.args.PyTreeRestore())).weights

    @property
    def has_optimizer(self) -> bool:
        """Whether the state of an optimizer was saved."""
        return any(is_of_optimizer(path) for path in self.specs)

    def description(self) -> dict[str, Any]:
        """The model's architecture and compilation; a ValueError if only weights were saved."""
        folder = self._manager.directory / str(self._step)
        if not (folder / "model").is_dir():
            raise ValueError(f"{str(folder)!r} holds weights only. Build the model and call its `load_weights`.")
        return json.loads(self._manager.restore(self._step, args=ocp.args.Composite(model=ocp.args.JsonRestore())).model["config"])

    def find(self, path: str, limit: int) -> "OrbaxStore":
        """The variables of the object at a path of the model."""
        return OrbaxStore(self, path or ".")


class OrbaxStore(Mapping):
    """The mapping from names to arrays that one object's variables were written to.

    Args:
        step: The checkpoint.
        path: Path of the object.
    """

    def __init__(self, step: OrbaxStep, path: str):
        self._step = step
        self._path = path
        specs = step.specs.get(path, {})
        self._specs = {name.removesuffix(SHAPE_ALONE): spec for name, spec in specs.items()}
        self._empty = {name.removesuffix(SHAPE_ALONE) for name in specs if name.endswith(SHAPE_ALONE)}

    def shape(self, name: str) -> tuple[int, ...]:
        """Shape of an array, without reading it."""
        return tuple(self._read(f"{name}{SHAPE_ALONE}").tolist() if name in self._empty else self._specs[name].shape)

    def __getitem__(self, name: str) -> np.ndarray:
        if name not in self._specs:
            raise KeyError(f"The checkpoint holds no weight {name!r} at {self._path!r}.")
        return np.empty(self.shape(name)) if name in self._empty else self._read(name)

    def _read(self, name: str) -> np.ndarray:
        return self._step.arrays[self._path][name]

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._specs, key=lambda name: (len(name), name)))

    def __len__(self) -> int:
        return len(self._specs)


def _storable(name: str, value: np.ndarray) -> tuple[str, np.ndarray]:
    return (name, value) if value.size else (f"{name}{SHAPE_ALONE}", np.array(value.shape))


def is_of_optimizer(path: str) -> bool:
    """Whether an object at this path of a model is its optimizer, or in it."""
    return path.partition("/")[0] == "optimizer"


def opened(path: pathlib.Path) -> tuple[OrbaxFolder, int]:
    """The folder of checkpoints for reading, and the step that a path means: its own, or else the latest.

    Raises:
        ValueError: There is no checkpoint.
    """
    if path.name.isdecimal() and (path / "weights").is_dir():
        return OrbaxFolder(path.parent), int(path.name)
    folder = OrbaxFolder(path)
    if folder.latest_step is None:
        folder.close()
        raise ValueError(f"The folder {str(path)!r} holds no checkpoint of OrbaxCheckpoint.")
    return folder, folder.latest_step
