"""Tensors made of nothing: constants, ranges, grids and matrices with a pattern."""

from typing import Any

import numpy as np

from multikeras.src.core import dtypes, shapes
from multikeras.src.core.cases import ALL, NUMERIC, Cases, call, draw
from multikeras.src.core.export import export
from multikeras.src.core.scope import context
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.core.typing import DTypeLike, Shape, Tensor, Tensors
from multikeras.src.ops.elementwise import divide, equal, exp, log, multiply, power, sign, subtract, where
from multikeras.src.ops.movement import broadcast_to, expand_dims, flip, reshape, tril
from multikeras.src.ops.op import op
from multikeras.src.ops.promotion import floating, numeric
from multikeras.src.ops.rules import created
from multikeras.src.ops.tensor import cast
from multikeras.src.ops.tensor import dtype as dtype_of
from multikeras.src.ops.tensor import shape as shape_of

_SHAPES = ((2, 3), (), (0, 2))


def _constants(reference: Any, *arguments: Any) -> Cases:
    calls = tuple(call(shape, *arguments, dtype=dtype) for shape in _SHAPES for dtype in ("float32", "int32", "bool"))
    return Cases(reference, calls)


def _is_unknown(shape: Shape) -> bool:
    """Whether the shape is that of a tensor which a layer's `call` would make, while its results are being inferred."""
    return not context.recording and any(size is None for size in shape)


def _filled(shape: Shape, fill_value: Any, dtype: Any) -> KerasTensor:
    return created(shape, dtype)


def _range(start: float, stop: float, step: float, dtype: Any) -> KerasTensor:
    return KerasTensor((len(np.arange(start, stop, step)),), dtypes.standardize(dtype))


def _spaced(start: KerasTensor, stop: KerasTensor, num: int, endpoint: bool, dtype: Any, axis: int) -> KerasTensor:
    shape = list(shapes.broadcast(start.shape, stop.shape))
    shape.insert(shapes.canonical_axis(axis, len(shape) + 1), num)
    return created(shape, dtype)


def _matrix(n: int, m: int, k: int, dtype: Any) -> KerasTensor:
    return created((n, m), dtype)


@op(infer=created, cases=_constants("numpy.zeros"))
def zeros_(shape: Shape, dtype: DTypeLike) -> Tensor:
    """Zeros; `zeros` has a default dtype."""


@op(infer=created, cases=_constants("numpy.ones"))
def ones_(shape: Shape, dtype: DTypeLike) -> Tensor:
    """Ones; `ones` has a default dtype."""


@op(infer=_filled, cases=_constants("numpy.full", 1))
def full_(shape: Shape, fill_value: Any, dtype: DTypeLike) -> Tensor:
    """One number everywhere; `full` takes tensors as well, and has a default dtype."""


@export(["multikeras.ops.zeros", "multikeras.ops.numpy.zeros"])
def zeros(shape: Shape, dtype: DTypeLike = None) -> Tensor:
    """A tensor of zeros.

    Args:
        shape: Tuple of ints, or one.
        dtype: Dtype, floatx by default.

    Returns:
        Tensor of that shape and dtype.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.zeros((2, 2))).tolist()
    [[0.0, 0.0], [0.0, 0.0]]
    """
    if isinstance(shape, tuple) and _is_unknown(shape):
        return created(shape, dtype)
    return zeros_(shape, dtypes.standardize(dtype))


@export(["multikeras.ops.ones", "multikeras.ops.numpy.ones"])
def ones(shape: Shape, dtype: DTypeLike = None) -> Tensor:
    """A tensor of ones.

    Args:
        shape: Tuple of ints, or one.
        dtype: Dtype, floatx by default.

    Returns:
        Tensor of that shape and dtype.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.ones((2, 2))).tolist()
    [[1.0, 1.0], [1.0, 1.0]]
    """
    if isinstance(shape, tuple) and _is_unknown(shape):
        return created(shape, dtype)
    return ones_(shape, dtypes.standardize(dtype))


