"""Layers on torch: shapes and dtypes of code that calls torch directly."""

import functools
from typing import Any

import torch
from torch._subclasses.fake_tensor import FakeTensorMode

from multikeras.src.backend.torch.tensor import DTYPES, dtype_name, placement
from multikeras.src.backend.torch.torch_module import ModuleVariable
from multikeras.src.core import tree
from multikeras.src.core.structure import Changes, configured
from multikeras.src.core.symbolic import KerasTensor

# Sizes for an unknown dimension: large enough for a stack of strides and windows, with many divisors for code that splits.
_SIZES = (240, 480)


def infer_spec(fn: Any, *args: Any, **kwargs: Any) -> Any:
    leaves = tree.flatten((args, kwargs))
    symbols = [leaf for leaf in leaves if isinstance(leaf, KerasTensor)]

    def trace(size: int) -> Any:
        with FakeTensorMode(allow_non_fake_inputs=True):
            filled = [_fake(leaf, size) if isinstance(leaf, KerasTensor) else leaf for leaf in leaves]
            inner_args, inner_kwargs = tree.pack_sequence_as((args, kwargs), filled)
            return fn(*inner_args, **inner_kwargs)

    first = trace(_SIZES[0])
    if all(None not in symbol.shape for symbol in symbols):
        return tree.map_structure(lambda x: (tuple(x.shape), dtype_name(x)), first)
    return tree.map_structure(_merge, first, trace(_SIZES[1]))


def _fake(symbol: Any, size: int) -> torch.Tensor:
    shape = [size if n is None else n for n in symbol.shape]
    return torch.empty(shape, dtype=DTYPES[symbol.dtype], device=placement.device)


def _merge(first: torch.Tensor, second: torch.Tensor) -> tuple:
    if first.ndim != second.ndim:
        raise ValueError(
            f"The rank of a result depends on an unknown dimension: {_SIZES[0]} gives shape {tuple(first.shape)}, "
            f"{_SIZES[1]} gives {tuple(second.shape)}. Give that dimension a fixed size."
        )
    shape = tuple(m if m == n else None for m, n in zip(first.shape, second.shape, strict=True))
    return shape, dtype_name(first)


Changes.is_traced = torch.compiler.is_compiling


class BackendLayer(torch.nn.Module):
    """Layers are `torch.nn.Module`s, so that DDP, `state_dict`, hooks and `torch.compile` see them.

    What the module holds is derived from the layer's attributes when somebody asks; nothing is registered twice.
    """

    __setattr__ = object.__setattr__
    __delattr__ = object.__delattr__

    def __init__(self) -> None:
        torch.nn.Module.__init__(self)

    @property
    def _parameters(self) -> dict[str, torch.nn.Parameter]:
        own = [variable for variable, _ in self._own_variables()] if "_own_weights" in self.__dict__ else []
        return {_key(variable, i): variable._value for i, variable in enumerate(own) if not isinstance(variable, ModuleVariable)}

    @_parameters.setter
    def _parameters(self, value: dict) -> None:
        """`torch.nn.Module.__init__` starts with an empty dict; ours is derived."""

    @property
    def _modules(self) -> dict[str, torch.nn.Module]:
        if "_own_weights" not in self.__dict__:
            return {}
        layers = self._named_sublayers()
        known = {id(layer) for layer in layers.values()}
        foreign = {
            name: value
            for name, value in self.__dict__.items()
            if isinstance(value, torch.nn.Module) and not isinstance(value, BackendLayer) and id(value) not in known
        }
        return layers | foreign

    @_modules.setter
    def _modules(self, value: dict) -> None:
        """As `_parameters`."""

    def forward(self, *args: Any, **kwargs: Any) -> Any:
        """What hooks stand around."""
        return self._run(args, kwargs)

    def _call_with_hooks(self, *args: Any, **kwargs: Any) -> Any:
        return torch.nn.Module._call_impl(self, *args, **kwargs)


def _seeing_calls(register: Any) -> Any:
    """A method of `torch.nn.Module` that registers a hook, which then makes every call go by the hooks."""

    @functools.wraps(register)
    def register_hook(self: BackendLayer, *args: Any, **kwargs: Any) -> Any:
        self._hooked, self._straight = True, False
        configured()
        return register(self, *args, **kwargs)

    return register_hook


for _name in ("forward_pre_hook", "forward_hook", "full_backward_pre_hook", "full_backward_hook"):
    setattr(BackendLayer, f"register_{_name}", _seeing_calls(getattr(torch.nn.Module, f"register_{_name}")))


def _key(variable: Any, position: int) -> str:
    """Name of a parameter within its module; torch allows no dots."""
    return f"{variable.name.replace('.', '_')}" if variable.name else str(position)
