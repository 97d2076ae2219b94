"""Tensors on JAX: conversion, dtypes, shapes and devices."""

from functools import partial, wraps
from operator import attrgetter
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.core import Tracer
from jax.lax import convert_element_type
from jax.lax import stop_gradient as stop_gradient

# The exact type of a concrete array has no public name, and making an array to ask for its type would start the devices,
# which must not happen before `jax.distributed.initialize`.
from jaxlib._jax import ArrayImpl as Tensor

from multikeras.src.backend.jax.sparse import densify, is_sparse, make, map_values
from multikeras.src.core import config, dtypes, tree
from multikeras.src.core.coordinates import coordinates, is_host_sparse

# A dtype that is asked for by name is given, without 64 bits becoming the default of the user's own JAX code.
jax.config.update("jax_explicit_x64_dtypes", "allow")

TENSOR_TYPES = (Tensor, Tracer)

DTYPES = {name: jnp.dtype(name) for name in dtypes.ALL_DTYPES if name != "string"}
FLOAT_DTYPES = frozenset(DTYPES[name] for name in ("bfloat16", "float16", "float32", "float64"))

_NAMES = {dtype: name for name, dtype in DTYPES.items()}
WIDE_DTYPES = frozenset(DTYPES[name] for name in ("int64", "uint64", "float64", "complex128"))
_HALVES = (DTYPES["float16"], DTYPES["bfloat16"])
_NUMERIC_KINDS = frozenset("?biufc")
_CPU = 1  # DLPack's number of the device


def compiled(*static: str) -> Any:
    """Decorator: one compiled call in place of a dispatch for each step inside. The parameters in `static` must be hashable."""
    return partial(jax.jit, static_argnames=static, inline=True)


def fused(fn: Any, attributes: list) -> Any:
    return compiled(*attributes)(fn)


def exact(fn: Any) -> Any:
    """Decorator: 64-bit tensors meet 64-bit constants. JAX itself rounds the constants of `fn` to 32 bits, or fails on them."""

    def run(x: Any, *args: Any, **kwargs: Any) -> Any:
        if x.dtype in WIDE_DTYPES:
            with jax.enable_x64(True):
                return fn(x, *args, **kwargs)
        return fn(x, *args, **kwargs)

    return wraps(fn)(run)


def in_float32(fn: Any) -> Any:
    """Decorator: floats of 16 bits are calculated in float32, where JAX has kernels, then rounded."""

    def run(x: Any, *args: Any, **kwargs: Any) -> Any:
        dtype = x.dtype
        if dtype not in _HALVES:
            return fn(x, *args, **kwargs)
        result = fn(*[y.astype("float32") if isinstance(y, TENSOR_TYPES) else y for y in (x, *args)], **kwargs)
        return jax.tree.map(lambda y: y.astype(dtype) if y.dtype == "float32" else y, result)

    return wraps(fn)(run)


def convert(x: Any, dtype: Any = None) -> Array:
    kind = type(x)
    if kind is Tensor or isinstance(x, Tracer):
        return x if dtype is None or x.dtype == dtype else cast(x, dtype)
    if kind is np.ndarray:
        return _from_numpy(x, dtype)
    if kind in (bool, int, float, complex):
        return _from_numpy(np.asarray(x, dtype or _python_dtype(kind)), None)
    if _is_foreign(x):
        return _from_foreign(x, dtype)
    if isinstance(x, list | tuple):
        return _from_nested(x, dtype)
    if is_sparse(x):
        return x if dtype is None or x.dtype == dtype else map_values(partial(cast, dtype=dtype), x)
    if is_host_sparse(x):
        indices, values, shape = coordinates(x)
        return make(convert(indices), convert(values, dtype), shape)
    return _from_numpy(np.asarray(x), dtype)


def _is_foreign(x: Any) -> bool:
    """True for the tensors of every framework but NumPy."""
    return hasattr(x, "__dlpack__") and not isinstance(x, np.generic | np.ndarray)


