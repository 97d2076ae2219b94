"""Tensors on NumPy: conversion, dtypes and shapes."""

import contextlib
from collections.abc import Callable
from functools import wraps
from operator import attrgetter
from typing import Any

import numpy as np

from multikeras.src.core import config, dtypes, tree
from multikeras.src.core.coordinates import is_host_sparse

Tensor = np.ndarray
TENSOR_TYPES = (np.ndarray, np.generic)

DTYPES = {name: dtypes.numpy_dtype(name) for name in dtypes.ALL_DTYPES if name != "string"}
FLOAT_DTYPES = frozenset(DTYPES[name] for name in ("bfloat16", "float16", "float32", "float64"))

_NAMES = {dtype: name for name, dtype in DTYPES.items()}
_NARROW = frozenset(DTYPES[name] for name in ("float8_e4m3fn", "float8_e5m2", "bfloat16", "float16"))
_PYTHON_KINDS = {"b": bool, "i": int, "f": float, "c": complex}


def in_float32(function: Callable) -> Callable:
    """Decorator: floats of 8 and 16 bits are calculated in float32, where NumPy is precise and has kernels, then rounded."""

    @wraps(function)
    def calculate(x: Any, *args: Any, **kwargs: Any) -> Any:
        dtype = x.dtype
        if dtype not in _NARROW:
            return function(x, *args, **kwargs)
        args = [widen(arg) for arg in args]
        return tree.map_structure(lambda y: _narrow(y, dtype), function(widen(x), *args, **kwargs))

    return calculate


def widen(x: Any) -> Any:
    """`x` in float32 if it is a tensor of narrow floats."""
    return x.astype(np.float32) if isinstance(x, TENSOR_TYPES) and x.dtype in _NARROW else x


def _narrow(x: Any, dtype: np.dtype) -> Any:
    return x.astype(dtype) if x.dtype == np.float32 else x


def convert(x: Any, dtype: Any = None) -> Any:
    kind = type(x)
    if kind in (bool, int, float, complex):
        return np.asarray(x, _python_dtype(kind) if dtype is None else dtype)
    if isinstance(x, TENSOR_TYPES):
        return x if dtype is None else cast(x, dtype)
    if isinstance(x, list | tuple | range):
        return _from_nested(x, dtype)
    array = x.toarray() if is_host_sparse(x) else _from_foreign(x)
    return array if dtype is None else cast(array, dtype)


def _python_dtype(kind: type) -> np.dtype:
    return DTYPES[dtypes.standardize(kind)]


def _from_nested(x: Any, dtype: Any) -> np.ndarray:
    leaves = tree.flatten(x)
    if any(hasattr(leaf, "dtype") for leaf in leaves):
        array = np.asarray(tree.map_structure(_from_foreign, x))
        return array if dtype is None else cast(array, dtype)
    array = np.asarray(x)
    if dtype is None and array.dtype.kind in _PYTHON_KINDS:
        dtype = _python_dtype(_PYTHON_KINDS[array.dtype.kind]) if leaves else DTYPES[config.floatx()]
    return array if dtype is None else cast(array, dtype)


def _from_foreign(x: Any) -> np.ndarray:
    """Another framework's tensor, or anything else that NumPy can read."""
    if hasattr(x, "detach"):
        x = x.detach().cpu()
        name = dtypes.standardize(x.dtype)
        if DTYPES[name] in _NARROW:  # NumPy itself has no name for most of these, so that they come by way of float32
            return np.asarray(x.float()).astype(DTYPES[name])
    return np.asarray(x)


def to_numpy(x: Any) -> np.ndarray:
    return np.asarray(x)


def is_tensor(x: Any) -> bool:
    return isinstance(x, TENSOR_TYPES)


def cast(x: Any, dtype: np.dtype) -> Any:
    if x.dtype.kind == "c" and np.dtype(dtype).kind not in "cb":
        x = x.real
    return x.astype(dtype, copy=False)


shape = attrgetter("shape")
static_shape = shape


def dtype_name(x: Any) -> str:
    try:
        return _NAMES[x.dtype]
    except KeyError:
        return dtypes.standardize(x.dtype)


def stop_gradient(x: Any) -> Any:
    return x


def fused(fn: Any, attributes: list) -> Any:
    return fn


def device_scope(name: str) -> Any:
    if name.lower().partition(":")[0] != "cpu":
        raise ValueError(f'device_scope got {name!r}; the NumPy backend runs on "cpu:0" only. Choose another backend for a GPU.')
    return contextlib.nullcontext()