@export(["multikeras.ops.full", "multikeras.ops.numpy.full"])
def full(shape: Shape, fill_value: Tensor, dtype: DTypeLike = None) -> Tensor:
    """A tensor with one value everywhere.

    Args:
        shape: Tuple of ints, or one.
        fill_value: The value: a number, or a tensor that broadcasts to `shape`.
        dtype: Dtype, floatx by default.

    Returns:
        Tensor of that shape and dtype.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.full((2, 2), 7)).tolist()
    [[7.0, 7.0], [7.0, 7.0]]
    """
    if isinstance(shape, tuple) and _is_unknown(shape):
        return created(shape, dtype)
    dtype = dtypes.standardize(dtype)
    if isinstance(fill_value, (bool, int, float, complex)):
        return full_(shape, fill_value, dtype)
    return broadcast_to(cast(fill_value, dtype), shape)


@export(["multikeras.ops.empty", "multikeras.ops.numpy.empty"])
def empty(shape: Shape, dtype: DTypeLike = None) -> Tensor:
    """A tensor whose values are of no interest; they are zeros, so that nothing depends on chance.

    Args:
        shape: Tuple of ints, or one.
        dtype: Dtype, floatx by default.

    Returns:
        Tensor of that shape and dtype.

    Example:

    >>> multikeras.ops.shape(multikeras.ops.empty((2, 3)))
    (2, 3)
    """
    return zeros(shape, dtype)


def _like(reference: Any, *arguments: Any) -> Cases:
    x = draw(2, 3)
    return Cases(reference, (call(x, *arguments), call(x, *arguments, dtype="int32"), call(draw(), *arguments)), ALL)


@op("numpy", cases=_like("numpy.zeros_like"))
def zeros_like(x: Tensor, dtype: DTypeLike = None) -> Tensor:
    """A tensor of zeros with the shape of another.

    Args:
        x: Tensor of any shape.
        dtype: Dtype; None, the default, for that of `x`.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.zeros_like([5, 6])).tolist()
    [0, 0]
    """
    return zeros(shape_of(x), x.dtype if dtype is None else dtype)


@op("numpy", cases=_like("numpy.ones_like"))
def ones_like(x: Tensor, dtype: DTypeLike = None) -> Tensor:
    """A tensor of ones with the shape of another.

    Args:
        x: Tensor of any shape.
        dtype: Dtype; None, the default, for that of `x`.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.ones_like([5, 6])).tolist()
    [1, 1]
    """
    return ones(shape_of(x), x.dtype if dtype is None else dtype)


@op("numpy", cases=_like("numpy.full_like", 1))
def full_like(x: Tensor, fill_value: Tensor, dtype: DTypeLike = None) -> Tensor:
    """A tensor with one value everywhere and the shape of another.

    Args:
        x: Tensor of any shape.
        fill_value: The value: a number, or a tensor that broadcasts to the shape of `x`.
        dtype: Dtype; None, the default, for that of `x`.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.full_like([5, 6], 7)).tolist()
    [7, 7]
    """
    return full(shape_of(x), fill_value, x.dtype if dtype is None else dtype)


@op("numpy", cases=_like(np.zeros_like))
def empty_like(x: Tensor, dtype: DTypeLike = None) -> Tensor:
    """A tensor with the shape of another, whose values are of no interest; they are zeros.

    Args:
        x: Tensor of any shape.
        dtype: Dtype; None, the default, for that of `x`.

    Returns:
        Tensor of the same shape.

    Example:

    >>> multikeras.ops.shape(multikeras.ops.empty_like([5, 6]))
    (2,)
    """
    return zeros_like(x, dtype)


@op(
    infer=_range,
    cases=Cases("numpy.arange", (call(0, 5, 1, dtype="int32"), call(3, 0, -1, dtype="int32"), call(0.0, 1.0, 0.25, dtype="float32"))),
)
def arange_(start: Any, stop: Any, step: Any, dtype: DTypeLike) -> Tensor:
    """Equally spaced numbers; `arange` has defaults."""


def _kind(x: Any) -> Any:
    """What a bound brings into the promotion of dtypes."""
    return type(x) if type(x) in (bool, int, float, complex) else dtype_of(x)


