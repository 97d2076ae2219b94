"""When two results count as equal."""

from typing import Any

import ml_dtypes
import numpy as np

from multikeras.src import backend
from multikeras.src.core import dtypes, tree
from multikeras.src.core.symbolic import KerasTensor

TOLERANCES = {"float64": 1e-9, "float32": 1e-5, "float16": 1e-2, "bfloat16": 6e-2, "complex64": 1e-5, "complex128": 1e-9}
"""dtype -> relative error that rounding may cause in a few operations."""


def tolerance(dtype: str, single: float = TOLERANCES["float32"]) -> float:
    """The tolerance in a dtype of something that needs `single` in float32; 0 for integers and bool."""
    return TOLERANCES.get(dtype, 0.0) * max(
        1.0, single / TOLERANCES["float32"] if dtype in ("float32", "float64", "complex64", "complex128") else 1.0
    )


def to_numpy(x: Any) -> np.ndarray:
    """A tensor, array or number as a NumPy array."""
    return backend.to_numpy(x) if backend.is_tensor(x) else np.asarray(x)


def wide(x: Any) -> np.ndarray:
    """A floating array as float64, anything else as it is."""
    array = to_numpy(x)
    is_narrow = array.dtype.kind == "f" or array.dtype in (ml_dtypes.bfloat16, ml_dtypes.float8_e4m3fn, ml_dtypes.float8_e5m2)
    return array.astype(np.float64) if is_narrow else array


def leaves(x: Any) -> list[Any]:
    """The tensors of a result, None left out."""
    return [leaf for leaf in tree.flatten(x) if leaf is not None]


def assert_equal(actual: Any, expected: Any, single: float = TOLERANCES["float32"], what: str = "result") -> None:
    """Compare nests of tensors or arrays: number of leaves, shapes, values to the precision of the actual dtype."""
    actual, expected = leaves(actual), leaves(expected)
    assert len(actual) == len(expected), f"{what}: {len(actual)} tensors, expected {len(expected)}"
    for i, (a, b) in enumerate(zip(actual, expected, strict=True)):
        a, b = to_numpy(a), to_numpy(b)
        label = f"{what} {i}" if len(actual) > 1 else what
        assert a.shape == b.shape, f"{label}: shape {a.shape}, expected {b.shape}"
        name = dtypes.standardize(a.dtype)
        rtol = tolerance(name, single)
        if rtol:
            np.testing.assert_allclose(wide(a), wide(b), rtol=rtol, atol=rtol, err_msg=f"{label} in {name}")
        else:
            np.testing.assert_array_equal(a, b, err_msg=f"{label} in {name}")


def assert_same_spec(symbolic: Any, eager: Any, what: str = "result", *, exact: bool = True) -> None:
    """Compare KerasTensors with tensors: dtypes, ranks and sizes. Without `exact` a size may be unknown."""
    symbols, tensors = leaves(symbolic), leaves(eager)
    assert len(symbols) == len(tensors), f"{what}: {len(symbols)} symbolic tensors, {len(tensors)} eager ones"
    for i, (symbol, tensor) in enumerate(zip(symbols, tensors, strict=True)):
        if not backend.is_tensor(tensor):
            continue
        shape, name = backend.static_shape(tensor), backend.dtype_name(tensor)
        label = f"{what} {i}" if len(symbols) > 1 else what
        if not isinstance(symbol, KerasTensor):  # a result that depends on shapes alone
            assert tuple(symbol.shape) == tuple(shape), f"{label}: symbolic shape {tuple(symbol.shape)}, eager {shape}"
            continue
        assert symbol.dtype == name, f"{label}: symbolic dtype {symbol.dtype}, eager {name}"
        fits = len(symbol.shape) == len(shape) and all(
            a == b or (a is None and not exact) for a, b in zip(symbol.shape, shape, strict=True)
        )
        assert fits, f"{label}: symbolic shape {symbol.shape}, eager {tuple(shape)}"
