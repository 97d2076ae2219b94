"""The public namespace `multikeras.dtype_policies`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.dtype_policies.policy import DTypePolicy as DTypePolicy
from multikeras.src.dtype_policies.policy import DTypePolicy as FloatDTypePolicy
from multikeras.src.dtype_policies.policy import deserialize as deserialize
from multikeras.src.dtype_policies.policy import get as get
from multikeras.src.dtype_policies.policy import serialize as serialize

__all__ = [
    "DTypePolicy",
    "FloatDTypePolicy",
    "deserialize",
    "get",
    "serialize",
]
