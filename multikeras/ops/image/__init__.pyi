"""The public namespace `multikeras.ops.image`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.ops.resampling import resize as resize
from multikeras.src.ops.resampling import scale_and_translate as scale_and_translate

__all__ = [
    "resize",
    "scale_and_translate",
]
