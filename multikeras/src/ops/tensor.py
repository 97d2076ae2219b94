"""Tensors themselves: made of other things, turned into them, their dtypes and shapes."""

import math
from typing import Any

import numpy as np

from multikeras.src import backend
from multikeras.src.core import dtypes
from multikeras.src.core.cases import ALL, Cases, call, draw, unary
from multikeras.src.core.export import export
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.core.typing import DTypeLike, Tensor
from multikeras.src.core.variable import Variable
from multikeras.src.ops.elementwise import clip
from multikeras.src.ops.op import op
from multikeras.src.ops.rules import elementwise
from multikeras.src.ops.sparsity import VALUES, densified


def _of_dtype(x: KerasTensor, dtype: Any) -> KerasTensor:
    return KerasTensor(x.shape, dtypes.standardize(dtype), sparse=x.sparse)


@export("multikeras.ops.convert_to_tensor")
def convert_to_tensor(x: Any, dtype: DTypeLike = None, sparse: bool | None = None, ragged: bool | None = None) -> Any:
    """A tensor of the active backend from anything like an array.

    Args:
        x: Array, number, nested list, Variable, tensor of this or another framework, or KerasTensor, which stays one.
        dtype: Dtype of the result. None keeps that of `x`; Python floats become floatx, ints int32.
        sparse: False makes a dense tensor of a sparse one. True and None, the default, keep it sparse; on the NumPy backend, which has
            no sparse tensors, True is an error.
        ragged: Kept for code written for Keras 3. Results have one length along an axis, so that True is an error.

    Returns:
        Tensor; `x` itself if it is one of that dtype.

    Raises:
        ValueError: `ragged` is True, `sparse` is where there are no sparse tensors, or the backend does not have the dtype.

    Example:

    >>> x = multikeras.ops.convert_to_tensor([[1, 2], [3, 4]])
    >>> multikeras.ops.shape(x), multikeras.ops.dtype(x)
    ((2, 2), 'int32')
    """
    if type(x) is backend.Tensor and dtype is None and sparse is None and not ragged:
        return x
    if ragged:
        raise ValueError("convert_to_tensor: `ragged=True` is not possible, since tensors have one length along an axis. Pad the rows.")
    if sparse and not backend.SPARSE:
        raise ValueError(
            f"convert_to_tensor: the {backend.NAME} backend has no sparse tensors. Leave `sparse=True` out, or choose another backend with "
            "the environment variable KERAS_BACKEND."
        )
    if isinstance(x, KerasTensor):
        return x if dtype is None else cast(x, dtype)
    if isinstance(x, Variable):
        x = x.value
    if sparse is False:
        x = densified(backend.convert(x))
    if dtype is not None:
        return backend.convert(x, backend.native_dtype(dtype))
    return x if type(x) is backend.Tensor else backend.convert(x)


@export(["multikeras.ops.array", "multikeras.ops.numpy.array"])
def array(x: Any, dtype: DTypeLike = None) -> Any:
    """A tensor from anything like an array, as `convert_to_tensor`.

    Args:
        x: Array, number, nested list, Variable or tensor.
        dtype: Dtype of the result; None keeps that of `x`.

    Returns:
        Tensor.

    Raises:
        ValueError: The backend does not have the dtype.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.array([1, 2])).tolist()
    [1, 2]
    """
    return convert_to_tensor(x, dtype)


@export("multikeras.ops.convert_to_numpy")
def convert_to_numpy(x: Any) -> np.ndarray:
    """A NumPy array with the values of a tensor.

    Args:
        x: Tensor, Variable or anything like an array.

    Returns:
        NumPy array, cut off from gradients. bfloat16 and float8 come as dtypes of `ml_dtypes`.

    Raises:
        TypeError: `x` is a KerasTensor, which has no values.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.convert_to_tensor([1.0, 2.0])).tolist()
    [1.0, 2.0]
    """
    if isinstance(x, KerasTensor):
        raise x._no_value("it cannot become a NumPy array")
    return backend.to_numpy(convert_to_tensor(x))


@export("multikeras.ops.is_tensor")
def is_tensor(x: Any) -> bool:
    """Whether `x` is a tensor of the active backend.

    Args:
        x: Anything.

    Returns:
        True for tensors with values, also while being traced; False for NumPy arrays on other backends than NumPy,
        Variables and KerasTensors.

    Example:

    >>> multikeras.ops.is_tensor(multikeras.ops.convert_to_tensor(1)), multikeras.ops.is_tensor([1])
    (True, False)
    """
    return backend.is_tensor(x)


@export("multikeras.ops.shape")
def shape(x: Any) -> tuple:
    """Shape of a tensor.

    Args:
        x: Tensor, KerasTensor, Variable or anything like an array.

    Returns:
        Tuple of ints. A dimension that is not known yet is None in a KerasTensor, and a scalar tensor where TensorFlow traces.

    Example:

    >>> multikeras.ops.shape([[1, 2, 3], [4, 5, 6]]), multikeras.ops.shape(multikeras.KerasTensor((None, 3)))
    ((2, 3), (None, 3))
    """
    if isinstance(x, (KerasTensor, Variable)):
        return x.shape
    return backend.shape(x if type(x) is backend.Tensor else backend.convert(x))


