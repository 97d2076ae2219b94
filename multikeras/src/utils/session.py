"""What a program leaves behind in the library, and how to forget it."""

import gc

from multikeras.src.core import naming
from multikeras.src.core.export import export
from multikeras.src.random import seed_generator


@export(["multikeras.backend.clear_session", "multikeras.utils.clear_session"])
def clear_session(free_memory: bool = True) -> None:
    """Start automatic names and the global seed generator anew, as in a new program.

    In a loop that makes many models it keeps their names short and their runs alike.

    Args:
        free_memory: Whether to collect unreachable models at once.

    Example:

    >>> multikeras.utils.clear_session()
    >>> multikeras.layers.Dense(1).name
    'dense'
    """
    naming.reset_names()
    seed_generator.reset_global_seed_generator()
    if free_memory:
        gc.collect()
