"""Checks of constructor arguments that layers share."""

from typing import Any


def positive_int(owner: str, name: str, value: Any) -> int:
    """`value` as an int.

    Raises:
        ValueError: It is not a positive int.
    """
    if isinstance(value, bool) or not hasattr(value, "__index__") or int(value) <= 0:
        raise ValueError(f"{owner}: `{name}` must be a positive int, got {value!r}.")
    return int(value)


def refuse_until_built(layer: Any, **given: Any) -> None:
    """Say that an argument asks for something that is not there, rather than ignore it.

    Raises:
        NotImplementedError: One of the arguments is given.
    """
    for name, value in given.items():
        if value is not None:
            raise NotImplementedError(f"{type(layer).__name__}: `{name}` is not available yet; leave it at None.")
