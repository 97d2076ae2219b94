"""Products of tensors, and matrices: factors, inverses, equations, norms."""

import itertools
import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from multikeras.src import backend
from multikeras.src.core import dtypes, shapes
from multikeras.src.core.cases import FLOATS, Cases, call, draw
from multikeras.src.core.export import export
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.core.typing import Axis, Shape, Tensor, Tensors
from multikeras.src.ops.elementwise import absolute, add, conjugate, imag, multiply, not_equal, power, real, square
from multikeras.src.ops.movement import expand_dims, moveaxis, ravel, reshape, stack, swapaxes, transpose, unstack
from multikeras.src.ops.op import op
from multikeras.src.ops.precision import root
from multikeras.src.ops.promotion import common, floating, numeric, product
from multikeras.src.ops.reduction import max_, min_, sum_
from multikeras.src.ops.sparsity import BODY, CONTRACTION
from multikeras.src.ops.tensor import cast
from multikeras.src.ops.tensor import shape as shape_of

_WIDE = (*FLOATS, "int32", "int8", "uint8", "bool", "complex64")
_FACTORED = ("float32", "float64", "float16", "bfloat16", "complex64")
_INVERTIBLE = np.array([[4.0, 1.0, 0.5], [-1.0, 3.0, 0.25], [0.5, -0.5, 2.0]])
_DEFINITE = _INVERTIBLE @ _INVERTIBLE.T
_FULL = (np.inf, -np.inf, 1, -1, 2, -2, "fro", "nuc")


def _products(reference: Any, *calls: Any, dtypes: Sequence[str] = _WIDE) -> Cases:
    return Cases(reference, calls, dtypes, differentiable=True, tolerance=3e-5)


# ---------------------------------------------------------------------------------------------------------------- shapes


def _matmul(x1: KerasTensor, x2: KerasTensor) -> KerasTensor:
    return KerasTensor(shapes.matmul(x1.shape, x2.shape), x1.dtype)


