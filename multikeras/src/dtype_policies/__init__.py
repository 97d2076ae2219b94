"""Dtype policies: in which dtype a layer computes and in which it keeps its weights."""

from multikeras.src.dtype_policies.policy import DTypePolicy as DTypePolicy
from multikeras.src.dtype_policies.policy import get as get
from multikeras.src.dtype_policies.policy_map import DTypePolicyMap as DTypePolicyMap
