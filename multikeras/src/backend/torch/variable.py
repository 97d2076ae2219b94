"""Storage of variables."""

from typing import Any

import numpy as np
import torch

from multikeras.src.backend.torch.tensor import DTYPES, cast, convert, to_numpy
from multikeras.src.core import tree, variable


class Variable(variable.Variable):
    __doc__ = variable.Variable.__doc__

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

    @variable.Variable.trainable.setter
    def trainable(self, value: bool) -> None:
        self._trainable = bool(value)
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
