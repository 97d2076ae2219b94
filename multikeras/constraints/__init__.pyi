"""The public namespace `multikeras.constraints`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.constraints.base import Constraint as Constraint
from multikeras.src.constraints.norm import MaxNorm as MaxNorm
from multikeras.src.constraints.norm import MinMaxNorm as MinMaxNorm
from multikeras.src.constraints.sign import NonNeg as NonNeg
from multikeras.src.constraints.norm import UnitNorm as UnitNorm
from multikeras.src.constraints.lookup import deserialize as deserialize
from multikeras.src.constraints.lookup import get as get
from multikeras.src.constraints.norm import MaxNorm as max_norm
from multikeras.src.constraints.norm import MinMaxNorm as min_max_norm
from multikeras.src.constraints.sign import NonNeg as non_neg
from multikeras.src.constraints.lookup import serialize as serialize
from multikeras.src.constraints.norm import UnitNorm as unit_norm

__all__ = [
    "Constraint",
    "MaxNorm",
    "MinMaxNorm",
    "NonNeg",
    "UnitNorm",
    "deserialize",
    "get",
    "max_norm",
    "min_max_norm",
    "non_neg",
    "serialize",
    "unit_norm",
]
