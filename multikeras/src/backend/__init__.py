"""The backend that was chosen: its flags, hooks and primitives under one name.

`from multikeras.src import backend` loads the framework. Which one is decided by `config.backend()`; nothing above this package asks
for its name, only for what it can do.
"""

import importlib
from types import ModuleType
from typing import Any

from multikeras.src.core import config, dtypes
from multikeras.src.core.export import export
from multikeras.src.core.symbolic import KerasTensor

_module: ModuleType = importlib.import_module(f"multikeras.src.backend.{config.backend()}")
config.mark_backend_loaded()

NAME: str = _module.NAME
CAN_TRAIN: bool = _module.CAN_TRAIN
CAN_COMPILE: bool = _module.CAN_COMPILE
TRACES: bool = _module.TRACES
WEAK_SCALAR_DTYPES: frozenset = _module.WEAK_SCALAR_DTYPES

Tensor = _module.tensor.Tensor
EXACT_TYPES = _module.EXACT_TYPES
TENSOR_TYPES = _module.tensor.TENSOR_TYPES
FLOAT_DTYPES = _module.tensor.FLOAT_DTYPES
DTYPES = _module.tensor.DTYPES

Variable = _module.Variable
convert = _module.tensor.convert
to_numpy = _module.tensor.to_numpy
is_tensor = _module.tensor.is_tensor
cast = _module.tensor.cast
shape = _module.tensor.shape
static_shape = _module.tensor.static_shape
dtype_name = _module.tensor.dtype_name
stop_gradient = _module.tensor.stop_gradient
device_scope = _module.tensor.device_scope

BackendLayer = _module.layer.BackendLayer
infer_spec = _module.layer.infer_spec

random = _module.random
step = _module.step

TRACERS = _module.tracing.TRACERS


def primitive(family: str, name: str) -> Any:
    """The backend's function for an op, or None when it has none."""
    return getattr(getattr(_module.ops, family, None), name, None)


def fused_rnn(name: str) -> Any:
    """The backend's kernel for all steps of a recurrent layer ("lstm", "gru"), or None when it has none."""
    return getattr(getattr(_module, "rnn", None), name, None)


def native_dtype(dtype: Any) -> Any:
    """The backend's dtype object for a dtype given in any form.

    Raises:
        ValueError: The backend has no such dtype.
    """
    name = dtypes.standardize(dtype)
    try:
        return DTYPES[name]
    except KeyError:
        raise ValueError(f"The {NAME} backend has no dtype {name!r}. It has: {', '.join(DTYPES)}.") from None


@export("multikeras.device")
def device(device_name: str) -> Any:
    """Make new tensors and variables on a device for the time of a `with` block.

    Args:
        device_name: `"cpu"` or `"gpu"`, with an index as in `"gpu:1"` where there are several.

    Returns:
        A context manager.

    Raises:
        ValueError: There is no such device.

    Example:

    >>> with multikeras.device("cpu"):
    ...     x = multikeras.ops.ones((2,))
    """
    return device_scope(device_name)


@export(["multikeras.backend.is_keras_tensor", "multikeras.utils.is_keras_tensor"])
def is_keras_tensor(x: Any) -> bool:
    """Whether `x` is a symbolic tensor.

    Args:
        x: Anything.

    Returns:
        True for a KerasTensor.

    Example:

    >>> multikeras.utils.is_keras_tensor(multikeras.Input((3,)))
    True
    """
    return isinstance(x, KerasTensor)
