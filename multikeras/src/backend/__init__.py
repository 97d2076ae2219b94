"""The backend that was chosen: its flags, hooks and primitives under one name.

`from multikeras.src import backend` loads the framework. Which one is decided by `config.backend()`; nothing above this package asks
for its name, only for what it can do.
"""

import importlib
from types import ModuleType
from typing import Any

from multikeras.src.core import config, dtypes, masks
from multikeras.src.core.export import export
from multikeras.src.core.symbolic import KerasTensor

MODULE: ModuleType = importlib.import_module(f"multikeras.src.backend.{config.backend()}")
config.mark_backend_loaded()

NAME: str = MODULE.NAME
CAN_TRAIN: bool = MODULE.CAN_TRAIN
CAN_COMPILE: bool = MODULE.CAN_COMPILE
TRACES: bool = MODULE.TRACES
SPARSE: bool = MODULE.SPARSE
HIDES_SPARSE: bool = MODULE.HIDES_SPARSE
WEAK_SCALAR_DTYPES: frozenset = MODULE.WEAK_SCALAR_DTYPES

masks.Flag.as_attributes = MODULE.KEEPS_ATTRIBUTES

Tensor = MODULE.tensor.Tensor
EXACT_TYPES = MODULE.EXACT_TYPES
TENSOR_TYPES = MODULE.tensor.TENSOR_TYPES
FLOAT_DTYPES = MODULE.tensor.FLOAT_DTYPES
DTYPES = MODULE.tensor.DTYPES

Variable = MODULE.Variable
convert = MODULE.tensor.convert
to_numpy = MODULE.tensor.to_numpy
is_tensor = MODULE.tensor.is_tensor
cast = MODULE.tensor.cast
shape = MODULE.tensor.shape
static_shape = MODULE.tensor.static_shape
dtype_name = MODULE.tensor.dtype_name
stop_gradient = MODULE.tensor.stop_gradient
fused = MODULE.tensor.fused
device_scope = MODULE.tensor.device_scope

BackendLayer = MODULE.layer.BackendLayer
infer_spec = MODULE.layer.infer_spec

profiler = getattr(MODULE, "profiler", None)
random = MODULE.random
rnn = MODULE.rnn
sparse = MODULE.sparse
step = MODULE.step

TRACERS = MODULE.tracing.TRACERS
gradients = MODULE.tracing.gradients
dispatched = MODULE.tracing.dispatched


def primitive(family: str, name: str) -> Any:
    """The backend's function for an op, or None when it has none."""
    return getattr(getattr(MODULE.ops, family, None), name, None)


def fused_rnn(name: str) -> Any:
    """The backend's kernel for all steps of a recurrent layer ("lstm", "gru"), or None when it has none."""
    return getattr(MODULE.rnn, name, None)


def guest(kind: str) -> Any:
    """The backend's module that runs what another library or format brings ("torch_module", "jax_function", "saved_model"), or None."""
    return getattr(MODULE, kind, None)


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
