"""The public namespace `multikeras.ops.einops`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.ops.pattern import rearrange as rearrange
from multikeras.src.ops.pattern import reduce as reduce
from multikeras.src.ops.pattern import repeat as repeat

__all__ = [
    "rearrange",
    "reduce",
    "repeat",
]
