"""The public namespace `multikeras.constraints`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.core.lazy import namespace

__getattr__, __dir__, __all__ = namespace(
    __name__,
    names={
        "Constraint": "multikeras.src.constraints.base:Constraint",
        "MaxNorm": "multikeras.src.constraints.norm:MaxNorm",
        "MinMaxNorm": "multikeras.src.constraints.norm:MinMaxNorm",
        "NonNeg": "multikeras.src.constraints.sign:NonNeg",
        "UnitNorm": "multikeras.src.constraints.norm:UnitNorm",
        "deserialize": "multikeras.src.constraints.lookup:deserialize",
        "get": "multikeras.src.constraints.lookup:get",
        "max_norm": "multikeras.src.constraints.norm:MaxNorm",
        "min_max_norm": "multikeras.src.constraints.norm:MinMaxNorm",
        "non_neg": "multikeras.src.constraints.sign:NonNeg",
        "serialize": "multikeras.src.constraints.lookup:serialize",
        "unit_norm": "multikeras.src.constraints.norm:UnitNorm",
    },
    submodules=[],
)
