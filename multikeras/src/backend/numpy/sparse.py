"""NumPy has no sparse tensors: those of SciPy become dense when they become tensors."""

from collections.abc import Callable
from typing import Any, NoReturn


def is_sparse(x: Any) -> bool:
    return False


def densify(x: Any) -> Any:
    return x


def make(indices: Any, values: Any, shape: tuple, kept: Any = None) -> NoReturn:
    raise ValueError(
        "The NumPy backend has no sparse tensors. Leave `sparse=True` out, or choose another backend with the environment variable "
        "KERAS_BACKEND."
    )


def map_values(fn: Callable, x: Any) -> NoReturn:
    make(None, None, ())


def at_stored(dense: Any, x: Any) -> NoReturn:
    make(None, None, ())
