"""Storage of variables."""

from typing import Any

import jax
import numpy as np

from multikeras.src.backend.jax.tensor import DTYPES, cast, convert, is_tensor, to_numpy
from multikeras.src.core import variable


class Variable(variable.Variable):
    __doc__ = variable.Variable.__doc__

    _outside_trace = staticmethod(jax.ensure_compile_time_eval)

    def _as_tensor(self, value: Any, dtype: str | None) -> Any:
        native = None if dtype is None else DTYPES[dtype]
        if not is_tensor(value):
            return convert(value, native)
        return value if native is None or value.dtype == native else cast(value, native)

    def _overwrite(self, value: Any) -> None:
        if isinstance(value, jax.core.Tracer):
            raise RuntimeError(
                f"Variable {self.path!r} is assigned inside a function that JAX traces, where its new value would be lost. Use "
                "`stateless_call` (or a StatelessScope), which gives the new values back."
            )
        self._value = value

    @staticmethod
    def _cast(value: Any, dtype: str) -> Any:
        return cast(value, DTYPES[dtype])

    @staticmethod
    def _to_numpy(value: Any) -> np.ndarray:
        return to_numpy(value).copy()  # JAX lends its own memory, for reading only

    def __jax_array__(self) -> Any:
        return self.value
