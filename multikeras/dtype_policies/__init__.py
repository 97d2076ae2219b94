"""The public namespace `multikeras.dtype_policies`.

Written by api_gen.py from the @exports in multikeras/src; edit those.
"""

from multikeras.src.core.lazy import namespace

__getattr__, __dir__, __all__ = namespace(
    __name__,
    names={
        "DTypePolicy": "multikeras.src.dtype_policies.policy:DTypePolicy",
        "DTypePolicyMap": "multikeras.src.dtype_policies.policy_map:DTypePolicyMap",
        "FloatDTypePolicy": "multikeras.src.dtype_policies.policy:DTypePolicy",
        "deserialize": "multikeras.src.dtype_policies.policy:deserialize",
        "get": "multikeras.src.dtype_policies.policy:get",
        "serialize": "multikeras.src.dtype_policies.policy:serialize",
    },
    submodules=[],
)
