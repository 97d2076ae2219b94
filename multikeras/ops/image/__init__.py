"""The public namespace `multikeras.ops.image`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.core.lazy import namespace

__getattr__, __dir__, __all__ = namespace(
    __name__,
    names={
        "resize": "multikeras.src.ops.resampling:resize",
        "scale_and_translate": "multikeras.src.ops.resampling:scale_and_translate",
    },
    submodules=[],
)
