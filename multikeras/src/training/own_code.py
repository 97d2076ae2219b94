"""Whose code a model runs."""

import functools
import types
import weakref
from collections.abc import Iterator
from typing import Any

import numpy as np

_LIBRARY = __name__.partition(".")[0]
_CONTAINERS = (list, tuple, set, frozenset, dict)
_FUNCTIONS = (types.FunctionType, types.BuiltinFunctionType, types.MethodType)


def runs_own_code_only(*roots: Any) -> bool:
    """Whether all classes and functions below some objects come from this library.

    Its layers, losses and metrics compute with ops and change nothing but variables; a user's may print, count, and look at anything.

    Args:
        roots: Models, losses, metrics.
    """
    seen: set[int] = set()
    pending = list(roots)
    while pending:
        x = pending.pop()
        if id(x) in seen:
            continue
        seen.add(id(x))
        if isinstance(x, _CONTAINERS):
            pending.extend(x.values() if isinstance(x, dict) else x)
        elif isinstance(x, functools.partial):
            pending.extend((x.func, x.args, x.keywords))
        elif isinstance(x, _FUNCTIONS):
            if not _is_own(x.__module__):
                return False
            pending.extend(_bound_to(x))
        elif _is_own(type(x).__module__):
            pending.extend(_attributes(x))
        elif callable(x) and not isinstance(x, (type, weakref.ref, np.generic)):
            return False
    return True


def _is_own(module: str | None) -> bool:
    return module is not None and module.partition(".")[0] == _LIBRARY


def _bound_to(function: Any) -> Iterator[Any]:
    """What a function holds on to: the object of a method, the variables of a closure."""
    if isinstance(function, types.MethodType):
        yield function.__self__
    for cell in getattr(function, "__closure__", None) or ():
        try:
            yield cell.cell_contents
        except ValueError:  # not assigned yet
            continue


def _attributes(x: Any) -> list[Any]:
    return [value for name, value in getattr(x, "__dict__", {}).items() if name not in _BESIDE_THE_STEP]


_BESIDE_THE_STEP = frozenset({"optimizer", "history", "_functions", "_compilation", "_position"})
"""Attributes of models that steps do not run, or run aside."""