@export(["multikeras.ops.arange", "multikeras.ops.numpy.arange"])
def arange(start: Any, stop: Any = None, step: Any = None, dtype: DTypeLike = None) -> Tensor:
    """Numbers from a start up to a stop that they do not reach, a step apart.

    Args:
        start: First number; the stop, if that is not given, and the numbers then begin with 0.
        stop: Bound that is not reached.
        step: Distance, 1 by default.
        dtype: Dtype; by default the common one of the bounds: int32 for Python ints, floatx for floats.

    Returns:
        Tensor of one dimension.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.arange(2, 8, 3)).tolist()
    [2, 5]
    """
    given = [x for x in (start, stop, step) if x is not None]
    dtype = dtypes.standardize(dtypes.result_type(*map(_kind, given)) if dtype is None and given else dtype or "int32")
    if not given and not context.recording:  # `arange(size)` of a size that is not known yet
        return KerasTensor((None,), dtype)
    start, stop = (0, start) if stop is None else (start, stop)
    return arange_(start, stop, 1 if step is None else step, dtype)


@op(
    promote=floating.of("start", "stop"),
    infer=_spaced,
    cases=Cases(
        lambda start, stop, num, endpoint, dtype, axis: np.linspace(start, stop, num, endpoint, dtype=dtype, axis=axis),
        (
            call(draw(), draw(), 5, True, "float32", 0),
            call(draw(2), draw(2), 4, False, "float32", 0),
            call(draw(2), draw(3, 1), 3, True, "float64", -1),
            call(draw(), draw(), 1, True, "float32", 0),
            call(draw(low=0, high=1), draw(low=8, high=9), 4, True, "int32", 0),
        ),
        tolerance=3e-5,
    ),
)
def linspace_(start: Tensor, stop: Tensor, num: int, endpoint: bool, dtype: DTypeLike, axis: int) -> Tensor:
    """Equally spaced numbers; `linspace` has defaults, and returns the step on request."""


@export(["multikeras.ops.linspace", "multikeras.ops.numpy.linspace"])
def linspace(
    start: Tensor,
    stop: Tensor,
    num: int = 50,
    endpoint: bool = True,
    retstep: bool = False,
    dtype: DTypeLike = None,
    axis: int = 0,
) -> Any:
    """A number of equally spaced values between two bounds.

    Args:
        start: First value, a number or a tensor.
        stop: Last value, a number or a tensor whose shape broadcasts with that of `start`.
        num: How many values, 50 by default.
        endpoint: Whether `stop` is one of them, True by default.
        retstep: Whether the distance between values is returned besides, False by default.
        dtype: Dtype; None, the default, for the common one of the bounds, floatx for integers.
        axis: Where in the result the values lie, for bounds that are no scalars; 0 by default.

    Returns:
        Tensor; with `retstep=True` a pair of it and the distance.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.linspace(0, 1, 3)).tolist()
    [0.0, 0.5, 1.0]
    """
    computed = dtypes.to_floating(dtypes.result_type(_kind(start), _kind(stop)))
    values = linspace_(start, stop, num, endpoint, dtypes.standardize(computed if dtype is None else dtype), axis)
    if not retstep:
        return values
    return values, divide(subtract(stop, start), max(num - 1 if endpoint else num, 1))


@export(["multikeras.ops.logspace", "multikeras.ops.numpy.logspace"])
def logspace(
    start: Tensor,
    stop: Tensor,
    num: int = 50,
    endpoint: bool = True,
    base: float = 10,
    dtype: DTypeLike = None,
    axis: int = 0,
) -> Tensor:
    """A number of values from `base ** start` to `base ** stop` whose exponents are equally spaced.

    Args:
        start: First exponent, a number or a tensor.
        stop: Last exponent, a number or a tensor whose shape broadcasts with that of `start`.
        num: How many values, 50 by default.
        endpoint: Whether `stop` is one of the exponents, True by default.
        base: Base of the powers, 10 by default.
        dtype: Dtype; None, the default, for the common one of the bounds, floatx for integers.
        axis: Where in the result the values lie, for bounds that are no scalars; 0 by default.

    Returns:
        Tensor.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.logspace(0, 2, 3)).round(2).tolist()
    [1.0, 10.0, 100.0]
    """
    values = power(base, linspace(start, stop, num, endpoint, axis=axis))
    return values if dtype is None else cast(values, dtype)