def _python_dtype(kind: type) -> np.dtype:
    if kind is float:
        return DTYPES[config.floatx()]
    return DTYPES[{bool: "bool", int: "int32", complex: "complex64"}[kind]]


def _from_numpy(x: np.ndarray, dtype: Any) -> Array:
    if x.dtype not in _NAMES and (x.dtype.kind not in _NUMERIC_KINDS or x.dtype.newbyteorder("=") not in _NAMES):
        raise TypeError(
            f"A JAX tensor cannot hold values of NumPy dtype {x.dtype} (shape {x.shape}). Pass numbers of a common dtype or "
            "booleans; turn text into integers first, for example with a StringLookup layer."
        )
    # JAX reads NumPy's memory later, or shares it for good, while its owner may overwrite it: hence a copy, which astype makes.
    x = x.astype(dtype or x.dtype.newbyteorder("="))
    if x.dtype in WIDE_DTYPES:
        with jax.enable_x64(True):
            return jnp.asarray(x)
    if x.dtype == bool:  # stays known while a function is traced, so that it can be a mask of indices
        with jax.ensure_compile_time_eval():
            return jnp.asarray(x)
    # `asarray` compiles a program for each new shape, as weights have; for the small arrays of eager calls it is the faster one.
    return jax.device_put(x) if x.size > 1024 else jnp.asarray(x)


def _from_foreign(x: Any, dtype: Any) -> Array:
    """Another framework's tensor: through NumPy where NumPy can hold it, else through DLPack."""
    view = host_view(x)
    if view is not None:
        return _from_numpy(view, dtype)
    if hasattr(x, "detach"):
        x = x.detach().contiguous()
    with jax.enable_x64(True):
        x = jnp.array(jnp.from_dlpack(x), copy=True).block_until_ready()  # the owner may overwrite its memory
    return convert(x, dtype)


def host_view(x: Any) -> np.ndarray | None:
    """Another framework's tensor as an array in the same memory; None for other objects, and where NumPy cannot hold it."""
    if isinstance(x, TENSOR_TYPES) or not _is_foreign(x) or x.__dlpack_device__()[0] != _CPU:
        return None
    if str(x.dtype).rpartition(".")[2].startswith(("bfloat", "float8")):
        return None
    return np.asarray(x.detach() if hasattr(x, "detach") else x)


def _from_nested(x: Any, dtype: Any) -> Array:
    leaves = tree.flatten(x)
    if any(_is_foreign(leaf) for leaf in leaves):
        return jnp.stack([convert(item, dtype) for item in x])
    array = np.asarray(x)
    if dtype is None and not any(hasattr(leaf, "dtype") for leaf in leaves):
        kinds = {"b": bool, "i": int, "f": float, "c": complex}
        if array.dtype.kind in kinds:
            dtype = _python_dtype(kinds[array.dtype.kind])
    return _from_numpy(array, dtype)


def to_numpy(x: Array) -> np.ndarray:
    return np.asarray(densify(x) if is_sparse(x) else x)


def is_tensor(x: Any) -> bool:
    return isinstance(x, TENSOR_TYPES) or is_sparse(x)


@compiled("dtype")
def cast(x: Array, dtype: Any) -> Array:
    if dtype == DTYPES["bool"] and jnp.iscomplexobj(x):
        return x != 0  # JAX looks at the real part alone
    return convert_element_type(x, dtype)


shape = attrgetter("shape")


def static_shape(x: Array) -> tuple:
    if type(x) is Tensor:
        return x.shape
    return tuple(size if isinstance(size, int) else None for size in x.shape)


def dtype_name(x: Array) -> str:
    return _NAMES[x.dtype]


def device_scope(name: str) -> Any:
    platform, _, index = name.lower().partition(":")
    try:
        device = jax.devices(platform)[int(index or 0)]
    except (RuntimeError, ValueError, IndexError) as error:
        found = sorted({f"{device.platform}:{device.id}" for device in jax.devices()} | {"cpu:0"})
        raise ValueError(
            f"device_scope got {name!r}; expected a device of this machine, written platform:index, one of {found}."
        ) from error
    return jax.default_device(device)
