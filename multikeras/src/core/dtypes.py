"""Names of data types and the one promotion rule of the library.

A dtype is known by its canonical name, such as "float32". Promotion is the lattice of JAX
(https://docs.jax.dev/en/latest/type_promotion.html), in which Python scalars are weak: they take the dtype of the tensor that
they meet. The difference: where a Python float meets integers only, the result is `floatx`.
"""

from typing import Any

import ml_dtypes
import numpy as np

from multikeras.src.core import config
from multikeras.src.core.export import export

_UNSIGNED = ("uint4", "uint8", "uint16", "uint32", "uint64")
_SIGNED = ("int4", "int8", "int16", "int32", "int64")
_FLOATS = ("float8_e4m3fn", "float8_e5m2", "bfloat16", "float16", "float32", "float64")
_COMPLEX = ("complex64", "complex128")
_INTEGERS = frozenset(_UNSIGNED + _SIGNED)
_HAS_SIGN = frozenset(_SIGNED + _FLOATS + _COMPLEX)

ALL_DTYPES = ("bool", *_UNSIGNED, *_SIGNED, *_FLOATS, *_COMPLEX, "string")
"""Canonical names."""

_NUMPY = {name: np.dtype(getattr(ml_dtypes, name, name)) for name in ALL_DTYPES if name != "string"}
_NUMPY["string"] = np.dtype(object)

# Looked up here, since torch.compile cannot trace what finds them.
_LIMITS = {name: (int(ml_dtypes.iinfo(_NUMPY[name]).min), int(ml_dtypes.iinfo(_NUMPY[name]).max)) for name in _INTEGERS}
_LIMITS |= {name: (float(ml_dtypes.finfo(_NUMPY[name]).min), float(ml_dtypes.finfo(_NUMPY[name]).max)) for name in _FLOATS}
_EPSILONS = {name: float(ml_dtypes.finfo(_NUMPY[name]).eps) for name in _FLOATS}

_REAL_OF = {"complex64": "float32", "complex128": "float64"}
_ACCUMULATORS = {"bool": "int32", "int4": "int32", "int8": "int32", "int16": "int32"}
_ACCUMULATORS |= {"uint4": "uint32", "uint8": "uint32", "uint16": "uint32"}

# Next larger nodes. A weak scalar stands in the lattice as its Python type.
_LATTICE = {
    "bool": (int,),
    int: ("uint4", "int4", "uint8", "int8"),
    "uint8": ("uint16", "int16"),
    "uint16": ("uint32", "int32"),
    "uint32": ("uint64", "int64"),
    "uint64": (float,),
    "int8": ("int16",),
    "int16": ("int32",),
    "int32": ("int64",),
    "int64": (float,),
    float: (complex, "float8_e4m3fn", "float8_e5m2", "bfloat16", "float16"),
    "bfloat16": ("float32",),
    "float16": ("float32",),
    "float32": ("float64", "complex64"),
    "float64": ("complex128",),
    complex: ("complex64",),
    "complex64": ("complex128",),
}


def _upper_bounds(node: str | type) -> frozenset:
    return frozenset({node}).union(*(_upper_bounds(larger) for larger in _LATTICE.get(node, ())))


_UPPER_BOUNDS = {node: _upper_bounds(node) for node in (*ALL_DTYPES, int, float, complex)}
_UPPER_BOUNDS |= {bool: _UPPER_BOUNDS["bool"], None: _UPPER_BOUNDS[float], "float": _UPPER_BOUNDS[float]}

_STANDARD: dict[Any, str] = {name: name for name in ALL_DTYPES}
_STANDARD |= {bool: "bool", int: "int32", "int": "int32", str: "string"}
# Apart from the others, since torch.compile cannot compare NumPy dtypes with them.
_STANDARD_NUMPY = {dtype: name for name, dtype in _NUMPY.items() if name != "string"}
_RESULTS: dict[tuple, str | type] = {}


@export(["multikeras.utils.standardize_dtype", "multikeras.backend.standardize_dtype"])
def standardize(dtype: Any) -> str:
    """The canonical name of a dtype.

    Args:
        dtype: A name, `"float"` or `"int"`, a Python or NumPy type, or a dtype object of NumPy, ml_dtypes, JAX, PyTorch or
            TensorFlow. None, `float` and `"float"` mean `floatx`; `int` and `"int"` mean int32.

    Returns:
        A name such as "float32".

    Raises:
        ValueError: There is no such dtype.

    Example:

    >>> multikeras.utils.standardize_dtype(int), multikeras.utils.standardize_dtype("bfloat16")
    ('int32', 'bfloat16')
    """
    if type(dtype) is int:  # dtypes of TensorFlow equal the ints of its enumeration
        return _standardize_other(dtype)
    try:
        return _STANDARD[dtype]
    except (KeyError, TypeError):  # a TypeError where the object cannot be hashed, which no dtype is
        return _standardize_other(dtype)


