"""Shape and dtype of results: rules that ops name in `infer=`.

A rule is called with the op's arguments in order, tensors as KerasTensors whose dtype has been promoted. It gives KerasTensors.
"""

from collections.abc import Sequence
from typing import Any

from multikeras.src.core import dtypes, shapes
from multikeras.src.core.symbolic import KerasTensor


def elementwise(x: KerasTensor, *attributes: Any) -> KerasTensor:
    """As the first argument."""
    return KerasTensor(x.shape, x.dtype, sparse=x.sparse)


def elementwise_bool(x: KerasTensor, *attributes: Any) -> KerasTensor:
    """The shape of the first argument, bool."""
    return KerasTensor(x.shape, "bool")


def elementwise_real(x: KerasTensor, *attributes: Any) -> KerasTensor:
    """As the first argument, the real dtype of a complex one."""
    return KerasTensor(x.shape, dtypes.real_of(x.dtype) if dtypes.is_complex(x.dtype) else x.dtype)


def broadcast(*args: Any) -> KerasTensor:
    """All tensors broadcast, the dtype of the last."""
    tensors = [x for x in args if isinstance(x, KerasTensor)]
    shape: tuple = tensors[0].shape
    for x in tensors[1:]:
        shape = shapes.broadcast(shape, x.shape)
    return KerasTensor(shape, tensors[-1].dtype)


def comparison(x1: KerasTensor, x2: KerasTensor) -> KerasTensor:
    """Both broadcast, bool."""
    return KerasTensor(shapes.broadcast(x1.shape, x2.shape), "bool")


def reduction(x: KerasTensor, axis: Any = None, keepdims: bool = False) -> KerasTensor:
    """The axes reduced, dtype kept."""
    return KerasTensor(shapes.reduce(x.shape, axis, keepdims), x.dtype)


def reduction_real(x: KerasTensor, axis: Any = None, keepdims: bool = False) -> KerasTensor:
    """The axes reduced, the real dtype of a complex one."""
    return KerasTensor(shapes.reduce(x.shape, axis, keepdims), dtypes.real_of(x.dtype))


def reduction_bool(x: KerasTensor, axis: Any = None, keepdims: bool = False) -> KerasTensor:
    """The axes reduced, bool."""
    return KerasTensor(shapes.reduce(x.shape, axis, keepdims), "bool")


def reduction_index(x: KerasTensor, axis: Any = None, keepdims: bool = False) -> KerasTensor:
    """The axes reduced, int32."""
    return KerasTensor(shapes.reduce(x.shape, axis, keepdims), "int32")


def cumulation(x: KerasTensor, axis: int | None = None, *attributes: Any) -> KerasTensor:
    """As the argument; flat without an axis."""
    if axis is None:
        return KerasTensor(shapes.reshape(x.shape, (-1,)), x.dtype)
    shapes.canonical_axis(axis, x.ndim)
    return KerasTensor(x.shape, x.dtype)


def created(shape: Sequence[int | None], dtype: Any) -> KerasTensor:
    """Of a given shape and dtype."""
    return KerasTensor(tuple(shape), dtypes.standardize(dtype))
