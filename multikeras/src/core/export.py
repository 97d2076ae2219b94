"""`@export`: the public names of an object, declared where the object is defined.

`api_gen.py` imports the sources and writes the public namespaces from `PUBLIC_NAMES`; saving uses the canonical name.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import namex

PACKAGE = "multikeras"

PUBLIC_NAMES: dict[str, Any] = {}
"""Public dotted name without the package's prefix ("layers.Dense") -> object. Holds what has been imported so far."""

SOURCES: dict[int, str] = {}
"""id of an exported object -> the module to import it from, for those that are complete only once that module has run."""

T = TypeVar("T")


def export(path: str | Sequence[str], *, source: str | None = None) -> Callable[[T], T]:
    """Decorator that gives a class or function its public names. A room above may add
    names of its own to what a lower one exports.

    Args:
        path: one dotted name such as `"multikeras.layers.Dense"`, or several. The first is the canonical one, under which
            documentation and errors show the object.
        source: the module that public namespaces import the object from; the one that defines it when None.

    Returns:
        A decorator that registers its argument and returns it unchanged.

    Raises:
        ValueError: if a name lies outside the package, or is already taken by another object.
    """
    paths = [path] if isinstance(path, str) else list(path)
    mark = namex.export(package=PACKAGE, path=paths)

    def register(obj: T) -> T:
        names = [name.removeprefix(f"{PACKAGE}.") for name in paths]
        for name in names:
            holder = PUBLIC_NAMES.get(name)
            if holder is not None and not _same_definition(holder, obj):
                raise ValueError(
                    f"The public name {PACKAGE}.{name} is claimed by {_origin(obj)} but belongs to {_origin(holder)}. "
                    "Give one of the two another name in its @export."
                )
        if public_name(obj) is None:
            mark(obj)
        else:
            obj._api_export_path = list(dict.fromkeys([*public_names(obj), *paths]))
        PUBLIC_NAMES.update(dict.fromkeys(names, obj))
        if source is not None:
            SOURCES[id(obj)] = source
        return obj

    return register


def public_name(obj: Any) -> str | None:
    """Canonical public name of an exported class or function, such as `"multikeras.layers.Dense"`.

    Returns None for anything that was not exported itself; a subclass does not inherit the name of its parent.
    """
    return next(iter(public_names(obj)), None)


def public_names(obj: Any) -> list[str]:
    """All public names of an exported class or function, the canonical one first; none for anything else."""
    if getattr(obj, "_api_export_symbol_id", None) != id(obj):
        return []
    return obj._api_export_path


def _same_definition(a: Any, b: Any) -> bool:
    """Whether two objects come from one definition: a module that is run again replaces what it defined before."""
    return a is b or _origin(a) == _origin(b)


def _origin(obj: Any) -> str:
    return f"{obj.__module__}.{obj.__qualname__}"
