"""The public namespace `multikeras.backend`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.core.lazy import namespace

__getattr__, __dir__, __all__ = namespace(
    __name__,
    names={
        "backend": "multikeras.src.core.config:backend",
        "epsilon": "multikeras.src.core.config:epsilon",
        "floatx": "multikeras.src.core.config:floatx",
        "image_data_format": "multikeras.src.core.config:image_data_format",
        "set_epsilon": "multikeras.src.core.config:set_epsilon",
        "set_floatx": "multikeras.src.core.config:set_floatx",
        "set_image_data_format": "multikeras.src.core.config:set_image_data_format",
    },
    submodules=[],
)
