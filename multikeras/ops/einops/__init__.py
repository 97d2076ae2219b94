"""The public namespace `multikeras.ops.einops`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.core.lazy import namespace

__getattr__, __dir__, __all__ = namespace(
    __name__,
    names={
        "rearrange": "multikeras.src.ops.pattern:rearrange",
        "reduce": "multikeras.src.ops.pattern:reduce",
        "repeat": "multikeras.src.ops.pattern:repeat",
    },
    submodules=[],
)
