"""The public namespace `multikeras.mixed_precision`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.core.lazy import namespace

__getattr__, __dir__, __all__ = namespace(
    __name__,
    names={
        "DTypePolicy": "multikeras.src.dtype_policies.policy:DTypePolicy",
        "LossScaleOptimizer": "multikeras.src.optimizers.loss_scale:LossScaleOptimizer",
        "Policy": "multikeras.src.dtype_policies.policy:DTypePolicy",
        "dtype_policy": "multikeras.src.dtype_policies.policy:dtype_policy",
        "global_policy": "multikeras.src.dtype_policies.policy:dtype_policy",
        "set_dtype_policy": "multikeras.src.dtype_policies.policy:set_dtype_policy",
        "set_global_policy": "multikeras.src.dtype_policies.policy:set_dtype_policy",
    },
    submodules=[],
)
