"""Tensors on torch: conversion, dtypes, shapes and devices."""

import functools
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import ml_dtypes
import numpy as np
import torch
from torch import Tensor as Tensor

from multikeras.src.backend.torch.recording import note_read
from multikeras.src.backend.torch.sparse import is_sparse, make
from multikeras.src.core import config, dtypes
from multikeras.src.core.coordinates import coordinates, is_host_sparse

TENSOR_TYPES = (Tensor,)

_LACKING = {"int4", "uint4", "string"}  # of the two integers torch has the names, but no tensors
DTYPES = {name: getattr(torch, name) for name in dtypes.ALL_DTYPES if name not in _LACKING}
FLOAT_DTYPES = frozenset({torch.bfloat16, torch.float16, torch.float32, torch.float64})

_NAMES = {dtype: name for name, dtype in DTYPES.items()}
_HALVES = (torch.float16, torch.bfloat16)
_NUMERIC_KINDS = frozenset("?biufc")
_CPU = 1  # DLPack's number of the device

# NumPy and torch share no dtype object for these; the bits cross over as integers of the same width.
_AS_BITS = {
    torch.bfloat16: (torch.int16, np.dtype(ml_dtypes.bfloat16)),
    torch.float8_e4m3fn: (torch.uint8, np.dtype(ml_dtypes.float8_e4m3fn)),
    torch.float8_e5m2: (torch.uint8, np.dtype(ml_dtypes.float8_e5m2)),
}
_FROM_BITS = {numpy_dtype: (dtype, bits) for dtype, (bits, numpy_dtype) in _AS_BITS.items()}

# Tuples of types, here and below: torch.compile does not take unions in `isinstance`.
_NUMPY = (np.ndarray, np.generic)
_PYTHON_NUMBERS = (bool, int, float, complex, torch.SymInt, torch.SymFloat, torch.SymBool)


# --------------------------------------------------------------------------------------------------------------- devices


class _Placement(threading.local):
    """Where this thread's new tensors go."""

    device: torch.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")


placement = _Placement()


def _device(name: str) -> torch.device:
    try:
        device = torch.device(name.lower().replace("gpu", "cuda"))
    except RuntimeError as error:
        raise ValueError(f"There is no device {name!r}. Expected a name such as 'cpu', 'gpu' or 'gpu:1'.") from error
    if device.type == "cpu":
        return torch.device("cpu")  # it has one index only, and tensors do not show it
    if device.type == "cuda" and (device.index or 0) >= torch.cuda.device_count():
        raise ValueError(f"There is no device {name!r}: torch sees {torch.cuda.device_count()} CUDA devices.")
    return device


@contextmanager
def device_scope(name: str) -> Iterator[None]:
    before = placement.device
    placement.device = _device(name)
    try:
        yield
    finally:
        placement.device = before


# ------------------------------------------------------------------------------------------------------------ conversion


def convert(x: Any, dtype: torch.dtype | None = None) -> Tensor:
    if isinstance(x, Tensor):
        return _place(x, dtype)
    if isinstance(x, _NUMPY):
        return _from_numpy(np.asarray(x), dtype)
    if isinstance(x, _PYTHON_NUMBERS):
        return torch.tensor(x, dtype=dtype or _weak_dtype((x,)), device=placement.device)
    if isinstance(x, (list, tuple)):
        return _from_nested(x, dtype)
    if is_host_sparse(x):
        indices, values, shape = coordinates(x)
        return make(convert(indices), convert(values, dtype), shape)
    if hasattr(x, "__dlpack_device__") and x.__dlpack_device__()[0] != _CPU:
        # A copy, since the other framework may take its array for immutable.
        return _place(torch.from_dlpack(x).clone(), dtype)
    return _from_numpy(np.asarray(x), dtype)


def _place(x: Tensor, dtype: torch.dtype | None) -> Tensor:
    device = placement.device
    if x.device.type != "meta" and (x.device.type != device.type or device.index not in (None, x.device.index)):
        return x.to(device, dtype)
    return x if dtype is None or x.dtype is dtype else x.to(dtype)


