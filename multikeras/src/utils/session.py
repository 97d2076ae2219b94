"""What a program leaves behind in the library, and how to forget it."""

import gc

from multikeras.src.core import naming
from multikeras.src.core.export import export


@export(["multikeras.backend.clear_session", "multikeras.utils.clear_session"])
def clear_session(free_memory: bool = True) -> None:
    """Start automatic names anew, as in a new program; in a loop that makes many models it keeps their names short.

    Args:
        free_memory: Whether to collect unreachable models at once.

    Example:

    >>> multikeras.utils.clear_session()
    >>> multikeras.layers.Dense(1).name
    'dense'
    """
    naming.reset_names()
    if free_memory:
        gc.collect()
