"""Classes as vectors of zeros and ones."""

from typing import Any

from multikeras.src import backend
from multikeras.src.core import dtypes
from multikeras.src.core.cases import INTS, Cases, call, draw
from multikeras.src.core.export import export
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.core.typing import DTypeLike, Tensor
from multikeras.src.ops.creation import arange
from multikeras.src.ops.elementwise import where
from multikeras.src.ops.indexing import one_hot_, sort
from multikeras.src.ops.movement import broadcast_to, concatenate, moveaxis, ravel, reshape, stack
from multikeras.src.ops.op import op
from multikeras.src.ops.reduction import max_
from multikeras.src.ops.tensor import cast, convert_to_tensor
from multikeras.src.ops.tensor import dtype as dtype_of
from multikeras.src.ops.tensor import shape as shape_of


@export(["multikeras.ops.one_hot", "multikeras.ops.nn.one_hot"])
def one_hot(x: Tensor, num_classes: int, axis: int = -1, dtype: DTypeLike = None, sparse: bool = False) -> Tensor:
    """Classes as vectors of zeros with a one at the place of the class.

    Args:
        x: Integer tensor of any shape. A class out of range gives zeros.
        num_classes: Number of classes, the length of the vectors.
        axis: Where the axis of the vectors stands in the result, the last by default.
        dtype: Dtype of the result, floatx by default.
        sparse: Whether the result is a sparse tensor; its vectors are on the last axis. False by default.

    Returns:
        Tensor with one more axis.

    Raises:
        ValueError: `sparse` is True with another axis than the last, or where the backend has no sparse tensors.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.one_hot([0, 2], 3)).tolist()
    [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]
    """
    if not dtypes.is_integer(dtype_of(x)):
        x = cast(x, "int32")
    dtype = dtypes.standardize(dtype)
    if sparse:
        _check_last("one_hot", axis, len(shape_of(x)) + 1)
        return sparse_multi_hot(reshape(x, (*shape_of(x), 1)), num_classes, dtype)
    return one_hot_(x, num_classes, axis, dtype)


@export(["multikeras.ops.multi_hot", "multikeras.ops.nn.multi_hot"])
def multi_hot(
    inputs: Tensor,
    num_classes: int | None = None,
    axis: int = -1,
    dtype: DTypeLike = None,
    sparse: bool = False,
    **kwargs: Any,
) -> Tensor:
    """Sets of classes as vectors of zeros with a one at the place of each class.

    Args:
        inputs: Integer tensor whose last axis lists the classes of a set. A class out of range counts for nothing.
        num_classes: Number of classes, the length of the vectors.
        axis: Where the axis of the vectors stands in the result, the last by default.
        dtype: Dtype of the result, floatx by default.
        sparse: Whether the result is a sparse tensor; its vectors are on the last axis. False by default.
        **kwargs: `num_tokens`, an older name of `num_classes`.

    Returns:
        Tensor in which the axis of the vectors replaces the last axis of `inputs`.

    Raises:
        ValueError: `num_classes` is missing; or `sparse` is True with another axis than the last, or where the backend has no sparse
            tensors.
        TypeError: An unknown keyword is given.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.multi_hot([[0, 1], [2, 2]], 3)).tolist()
    [[1.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
    """
    num_classes = kwargs.pop("num_tokens", num_classes)
    if kwargs:
        raise TypeError(f"multi_hot: unexpected keywords {sorted(kwargs)}.")
    if num_classes is None:
        raise ValueError("multi_hot: `num_classes` is missing. Give the number of classes.")
    dtype = dtypes.standardize(dtype)
    if sparse:
        _check_last("multi_hot", axis, len(shape_of(inputs)))
        return sparse_multi_hot(cast(inputs, "int32"), num_classes, dtype)
    vectors = max_(one_hot(inputs, num_classes, -1, "int32"), -2)
    return cast(moveaxis(vectors, -1, axis), dtype)


def _check_last(name: str, axis: int, ndim: int) -> None:
    if axis not in (-1, ndim - 1):
        raise ValueError(f"{name}: with `sparse=True` the vectors are on the last axis, so that `axis` must be -1, got {axis}.")


def _many_hot(x: KerasTensor, num_classes: int, dtype: str) -> KerasTensor:
    return KerasTensor((*x.shape[:-1], num_classes), dtypes.standardize(dtype), sparse=True)


@op(infer=_many_hot, cases=Cases(None, (call(draw(2, 3, low=0, high=4), 4, "float32"),), INTS[:2]))
def sparse_multi_hot(x: Tensor, num_classes: int, dtype: str) -> Tensor:
    """Sets of classes, listed along the last axis of `x`, as a sparse tensor of zeros and ones."""
    classes = sort(x, -1)
    *sizes, length = shape_of(classes)
    again = concatenate([broadcast_to(convert_to_tensor(False), (*sizes, 1)), classes[..., 1:] == classes[..., :-1]], -1)
    kept = (classes >= 0) & (classes < num_classes) & ~again
    # Each set keeps all its places, so that their number does not depend on values: those that do not count lie behind the end.
    places = [ravel(broadcast_to(reshape(arange(size), (-1,) + (1,) * (len(sizes) - i)), (*sizes, length))) for i, size in enumerate(sizes)]
    places.append(ravel(where(kept, classes, num_classes)))
    indices, inside = stack([cast(place, "int32") for place in places], -1), ravel(kept)
    return backend.sparse.make(indices, cast(inside, dtype), (*sizes, num_classes), inside)
