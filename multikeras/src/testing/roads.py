"""That a call takes the road that it should through the framework, not only that it arrives."""

from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import Any

from multikeras.src import backend


def assert_road(fn: Callable, *tensors: Any, expected: str) -> None:
    """A call runs through certain primitives of the active backend's framework.

    Args:
        fn: A function of tensors.
        *tensors: What it is called with.
        expected: Names of primitives, separated by spaces, that must occur, or, with a minus in front, must not. `*` stands for
            any letters.

    Raises:
        AssertionError: One that must occur does not, or the other way round. The message gives all that occurred.
    """
    taken = backend.dispatched(fn, *tensors)
    for word in expected.split():
        pattern = word.removeprefix("-")
        found = any(fnmatchcase(name, pattern) for name in taken)
        assert found != word.startswith("-"), f"`{pattern}` {'occurs' if found else 'does not occur'} in {taken}"
