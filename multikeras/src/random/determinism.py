"""The same numbers from the same seed, bit for bit."""

from multikeras.src import backend
from multikeras.src.core.export import export


@export("multikeras.config.enable_determinism")
def enable_determinism() -> None:
    """Let the framework use only kernels that give the same bits in each run, though others may be faster.

    Together with `multikeras.utils.set_random_seed` two runs of a program give equal numbers on one backend and machine. On CPUs this
    changes little: most kernels there add up in a fixed order. Call it at the beginning of the program.

    Raises:
        RuntimeError: JAX runs on a GPU and was started without the flag of XLA that this takes.

    Example:

    >>> multikeras.utils.set_random_seed(0)
    >>> multikeras.config.enable_determinism()  # doctest: +SKIP
    """
    backend.random.make_deterministic()