def _weak_dtype(numbers: Any) -> torch.dtype:
    """Dtype of Python numbers: the widest kind among them, in the library's default width."""
    if any(isinstance(number, complex) for number in numbers):
        return torch.complex128 if config.floatx() == "float64" else torch.complex64
    if not numbers or any(isinstance(number, (float, torch.SymFloat)) for number in numbers):
        return DTYPES[config.floatx()]
    if all(isinstance(number, (bool, torch.SymBool)) for number in numbers):
        return torch.bool
    if all(-(2**31) <= number < 2**31 for number in numbers):
        return torch.int32
    return torch.int64 if max(numbers) < 2**63 else torch.uint64


def _from_nested(x: list | tuple, dtype: torch.dtype | None) -> Tensor:
    leaves = list(_leaves(x))
    if all(_is_python_number(leaf) for leaf in leaves):
        return torch.tensor(x, dtype=dtype or _weak_dtype(leaves), device=placement.device)
    if dtype is None:
        kinds = {type(leaf) if _is_python_number(leaf) else dtype_name(convert(leaf)) for leaf in leaves}
        dtype = DTYPES[dtypes.result_type(*kinds)]
    return torch.stack([convert(item, dtype) for item in x])


def _is_python_number(x: Any) -> bool:
    return isinstance(x, _PYTHON_NUMBERS) and not isinstance(x, np.generic)


def _leaves(x: Any) -> Iterator[Any]:
    for item in x:
        if isinstance(item, (list, tuple)):
            yield from _leaves(item)
        else:
            yield item


def _from_numpy(x: np.ndarray, dtype: torch.dtype | None) -> Tensor:
    if torch.compiler.is_compiling():
        return torch.as_tensor(x, dtype=dtype, device=placement.device)
    if x.dtype in _FROM_BITS:
        native, bits = _FROM_BITS[x.dtype]
        return _from_numpy(x.view(_NAMES[bits]), None).view(native).to(dtype or native)
    if x.dtype.kind not in _NUMERIC_KINDS:
        raise TypeError(f"Expected numbers to make a tensor of; got an array of dtype {x.dtype} and shape {x.shape}.")
    array = np.require(x, x.dtype.newbyteorder("="), ("C", "W"))
    if any(stride < 0 for stride in array.strides):  # which count as contiguous along axes of size 0 and 1
        array = array.copy()
    # A copy, so that later changes of the array do not reach the tensor, nor the reverse; one that has been made above will do.
    return torch.from_numpy(array).to(placement.device, dtype, copy=array is x)


def in_float32(function: Callable) -> Callable:
    """Decorator: floats of 16 bits are calculated in float32, where torch has kernels, then rounded."""

    @functools.wraps(function)
    def calculate(x: Tensor, *args: Any, **kwargs: Any) -> Any:
        dtype = x.dtype
        if dtype not in _HALVES:
            return function(x, *args, **kwargs)
        result = function(x.float(), *[arg.float() if isinstance(arg, Tensor) else arg for arg in args], **kwargs)
        return tuple([_narrow(y, dtype) for y in result]) if isinstance(result, tuple) else _narrow(result, dtype)

    return calculate


def _narrow(x: Tensor, dtype: torch.dtype) -> Tensor:
    return x.to(dtype) if x.dtype == torch.float32 else x


def to_numpy(x: Tensor) -> np.ndarray:
    note_read()
    if is_sparse(x):
        x = x.to_dense()
    if x.dtype in _AS_BITS:
        bits, dtype = _AS_BITS[x.dtype]
        array = x.detach().view(bits).numpy(force=True).view(dtype)
    else:
        array = x.numpy(force=True)
    return array.copy() if x.device.type == "cpu" else array


# -------------------------------------------------------------------------------------------------------------- questions


def is_tensor(x: Any) -> bool:
    return isinstance(x, Tensor)


def shape(x: Tensor) -> tuple:
    return tuple(x.shape)


def static_shape(x: Tensor) -> tuple:
    return tuple(size if isinstance(size, int) else None for size in x.shape)


def dtype_name(x: Tensor) -> str:
    return _NAMES[x.dtype]


def fused(fn: Any, attributes: list) -> Any:
    return fn


cast = Tensor.to
stop_gradient = Tensor.detach
