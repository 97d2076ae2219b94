"""Names: unique ones for objects that were given none, and the path under which a name lives."""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any, TypeVar

from multikeras.src.core.export import export
from multikeras.src.core.scope import context

T = TypeVar("T")

_used: dict[str, int] = defaultdict(int)


def to_snake_case(name: str) -> str:
    """`"MaxPooling2D"` -> `"max_pooling2d"`, `"LSTMCell"` -> `"lstm_cell"`."""
    name = re.sub(r"\W+", "", name)
    name = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", name)
    return re.sub(r"([a-z])([A-Z])", r"\1_\2", name).lower()


def unique_name(prefix: str) -> str:
    """`prefix` the first time, then `prefix_1`, `prefix_2`, ..."""
    count = _used[prefix]
    _used[prefix] += 1
    return f"{prefix}_{count}" if count else prefix


@export("multikeras.backend.get_uid")
def get_uid(prefix: str = "") -> int:
    """How many names with a prefix there are, with the one that is asked for now: a number that makes it unique.

    Args:
        prefix: Beginning of the names.

    Returns:
        1 the first time, then 2, 3, ...

    Example:

    >>> first = multikeras.backend.get_uid("block")
    >>> multikeras.backend.get_uid("block") - first
    1
    """
    _used[prefix] += 1
    return _used[prefix]


def without_number(name: str, cls: type) -> str:
    """A name without the number that made it unique, if it was made from the name of the class; one that was given stays."""
    prefix = to_snake_case(cls.__name__)
    return prefix if re.fullmatch(rf"{prefix}_\d+", name) else name


def numbered(pairs: Iterable[tuple[str, T]]) -> dict[str, T]:
    """Pairs of name and object as a dict: a name that comes again gets the number 1, 2, ..."""
    found: dict[str, T] = {}
    for name, obj in pairs:
        key, count = name, 0
        while key in found:
            count += 1
            key = f"{name}_{count}"
        found[key] = obj
    return found


def reset_names() -> None:
    """Start numbering anew."""
    _used.clear()


def check_name(name: object, owner: str) -> str:
    """`name` if it can name an object, else a ValueError: "/" separates the parts of a weight's path."""
    if not isinstance(name, str) or "/" in name:
        raise ValueError(f"{owner}: `name` must be a string without '/', since '/' separates the parts of a path; got {name!r}.")
    return name


@export("multikeras.name_scope")
class name_scope:  # noqa: N801 -- the public name
    """Put `name` in front of the paths of layers and variables that are made inside the `with` block.

    Args:
        name: One part of a path, without "/".

    Raises:
        ValueError: `name` is not a string or contains "/".

    Example:

    >>> with multikeras.name_scope("encoder"):
    ...     variable = multikeras.Variable(np.zeros(2), name="scale")
    >>> variable.path
    'encoder/scale'
    """

    def __init__(self, name: str, **kwargs: Any):
        if kwargs:
            raise TypeError(f"name_scope got unexpected arguments {sorted(kwargs)}.")
        self.name = check_name(name, "name_scope")

    def __enter__(self) -> "name_scope":
        self._outer = context.path
        context.path = f"{context.path}{self.name}/"
        return self

    def __exit__(self, *error: object) -> None:
        context.path = self._outer
