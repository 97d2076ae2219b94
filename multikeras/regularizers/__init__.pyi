"""The public namespace `multikeras.regularizers`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.regularizers.norm import L1 as L1
from multikeras.src.regularizers.norm import L1L2 as L1L2
from multikeras.src.regularizers.norm import L2 as L2
from multikeras.src.regularizers.orthogonal import OrthogonalRegularizer as OrthogonalRegularizer
from multikeras.src.regularizers.base import Regularizer as Regularizer
from multikeras.src.regularizers.lookup import deserialize as deserialize
from multikeras.src.regularizers.lookup import get as get
from multikeras.src.regularizers.norm import L1 as l1
from multikeras.src.regularizers.norm import L1L2 as l1_l2
from multikeras.src.regularizers.norm import L2 as l2
from multikeras.src.regularizers.orthogonal import OrthogonalRegularizer as orthogonal_regularizer
from multikeras.src.regularizers.lookup import serialize as serialize

__all__ = [
    "L1",
    "L1L2",
    "L2",
    "OrthogonalRegularizer",
    "Regularizer",
    "deserialize",
    "get",
    "l1",
    "l1_l2",
    "l2",
    "orthogonal_regularizer",
    "serialize",
]
