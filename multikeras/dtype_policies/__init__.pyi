"""The public namespace `multikeras.dtype_policies`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.dtype_policies.policy import DTypePolicy as DTypePolicy
from multikeras.src.dtype_policies.policy_map import DTypePolicyMap as DTypePolicyMap
from multikeras.src.dtype_policies.policy import DTypePolicy as FloatDTypePolicy
from multikeras.src.dtype_policies.policy import deserialize as deserialize
from multikeras.src.dtype_policies.policy import get as get
from multikeras.src.dtype_policies.policy import serialize as serialize

__all__ = [
    "DTypePolicy",
    "DTypePolicyMap",
    "FloatDTypePolicy",
    "deserialize",
    "get",
    "serialize",
]
