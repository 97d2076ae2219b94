"""Weights in HDF5: `<path of the layer>/vars/<number>`, the layout of Keras 3."""

import contextlib
import os
import pathlib
import warnings
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np

from multikeras.src.core import dtypes, lazy
from multikeras.src.layers.base import Layer
from multikeras.src.saving.state_tree import seed_generators, walk

h5py = lazy.module("h5py")


@contextlib.contextmanager
def new_file(path: str | os.PathLike) -> Iterator[Any]:
    """A new HDF5 file.

    Raises:
        OSError: It cannot be written whole, for example since the disk is full.
    """
    file = h5py.File(path, "w")
    try:
        yield file
    finally:
        try:
            file.close()
        except RuntimeError as error:  # what h5py raises then
            with pathlib.Path(path).open("w"):
                pass  # HDF5 keeps what it could not complete open until the process ends: its space is given back now
            raise OSError(str(error)) from error


def write_weights(model: Any, file: Any) -> None:
    """Write all weights of a model, and of its optimizer, into an open HDF5 file."""
    for path, obj in walk(model):
        group = file.create_group(f"{path}/vars" if path else "vars")
        if hasattr(obj, "name"):
            group.attrs["name"] = obj.name
        obj.save_own_variables(WritableStore(group))


def write_seeds(model: Any, file: Any) -> None:
    """Write where the model's generators of seeds stand, beside the weights. Keras passes over these groups."""
    for path, generator in seed_generators(model):
        WritableStore(file.create_group(f"{path}/vars"))["0"] = generator.state.numpy()


def read_seeds(model: Any, file: Any) -> None:
    """Put the model's generators of seeds where they stood, as far as the file says so: those of Keras do not."""
    for path, generator in seed_generators(model):
        group = find_group(file, f"{path}/vars")
        if group is not None:
            generator.state.assign(ReadableStore(group, path, 2)["0"])


class WritableStore:
    """The mapping from names to arrays into which an object writes its variables.

    Args:
        group: HDF5 group.
    """

    def __init__(self, group: Any):
        self._group = group

    def __setitem__(self, name: str, value: Any) -> None:
        array = np.asarray(value)
        name_of_dtype = dtypes.standardize(array.dtype)
        if name_of_dtype in ("bfloat16", "float8_e4m3fn", "float8_e5m2"):
            # HDF5 has no such types: the bits are kept, and the name beside them.
            bits = array.view(np.uint16 if name_of_dtype == "bfloat16" else np.uint8)
            self._group.create_dataset(name, data=bits).attrs["dtype"] = name_of_dtype
        else:
            self._group.create_dataset(name, data=array)

    def keys(self) -> list[str]:
        """Names written so far."""
        return list(self._group.keys())


class ReadableStore(Mapping):
    """The mapping from names to arrays that one object's variables were written to. Reads only what it must, and no links.

    Args:
        group: HDF5 group, or None when the file has none.
        path: Its path, for errors.
        limit: Number of elements that the object's variables have: no larger data set is read.
    """

    def __init__(self, group: Any, path: str, limit: int):
        self._group = group
        self._path = path
        self._limit = limit

    def _dataset(self, name: str) -> Any:
        if self._group is None or name not in self._group:
            raise KeyError(f"The file holds no weight {name!r} at {self._path!r}.")
        refuse_link(self._group, name)
        dataset = self._group[name]
        if not isinstance(dataset, h5py.Dataset) or dataset.external or dataset.is_virtual or dataset.dtype.kind not in "biufcV":
            raise ValueError(
                f"The weight {self._path}/{name} is not a plain array of numbers: external, virtual and object data sets are refused."
            )
        return dataset

    def shape(self, name: str) -> tuple[int, ...]:
        """Shape of an array, without reading it."""
        return tuple(self._dataset(name).shape)

    def __getitem__(self, name: str) -> np.ndarray:
        dataset = self._dataset(name)
        if dataset.size > self._limit:
            raise ValueError(
                f"The weight {self._path}/{name} has shape {tuple(dataset.shape)}, more than all variables of the layer that it belongs to."
            )
        array = dataset[()]
        stored = dataset.attrs.get("dtype")
        if stored is not None:
            array = np.asarray(array).view(dtypes.numpy_dtype(stored))
        return array

    def __iter__(self) -> Iterator[str]:
        return iter(() if self._group is None else sorted(self._group.keys(), key=lambda n: (len(n), n)))

    def __len__(self) -> int:
        return 0 if self._group is None else len(self._group)