@export("multikeras.ops.dtype")
def dtype(x: Any) -> str:
    """Name of a tensor's dtype.

    Args:
        x: Tensor, KerasTensor, Variable or anything like an array.

    Returns:
        A name such as "float32".

    Example:

    >>> multikeras.ops.dtype(multikeras.ops.convert_to_tensor([1.5], dtype="bfloat16"))
    'bfloat16'
    """
    if type(x) is backend.Tensor:
        return backend.dtype_name(x)
    return x.dtype if isinstance(x, (KerasTensor, Variable)) else backend.dtype_name(backend.convert(x))


def _cast_calls() -> tuple:
    return tuple(call(draw(2, 3), dtype=name) for name in ("float32", "int32", "bool", "bfloat16"))


@op(infer=_of_dtype, cases=Cases(lambda x, dtype: x.astype(dtypes.numpy_dtype(dtype)), _cast_calls(), ALL), sparse=VALUES)
def cast_(x: Tensor, dtype: DTypeLike) -> Tensor:
    """Each element in another dtype; `cast` has a shorter way for tensors.

    Args:
        x: Tensor of any shape.
        dtype: Dtype of the result.

    Returns:
        Tensor of the same shape.
    """
    return backend.cast(x, backend.native_dtype(dtype))


@export("multikeras.ops.cast")
def cast(x: Tensor, dtype: DTypeLike) -> Tensor:
    """Each element in another dtype.

    Args:
        x: Tensor of any shape.
        dtype: Dtype of the result. Floats become integers by dropping their fraction, and True where they are not zero.

    Returns:
        Tensor of the same shape.

    Raises:
        ValueError: The backend does not have the dtype.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.cast([1.7, -1.7], "int32")).tolist()
    [1, -1]
    """
    if type(x) is backend.Tensor:
        target = backend.native_dtype(dtype)
        return x if x.dtype == target else backend.cast(x, target)
    return cast_(x, dtype)


def _limits_within(source: str, target: str) -> tuple[Any, Any]:
    """The smallest and the largest number of `source` that `target` can hold."""
    (low, high), (least, most) = dtypes.limits(source), dtypes.limits(target)
    if dtypes.is_integer(source):
        if dtypes.is_integer(target):
            return max(low, least), min(high, most)
        return max(low, int(least)), min(high, int(most))
    number = dtypes.numpy_dtype(source).type
    low, high = number(max(float(low), float(least))), number(min(float(high), float(most)))
    # Rounding to the source's precision may have left the target's range.
    if float(low) < least:
        low = np.nextafter(low, number(0))
    if float(high) > most:
        high = np.nextafter(high, number(0))
    return float(low), float(high)


@op("core", infer=_of_dtype, cases=Cases(None, (call(draw(2, 3, low=-1000, high=1000), dtype="int8"),)))
def saturate_cast(x: Tensor, dtype: DTypeLike) -> Tensor:
    """Each element in another dtype, values beyond its range brought to the nearest that it holds.

    Args:
        x: Tensor of any shape, real.
        dtype: Dtype of the result.

    Returns:
        Tensor of the same shape.

    Raises:
        ValueError: The backend does not have the dtype.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.saturate_cast([-7, 12, 300], "uint8")).tolist()
    [0, 12, 255]
    """
    source = dtypes.standardize(x.dtype)
    if "bool" in (source, dtype):
        return cast(x, dtype)
    return cast(clip(x, *_limits_within(source, dtype)), dtype)


@op("core", infer=elementwise, cases=unary(lambda x: x, dtypes=ALL, differentiable=False), sparse=VALUES)
def stop_gradient(variable: Tensor) -> Tensor:
    """The same values, through which no gradient flows back.

    Args:
        variable: Tensor of any shape.

    Returns:
        Tensor of the same shape and dtype, a constant to differentiation.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.stop_gradient([1.0, 2.0])).tolist()
    [1.0, 2.0]
    """
    return backend.stop_gradient(variable)


def _counted(x: KerasTensor) -> KerasTensor:
    return KerasTensor((), "int32")


@op("numpy", infer=_counted, cases=unary(np.size, dtypes=ALL, differentiable=False))
def size(x: Tensor) -> Tensor:
    """Number of elements.

    Args:
        x: Tensor of any shape.

    Returns:
        Scalar int32 tensor.

    Example:

    >>> int(multikeras.ops.size([[1, 2, 3], [4, 5, 6]]))
    6
    """
    return convert_to_tensor(math.prod(shape(x)), "int32")


@export(["multikeras.ops.ndim", "multikeras.ops.numpy.ndim"])
def ndim(x: Any) -> int:
    """Number of dimensions.

    Args:
        x: Tensor, KerasTensor, Variable or anything like an array.

    Returns:
        An int, 0 for a scalar.

    Example:

    >>> multikeras.ops.ndim([[1, 2], [3, 4]])
    2
    """
    return len(shape(x))