@op(
    "numpy",
    promote=floating.of("start", "stop"),
    cases=Cases(
        "numpy.geomspace",
        (
            call(draw(low=0.1, high=9.0), draw(low=0.1, high=9.0), 5),
            call(draw(2, low=0.1, high=9.0), draw(3, 1, low=0.1, high=9.0), 4, endpoint=False),
            call(draw(2, low=-9.0, high=-0.1), draw(2, low=-9.0, high=-0.1), num=3, axis=-1),
            call(draw(low=0.1, high=9.0), draw(low=0.1, high=9.0), 1),
            call(draw(low=0.1, high=9.0), draw(low=0.1, high=9.0), 0),
            call(np.float64(1.0), np.float64(1000.0), 4, dtype="int32"),
        ),
        ("float32", "float64", "complex64"),
        differentiable=True,
        tolerance=3e-5,
    ),
)
def geomspace(
    start: Tensor,
    stop: Tensor,
    num: int = 50,
    endpoint: bool = True,
    dtype: DTypeLike = None,
    axis: int = 0,
) -> Tensor:
    """A number of values from one bound to another whose ratios are equal: a geometric progression.

    Args:
        start: First value, a number or a tensor, not 0.
        stop: Last value, a number or a tensor of the sign of `start` whose shape broadcasts with that of `start`.
        num: How many values, 50 by default.
        endpoint: Whether `stop` is one of them, True by default.
        dtype: Dtype; None, the default, for the common one of the bounds, floatx for integers.
        axis: Where in the result the values lie, for bounds that are no scalars; 0 by default.

    Returns:
        Tensor. NaN where real bounds have different signs.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.geomspace(1, 1000, 4)).round(1).tolist()
    [1.0, 10.0, 100.0, 1000.0]
    """
    if dtype is not None and dtypes.is_integer(dtype):
        start, stop = cast(start, "float64"), cast(stop, "float64")
    start, stop = multiply(start, ones_like(stop)), multiply(stop, ones_like(start))  # both of the broadcast shape
    direction = sign(start)
    exponents = linspace(log(divide(start, direction)), log(divide(stop, direction)), num, endpoint, axis=axis)
    start, stop, direction = (expand_dims(x, axis) for x in (start, stop, direction))
    values = multiply(exp(exponents), direction)
    place = reshape(arange(num), [-1 if one == axis % len(values.shape) else 1 for one in range(len(values.shape))])
    values = where(equal(place, 0), start, values)  # free of rounding
    if endpoint and num > 1:
        values = where(equal(place, num - 1), stop, values)
    if dtype is not None and dtypes.is_integer(dtype):
        values = multiply(values, 1 + 1e-12)  # 9.999999999999998 is to become 10
    return values if dtype is None else cast(values, dtype)


@op(
    infer=_matrix,
    cases=Cases("numpy.eye", tuple(call(3, 4, k, dtype=dtype) for k in (0, 1, -1, 5) for dtype in ("float32", "int32", "bool"))),
)
def eye_(n: int, m: int, k: int, dtype: DTypeLike) -> Tensor:
    """A diagonal of ones; `eye` has defaults."""


@export(["multikeras.ops.eye", "multikeras.ops.numpy.eye"])
def eye(N: int, M: int | None = None, k: int = 0, dtype: DTypeLike = None) -> Tensor:  # noqa: N803
    """A matrix of zeros with ones on a diagonal.

    Args:
        N: Number of rows.
        M: Number of columns; None, the default, for as many.
        k: The diagonal: 0 (the default) for the main one, positive above it.
        dtype: Dtype, floatx by default.

    Returns:
        Tensor of shape `(N, M)`.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.eye(2, dtype="int32")).tolist()
    [[1, 0], [0, 1]]
    """
    return eye_(N, N if M is None else M, k, dtypes.standardize(dtype))


@export(["multikeras.ops.identity", "multikeras.ops.numpy.identity"])
def identity(n: int, dtype: DTypeLike = None) -> Tensor:
    """The identity matrix.

    Args:
        n: Number of rows and columns.
        dtype: Dtype, floatx by default.

    Returns:
        Tensor of shape `(n, n)`.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.identity(2, dtype="int32")).tolist()
    [[1, 0], [0, 1]]
    """
    return eye(n, dtype=dtype)


