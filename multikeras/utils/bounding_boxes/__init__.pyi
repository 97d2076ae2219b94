"""The public namespace `multikeras.utils.bounding_boxes`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.layers.preprocessing.image.bounding_boxes import convert_format as convert_format

__all__ = [
    "convert_format",
]
