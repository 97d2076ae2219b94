"""Storage of variables."""

from typing import Any

import numpy as np

from multikeras.src.backend.numpy.tensor import DTYPES, cast, convert
from multikeras.src.core import variable


class Variable(variable.Variable):
    __doc__ = variable.Variable.__doc__

    def _as_tensor(self, value: Any, dtype: str | None) -> Any:
        return convert(value, None if dtype is None else DTYPES[dtype])

    def _store(self, value: Any) -> None:
        self._value = np.array(value)  # a copy: the caller keeps its array

    def _overwrite(self, value: Any) -> None:
        self._value = np.array(value)

    @staticmethod
    def _cast(value: Any, dtype: str) -> Any:
        return cast(value, DTYPES[dtype])

    @staticmethod
    def _to_numpy(value: Any) -> np.ndarray:
        return np.array(value)
