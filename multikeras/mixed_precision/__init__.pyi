"""The public namespace `multikeras.mixed_precision`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.dtype_policies.policy import DTypePolicy as DTypePolicy
from multikeras.src.optimizers.loss_scale import LossScaleOptimizer as LossScaleOptimizer
from multikeras.src.dtype_policies.policy import DTypePolicy as Policy
from multikeras.src.dtype_policies.policy import dtype_policy as dtype_policy
from multikeras.src.dtype_policies.policy import dtype_policy as global_policy
from multikeras.src.dtype_policies.policy import set_dtype_policy as set_dtype_policy
from multikeras.src.dtype_policies.policy import set_dtype_policy as set_global_policy

__all__ = [
    "DTypePolicy",
    "LossScaleOptimizer",
    "Policy",
    "dtype_policy",
    "global_policy",
    "set_dtype_policy",
    "set_global_policy",
]
