"""Checks of constructor arguments that layers share."""

from collections.abc import Sequence
from typing import Any

from multikeras.src.core import config


def positive_int(owner: str, name: str, value: Any) -> int:
    """`value` as an int.

    Raises:
        ValueError: It is not a positive int.
    """
    if isinstance(value, bool) or not hasattr(value, "__index__") or int(value) <= 0:
        raise ValueError(f"{owner}: `{name}` must be a positive int, got {value!r}.")
    return int(value)


def positive_ints(owner: str, name: str, value: Any, rank: int) -> tuple[int, ...]:
    """`value` as a tuple of `rank` ints, from one for all spatial axes or one for each.

    Raises:
        ValueError: It is neither, or one is not positive.
    """
    values = tuple(value) if isinstance(value, Sequence) else (value,) * rank
    if len(values) != rank or any(isinstance(n, bool) or not hasattr(n, "__index__") or int(n) <= 0 for n in values):
        raise ValueError(f"{owner}: `{name}` must be a positive int or {rank} of them, got {value!r}.")
    return tuple(int(n) for n in values)


def one_of(owner: str, name: str, value: Any, choices: Sequence[str]) -> str:
    """`value`, in lower case, as one of the words in `choices`.

    Raises:
        ValueError: It is none of them.
    """
    word = value.lower() if isinstance(value, str) else value
    if word not in choices:
        raise ValueError(f"{owner}: `{name}` must be one of {list(choices)}, got {value!r}.")
    return word


def known_data_format(owner: str, value: str | None) -> str:
    """`"channels_last"` or `"channels_first"`; that of the configuration for None.

    Raises:
        ValueError: It is neither.
    """
    return config.image_data_format() if value is None else one_of(owner, "data_format", value, config.DATA_FORMATS)


def refuse_until_built(layer: Any, **given: Any) -> None:
    """Say that an argument asks for something that is not there, rather than ignore it.

    Raises:
        NotImplementedError: One of the arguments is given.
    """
    for name, value in given.items():
        if value is not None:
            raise NotImplementedError(f"{type(layer).__name__}: `{name}` is not available yet; leave it at None.")