@export(["multikeras.ops.tri", "multikeras.ops.numpy.tri"])
def tri(N: int, M: int | None = None, k: int = 0, dtype: DTypeLike = None) -> Tensor:  # noqa: N803
    """A matrix with ones on and below a diagonal, zeros above it.

    Args:
        N: Number of rows.
        M: Number of columns; None, the default, for as many.
        k: The diagonal: 0 (the default) for the main one, positive above it.
        dtype: Dtype, floatx by default.

    Returns:
        Tensor of shape `(N, M)`.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.tri(2, dtype="int32")).tolist()
    [[1, 0], [1, 1]]
    """
    return tril(ones((N, N if M is None else M), dtype), k)


@op(
    "numpy",
    promote=numeric,
    cases=Cases(
        "numpy.vander",
        (
            call(draw(3)),
            call(draw(4), 2),
            call(draw(3), N=5, increasing=True),
            call(draw(3), 0),
            call(draw(0)),
            call(np.array([0.0, -1.0, 2.0])),
        ),
        (*NUMERIC, "complex64", "bool"),
        differentiable=True,
        tolerance=3e-5,
    ),
)
def vander(x: Tensor, N: int | None = None, increasing: bool = False) -> Tensor:  # noqa: N803
    """Vandermonde matrix: the powers of each element of a vector, side by side.

    Args:
        x: Tensor of one dimension.
        N: How many powers, from 0 on; None, the default, for as many as `x` has elements.
        increasing: Whether the powers rise from left to right. False by default.

    Returns:
        Tensor `(len(x), N)`.

    Raises:
        ValueError: `x` has not one dimension.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.vander([1, 2, 3], 3)).tolist()
    [[1, 1, 1], [4, 2, 1], [9, 3, 1]]
    """
    if len(x.shape) != 1:
        raise ValueError(f"vander: `x` must have one dimension; got shape {tuple(x.shape)}.")
    count = shape_of(x)[0] if N is None else N
    powers = power(expand_dims(x, 1), cast(arange(count), x.dtype))
    return powers if increasing else flip(powers, axis=1)


@op(
    cases=Cases(
        lambda x, indexing="xy": list(np.meshgrid(*x, indexing=indexing)),
        (call([draw(2), draw(3)]), call([draw(2), draw(3), draw(4)], indexing="ij"), call([draw(2)])),
        ALL,
    )
)
def grids(x: Tensors, indexing: str = "xy") -> list[Tensor]:
    """The tensors of `meshgrid`, from a list.

    Args:
        x: List of vectors or scalars.
        indexing: "xy" or "ij".

    Returns:
        List of tensors of one shape.
    """
    axes = list(range(len(x)))
    if indexing == "xy" and len(x) > 1:
        axes[:2] = 1, 0
    lines = [reshape(one, (1,) * axis + (-1,) + (1,) * (len(x) - axis - 1)) for one, axis in zip(x, axes, strict=True)]
    whole = [0] * len(x)
    for line, axis in zip(lines, axes, strict=True):
        whole[axis] = shape_of(line)[axis]
    return [broadcast_to(line, tuple(whole)) for line in lines]


@export(["multikeras.ops.meshgrid", "multikeras.ops.numpy.meshgrid"])
def meshgrid(*x: Tensor, indexing: str = "xy") -> list[Tensor]:
    """Coordinates of the points of a grid, one tensor for each axis.

    Args:
        *x: The coordinates along each axis, tensors of one dimension.
        indexing: "xy" (the default) lays the first axis along the columns of the result, the second along its rows, as in
            plots; "ij" keeps their order.

    Returns:
        List of as many tensors, all of the shape of the grid.

    Raises:
        ValueError: `indexing` is neither.

    Example:

    >>> x, y = multikeras.ops.meshgrid([1, 2], [3, 4])
    >>> multikeras.ops.convert_to_numpy(x).tolist(), multikeras.ops.convert_to_numpy(y).tolist()
    ([[1, 2], [1, 2]], [[3, 3], [4, 4]])
    """
    if indexing not in ("xy", "ij"):
        raise ValueError(f'meshgrid: `indexing` must be "xy" or "ij", got {indexing!r}.')
    return grids(x, indexing)
