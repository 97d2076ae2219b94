"""Tensors on TensorFlow: conversion, dtypes, shapes and devices."""

from collections.abc import Iterable
from functools import partial
from operator import attrgetter
from typing import Any

import numpy as np
import tensorflow as tf
from tensorflow import raw_ops as raw
from tensorflow import stop_gradient as stop_gradient

from multikeras.src.backend.tensorflow.sparse import densify, is_sparse, make, map_values
from multikeras.src.core import config, tree
from multikeras.src.core.coordinates import coordinates, is_host_sparse

Tensor = tf.__internal__.EagerTensor
TENSOR_TYPES = (Tensor, tf.Tensor)


_INTEGERS = ("uint8", "uint16", "uint32", "uint64", "int8", "int16", "int32", "int64")
_FLOATS = ("bfloat16", "float16", "float32", "float64")
DTYPES = {name: tf.as_dtype(name) for name in ("bool", *_INTEGERS, "float8_e4m3fn", "float8_e5m2", *_FLOATS, "complex64", "complex128")}
FLOAT_DTYPES = frozenset(DTYPES[name] for name in _FLOATS)
HALF_DTYPES = frozenset((tf.bfloat16, tf.float16))
"""Floats whose sums the CPU kernels do not keep in float32."""

_FLOAT8 = frozenset((DTYPES["float8_e4m3fn"], DTYPES["float8_e5m2"]))
_KINDS = {"b": bool, "i": int, "f": float, "c": complex}
_CPU = 1  # DLPack's number of the device


def convert(x: Any, dtype: Any = None) -> tf.Tensor:
    kind = type(x)
    if kind is Tensor or isinstance(x, tf.Tensor):
        return x if dtype is None else cast(x, dtype)
    if kind in (bool, int, float, complex):
        return tf.constant(np.asarray(x, (dtype or _python_dtype(kind)).as_numpy_dtype))
    if kind is np.ndarray or isinstance(x, np.generic):
        return _from_numpy(x, dtype)
    if isinstance(x, list | tuple):
        return _from_nested(x, dtype)
    if is_sparse(x):
        return x if dtype is None or x.dtype == dtype else map_values(partial(cast, dtype=dtype), x)
    if is_host_sparse(x):
        indices, values, shape = coordinates(x)
        return make(convert(indices), convert(values, dtype), shape)
    if isinstance(x, tf.Variable | tf.IndexedSlices) or hasattr(x, "__tf_tensor__"):
        return convert(tf.convert_to_tensor(x), dtype)
    if hasattr(x, "__dlpack__"):
        return _from_foreign(x, dtype)
    return _from_numpy(x if isinstance(x, str | bytes) else np.asarray(x), dtype)


def _python_dtype(kind: type) -> tf.DType:
    if kind is float:
        return DTYPES[config.floatx()]
    return DTYPES[{bool: "bool", int: "int32", complex: "complex64"}[kind]]


def _from_numpy(x: Any, dtype: Any) -> tf.Tensor:
    tensor = tf.convert_to_tensor(x)
    return tensor if dtype is None else cast(tensor, dtype)


def _from_foreign(x: Any, dtype: Any) -> tf.Tensor:
    """Another framework's tensor: through NumPy where NumPy can hold it, else through DLPack."""
    from_torch = hasattr(x, "detach")
    if from_torch:
        x = x.detach().contiguous()
    if x.__dlpack_device__()[0] == _CPU and not (from_torch and str(x.dtype) == "torch.bfloat16"):
        return _from_numpy(np.asarray(x), dtype)
    # The copy is deliberate: DLPack shares memory that its owner may overwrite.
    return convert(raw.DeepCopy(x=tf.experimental.dlpack.from_dlpack(x.__dlpack__())), dtype)


def _from_nested(x: list | tuple, dtype: Any) -> tf.Tensor:
    leaves = tree.flatten(x)
    tensors = [leaf for leaf in leaves if isinstance(leaf, tf.Tensor | tf.Variable)]
    if tensors:
        dtype = dtype or tensors[0].dtype
        return tf.stack([convert(item, dtype) for item in x])
    if any(hasattr(leaf, "__dlpack__") and not isinstance(leaf, np.ndarray | np.generic) for leaf in leaves):
        return tf.stack([convert(item, dtype) for item in x])
    array = np.asarray(x)
    if dtype is None and array.dtype.kind in _KINDS and not any(hasattr(leaf, "dtype") for leaf in leaves):
        dtype = _python_dtype(_KINDS[array.dtype.kind])
    return _from_numpy(array if dtype is None else array.astype(dtype.as_numpy_dtype), None)


def to_numpy(x: tf.Tensor) -> np.ndarray:
    return np.asarray((densify(x) if is_sparse(x) else x).numpy())


def is_tensor(x: Any) -> bool:
    return isinstance(x, tf.Tensor | tf.SparseTensor)


def cast(x: tf.Tensor, dtype: tf.DType) -> tf.Tensor:
    if x.dtype is dtype:
        return x
    if x.dtype.is_complex and dtype is tf.bool:
        return raw.NotEqual(x=x, y=0)  # the kernel looks at the real part alone
    if dtype in _FLOAT8 and not x.dtype.is_floating:  # no kernel
        x = raw.Cast(x=x, DstT=tf.float32)
    return raw.Cast(x=x, DstT=dtype)


def shape(x: tf.Tensor) -> tuple:
    sizes = x.shape.as_list()
    if None in sizes:
        dynamic_shape = tf.cast(x.dense_shape, tf.int32) if is_sparse(x) else raw.Shape(input=x)
        found = raw.Unpack(value=dynamic_shape, num=len(sizes), axis=0)
        return tuple(dynamic if size is None else size for size, dynamic in zip(sizes, found, strict=True))
    return tuple(sizes)


def static_shape(x: tf.Tensor) -> tuple:
    return tuple(x.shape.as_list())


dtype_name = attrgetter("dtype.name")


def fused(fn: Any, attributes: list) -> Any:
    return fn


def device_scope(name: str) -> Any:
    platform, _, index = name.upper().partition(":")
    found = [device.name.rpartition("/device:")[2] for device in tf.config.list_logical_devices()]
    if f"{platform}:{index or 0}" not in found:
        raise ValueError(
            f"device_scope got {name!r}; expected a device of this machine, written platform:index, one of "
            f"{sorted(one.lower() for one in found)}."
        )
    return tf.device(f"{platform}:{index or 0}")


def vector(values: Iterable, dtype: Any = np.int32) -> Any:
    """Sizes or positions as kernels take them. NumPy arrays reach a kernel in half the time of a tuple."""
    if isinstance(values, tf.Tensor | np.ndarray):
        return values
    values = tuple(values)
    if any(isinstance(value, tf.Tensor) for value in values):
        return raw.Pack(values=[tf.cast(value, dtype) for value in values], axis=0)
    return np.array(values, dtype)
