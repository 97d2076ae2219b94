"""Dtype policies by the paths of layers."""

import re
from collections.abc import Iterator, MutableMapping
from typing import Any

from multikeras.src.core import registry
from multikeras.src.core.export import export
from multikeras.src.dtype_policies.policy import DTypePolicy, dtype_policy, get


@export("multikeras.dtype_policies.DTypePolicyMap")
class DTypePolicyMap(DTypePolicy, MutableMapping):
    """Dtype policies of the layers within a layer or model, by their paths. It is given as `dtype` like a single policy.

    A key is a path such as `"encoder/dense"`, or a regular expression that matches a whole path. Layers that no key fits have the default
    policy.

    Args:
        default_policy: DTypePolicy or its name; the global policy when None.
        policy_map: dict of key -> DTypePolicy or its name.

    Raises:
        TypeError: `policy_map` is not a dict.
        ValueError: A key is there already, or several keys fit one path.

    Example:

    >>> policies = multikeras.dtype_policies.DTypePolicyMap("float32", {".*/attention": "mixed_bfloat16"})
    >>> policies["encoder/attention"].compute_dtype, policies["encoder/dense"].compute_dtype
    ('bfloat16', 'float32')
    """

    def __init__(self, default_policy: Any = None, policy_map: dict[str, Any] | None = None):
        if policy_map is not None and not isinstance(policy_map, dict):
            raise TypeError(f"DTypePolicyMap: `policy_map` must be a dict of path -> policy, got {policy_map!r}.")
        self._given_default = None if default_policy is None else get(default_policy)
        self._policies: dict[str, DTypePolicy] = {}
        for key, policy in (policy_map or {}).items():
            self[key] = policy

    @property
    def default_policy(self) -> DTypePolicy:
        """The policy of layers that no key fits."""
        return dtype_policy() if self._given_default is None else self._given_default

    @property
    def name(self) -> str:
        """`"map_"` and the name of the default policy."""
        return f"map_{self.default_policy.name}"

    @property
    def compute_dtype(self) -> str:
        """dtype name in which layers with the default policy compute."""
        return self.default_policy.compute_dtype

    @property
    def variable_dtype(self) -> str:
        """dtype name in which layers with the default policy keep their weights."""
        return self.default_policy.variable_dtype

    @property
    def quantization_mode(self) -> str | None:
        """Name of the quantization scheme of the default policy, None without one."""
        return self.default_policy.quantization_mode

    def __getitem__(self, path: str) -> DTypePolicy:
        if path in self._policies:
            return self._policies[path]
        fitting = [key for key in self._policies if re.fullmatch(key, path)]
        if len(fitting) > 1:
            raise ValueError(f"DTypePolicyMap: the keys {fitting} all fit the path {path!r}. Make them so that one of them does.")
        return self._policies[fitting[0]] if fitting else self.default_policy

    def __setitem__(self, path: str, policy: Any) -> None:
        if path in self._policies:
            raise ValueError(f"DTypePolicyMap: {path!r} has the policy {self._policies[path]!r} already. Delete it first to give another.")
        self._policies[path] = get(policy)

    def __delitem__(self, path: str) -> None:
        del self._policies[path]

    def __contains__(self, path: object) -> bool:
        return path in self._policies

    def __iter__(self) -> Iterator[str]:
        return iter(self._policies)

    def __len__(self) -> int:
        return len(self._policies)

    def get_config(self) -> dict[str, Any]:
        return {
            "default_policy": None if self._given_default is None else self._given_default.name,
            "policy_map": {path: registry.serialize(policy) for path, policy in self._policies.items()},
        }

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: dict[str, Any] | None = None) -> "DTypePolicyMap":
        """A map made from what `get_config` gave."""
        policies = {path: registry.deserialize(policy, custom_objects) for path, policy in config["policy_map"].items()}
        return cls(config["default_policy"], policies)

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, DTypePolicyMap)
            and other._given_default == self._given_default
            and list(other._policies.items()) == list(self._policies.items())
        )

    __hash__ = object.__hash__

    def __repr__(self) -> str:
        return f"<DTypePolicyMap default_policy={self.default_policy.name}, {dict(self._policies)}>"
