"""Seeds: the state of randomness, and where it starts."""

import random as python_random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from multikeras.src import backend
from multikeras.src.core.configured import Configured
from multikeras.src.core.export import export
from multikeras.src.core.naming import unique_name

_host = python_random.Random()  # draws the seeds of everything that was given none
_global: "SeedGenerator | None" = None


def draw_seed_number() -> int:
    """A seed for something that was given none. `set_random_seed` makes the sequence of these the same in every run."""
    return _host.randrange(2**31)


@export("multikeras.random.SeedGenerator")
class SeedGenerator(Configured):
    """A source of seeds: each one it gives out is another.

    Layers and functions that draw random numbers keep one in an attribute, so that a model's randomness is part of its state:
    compiled steps advance it, checkpoints save it.

    Args:
        seed: Non-negative int where it starts; drawn when None.
        name: Name.

    Raises:
        ValueError: The seed is not a non-negative int.

    Example:

    >>> generator = multikeras.random.SeedGenerator(42)
    >>> a = multikeras.random.normal((3,), seed=generator)
    >>> b = multikeras.random.normal((3,), seed=generator)
    >>> bool(multikeras.ops.all(a == b))
    False
    """

    def __init__(self, seed: int | None = None, name: str | None = None, **kwargs: Any):
        if kwargs:
            raise TypeError(f"SeedGenerator got unexpected arguments {sorted(kwargs)}.")
        if seed is None:
            seed = draw_seed_number()
        if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)) or seed < 0:
            raise ValueError(f"SeedGenerator: `seed` must be a non-negative int, got {seed!r}.")
        self.seed = self._initial_seed = int(seed)
        self.name = unique_name("seed_generator") if name is None else name
        self.state = backend.Variable(_words(self.seed), dtype="uint32", trainable=False, name=f"{self.name}_state")

    def next(self, ordered: bool = True) -> Any:
        """The next seed: a uint32 tensor of shape (2,).

        Args:
            ordered: Kept for code written for Keras 3; seeds always come in order.
        """
        # What is assigned is given out, and not what was read, which shares its memory with the state on some backends.
        return self.state.assign(backend.random.advance(self.state.value))

    def reset(self) -> None:
        """Start again at the first seed."""
        self.state.assign(_words(self.seed))


def _words(seed: int) -> np.ndarray:
    """The seed in the first word, a counter of zero in the second. Seeds over 32 bits are folded."""
    return np.array([(seed ^ (seed >> 32)) & 0xFFFFFFFF, 0], dtype="uint32")


def global_seed_generator() -> SeedGenerator:
    """The generator of functions that are given no seed."""
    global _global
    if _global is None:
        _global = SeedGenerator(draw_seed_number(), name="global_seed_generator")
    return _global


def draw_seed(seed: Any) -> Any:
    """A uint32 tensor of shape (2,) from an int, a SeedGenerator, a seed, or None for the global generator."""
    if isinstance(seed, SeedGenerator):
        return seed.next()
    if seed is None:
        return global_seed_generator().next()
    if isinstance(seed, (int, np.integer)):
        return backend.convert(_words(int(seed)), backend.native_dtype("uint32"))
    if hasattr(seed, "shape") and tuple(seed.shape) == (2,):
        return backend.convert(seed, backend.native_dtype("uint32"))
    raise ValueError(f"`seed` must be an int, a SeedGenerator or None, got {seed!r}.")


@export("multikeras.utils.set_random_seed")
def set_random_seed(seed: int) -> None:
    """Make a program's randomness repeat itself: that of Python, NumPy, the framework and multikeras.

    Initial weights and shuffles then are the same on every backend; with `multikeras.config.set_rng("portable")` so
    is all else.

    Args:
        seed: Non-negative int below 2**32.

    Raises:
        ValueError: The seed is not such an int.

    Example:

    >>> multikeras.utils.set_random_seed(0)
    >>> a = multikeras.random.normal((2,))
    >>> multikeras.utils.set_random_seed(0)
    >>> bool(multikeras.ops.all(a == multikeras.random.normal((2,))))
    True
    """
    global _global
    if isinstance(seed, bool) or not isinstance(seed, (int, np.integer)) or not 0 <= seed < 2**32:
        raise ValueError(f"set_random_seed: `seed` must be an int in [0, 2**32), got {seed!r}.")
    python_random.seed(int(seed))
    np.random.seed(int(seed))
    backend.random.seed_framework(int(seed))
    _host.seed(int(seed))
    if _global is None:
        _global = SeedGenerator(draw_seed_number(), name="global_seed_generator")
    else:
        _global.seed = draw_seed_number()
        _global.reset()


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """A scope in which what multikeras draws repeats itself; the randomness of the program around it goes on as if it had not been.

    Args:
        seed: Non-negative int.
    """
    shared = global_seed_generator()
    before = python_random.getstate(), _host.getstate(), shared.seed, backend.to_numpy(shared.state.value)
    python_random.seed(seed)
    _host.seed(seed)
    shared.seed = draw_seed_number()
    shared.reset()
    try:
        yield
    finally:
        state, host_state, shared.seed, words = before
        python_random.setstate(state)
        _host.setstate(host_state)
        shared.state.assign(words)


def host_randomness() -> dict[str, Any]:
    """Where the generators stand that `set_random_seed` sets and no variable holds: lists, numbers and arrays."""
    return {"python": python_random.getstate(), "numpy": np.random.get_state(), "framework": backend.random.framework_state()}


def restore_host_randomness(state: dict[str, Any]) -> None:
    """Put those generators where they stood; tuples may have become lists."""
    version, words, following = state["python"]
    python_random.setstate((version, tuple(words), following))
    np.random.set_state(tuple(state["numpy"]))
    backend.random.restore_framework(state["framework"])
