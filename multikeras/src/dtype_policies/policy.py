"""The dtype policy of a layer, and the global one."""

from typing import Any

from multikeras.src import backend
from multikeras.src.core import config, dtypes, registry
from multikeras.src.core.configured import Configured
from multikeras.src.core.coordinates import is_host_sparse
from multikeras.src.core.export import export
from multikeras.src.core.symbolic import KerasTensor


@export(
    [
        "multikeras.DTypePolicy",
        "multikeras.dtype_policies.DTypePolicy",
        "multikeras.FloatDTypePolicy",
        "multikeras.dtype_policies.FloatDTypePolicy",
        "multikeras.mixed_precision.DTypePolicy",
        "multikeras.mixed_precision.Policy",
    ]
)
class DTypePolicy(Configured):
    """The dtype in which a layer computes and the one in which it keeps its weights.

    Args:
        name: `"mixed_float16"` or `"mixed_bfloat16"` (compute in half precision, weights in float32), or the name of one dtype for
            both. The global policy's name when None.

    Raises:
        ValueError: The name is neither.

    Example:

    >>> policy = multikeras.DTypePolicy("mixed_bfloat16")
    >>> policy.compute_dtype, policy.variable_dtype
    ('bfloat16', 'float32')
    """

    def __init__(self, name: str | None = None):
        if name is None:
            name = dtype_policy().name
        if not isinstance(name, str):
            raise ValueError(f"DTypePolicy: `name` must be a string such as 'mixed_bfloat16' or 'float32', got {name!r}.")
        self._name = name
        half = name.removeprefix("mixed_")
        if name != half:
            if half not in ("float16", "bfloat16"):
                raise ValueError(f"DTypePolicy: mixed policies are 'mixed_float16' and 'mixed_bfloat16', got {name!r}.")
            self._compute_dtype, self._variable_dtype = half, "float32"
        else:
            self._compute_dtype = self._variable_dtype = dtypes.standardize(name)

    @property
    def name(self) -> str:
        """Name of the policy."""
        return self._name

    @property
    def compute_dtype(self) -> str:
        """dtype name in which a layer computes."""
        return self._compute_dtype

    @property
    def variable_dtype(self) -> str:
        """dtype name in which a layer keeps its weights."""
        return self._variable_dtype

    @property
    def quantization_mode(self) -> str | None:
        """Name of the quantization scheme, None without one."""
        return None

    def convert_input(self, x: Any, autocast: bool, dtype: Any) -> Any:
        """`x` as a tensor; a floating one in `dtype` if `autocast`. What is not array-like comes back as it is."""
        name = dtypes.standardize(dtype)
        if isinstance(x, KerasTensor):
            if autocast and dtypes.is_float(x.dtype) and x.dtype != name:
                spec = KerasTensor(x.shape, name, sparse=x.sparse, ragged=x.ragged)
                spec._mask = x._mask
                return spec
            return x
        if backend.is_tensor(x):
            held = backend.dtype_name(x)
            if autocast and held != name and dtypes.is_float(held):
                return backend.convert(x, backend.native_dtype(name))
            return x
        if hasattr(x, "__array__") or is_host_sparse(x):
            held = dtypes.standardize(x.dtype) if hasattr(x, "dtype") else None
            if autocast and held is not None and dtypes.is_float(held):
                return backend.convert(x, backend.native_dtype(name))
            return x if held == "string" else backend.convert(x)
        return x

    def get_config(self) -> dict[str, Any]:
        return {"name": self._name}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DTypePolicy) and other._name == self._name

    def __hash__(self) -> int:
        return hash(self._name)

    def __repr__(self) -> str:
        return f'<DTypePolicy "{self._name}">'


@export(["multikeras.config.dtype_policy", "multikeras.mixed_precision.dtype_policy", "multikeras.mixed_precision.global_policy"])
def dtype_policy() -> DTypePolicy:
    """The policy of layers that are given none.

    Returns:
        A DTypePolicy: floatx for all unless `set_dtype_policy` was called.

    Example:

    >>> multikeras.config.dtype_policy().name
    'float32'
    """
    chosen = config.settings.dtype_policy
    return DTypePolicy(config.floatx()) if chosen is None else chosen


@export(
    ["multikeras.config.set_dtype_policy", "multikeras.mixed_precision.set_dtype_policy", "multikeras.mixed_precision.set_global_policy"]
)
def set_dtype_policy(policy: Any) -> None:
    """Set the policy of layers that are given none from now on.

    Args:
        policy: A DTypePolicy or the name of one, e.g. `"mixed_bfloat16"`; None for floatx again.

    Example:

    >>> multikeras.config.set_dtype_policy("mixed_bfloat16")
    >>> multikeras.layers.Dense(2).compute_dtype
    'bfloat16'
    >>> multikeras.config.set_dtype_policy("float32")
    """
    config.settings.dtype_policy = None if policy is None else get(policy)


@export("multikeras.dtype_policies.get")
def get(identifier: Any) -> DTypePolicy:
    """A policy from a policy, its name, a dtype or its config.

    Args:
        identifier: Any of these; None for the global policy.

    Returns:
        A DTypePolicy.

    Raises:
        ValueError: It is none of these.

    Example:

    >>> multikeras.dtype_policies.get("mixed_float16").compute_dtype
    'float16'
    """
    if identifier is None:
        return dtype_policy()
    if isinstance(identifier, DTypePolicy):
        return identifier
    if isinstance(identifier, dict):
        return deserialize(identifier)
    if isinstance(identifier, str):
        return DTypePolicy(identifier)
    return DTypePolicy(dtypes.standardize(identifier))


@export("multikeras.dtype_policies.deserialize")
def deserialize(config: dict[str, Any], custom_objects: dict[str, Any] | None = None) -> DTypePolicy:
    """A policy from its description.

    Args:
        config: What `serialize` gave.
        custom_objects: Further classes by name.

    Returns:
        A DTypePolicy.

    Example:

    >>> policy = multikeras.DTypePolicy("float32")
    >>> multikeras.dtype_policies.deserialize(multikeras.dtype_policies.serialize(policy)) == policy
    True
    """
    return registry.deserialize(config, custom_objects)


@export("multikeras.dtype_policies.serialize")
def serialize(dtype_policy: DTypePolicy) -> dict[str, Any]:
    """The description of a policy.

    Args:
        dtype_policy: A DTypePolicy.

    Returns:
        A dict from which `deserialize` makes it again.

    Example:

    >>> multikeras.dtype_policies.serialize(multikeras.DTypePolicy("float32"))["config"]
    {'name': 'float32'}
    """
    return registry.serialize(dtype_policy)
