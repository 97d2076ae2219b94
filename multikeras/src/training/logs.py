"""Logs that are read from the device only when somebody looks."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from multikeras.src import backend


class LazyLogs(dict):
    """A dict that is filled the first time that anything is asked of it.

    Args:
        compute: Gives the content.
    """

    def __init__(self, compute: Callable[[], Mapping[str, Any]]):
        super().__init__(pending=None)  # code in C such as that of json asks for the size alone, and takes zero for an answer
        self._compute: Callable | None = compute

    @property
    def pending(self) -> bool:
        """Whether nobody has looked yet."""
        return self._compute is not None

    def _fill(self) -> None:
        if self._compute is not None:
            compute, self._compute = self._compute, None
            super().clear()
            super().update(compute())

    def __reduce__(self) -> tuple:
        return dict, (dict(self),)


def _filling(name: str) -> Callable:
    method = getattr(dict, name)

    def filled(self: LazyLogs, *args: Any, **kwargs: Any) -> Any:
        self._fill()
        return method(self, *args, **kwargs)

    filled.__name__ = name
    return filled


for _name in (
    *("__getitem__", "__setitem__", "__delitem__", "__iter__", "__reversed__", "__len__", "__contains__", "__eq__", "__ne__"),
    *(
        "__repr__",
        "__or__",
        "__ror__",
        "__ior__",
        "keys",
        "values",
        "items",
        "get",
        "pop",
        "popitem",
        "setdefault",
        "update",
        "copy",
        "clear",
    ),
):
    setattr(LazyLogs, _name, _filling(_name))


def on_host(logs: Mapping[str, Any]) -> dict[str, Any]:
    """Logs as Python floats; what is no scalar as NumPy arrays."""
    return {name: _host_value(value) for name, value in logs.items()}


def _host_value(value: Any) -> Any:
    if isinstance(value, (int, float, str)):
        return value
    array = backend.to_numpy(value) if backend.is_tensor(value) else np.asarray(value)
    return float(array) if array.ndim == 0 else array