def refuse_link(group: Any, name: str) -> None:
    """Raise a ValueError unless a member of a group stands in the file itself."""
    if not isinstance(group.get(name, getlink=True), h5py.HardLink):
        raise ValueError(f"{group.name}/{name} is a link to somewhere else, which is refused in files of weights.")


def find_group(file: Any, path: str) -> Any:
    """A group by its path, no link followed; None when it is not there."""
    group = file
    for part in path.split("/"):
        if part not in group:
            return None
        refuse_link(group, part)
        group = group[part]
    return group


def stores_of(file: Any) -> Callable[[str, int], ReadableStore]:
    """Where `read_weights` finds the variables of an object in an open HDF5 file."""

    def find(path: str, limit: int) -> ReadableStore:
        place = f"{path}/vars" if path else "vars"
        return ReadableStore(find_group(file, place), place, limit)

    return find


def read_weights(model: Any, find: Callable[[str, int], Any], *, skip_mismatch: bool = False, optimizer: bool = True) -> None:
    """Read all weights of a model.

    Args:
        model: A built model.
        find: Gives the store of the object at a path of the model, which has that many elements at the most, as `stores_of` does.
        skip_mismatch: Whether to leave out, with a warning, the weights that do not fit.
        optimizer: Whether to read the optimizer's variables too.

    Raises:
        ValueError: Weights are missing, unexpected or of another shape; all are named, and none is assigned.
    """
    stores = []
    problems = []
    for path, obj in walk(model):
        if path.split("/")[0] == "optimizer" and not optimizer:
            continue
        variables = [v for v, _ in obj._own_variables()] if isinstance(obj, Layer) else obj.variables
        store = find(path, sum(int(np.prod(v.shape)) for v in variables))
        found = list(compare(obj, path or "(model)", variables, store))
        problems.extend(found)
        if not found:
            stores.append((obj, store, bool(variables)))
    if problems and not skip_mismatch:
        raise ValueError("The weights do not fit the model, and none was loaded:\n  " + "\n  ".join(problems))
    if problems:
        warn_left_out(problems)
    for obj, store, has_variables in stores:
        if has_variables or len(store):
            obj.load_own_variables(store)


def warn_left_out(problems: list[str]) -> None:
    """Say which weights were left out."""
    warnings.warn("These weights do not fit and were left as they are:\n  " + "\n  ".join(problems), stacklevel=4)


def compare(obj: Any, path: str, variables: list[Any], store: ReadableStore) -> Iterator[str]:
    """What does not fit between an object's variables and those in the file. Objects that read in their own way judge by themselves."""
    if isinstance(obj, Layer) and type(obj).load_own_variables is not Layer.load_own_variables:
        return
    names = list(store)
    label = type(obj).__name__
    for i, variable in enumerate(variables):
        if str(i) not in names:
            yield f"missing: {path} ({label}) has {variable.path!r} of shape {variable.shape}; the file lacks it"
        elif store.shape(str(i)) != tuple(variable.shape):
            yield f"shape: {path} ({label}) has {variable.path!r} of shape {variable.shape}; in the file it is {store.shape(str(i))}"
    for name in names[len(variables) :]:
        hint = "" if getattr(obj, "built", True) else " (the layer is not built)"
        yield f"unexpected: the file has {path}/vars/{name} of shape {store.shape(name)}; {label} has no such weight{hint}"
