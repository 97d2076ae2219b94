"""The public namespace `multikeras.utils.bounding_boxes`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.core.lazy import namespace

__getattr__, __dir__, __all__ = namespace(
    __name__,
    names={
        "convert_format": "multikeras.src.layers.preprocessing.image.bounding_boxes:convert_format",
    },
    submodules=[],
)
