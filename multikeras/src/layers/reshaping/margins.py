"""Pairs (before, after) of numbers of places for each spatial axis, as padding and cropping take them."""

from collections.abc import Sequence
from typing import Any


def margins(owner: str, name: str, value: Any, rank: int) -> tuple[tuple[int, int], ...]:
    """`value` as a pair for each of `rank` axes, from one int for all, one for each, or pairs. For one axis one pair will do.

    Raises:
        ValueError: It is none of these, or a number is negative.
    """
    if rank == 1 and isinstance(value, Sequence) and len(value) == 2:
        value = (value,)
    axes = tuple(value) if isinstance(value, Sequence) else (value,) * rank
    pairs = tuple(tuple(pair) if isinstance(pair, Sequence) else (pair, pair) for pair in axes)
    if len(pairs) != rank or any(len(pair) != 2 or any(not hasattr(n, "__index__") or n < 0 for n in pair) for pair in pairs):
        raise ValueError(
            f"{owner}: `{name}` must be an int of 0 or more, one for each of {rank} axes, or a pair (before, after) for each, "
            f"got {value!r}."
        )
    return pairs
