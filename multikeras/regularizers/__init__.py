"""The public namespace `multikeras.regularizers`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.core.lazy import namespace

__getattr__, __dir__, __all__ = namespace(
    __name__,
    names={
        "L1": "multikeras.src.regularizers.norm:L1",
        "L1L2": "multikeras.src.regularizers.norm:L1L2",
        "L2": "multikeras.src.regularizers.norm:L2",
        "OrthogonalRegularizer": "multikeras.src.regularizers.orthogonal:OrthogonalRegularizer",
        "Regularizer": "multikeras.src.regularizers.base:Regularizer",
        "deserialize": "multikeras.src.regularizers.lookup:deserialize",
        "get": "multikeras.src.regularizers.lookup:get",
        "l1": "multikeras.src.regularizers.norm:L1",
        "l1_l2": "multikeras.src.regularizers.norm:L1L2",
        "l2": "multikeras.src.regularizers.norm:L2",
        "orthogonal_regularizer": "multikeras.src.regularizers.orthogonal:OrthogonalRegularizer",
        "serialize": "multikeras.src.regularizers.lookup:serialize",
    },
    submodules=[],
)
