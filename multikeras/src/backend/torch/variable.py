"""Storage of variables."""

import functools
from typing import Any

import numpy as np
import torch
from torch._subclasses.fake_tensor import unset_fake_temporarily

from multikeras.src.backend.torch.tensor import DTYPES, cast, convert, to_numpy
from multikeras.src.core import tree, variable
from multikeras.src.core.scope import context
from multikeras.src.core.structure import changed


class Variable(variable.Variable):
    __doc__ = variable.Variable.__doc__

    @functools.wraps(variable.Variable.__init__)
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # A layer may be built while shapes are inferred by running its caller on fake tensors; its weights are real all the same.
        with unset_fake_temporarily():
            super().__init__(*args, **kwargs)

    def _as_tensor(self, value: Any, dtype: str | None) -> Any:
        native = None if dtype is None else DTYPES[dtype]
        if not isinstance(value, torch.Tensor):
            return convert(value, native)
        return value if native is None or value.dtype is native else cast(value, native)

    def _store(self, value: torch.Tensor) -> None:
        differentiable = value.is_floating_point() or value.is_complex()
        self._value = torch.nn.Parameter(value.detach().clone(), requires_grad=self._trainable and differentiable)

    def _overwrite(self, value: torch.Tensor) -> None:
        with torch.no_grad():
            self._value.copy_(value)

    def assign_add(self, value: Any) -> torch.Tensor:
        if self._adds_in_place(value):
            return self._value.add_(value)
        return super().assign_add(value)

    def assign_sub(self, value: Any) -> torch.Tensor:
        if self._adds_in_place(value):
            return self._value.sub_(value)
        return super().assign_sub(value)

    def _adds_in_place(self, value: Any) -> bool:
        """Whether a plain tensor or number can be added to the storage without a copy, as metrics and counters do at each step."""
        held = self._value
        if held.requires_grad or context.state is not None:
            return False
        if type(value) is torch.Tensor:
            return value.dtype is held.dtype and not value.requires_grad and value.shape == held.shape and value.device == held.device
        return type(value) in (int, float) and held.dtype.is_floating_point

    @variable.Variable.trainable.setter
    def trainable(self, value: bool) -> None:
        self._trainable = bool(value)
        changed()
        if self._value.is_floating_point() or self._value.is_complex():
            self._value.requires_grad_(self._trainable)

    @staticmethod
    def _cast(value: torch.Tensor, dtype: str) -> torch.Tensor:
        return value.to(DTYPES[dtype])

    @staticmethod
    def _to_numpy(value: torch.Tensor) -> np.ndarray:
        return to_numpy(value).copy()  # the memory is the parameter's, which later steps write into

    @classmethod
    def __torch_function__(cls, func: Any, types: Any, args: tuple = (), kwargs: dict | None = None) -> Any:
        """Functions of torch take variables as tensors."""
        args, kwargs = tree.map_structure(lambda x: x.value if isinstance(x, cls) else x, (args, kwargs or {}))
        return func(*args, **kwargs)