def _standardize_other(dtype: Any) -> str:
    """Names that depend on the settings, and objects not met before."""
    if dtype is None or dtype is float or (isinstance(dtype, str) and dtype == "float"):
        return config.floatx()
    if dtype is complex:
        return _weak_complex()
    if isinstance(dtype, type) and issubclass(dtype, np.generic):
        dtype = np.dtype(dtype)
    if isinstance(dtype, np.dtype):
        name = "string" if dtype.kind in "SUT" else _STANDARD_NUMPY.get(dtype)
        if name is not None:
            return name
    name = _name_of(dtype)
    if name not in ALL_DTYPES:
        raise ValueError(
            f"{dtype!r} (of type {type(dtype).__name__}) is not a dtype. Give one of these names, or the NumPy, JAX, PyTorch "
            f"or TensorFlow object for it: {', '.join(ALL_DTYPES)}."
        )
    _STANDARD[dtype] = name
    return name


def _weak_complex() -> str:
    return "complex128" if config.floatx() == "float64" else "complex64"


def is_dtype(x: Any) -> bool:
    """Whether `x` is a dtype object of NumPy or of a framework; names are not."""
    if isinstance(x, np.dtype) or (isinstance(x, type) and issubclass(x, (np.generic, bool, int, float, complex))):
        return True
    return type(x).__name__ in ("dtype", "DType", "_ScalarMeta") and _name_of(x) in ALL_DTYPES


def _name_of(dtype: Any) -> str | None:
    """The name that a foreign dtype object carries."""
    if isinstance(dtype, str):
        return None
    inner = getattr(dtype, "dtype", dtype)  # `jax.numpy.float32` is a class-like object that holds its dtype
    name = getattr(inner, "name", None) or str(inner).removeprefix("torch.")
    return name if isinstance(name, str) else None


@export("multikeras.backend.result_type")
def result_type(*dtypes: Any) -> str:
    """The dtype in which values of several dtypes meet.

    Args:
        *dtypes: Dtypes as for `standardize_dtype`, except that the Python types `bool`, `int`, `float` and `complex` stand for
            Python scalars, which are weak: they take the dtype of what they meet if it can hold their kind.

    Returns:
        A canonical name.

    Raises:
        ValueError: Two of the dtypes have none in common: 4-bit integers and 8-bit floats are never promoted, strings neither.

    Example:

    >>> multikeras.backend.result_type("int32", "bfloat16"), multikeras.backend.result_type("uint8", int)
    ('bfloat16', 'uint8')
    """
    try:
        node = _RESULTS[dtypes]
    except KeyError:
        node = _RESULTS[dtypes] = _least_upper_bound(dtypes)
    if node is float:
        return config.floatx()
    if node is complex:
        return _weak_complex()
    return node


def _least_upper_bound(dtypes: tuple) -> str | type:
    if not dtypes:
        raise ValueError("result_type needs at least one dtype.")
    nodes = [dtype if dtype in _UPPER_BOUNDS else standardize(dtype) for dtype in dtypes]
    common = frozenset.intersection(*(_UPPER_BOUNDS[node] for node in nodes))
    for node in common:
        if common <= _UPPER_BOUNDS[node]:
            return "int32" if node is int else node
    names = [f"Python {node.__name__}" if isinstance(node, type) else str(node) for node in dict.fromkeys(nodes)]
    raise ValueError(f"There is no implicit promotion between {' and '.join(names)}. Cast one of them with `ops.cast` first.")


@export("multikeras.backend.is_float_dtype")
def is_float(dtype: Any) -> bool:
    """Whether a dtype is real and floating.

    Args:
        dtype: As for `standardize_dtype`.

    Returns:
        True for 8- to 64-bit floats.

    Example:

    >>> multikeras.backend.is_float_dtype("bfloat16")
    True
    """
    return standardize(dtype) in _FLOATS


@export("multikeras.backend.is_int_dtype")
def is_integer(dtype: Any) -> bool:
    """Whether a dtype is a signed or unsigned integer.

    Args:
        dtype: As for `standardize_dtype`.

    Returns:
        True for 4- to 64-bit integers; False for bool.

    Example:

    >>> multikeras.backend.is_int_dtype("uint8")
    True
    """
    return standardize(dtype) in _INTEGERS


def is_complex(dtype: Any) -> bool:
    """Whether a dtype is complex."""
    return standardize(dtype) in _COMPLEX


def is_signed(dtype: Any) -> bool:
    """Whether a dtype holds negative values."""
    return standardize(dtype) in _HAS_SIGN


def to_floating(name: str) -> str:
    """`floatx` for integers and bool, `name` itself otherwise."""
    return config.floatx() if name in _INTEGERS or name == "bool" else name


def accumulator(name: str) -> str:
    """The dtype of sums and products: bool and integers under 32 bits widen to 32 bits of their sign."""
    return _ACCUMULATORS.get(name, name)


def real_of(name: str) -> str:
    """The dtype of the parts of a complex dtype; `name` itself otherwise."""
    return _REAL_OF.get(name, name)


def complex_of(name: str) -> str:
    """The complex dtype whose parts hold a floating dtype; `name` itself for complex ones."""
    if name in _COMPLEX:
        return name
    return "complex128" if name == "float64" else "complex64"


def epsilon(name: str) -> float:
    """The distance from 1 to the next number of a floating or complex dtype."""
    return _EPSILONS[real_of(name)]


def limits(name: str) -> tuple[Any, Any]:
    """The smallest and the largest finite number of an integer or floating dtype."""
    return _LIMITS[name]


def numpy_dtype(name: str) -> np.dtype:
    """The NumPy dtype for a canonical name, of ml_dtypes where NumPy has none; `object` for "string"."""
    return _NUMPY[name]
