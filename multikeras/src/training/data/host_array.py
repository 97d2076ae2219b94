"""NumPy arrays from whatever users hold their data in."""

from typing import Any

import numpy as np

from multikeras.src.core import config, dtypes, tree
from multikeras.src.core.sparse_rows import SparseRows
from multikeras.src.training.data.frame import columns_of, is_column, is_frame, matrix_of
from multikeras.src.training.data.sparse_array import is_sparse, to_rows

SCALARS = (bool, int, float, complex, str, bytes, np.generic)


def holds_arrays(x: Any) -> bool:
    """Whether `x` is something of which `to_arrays` makes a nest of arrays: arrays, tensors, frames, lists of plain values."""
    return x is not None and all(leaf is None or is_array_like(leaf) for leaf in tree.flatten(join_plain_lists(x)))


def is_array_like(x: Any) -> bool:
    """Whether `x` is an array, a tensor of some framework, a sparse matrix or a data frame. A Python number is not."""
    return hasattr(x, "__array__") or hasattr(x, "__dlpack__") or is_frame(x) or is_column(x) or is_sparse(x)


def to_arrays(nest: Any, name: str) -> Any:
    """The nest with a NumPy array for each leaf; a list of plain values is a leaf, and None stays None.

    Args:
        nest: arrays, tensors of any framework, data frames, sparse matrices, lists of numbers or strings, or nests of these.
        name: what the nest is to the user ("x"), for messages.
    """
    nest = join_plain_lists(nest)
    leaves = [
        None if leaf is None else to_array(leaf, name + "".join(f"[{key!r}]" for key in path))
        for path, leaf in tree.flatten_with_path(nest)
    ]
    return tree.pack_sequence_as(nest, leaves)


def to_array(x: Any, name: str) -> np.ndarray | SparseRows:
    """One NumPy array, without a copy where the source allows it; float64 becomes floatx, all other dtypes stay.

    Memory-mapped arrays are left on disk: their batches are cast by `cast_to_floatx` as they are read. Sparse matrices stay sparse.

    Raises:
        TypeError: if `x` is not array-like or holds objects other than strings.
        ValueError: if `x` is a scalar, or a frame in which values are missing.
    """
    if not isinstance(x, np.ndarray):
        if not is_array_like(x):
            raise TypeError(f"{name}: expected an array, a tensor, a data frame, or a nest of these; got {type(x).__name__}.")
        x = _convert(x, name)
    if x.ndim == 0:
        raise ValueError(f"{name}: expected an array whose first axis is the samples; got a scalar of dtype {x.dtype}.")
    if x.dtype == object:
        x = _of_objects(x, name)
    elif x.dtype.kind in "mM":
        raise TypeError(f"{name}: dates and durations ({x.dtype}) are no numbers; take their parts, or seconds since a moment.")
    elif x.dtype.names is not None:
        raise TypeError(f"{name}: a structured array must be given as a dict with an array for each of its fields {x.dtype.names}.")
    return x if isinstance(x, np.memmap) else cast_to_floatx(x)


def cast_to_floatx(x: np.ndarray) -> np.ndarray:
    """float64 data as floatx: NumPy makes float64 whether or not anybody asked for it. Other dtypes were chosen."""
    return x.astype(config.floatx()) if x.dtype == np.float64 and config.floatx() != "float64" else x


def join_plain_lists(nest: Any) -> Any:
    """Lists of Python numbers or strings, at any depth, stand for one array, not for a nest."""
    return tree.traverse(lambda part: _array_of_list(part) if _is_plain_list(part) else None, nest)


def tensor_to_array(x: Any) -> np.ndarray:
    """A tensor of some framework, on whatever device, as an array."""
    if hasattr(x, "detach"):
        x = x.detach().cpu()
        if str(x.dtype) in _WITHOUT_ARRAYS:
            return np.asarray(x.float()).astype(dtypes.numpy_dtype(dtypes.standardize(x.dtype)))
    return np.asarray(x) if hasattr(x, "__array__") else np.from_dlpack(x)


def holds_numbers(x: Any) -> bool:
    """Whether `x` is a dense array of common numbers on the host, NumPy's or a tensor's, of which `tensor_to_array` gives a view."""
    if type(x) is not np.ndarray and (not hasattr(x, "__dlpack_device__") or is_sparse(x) or x.__dlpack_device__()[0] != _CPU):
        return False
    return tensor_to_array(x).dtype.kind in "biuf"


def own_memory(nest: Any) -> Any:
    """The nest with copies of the arrays and tensors that their owner may overwrite; tensors of the other frameworks never change."""
    return tree.map_structure(lambda x: x.copy() if isinstance(x, np.ndarray) else x.clone() if hasattr(x, "clone") else x, nest)


_CPU = 1
"""DLPack's number of the device."""

_WITHOUT_ARRAYS = frozenset({"torch.bfloat16", "torch.float8_e4m3fn", "torch.float8_e5m2"})
"""Dtypes of which torch makes no arrays: NumPy itself has none of that name."""


def _convert(x: Any, name: str) -> np.ndarray | SparseRows:
    if is_frame(x):
        return matrix_of(x, name)
    if is_column(x):
        column = columns_of({name: x})[name]
        return column[:, None] if column.ndim == 1 else column
    return to_rows(x, name) if is_sparse(x) else tensor_to_array(x)


def _of_objects(x: np.ndarray, name: str) -> np.ndarray:
    """An object array of strings as a string array, and one of numbers and bools as floats."""
    types = {type(value) for value in x.flat}
    if all(issubclass(kind, str) for kind in types):
        return x.astype(str)
    if all(issubclass(kind, bool | int | float | np.bool_ | np.number) for kind in types):
        return x.astype(config.floatx())
    names = sorted(kind.__name__ for kind in types)
    if types <= {list, tuple, np.ndarray}:
        raise TypeError(
            f"{name}: an array of dtype object that holds {' and '.join(names)} objects is no array of numbers. Put rows of one "
            "length together by `np.stack`; pad those of unequal lengths first."
        )
    raise TypeError(
        f"{name}: expected numbers or strings; got Python objects of types {names}. Columns of several kinds go in as a dict "
        "with one array for each column; missing values must be filled and rows of unequal lengths padded."
    )


def _is_plain_list(x: Any) -> bool:
    while type(x) in (list, tuple) and x:
        x = x[0]
        if isinstance(x, SCALARS):
            return True
    return False


def _array_of_list(values: Any) -> np.ndarray:
    try:
        return np.asarray(values)
    except ValueError as error:
        raise ValueError(f"A list of numbers must be rectangular to become an array; pad its rows to one length. ({error})") from error
