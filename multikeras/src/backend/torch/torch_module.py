"""Modules of torch inside layers."""

import copy
import io
import pickle
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from typing import Any

import numpy as np
import torch
from torch.nn import Module as Module

from multikeras.src.backend.torch.tensor import DTYPES, convert, placement, to_numpy
from multikeras.src.backend.torch.variable import Variable
from multikeras.src.core.scope import context


class ModuleVariable(Variable):
    """A parameter or buffer of a module, as a variable. It keeps no storage of its own: the module's is read and written.

    Args:
        owner: The module that holds the tensor itself, without a path in between.
        key: Name of the tensor in `owner`.
        place: Name of the tensor in the module that is wrapped, with the path to `owner`.
    """

    def __init__(self, owner: torch.nn.Module, key: str, place: str):
        self._owner, self._key, self.place = owner, key, place
        value = self._value
        # The module's own calculation chooses dtypes by torch's autocast, so that reading never casts.
        super().__init__(value, trainable=self.is_parameter and value.requires_grad, autocast=False, name=place)

    @property
    def _value(self) -> torch.Tensor:
        return getattr(self._owner, self._key)

    @property
    def is_parameter(self) -> bool:
        """Whether it is no buffer."""
        return isinstance(self._value, torch.nn.Parameter)

    def _store(self, value: torch.Tensor) -> None:
        """Nothing to store: the module has the value."""

    def __deepcopy__(self, memo: dict) -> "ModuleVariable":
        copied = type(self)(copy.deepcopy(self._owner, memo), self._key, self.place)
        memo[id(self)] = copied
        copied.path = self.path
        return copied


def is_module(x: Any) -> bool:
    return isinstance(x, torch.nn.Module)


def place(module: torch.nn.Module, dtype: str) -> None:
    """Move the module to the device of new tensors, its floating tensors to a dtype."""
    module.to(placement.device, DTYPES[dtype])


def variables(module: torch.nn.Module) -> list[ModuleVariable]:
    """Variables that share the storage of the parameters and buffers, in this order."""
    found = [name for name, _ in (*module.named_parameters(), *module.named_buffers())]
    lazy = [name for name in found if torch.nn.parameter.is_lazy(_get(module, name))]
    if lazy:
        raise ValueError(f"The shapes of {lazy} are not known yet. Call the module on data once before it is wrapped.")
    made = []
    for name in found:
        path, _, key = name.rpartition(".")
        made.append(ModuleVariable(module.get_submodule(path), key, name))
    return made


def _get(module: torch.nn.Module, name: str) -> Any:
    path, _, key = name.rpartition(".")
    return getattr(module.get_submodule(path), key)


def call(
    module: torch.nn.Module, held: list[ModuleVariable], args: tuple, kwargs: dict[str, Any], training: bool, autocast: str | None
) -> Any:
    """Run the module. Within a state scope it reads the scope's values, and what it does to its buffers goes there."""
    if module.training is not training:
        module.train(training)
    with torch.autocast(placement.device.type, DTYPES[autocast]) if autocast else nullcontext():
        if context.state is None:
            return module(*args, **kwargs)
        values = {v.place: v.value if v.is_parameter else v.value.clone() for v in held}
        outputs = torch.func.functional_call(module, values, args, kwargs)
    for variable in held:
        if not variable.is_parameter:
            context.state.write(variable, values[variable.place])
    return outputs


def arrays(module: torch.nn.Module) -> Iterator[tuple[str, np.ndarray]]:
    """The module's state as arrays, by name."""
    for name, value in module.state_dict().items():
        if isinstance(value, torch.Tensor):
            yield name, to_numpy(value)


def load(module: torch.nn.Module, store: Mapping[str, Any]) -> None:
    """Assign the arrays that `arrays` gave.

    Raises:
        ValueError: Names or shapes differ; all are told, and nothing is assigned.
    """
    own = {name: value for name, value in module.state_dict().items() if isinstance(value, torch.Tensor)}
    saved = set(store.keys())
    problems = [f"missing: {name} of shape {tuple(own[name].shape)}" for name in own if name not in saved]
    problems += [f"unexpected: {name}" for name in sorted(saved - own.keys())]
    found = {name: np.asarray(store[name]) for name in own if name in saved}
    problems += [
        f"shape: {name} is {tuple(own[name].shape)}, in the file {array.shape}"
        for name, array in found.items()
        if array.shape != tuple(own[name].shape)
    ]
    if problems:
        raise ValueError(f"The saved state does not fit the module {type(module).__name__}: {'; '.join(problems)}.")
    with torch.no_grad():
        for name, array in found.items():
            own[name].copy_(convert(array))


def pickled(module: torch.nn.Module) -> bytes:
    """The module as torch pickles it, code references included.

    Raises:
        TypeError: It cannot be pickled.
    """
    buffer = io.BytesIO()
    try:
        torch.save(module, buffer)
    except (pickle.PicklingError, AttributeError, RuntimeError, TypeError) as error:
        raise TypeError(
            f"The module {type(module).__name__} cannot be pickled ({error}). Give its class `get_config` and `from_config`, and register "
            "it with `register_keras_serializable`; or save the weights alone."
        ) from error
    return buffer.getvalue()


def unpickled(data: bytes) -> torch.nn.Module:
    """The module in a pickle. This runs whatever code the pickle names."""
    return torch.load(io.BytesIO(data), weights_only=False)