def _paired_axes(shape1: Shape, shape2: Shape, axes: Any) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The axes of two tensors that go together."""
    if isinstance(axes, int):
        if not 0 <= axes <= min(len(shape1), len(shape2)):
            raise ValueError(f"`axes={axes}` must be between 0 and the numbers of dimensions of shapes {shape1} and {shape2}.")
        axes = tuple(range(len(shape1) - axes, len(shape1))), tuple(range(axes))
    axes1, axes2 = (shapes.canonical_axes(one, len(shape), "axes") for one, shape in zip(axes, (shape1, shape2), strict=True))
    if not shapes.is_compatible([shape1[axis] for axis in axes1], [shape2[axis] for axis in axes2]):
        raise ValueError(f"`axes={axes}` does not pair axes of equal sizes in shapes {shape1} and {shape2}.")
    return axes1, axes2


def _without(values: Sequence, places: Sequence[int]) -> list:
    return [value for place, value in enumerate(values) if place not in places]


def _tensordot(x1: KerasTensor, x2: KerasTensor, axes: Any = 2) -> KerasTensor:
    axes1, axes2 = _paired_axes(x1.shape, x2.shape, axes)
    return KerasTensor(_without(x1.shape, axes1) + _without(x2.shape, axes2), x1.dtype)


def _einsum(operands: Sequence[KerasTensor], subscripts: str) -> KerasTensor:
    given, _, result = subscripts.partition("->")
    terms = given.split(",")
    if len(terms) != len(operands):
        raise ValueError(f"`subscripts={subscripts!r}` describes {len(terms)} operands, and {len(operands)} are given.")
    sizes: dict[str, int | None] = {}
    batch: tuple = ()
    for term, x in zip(terms, operands, strict=True):
        before, ellipsis, after = term.partition("...")
        named = len(before) + len(after)
        if named > x.ndim or (not ellipsis and named < x.ndim):
            raise ValueError(f"the term {term!r} of `subscripts={subscripts!r}` does not fit an operand of shape {x.shape}.")
        end = x.ndim - len(after)
        batch = shapes.broadcast(batch, x.shape[len(before) : end])
        for label, size in zip(before + after, x.shape[: len(before)] + x.shape[end:], strict=True):
            if sizes.get(label) not in (None, 1, size) and size not in (None, 1):
                raise ValueError(f"the axis {label!r} of `subscripts={subscripts!r}` has the sizes {sizes[label]} and {size}.")
            if sizes.get(label) in (None, 1):
                sizes[label] = size
    before, ellipsis, after = result.partition("...")
    if not set(before + after) <= set(sizes) or len(set(before + after)) != len(before + after):
        raise ValueError(f"the result in `subscripts={subscripts!r}` must name axes of the operands, each of them once.")
    shape = [sizes[label] for label in before] + list(batch if ellipsis else ()) + [sizes[label] for label in after]
    return KerasTensor(shape, operands[0].dtype)


def _of_square(x: KerasTensor) -> KerasTensor:
    batch, rows = shapes.square_matrices(x.shape)
    return KerasTensor((*batch, rows, rows), x.dtype)


def _det(x: KerasTensor) -> KerasTensor:
    batch, _ = shapes.square_matrices(x.shape)
    return KerasTensor(batch, x.dtype)


def _solution(a: KerasTensor, b: KerasTensor, *attributes: Any) -> KerasTensor:
    _, rows = shapes.square_matrices(a.shape)
    if b.ndim == a.ndim - 1:
        return KerasTensor((*shapes.broadcast(a.shape[:-2], b.shape[:-1]), shapes.merge(rows, b.shape[-1])), b.dtype)
    if not shapes.is_compatible((rows,), b.shape[-2:-1]):
        raise ValueError(f"`a` of shape {a.shape} has {rows} equations, but `b` of shape {b.shape} is not (..., {rows}, k).")
    return KerasTensor((*shapes.broadcast(a.shape[:-2], b.shape[:-2]), *b.shape[-2:]), b.dtype)


def _qr(x: KerasTensor, mode: str) -> tuple[KerasTensor, KerasTensor]:
    batch, rows, columns, smaller = shapes.matrices(x.shape)
    inner = rows if mode == "complete" else smaller
    return KerasTensor((*batch, rows, inner), x.dtype), KerasTensor((*batch, inner, columns), x.dtype)


def _svd(x: KerasTensor, full_matrices: bool = True, compute_uv: bool = True) -> Any:
    batch, rows, columns, smaller = shapes.matrices(x.shape)
    s = KerasTensor((*batch, smaller), dtypes.real_of(x.dtype))
    if not compute_uv:
        return s
    u = KerasTensor((*batch, rows, rows if full_matrices else smaller), x.dtype)
    return u, s, KerasTensor((*batch, columns if full_matrices else smaller, columns), x.dtype)


def _eigh(x: KerasTensor) -> tuple[KerasTensor, KerasTensor]:
    batch, rows = shapes.square_matrices(x.shape)
    return KerasTensor((*batch, rows), dtypes.real_of(x.dtype)), KerasTensor((*batch, rows, rows), x.dtype)


# -------------------------------------------------------------------------------------------------------------- products


@op(
    "numpy",
    promote=product,
    infer=_matmul,
    cases=_products(
        "numpy.matmul",
        call(draw(2, 3), draw(3, 4)),
        call(draw(5, 2, 3), draw(3, 4)),
        call(draw(5, 1, 2, 3), draw(4, 3, 2)),
        call(draw(3), draw(3)),
        call(draw(2, 3), draw(3)),
        call(draw(3), draw(5, 3, 2)),
        call(draw(0, 3), draw(3, 2)),
        call(draw(2, 0), draw(0, 3)),
    ),
    sparse=CONTRACTION,
)
def matmul(x1: Tensor, x2: Tensor) -> Tensor:
    """Matrix product, `x1 @ x2`.

    Args:
        x1: Tensor `(..., n, k)`, or a vector `(k,)`.
        x2: Tensor `(..., k, m)`, or a vector `(k,)`. The dimensions in front broadcast with those of `x1`.

    Returns:
        Tensor `(..., n, m)`, without the dimension that a vector lacks. The products of int8 are int32.

    Raises:
        ValueError: The inner dimensions differ, or one of the two is a scalar.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.matmul([[1, 2], [3, 4]], [[1, 0], [1, 1]])).tolist()
    [[3, 2], [7, 4]]
    """


@op(
    promote=product,
    cases=_products(
        lambda x, kernel, bias: x @ kernel + bias,
        *(call(draw(*batch, 3), draw(3, 4), draw(4)) for batch in ((2,), (5, 2), (), (0,))),
        dtypes=FLOATS,
    ),
    sparse=BODY,
)
def linear(x: Tensor, kernel: Tensor, bias: Tensor) -> Tensor:
    """Product with a matrix and sum with a vector, `x @ kernel + bias`: what a dense layer computes.

    Args:
        x: Tensor `(..., n)`.
        kernel: Tensor `(n, m)`.
        bias: Tensor `(m,)`.

    Returns:
        Tensor `(..., m)`.
    """
    return add(matmul(x, kernel), bias)


@op(
    "numpy",
    promote=product,
    infer=_tensordot,
    cases=_products(
        "numpy.tensordot",
        call(draw(2, 3, 4), draw(3, 4, 5)),
        call(draw(2, 3), draw(4, 5), axes=0),
        call(draw(2, 3), draw(4, 3), axes=(1, 1)),
        call(draw(2, 3, 4), draw(4, 3), axes=((1, 2), (1, 0))),
        call(draw(2, 3, 4), draw(4, 3), axes=((-1,), (0,))),
        call(draw(), draw(2, 3), axes=0),
        call(draw(2, 0), draw(0, 3), axes=1),
    ),
)
def tensordot(x1: Tensor, x2: Tensor, axes: Any = 2) -> Tensor:
    """Sums of products over pairs of axes.

    Args:
        x1: Tensor.
        x2: Tensor.
        axes: The number of last axes of `x1` that go with the first ones of `x2`, 2 by default; or a pair: axes of `x1` and
            the axes of `x2` that go with them.

    Returns:
        Tensor with the other axes of `x1`, then those of `x2`.

    Raises:
        ValueError: The sizes of paired axes differ.

    Example:

    >>> multikeras.ops.shape(multikeras.ops.tensordot(np.ones((2, 3, 4)), np.ones((4, 5)), axes=1))
    (2, 3, 5)
    """
    axes1, axes2 = _paired_axes(tuple(x1.shape), tuple(x2.shape), axes)
    shape1, shape2 = shape_of(x1), shape_of(x2)
    rest1, rest2 = _without(range(len(shape1)), axes1), _without(range(len(shape2)), axes2)
    kept1, kept2 = [shape1[axis] for axis in rest1], [shape2[axis] for axis in rest2]
    depth = math.prod([shape1[axis] for axis in axes1])
    rows = reshape(transpose(x1, (*rest1, *axes1)), (math.prod(kept1), depth))
    columns = reshape(transpose(x2, (*axes2, *rest2)), (depth, math.prod(kept2)))
    return reshape(matmul(rows, columns), (*kept1, *kept2))


@op(
    "numpy",
    promote=product,
    cases=_products(
        "numpy.dot",
        call(draw(3), draw(3)),
        call(draw(2, 3), draw(3, 4)),
        call(draw(2, 3), draw()),
        call(draw(), draw(3)),
        call(draw(2, 3), draw(3)),
        call(draw(4, 2, 3), draw(3, 2)),
        call(draw(3), draw(4, 3, 5)),
        call(draw(2, 3), draw(4, 3, 5)),
    ),
)
def dot(x1: Tensor, x2: Tensor) -> Tensor:
    """Sums of products over the last axis of one tensor and the last but one of the other, which is the only one of a vector.

    Args:
        x1: Tensor; a scalar multiplies.
        x2: Tensor; a scalar multiplies.

    Returns:
        Tensor with the other axes of `x1`, then those of `x2`.

    Raises:
        ValueError: The sizes of the two axes differ.

    Example:

    >>> int(multikeras.ops.dot([1, 2], [3, 4]))
    11
    """
    ndim1, ndim2 = len(x1.shape), len(x2.shape)
    if not ndim1 or not ndim2:
        return multiply(x1, x2)
    if ndim2 <= 2:
        return matmul(x1, x2)
    return tensordot(x1, x2, ((ndim1 - 1,), (ndim2 - 2,)))


@op(
    "numpy",
    promote=product,
    cases=_products("numpy.vdot", call(draw(3), draw(3)), call(draw(2, 3), draw(2, 3)), call(draw(), draw())),
)
def vdot(x1: Tensor, x2: Tensor) -> Tensor:
    """Sum of the products of all elements, those of the first tensor conjugated.

    Args:
        x1: Tensor.
        x2: Tensor with as many elements.

    Returns:
        Scalar tensor.

    Raises:
        ValueError: The numbers of elements differ.

    Example:

    >>> int(multikeras.ops.vdot([[1, 2]], [[3, 4]]))
    11
    """
    x1 = conjugate(x1) if dtypes.is_complex(x1.dtype) else x1
    return matmul(ravel(x1), ravel(x2))


@op(
    "numpy",
    promote=product,
    cases=_products(
        "numpy.inner", call(draw(3), draw(3)), call(draw(2, 3), draw(4, 5, 3)), call(draw(2, 3), draw()), call(draw(0, 3), draw(3))
    ),
)
def inner(x1: Tensor, x2: Tensor) -> Tensor:
    """Sums of products over the last axes of two tensors.

    Args:
        x1: Tensor; a scalar multiplies.
        x2: Tensor whose last axis has the same size; a scalar multiplies.

    Returns:
        Tensor with the other axes of `x1`, then those of `x2`.

    Raises:
        ValueError: The sizes of the last axes differ.

    Example:

    >>> int(multikeras.ops.inner([1, 2], [3, 4]))
    11
    """
    ndim1, ndim2 = len(x1.shape), len(x2.shape)
    if not ndim1 or not ndim2:
        return multiply(x1, x2)
    return tensordot(x1, x2, ((ndim1 - 1,), (ndim2 - 1,)))


@op(
    "numpy",
    promote=common,
    cases=_products("numpy.outer", call(draw(3), draw(4)), call(draw(2, 2), draw(3)), call(draw(), draw(2)), call(draw(0), draw(2))),
)
def outer(x1: Tensor, x2: Tensor) -> Tensor:
    """Products of each element of one tensor with each of another.

    Args:
        x1: Tensor of n elements.
        x2: Tensor of m elements.

    Returns:
        Tensor `(n, m)`.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.outer([1, 2], [3, 4])).tolist()
    [[3, 4], [6, 8]]
    """
    return multiply(reshape(x1, (-1, 1)), reshape(x2, (1, -1)))


def _explicit(subscripts: str) -> str:
    """Subscripts with those of the result: the axes that are named once, if they do not say."""
    subscripts = subscripts.replace(" ", "")
    if "->" in subscripts:
        return subscripts
    labels = subscripts.replace(",", "").replace("...", "")
    once = sorted(label for label in set(labels) if labels.count(label) == 1)
    return f"{subscripts}->{'...' * ('...' in subscripts)}{''.join(once)}"


def _kron(x1: KerasTensor, x2: KerasTensor) -> KerasTensor:
    sizes = itertools.zip_longest(reversed(x1.shape), reversed(x2.shape), fillvalue=1)
    return KerasTensor(tuple(None if None in pair else math.prod(pair) for pair in sizes)[::-1], x1.dtype)


@op(
    "numpy",
    promote=common,
    infer=_kron,
    cases=_products(
        "numpy.kron",
        call(draw(2, 3), draw(4, 2)),
        call(draw(3), draw(2, 2)),
        call(draw(2, 1, 3), draw(2)),
        call(draw(), draw(2, 2)),
        call(draw(0, 2), draw(3)),
    ),
)
def kron(x1: Tensor, x2: Tensor) -> Tensor:
    """Kronecker product: `x1` with each element replaced by its product with the whole of `x2`.

    Args:
        x1: Tensor of any shape.
        x2: Tensor of any shape. The shape of lower rank is filled up with ones at the front.

    Returns:
        Tensor whose sizes are the products of those of the two.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.kron([1, 10], [1, 2, 3])).tolist()
    [1, 2, 3, 10, 20, 30]
    """
    ndim = max(len(x1.shape), len(x2.shape))
    shape1, shape2 = ((1,) * (ndim - len(shape)) + tuple(shape) for shape in (shape_of(x1), shape_of(x2)))
    outside = reshape(x1, tuple(size for one in shape1 for size in (one, 1)))
    inside = reshape(x2, tuple(size for one in shape2 for size in (1, one)))
    return reshape(multiply(outside, inside), tuple(a * b for a, b in zip(shape1, shape2, strict=True)))


_native_einsum = backend.primitive("linalg", "einsum")


@op(
    promote=product,
    infer=_einsum,
    cases=_products(
        lambda operands, subscripts: np.einsum(subscripts, *operands),
        call([draw(2, 3), draw(3, 4)], "ij,jk->ik"),
        call([draw(5, 2, 3), draw(5, 3, 4)], "bij,bjk->ik"),
        call([draw(2, 3, 4), draw(4, 5)], "...i,ij->...j"),
        call([draw(5, 1, 2, 3), draw(4, 3, 2)], "...ij,...jk->...ik"),
        call([draw(2, 3, 3)], "...ii->...i"),
        call([draw(2, 3, 4)], "b...a->...ab"),
        call([draw(2, 3), draw(3, 4), draw(4, 2), draw(2)], "ij,jk,kl,l->i"),
        call([draw(), draw(2, 3)], ",ij->ij"),
        call([draw(3), draw(3)], "i,i->"),
        call([draw(0, 3), draw(3, 2)], "ij,jk->ik"),
        call([draw(2, 3)], "ij->j"),
        call([draw(3, 3)], "ii->i"),
        call([draw(3), draw(3), draw(2)], "i,i,j->j"),
    ),
)
def contraction(operands: Tensors, subscripts: str) -> Tensor:
    """`einsum` of a list of tensors.

    Args:
        operands: List of tensors.
        subscripts: Names of their axes, an arrow, and those of the result.

    Returns:
        Tensor.
    """
    return _native_einsum(subscripts, *operands)


@export(["multikeras.ops.einsum", "multikeras.ops.numpy.einsum"])
def einsum(subscripts: str, *operands: Tensor, **kwargs: Any) -> Tensor:
    """Sums of products by Einstein's convention: axes of one name are multiplied, and summed up if the result lacks them.

    Args:
        subscripts: Names of the axes of each operand, separated by commas, and after "->" those of the result: "ij,jk->ik".
            "..." stands for axes that broadcast. Without "->" the result has the axes that are named once, by alphabet.
        *operands: Tensors.
        **kwargs: `optimize` is taken and has no effect: the backend chooses the order of the products.

    Returns:
        Tensor of the common dtype.

    Raises:
        ValueError: The subscripts do not fit the shapes.
        TypeError: An unknown keyword is given.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.einsum("ij,j->i", [[1, 2], [3, 4]], [1, 1])).tolist()
    [3, 7]
    """
    unknown = sorted(kwargs.keys() - {"optimize"})
    if unknown:
        raise TypeError(f"einsum: unexpected keywords {unknown}; only `optimize` is known.")
    return contraction(operands, _explicit(subscripts))


@op(
    "numpy",
    promote=numeric,
    cases=_products(
        "numpy.cross",
        call(draw(3), draw(3)),
        call(draw(2, 3), draw(4, 1, 3)),
        call(draw(3, 2), draw(3, 2), axis=0),
        call(draw(3, 2), draw(2, 3), axisa=0, axisc=0),
        call(draw(2), draw(3)),
        call(draw(4, 3), draw(4, 2)),
        call(draw(5, 1, 2), draw(4, 2)),
        call(draw(2, 4), draw(3, 4), axis=0),
        dtypes=(*FLOATS, "int32", "int8", "complex64"),
    ),
)
def cross(x1: Tensor, x2: Tensor, axisa: int = -1, axisb: int = -1, axisc: int = -1, axis: int | None = None) -> Tensor:
    """Vector product: of vectors of three components, of two (the third is then 0), or of both.

    Args:
        x1: Tensor of vectors.
        x2: Tensor of vectors; the other axes broadcast with those of `x1`.
        axisa: Axis of `x1` that holds the components, the last by default.
        axisb: Axis of `x2` that holds the components, the last by default.
        axisc: Axis of the result that holds the components, the last by default.
        axis: All three of them at once, if not None.

    Returns:
        Tensor of vectors; without their axis, and with the third component alone, if all vectors have two components.

    Raises:
        ValueError: The vectors have other numbers of components.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.cross([1, 0, 0], [0, 1, 0])).tolist()
    [0, 0, 1]
    """
    if axis is not None:
        axisa = axisb = axisc = axis
    places = ((x, shapes.canonical_axis(at, len(x.shape))) for x, at in ((x1, axisa), (x2, axisb)))
    sizes = [x.shape[at] for x, at in places]
    if any(size not in (2, 3) for size in sizes):
        raise ValueError(
            f"cross: vectors have 2 or 3 components, a number that must be known; got shapes {tuple(x1.shape)} and {tuple(x2.shape)}."
        )
    a, b = unstack(x1, sizes[0], axisa), unstack(x2, sizes[1], axisb)
    last = a[0] * b[1] - a[1] * b[0]
    if sizes == [2, 2]:
        return last
    a, b = (vector if len(vector) == 3 else [*vector, vector[0] * 0] for vector in (a, b))
    return stack([a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], last], axisc)


# -------------------------------------------------------------------------------------------------------------- matrices


@op(
    infer=_of_square,
    promote=floating,
    cases=Cases("numpy.linalg.cholesky", (call(_DEFINITE), call(np.stack([_DEFINITE, np.eye(3)])), call(draw(0, 0))), _FACTORED),
)
def cholesky_(x: Tensor) -> Tensor:
    """The lower factor; `cholesky` gives the upper one as well."""


@export(["multikeras.ops.cholesky", "multikeras.ops.linalg.cholesky"])
def cholesky(x: Tensor, upper: bool = False) -> Tensor:
    """Cholesky's factor of symmetric, positive definite matrices: the lower triangle L with `x = L @ transpose(L)`.

    Args:
        x: Tensor `(..., n, n)`.
        upper: Whether to give the transposed factor, an upper triangle; False by default.

    Returns:
        Tensor `(..., n, n)`.

    Raises:
        ValueError: The matrices are not square; or not positive definite, which compiled code leaves to the framework: mostly, it gives
            NaN. Adding a small multiple of the identity can help.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.cholesky([[4.0, 2.0], [2.0, 5.0]])).tolist()
    [[2.0, 0.0], [1.0, 2.0]]
    """
    factor = cholesky_(x)
    if not upper:
        return factor
    factor = swapaxes(factor, -1, -2)
    return conjugate(factor) if dtypes.is_complex(factor.dtype) else factor


@op(
    "linalg",
    promote=floating,
    infer=_of_square,
    cases=Cases("numpy.linalg.inv", (call(_INVERTIBLE), call(np.stack([_INVERTIBLE, np.eye(3)])), call(draw(0, 0))), _FACTORED, True, 1e-4),
)
def inv(x: Tensor) -> Tensor:
    """Inverse of matrices.

    Args:
        x: Tensor `(..., n, n)`.

    Returns:
        Tensor `(..., n, n)`.

    Raises:
        ValueError: The matrices are not square; or singular, which compiled code leaves to the framework. `pinv` takes those too.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.inv([[2.0, 0.0], [0.0, 4.0]])).tolist()
    [[0.5, 0.0], [0.0, 0.25]]
    """


@op(
    "linalg",
    promote=floating,
    infer=_det,
    cases=Cases("numpy.linalg.det", (call(draw(3, 3)), call(draw(2, 3, 3)), call(draw(2, 0, 0))), _FACTORED, True, 1e-4),
)
def det(x: Tensor) -> Tensor:
    """Determinant of matrices.

    Args:
        x: Tensor `(..., n, n)`.

    Returns:
        Tensor `(...)`.

    Raises:
        ValueError: The matrices are not square.

    Example:

    >>> float(multikeras.ops.det([[2.0, 0.0], [0.0, 4.0]]))
    8.0
    """


def _solved(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    return np.linalg.solve(a, b[..., None])[..., 0] if b.ndim == a.ndim - 1 else np.linalg.solve(a, b)


@op(
    "linalg",
    promote=floating,
    infer=_solution,
    cases=Cases(
        _solved,
        (
            call(_INVERTIBLE, draw(3)),
            call(_INVERTIBLE, draw(3, 2)),
            call(np.stack([_INVERTIBLE, np.eye(3)]), draw(2, 3, 2)),
            call(np.stack([_INVERTIBLE, np.eye(3)]), draw(2, 3)),
            call(np.stack([_INVERTIBLE, np.eye(3)])[:, None], draw(1, 4, 3, 2)),
            call(_INVERTIBLE, draw(3, 0)),
        ),
        _FACTORED,
        True,
        1e-4,
    ),
)
def solve(a: Tensor, b: Tensor) -> Tensor:
    """Solution x of the linear equations `a @ x = b`.

    Args:
        a: Tensor `(..., n, n)`.
        b: Tensor `(..., n)` or `(..., n, k)`: of one dimension less than `a`, it holds vectors.

    Returns:
        Tensor of the shape of `b`.

    Raises:
        ValueError: The matrices are not square; or singular, which compiled code leaves to the framework. `lstsq` takes those too.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.solve([[2.0, 0.0], [0.0, 4.0]], [2.0, 2.0])).tolist()
    [1.0, 0.5]
    """


def _solved_triangular(a: np.ndarray, b: np.ndarray, lower: bool = False) -> np.ndarray:
    return _solved(np.tril(a) if lower else np.triu(a), b)


@op(
    "linalg",
    promote=floating,
    infer=_solution,
    cases=Cases(
        _solved_triangular,
        (
            call(_INVERTIBLE, draw(3)),
            call(_INVERTIBLE, draw(3, 2), lower=True),
            call(np.stack([_INVERTIBLE] * 2), draw(2, 3, 2)),
            call(np.stack([_INVERTIBLE] * 2)[:, None], draw(1, 4, 3, 2)),
            call(_INVERTIBLE, draw(3, 0)),
        ),
        _FACTORED,
        True,
        1e-4,
    ),
)
def solve_triangular(a: Tensor, b: Tensor, lower: bool = False) -> Tensor:
    """Solution x of the linear equations `a @ x = b` with a triangle `a`; its other half is not looked at.

    Args:
        a: Tensor `(..., n, n)`.
        b: Tensor `(..., n)` or `(..., n, k)`: of one dimension less than `a`, it holds vectors.
        lower: Whether `a` is a lower triangle, False by default.

    Returns:
        Tensor of the shape of `b`. Where the diagonal holds a 0 it is infinite or NaN.

    Raises:
        ValueError: The matrices are not square.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.solve_triangular([[2.0, 1.0], [0.0, 4.0]], [4.0, 8.0])).tolist()
    [1.0, 2.0]
    """


@op(
    promote=floating,
    infer=_qr,
    cases=Cases(
        None, (call(draw(4, 3), "reduced"), call(draw(2, 3, 4), "complete"), call(draw(0, 2), "reduced")), _FACTORED, compare=False
    ),
)
def qr_(x: Tensor, mode: str) -> tuple[Tensor, Tensor]:
    """Factors by a mode that is one of the two; `qr` checks it."""


@export(["multikeras.ops.qr", "multikeras.ops.linalg.qr"])
def qr(x: Tensor, mode: str = "reduced") -> tuple[Tensor, Tensor]:
    """Factors Q, with orthonormal columns, and R, an upper triangle, with `x = Q @ R`.

    Args:
        x: Tensor `(..., n, m)`.
        mode: "reduced" (the default) for min(n, m) columns of Q, "complete" for n.

    Returns:
        Pair of tensors.

    Raises:
        ValueError: `mode` is another one, or `x` has fewer than two dimensions.

    Example:

    >>> q, r = multikeras.ops.qr(np.ones((4, 2), "float32"))
    >>> q.shape[1], r.shape[0]
    (2, 2)
    """
    if mode not in ("reduced", "complete"):
        raise ValueError(f'qr: `mode` must be "reduced" or "complete"; got {mode!r}.')
    return qr_(x, mode)


@op(
    "linalg",
    promote=floating,
    infer=_svd,
    cases=Cases(
        None,
        (call(draw(4, 3)), call(draw(2, 3, 4), full_matrices=False), call(draw(3, 3), compute_uv=False)),
        _FACTORED,
        compare=False,
    ),
)
def svd(x: Tensor, full_matrices: bool = True, compute_uv: bool = True) -> Any:
    """Singular value decomposition `x = U @ diag(s) @ V`, with orthonormal columns of U and rows of V.

    Args:
        x: Tensor `(..., n, m)`.
        full_matrices: Whether U and V are square (the default); else they have min(n, m) columns and rows.
        compute_uv: Whether to give U and V, True by default.

    Returns:
        The tensors U, s (in descending order) and V; s alone without `compute_uv`.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.svd([[3.0, 0.0], [0.0, 4.0]], compute_uv=False)).round(4).tolist()
    [4.0, 3.0]
    """


@op("linalg", promote=floating, infer=_eigh, cases=Cases(None, (call(np.eye(3)), call(np.ones((2, 3, 3)))), _FACTORED, compare=False))
def eigh(x: Tensor) -> tuple[Tensor, Tensor]:
    """Eigenvalues and eigenvectors of symmetric matrices.

    Args:
        x: Tensor `(..., n, n)`.

    Returns:
        Pair of tensors: the eigenvalues `(..., n)` in ascending order, and the eigenvectors, columns of matrices `(..., n, n)`.

    Raises:
        ValueError: The matrices are not square.

    Example:

    >>> values, vectors = multikeras.ops.eigh([[2.0, 0.0], [0.0, 1.0]])
    >>> multikeras.ops.convert_to_numpy(values).tolist()
    [1.0, 2.0]
    """


def _extreme(sizes: Any, ord: float, axis: Any, keepdims: bool = False) -> Any:
    """The largest of magnitudes for a positive order, of none 0; the smallest for a negative one."""
    if 0 not in [sizes.shape[one] for one in shapes.canonical_axes(axis, len(sizes.shape))]:
        return (max_ if ord > 0 else min_)(sizes, axis, keepdims)
    if ord < 0:
        raise ValueError(f"norm: there is no norm `ord={ord}` of no elements.")
    return sum_(sizes, axis, keepdims)


def _vector_norm(x: Any, ord: Any, axis: Any, keepdims: bool) -> Any:
    if ord is None or ord == 2:
        squares = square(real(x)) + square(imag(x)) if dtypes.is_complex(x.dtype) else square(x)
        return root(sum_(squares, axis, keepdims))
    if ord == 0:
        return sum_(cast(not_equal(x, 0), dtypes.real_of(dtypes.standardize(x.dtype))), axis, keepdims)
    sizes = absolute(x)
    if ord == 1:
        return sum_(sizes, axis, keepdims)
    if math.isinf(ord):
        return _extreme(sizes, ord, axis, keepdims)
    total = sum_(power(sizes, ord), axis, keepdims)
    return root(total, ord) if ord > 0 else power(total, 1 / ord)


def _matrix_norm(x: Any, ord: Any, axes: tuple[int, int], keepdims: bool) -> Any:
    x = moveaxis(x, axes, (-2, -1))
    if ord == "fro":
        result = _vector_norm(x, None, (-2, -1), False)
    elif ord in ("nuc", 2, -2):
        singular = svd(x, full_matrices=False, compute_uv=False)
        result = sum_(singular, -1) if ord == "nuc" else _extreme(singular, ord, -1)
    else:
        sums = sum_(absolute(x), -1 if math.isinf(ord) else -2)
        result = _extreme(sums, ord, -1)
    return expand_dims(result, tuple(sorted(axes))) if keepdims else result


@op(
    "linalg",
    promote=floating,
    cases=Cases(
        "numpy.linalg.norm",
        (
            call(draw(2, 3, 4)),
            call(draw(3, 4), keepdims=True),
            *(call(draw(3, 4), ord=ord, axis=-1) for ord in (0, 1, 2, 3, -3, 0.5, np.inf, -np.inf)),
            *(call(np.ones((0, 3)), ord=ord) for ord in (1, 2, np.inf)),
            *(call(draw(3, 4), ord=ord) for ord in _FULL),
            call(draw(2, 3, 4), ord="fro", axis=(0, 2), keepdims=True),
            call(draw(2, 3, 4), ord=1, axis=(2, 0)),
        ),
        _FACTORED,
        differentiable=True,
        tolerance=3e-5,
    ),
)
def norm(x: Tensor, ord: Any = None, axis: Axis = None, keepdims: bool = False) -> Tensor:
    """Norm of vectors or matrices.

    Args:
        x: Tensor of any shape.
        ord: Which norm. None, the default: the root of the sum of squares. Of vectors: p for the p-norm, 0 for the number of
            elements that are not 0, infinity for the largest magnitude, minus infinity for the smallest. Of matrices: "fro",
            "nuc" (the sum of the singular values), 2 and -2 (the largest and smallest of them), 1 and -1 (the largest and
            smallest sum of magnitudes of a column), infinity and minus infinity (of a row).
        axis: The axis of vectors, or the two of matrices; None, the default, for all of `x`.
        keepdims: Whether these axes stay, of size 1. False by default.

    Returns:
        Tensor without these axes, of a real floating dtype.

    Raises:
        ValueError: There are other than one or two axes with an `ord`, or there is no such norm.

    Example:

    >>> float(multikeras.ops.norm([3.0, 4.0]))
    5.0
    """
    axes = shapes.canonical_axes(axis, len(x.shape))
    if ord is None and axis is None:
        return _vector_norm(x, None, None, keepdims)
    if len(axes) == 1 and not isinstance(ord, str):
        return _vector_norm(x, ord, axes, keepdims)
    if len(axes) == 2 and (ord is None or ord in _FULL):
        return _matrix_norm(x, "fro" if ord is None else ord, axes, keepdims)
    raise ValueError(f"norm: there is no norm `ord={ord!r}` over {len(axes)} axes; `axis={axis}`, shape {tuple(x.shape)}.")
