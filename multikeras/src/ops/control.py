"""Control flow that depends on tensors, and transformations of functions.

The functions that users give get tensors and give tensors. They may read Variables and whatever else they close over.
"""

import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from multikeras.src import backend
from multikeras.src.core import shapes, tree
from multikeras.src.core.cases import NUMERIC, Cases, call, draw, road
from multikeras.src.core.export import export
from multikeras.src.core.scope import scoped
from multikeras.src.core.symbolic import KerasTensor, is_symbolic
from multikeras.src.core.typing import Structure, Tensor
from multikeras.src.ops.creation import arange
from multikeras.src.ops.elementwise import clip
from multikeras.src.ops.movement import concatenate, flip
from multikeras.src.ops.op import op
from multikeras.src.ops.promotion import logical
from multikeras.src.ops.tensor import cast, convert_to_tensor
from multikeras.src.ops.tensor import dtype as dtype_of


def _tensors(structure: Any) -> Any:
    """A nest of what a function gave as tensors; None stays."""
    return tree.map_structure(lambda x: None if x is None else convert_to_tensor(x), structure)


def _specs(function: Callable, *args: Any) -> Any:
    """What a function gives for symbolic arguments, as KerasTensors without a history."""

    def spec(x: Any) -> Any:
        if x is None:
            return None
        if isinstance(x, KerasTensor):
            return KerasTensor(x.shape, x.dtype)
        tensor = convert_to_tensor(x)
        return KerasTensor(backend.static_shape(tensor), dtype_of(tensor))

    with scoped(recording=False):
        return tree.map_structure(spec, function(*args))


def _merged(first: KerasTensor | None, second: KerasTensor | None, what: str) -> KerasTensor | None:
    """The spec that two results share."""
    if first is None and second is None:
        return None
    if first is None or second is None or first.dtype != second.dtype or len(first.shape) != len(second.shape):
        raise ValueError(f"{what} must be of one shape and dtype; got {first} and {second}.")
    sizes = zip(first.shape, second.shape, strict=True)
    return KerasTensor(tuple(one if one == other else None for one, other in sizes), first.dtype)


def _row(x: KerasTensor | None) -> KerasTensor | None:
    return None if x is None else KerasTensor(x.shape[1:], x.dtype)


def _stacked(x: KerasTensor | None, count: int | None) -> KerasTensor | None:
    return None if x is None else KerasTensor((count, *x.shape), x.dtype)


def _rows(name: str, structure: Any) -> int | None:
    """The size along the first axis that the leaves of a nest share."""
    leaves = [x for x in tree.flatten(structure) if x is not None]
    if not leaves or not all(len(x.shape) for x in leaves):
        raise ValueError(f"{name}: there must be at least one tensor, and all with a first axis to go along; got {structure}.")
    sizes = {x.shape[0] for x in leaves} - {None}
    if len(sizes) > 1:
        raise ValueError(f"{name}: all tensors must have one size along the first axis; got {[tuple(x.shape) for x in leaves]}.")
    return sizes.pop() if sizes else None


# ---------------------------------------------------------------------------------------------------------------- branches


def _branched(pred: KerasTensor, true_fn: Callable, false_fn: Callable) -> Any:
    results = _specs(true_fn), _specs(false_fn)
    return tree.map_structure(lambda *pair: _merged(*pair, "What `true_fn` and `false_fn` give"), *results)


def _doubled(x: Any) -> Any:
    return x + x


def _squared(x: Any) -> Any:
    return x * x


def _branch_cases() -> Cases:
    first, second = functools.partial(_doubled, draw(2, 3)), functools.partial(_squared, draw(2, 3))
    nested = functools.partial(lambda x: (x, [x * x]), draw(3))
    return Cases(
        lambda pred, true_fn, false_fn: true_fn() if pred else false_fn(),
        (
            call(np.array(True), first, second),
            call(np.array(False), first, second),
            call(np.array(0.5), nested, nested),
            call(np.array(0), nested, nested),
        ),
        NUMERIC,
        differentiable=True,
    )


@op(promote=logical, infer=_branched, cases=_branch_cases())
def cond_(pred: Tensor, true_fn: Callable, false_fn: Callable) -> Any:
    """One of two functions by a scalar tensor; `cond` also takes a Python bool."""


@export("multikeras.ops.cond")
def cond(pred: Any, true_fn: Callable, false_fn: Callable) -> Any:
    """What one of two functions gives, chosen by a condition.

    In compiled code both are compiled, and the choice is made when it runs.

    Args:
        pred: Scalar tensor, bool or number; what is not zero is true.
        true_fn: Function without arguments, called if `pred` is true.
        false_fn: Function without arguments that gives the same structure, shapes and dtypes.

    Returns:
        What the chosen function gives: a tensor or a nest of tensors.

    Raises:
        ValueError: `pred` is not a scalar.

    Example:

    >>> x = multikeras.ops.convert_to_tensor(3.0)
    >>> float(multikeras.ops.cond(x > 0, lambda: x + 1, lambda: x - 1))
    4.0
    """
    if isinstance(pred, bool):
        return _tensors(true_fn() if pred else false_fn())
    pred = convert_to_tensor(pred)
    if len(pred.shape):
        raise ValueError(f"cond: `pred` must be a scalar; got shape {tuple(pred.shape)}. Reduce it with `ops.any` or `ops.all`.")
    return cond_(pred, lambda: _tensors(true_fn()), lambda: _tensors(false_fn()))


def _switch_cases() -> Cases:
    operands = (draw(2, 3), draw(2, 3))
    branches = (lambda x, y: x + y, lambda x, y: x * y, lambda x, y: y - x)
    return Cases(
        lambda index, operands, branches: branches[np.clip(index, 0, len(branches) - 1)](*operands),
        tuple(call(np.array(index, "int32"), operands, branches) for index in (1, 0, 2, -4, 9)),
        NUMERIC,
        differentiable=True,
    )


@op(cases=_switch_cases())
def switch_(index: Tensor, operands: Structure, branches: Sequence[Callable]) -> Any:
    """One of several functions by an index; `switch` takes its operands one by one."""
    index = clip(index, 0, len(branches) - 1)

    def choose(first: int, last: int) -> Any:
        if first == last:
            return branches[first](*operands)
        middle = (first + last) // 2
        return cond(index <= middle, lambda: choose(first, middle), lambda: choose(middle + 1, last))

    return choose(0, len(branches) - 1)


@export("multikeras.ops.switch")
def switch(index: Tensor, branches: Sequence[Callable], *operands: Any) -> Any:
    """What one of several functions gives, chosen by an index.

    Args:
        index: Scalar integer tensor, brought into the range from 0 to `len(branches) - 1`.
        branches: Functions of the operands that give the same structure, shapes and dtypes.
        *operands: Tensors or nests of tensors.

    Returns:
        What the chosen function gives.

    Raises:
        ValueError: There is no branch.

    Example:

    >>> float(multikeras.ops.switch(1, [lambda x: x + 1, lambda x: x * 10], 3.0))
    30.0
    """
    if not branches:
        raise ValueError("switch: `branches` must hold at least one function; it is empty.")
    return switch_(index, tuple(operands), tuple(branches))


# ------------------------------------------------------------------------------------------------------------------- loops


def _looped(cond: Callable, body: Callable, loop_vars: Any, maximum_iterations: int | None) -> Any:
    _specs(cond, *loop_vars)
    return tree.map_structure(lambda *pair: _merged(*pair, "`loop_vars` and what `body` gives"), loop_vars, _specs(body, *loop_vars))


def _looped_reference(cond: Callable, body: Callable, loop_vars: Any, maximum_iterations: int | None) -> Any:
    for _ in range(100 if maximum_iterations is None else maximum_iterations):
        if not cond(*loop_vars):
            break
        loop_vars = body(*loop_vars)
    return loop_vars


_COUNTED = lambda i, x: (i + 1, x + x)  # noqa: E731 - short, beside the other functions of cases

_LOOP_CASES = Cases(
    _looped_reference,
    (
        call(lambda i, x: i < 3, _COUNTED, (np.array(0, "int32"), draw(2, 3)), None),
        call(lambda i, x: i < 3, _COUNTED, (np.array(0, "int32"), draw(2, 3)), 2),
        call(lambda i, x: i < 0, _COUNTED, (np.array(0, "int32"), draw(2, 3)), None),
        call(lambda x: (x * x)[0] < 50, lambda x: (x + x,), (np.array([1.5, -0.5]),), None),
    ),
    NUMERIC,
)


@op(infer=_looped, cases=_LOOP_CASES)
def while_loop_(cond: Callable, body: Callable, loop_vars: Structure, maximum_iterations: int | None) -> Any:
    """A loop over a tuple of variables; `while_loop` also takes a list or a tensor."""


@export("multikeras.ops.while_loop")
def while_loop(cond: Callable, body: Callable, loop_vars: Any, maximum_iterations: int | None = None) -> Any:
    """Calls a function again and again on its own results while a condition holds.

    Args:
        cond: Function of the loop variables, one argument for each, that gives a scalar bool tensor.
        body: Function of the loop variables that gives their next values, of the same shapes and dtypes.
        loop_vars: First values: a tuple or list of tensors or nests of tensors, or a single tensor.
        maximum_iterations: Largest number of calls of `body`; None, the default, for no bound.

    Returns:
        The last values: a tuple, or a tensor when `loop_vars` is one.

    Raises:
        ValueError: `body` gives another number of values than there are loop variables.

    Example:

    >>> i, total = multikeras.ops.while_loop(lambda i, total: i < 4, lambda i, total: (i + 1, total + i), (0, 0))
    >>> int(total)
    6
    """
    single = not isinstance(loop_vars, (tuple, list))
    count = 1 if single else len(loop_vars)

    def step(*values: Any) -> tuple:
        results = _tensors(body(*values))
        results = (results,) if single else tuple(results)
        if len(results) != count:
            raise ValueError(f"while_loop: `body` must give {count} values, as many as `loop_vars` holds; it gave {len(results)}.")
        return results

    results = while_loop_(cond, step, (loop_vars,) if single else tuple(loop_vars), maximum_iterations)
    return results[0] if single else tuple(results)


def _scanned(f: Callable, init: Any, xs: Any, length: int | None, reverse: bool, unroll: Any) -> tuple:
    carry, y = _specs(f, init, tree.map_structure(_row, xs))
    count = _rows("scan", xs) if length is None else length
    carry = tree.map_structure(lambda *pair: _merged(*pair, "`init` and the carry that `f` gives"), init, carry)
    return carry, tree.map_structure(lambda x: _stacked(x, count), y)


def _rows_of(xs: Any, count: int | None) -> list:
    """The nests of rows that a nest of arrays holds."""
    if xs is None:
        return [None] * (count or 0)
    return [tree.map_structure(lambda x, i=i: x[i], xs) for i in range(len(tree.flatten(xs)[0]))]


def _scanned_reference(f: Callable, init: Any, xs: Any, length: int | None, reverse: bool, unroll: Any) -> Any:
    carry, results = init, []
    for row in _rows_of(xs, length)[:: -1 if reverse else 1]:
        carry, y = f(carry, row)
        results.append(y)
    return carry, tree.map_structure(lambda *ys: np.stack(ys), *results[:: -1 if reverse else 1])


_SCAN_CASES = Cases(
    _scanned_reference,
    tuple(
        call(f, init, xs, length, reverse, unroll)
        for f, init, xs, length in (
            (lambda c, x: (c * x, c + x), draw(3), draw(4, 3), None),
            (lambda c, x: ((c[0] + x[0], c[1] * x[1]), [c[0]]), (draw(3), draw()), (draw(2, 3), draw(2)), None),
            (lambda c, _: (c + c, c), draw(3), None, 3),
        )
        for reverse, unroll in ((False, 1), (True, 1), (False, True), (True, 2))
    ),
    NUMERIC,
    differentiable=True,
)


@op(infer=_scanned, cases=_SCAN_CASES)
def scan_(f: Callable, init: Structure, xs: Structure, length: int | None, reverse: bool, unroll: int | bool) -> tuple:
    """A scan whose arguments have been checked; `scan` checks them."""


@export("multikeras.ops.scan")
def scan(
    f: Callable,
    init: Structure,
    xs: Structure = None,
    length: int | None = None,
    reverse: bool = False,
    unroll: int | bool = 1,
) -> tuple:
    """Goes along the first axis of tensors with a carry that each step hands on to the next.

    Args:
        f: Function `f(carry, x)` that gives a pair: the next carry, of the same structure, shapes and dtypes, and a result of
            the step, a nest of tensors or None.
        init: First carry, a nest of tensors.
        xs: Nest of tensors of one size along the first axis; None, the default, for steps without an `x`.
        length: Number of steps, needed without `xs`.
        reverse: Whether to go from the last row to the first. The order of the results is that of `xs` either way.
        unroll: How many steps a turn of a compiled loop holds, or whether to do without a loop; 1 by default.

    Returns:
        Tuple of the last carry and the results of all steps, stacked along a new first axis.

    Raises:
        ValueError: The number of steps is not known, or the sizes differ.

    Example:

    >>> carry, sums = multikeras.ops.scan(lambda total, x: (total + x, total + x), 0, np.array([1, 2, 3], dtype="int32"))
    >>> multikeras.ops.convert_to_numpy(sums).tolist()
    [1, 3, 6]
    """
    if xs is None and length is None:
        raise ValueError("scan: give `xs` to go along, or `length`, the number of steps.")
    if xs is not None:
        xs = _tensors(xs)
        rows = _rows("scan", xs)
        if length is not None and rows not in (None, length):
            raise ValueError(f"scan: `length` is {length}, but `xs` has {rows} rows. Leave `length` out.")

    def step(carry: Any, x: Any) -> tuple:
        carry, y = f(carry, x)
        return _tensors(carry), _tensors(y)

    return scan_(step, init, xs, length, bool(reverse), unroll)


def _mapped_reference(function: Callable, elements: Any) -> Any:
    rows = _rows_of(elements, None)
    if not rows:  # the shapes of results are those of any row
        return tree.map_structure(
            lambda y: np.zeros((0, *y.shape)), function(tree.map_structure(lambda x: np.zeros(x.shape[1:]), elements))
        )
    return tree.map_structure(lambda *ys: np.stack(ys), *[function(row) for row in rows])


_MAP_CASES = Cases(
    _mapped_reference,
    (
        call(_squared, draw(3, 2)),
        call(lambda x: (x[0] * x[1], [x[0]]), (draw(3, 2), draw(3))),
        call(functools.partial(lambda y, x: x * y, draw(2)), draw(3, 2)),
        call(_doubled, draw(1)),
    ),
    NUMERIC,
    differentiable=True,
)


@op("core", cases=_MAP_CASES)
def map_(f: Callable, xs: Structure) -> Any:
    """What a function gives for each row along the first axis of tensors, one after the other.

    Args:
        f: Function of a nest like `xs` whose tensors lack the first axis.
        xs: Nest of tensors of one size along the first axis.

    Returns:
        Nest of the results, stacked along a new first axis.

    Raises:
        ValueError: The sizes differ.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.map(lambda x: x * x, np.array([1, 2, 3]))).tolist()
    [1, 4, 9]
    """
    return scan(lambda carry, x: (carry, f(x)), (), xs)[1]


@export("multikeras.ops.fori_loop")
def fori_loop(lower: Any, upper: Any, body_fun: Callable, init_val: Structure) -> Any:
    """Calls a function for each int of a range, on the result of the call before.

    With Python ints as bounds gradients flow through it on every backend that has them.

    Args:
        lower: First index, an int or a scalar integer tensor.
        upper: Index after the last, an int or a scalar integer tensor.
        body_fun: Function `body_fun(index, value)` that gives the next value, of the same structure, shapes and dtypes.
        init_val: First value, a nest of tensors.

    Returns:
        The last value.

    Example:

    >>> int(multikeras.ops.fori_loop(0, 4, lambda i, total: total + i, 0))
    6
    """
    if isinstance(lower, int) and isinstance(upper, int):
        indices = arange(lower, max(lower, upper), dtype="int32")
        return scan(lambda value, i: (body_fun(i, value), None), init_val, indices)[0]

    def advance(i: Any, last: Any, value: Any) -> tuple:
        return i + 1, last, body_fun(i, value)

    return while_loop(lambda i, last, value: i < last, advance, (lower, upper, init_val))[2]


# ------------------------------------------------------------------------------------------------------------ whole tensors


def _mapped(function: Callable, elements: Any) -> Any:
    count = _rows("vectorized_map", elements)
    return tree.map_structure(lambda x: _stacked(x, count), _specs(function, tree.map_structure(_row, elements)))


@op("core", infer=_mapped, cases=_MAP_CASES)
def vectorized_map(function: Callable, elements: Structure) -> Any:
    """What a function gives for each row along the first axis of tensors, all at once.

    Args:
        function: Function of a nest like `elements` whose tensors lack the first axis.
        elements: Nest of tensors of one size along the first axis.

    Returns:
        Nest of the results, stacked along a new first axis.

    Raises:
        ValueError: The sizes differ.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.vectorized_map(lambda x: x * x, np.array([1, 2, 3]))).tolist()
    [1, 4, 9]
    """


def _prefixes(f: Callable, elems: Any, reverse: bool = False, axis: int = 0) -> Any:
    rows = _rows_of(tree.map_structure(lambda x: np.moveaxis(x, axis, 0), elems), None)[:: -1 if reverse else 1]
    folded = [rows[0]]
    for row in rows[1:]:
        folded.append(f(folded[-1], row))
    return tree.map_structure(lambda *parts: np.stack(parts, axis), *folded[:: -1 if reverse else 1])


_PREFIX_CASES = Cases(
    _prefixes,
    (
        call(lambda a, b: a + b, draw(5, 2)),
        call(lambda a, b: a * b, draw(2, 4), axis=-1),
        call(lambda a, b: a + b, draw(3, 2), reverse=True),
        call(lambda a, b: (a[0] * b[0], a[1] * b[0] + b[1]), (draw(2, 7), draw(2, 7)), axis=1, reverse=True),
        call(lambda a, b: a * b, draw(1, 2)),
    ),
    NUMERIC,
    differentiable=True,
    roads=(road(call(lambda a, b: a + b, draw(8)), jax="add -scan -while", torch="add cat", tensorflow="AddV2 -*While"),),
)


@op("core", cases=_PREFIX_CASES)
def associative_scan(f: Callable, elems: Structure, reverse: bool = False, axis: int = 0) -> Any:
    """All prefixes of a row folded by an associative function, in a number of steps that is the logarithm of its length.

    Hillis and Steele, 1986, https://doi.org/10.1145/7902.7903.

    Args:
        f: Function of two nests like `elems` that combines them element by element; it must be associative.
        elems: Nest of tensors of one size along `axis`, which must be known.
        reverse: Whether to fold suffixes, from the end. False by default.
        axis: Axis of the row, the first by default.

    Returns:
        Nest of tensors of the shapes of `elems`.

    Raises:
        ValueError: The sizes along `axis` differ or are not known.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.associative_scan(lambda a, b: a + b, np.array([1, 2, 3, 4]))).tolist()
    [1, 3, 6, 10]
    """
    leaves = tree.flatten(elems)
    sizes = {x.shape[shapes.canonical_axis(axis, len(x.shape))] for x in leaves}
    if len(sizes) != 1 or None in sizes:
        raise ValueError(
            f"associative_scan: all tensors must have one known size along axis {axis}; got {[tuple(x.shape) for x in leaves]}."
        )

    def part(structure: Any, start: int | None, stop: int | None) -> Any:
        def cut(x: Any) -> Any:
            place = shapes.canonical_axis(axis, len(x.shape))
            return x[(slice(None),) * place + (slice(start, stop),)]

        return tree.map_structure(cut, structure)

    (size,) = sizes
    if reverse:
        elems = tree.map_structure(lambda x: flip(x, axis), elems)
    offset = 1
    while offset < size:
        folded = f(part(elems, None, -offset), part(elems, offset, None))
        elems = tree.map_structure(lambda *pair: concatenate(pair, axis), part(elems, None, offset), folded)
        offset *= 2
    return tree.map_structure(lambda x: flip(x, axis), elems) if reverse else elems


# --------------------------------------------------------------------------------------------------------------- gradients


def _result(args: Any, f: Callable) -> Any:
    return _specs(lambda: f(*args)[0])


_RULE_CASES = Cases(
    lambda args, f: f(*args)[0],
    (
        call((draw(2, 3), draw(2, 3)), lambda x, y: (x * y, lambda upstream: (upstream * y, upstream * x))),
        call((draw(2, 3),), lambda x: (x * x * x, lambda upstream: 3 * upstream * x * x)),
        call((draw(3), draw(3)), lambda x, y: ((x + y, x * y), lambda one, two: (one + two * y, one + two * x))),
    ),
    differentiable=True,
)


@op(infer=_result, cases=_RULE_CASES)
def differentiated_by(args: Structure, f: Callable) -> Any:
    """The result of a function that gives its own gradient; `custom_gradient` makes a function of it."""
    return backend.primitive("control", "custom_gradient")(f)(*args)


@export("multikeras.ops.custom_gradient")
def custom_gradient(f: Callable) -> Callable:
    """Decorator for a function that tells its own gradient.

    Args:
        f: Function of tensors that gives a pair: its result, and a function that takes the gradient towards each tensor of the
            result, as arguments in order, and gives the gradient towards each argument of `f`.

    Returns:
        Function of the same arguments that gives the result alone.

    Example:

    >>> @multikeras.ops.custom_gradient
    ... def clipped_identity(x):
    ...     return x * 1, lambda upstream: multikeras.ops.clip(upstream, -1.0, 1.0)
    >>> multikeras.ops.convert_to_numpy(clipped_identity(np.array([1.0, 2.0]))).tolist()
    [1.0, 2.0]
    """

    @functools.wraps(f)
    def with_own_gradient(*args: Any, **kwargs: Any) -> Any:
        return differentiated_by(args, functools.partial(f, **kwargs) if kwargs else f)

    return with_own_gradient


@export("multikeras.remat")
def remat(f: Callable) -> Callable:
    """Decorator for a function whose intermediate values are computed again for the gradient instead of being kept.

    It saves memory for time: Chen et al., 2016, https://arxiv.org/abs/1604.06174.

    Args:
        f: Function of tensors.

    Returns:
        Function of the same arguments with the same results and gradients.

    Example:

    >>> square = multikeras.remat(lambda x: x * x)
    >>> float(square(multikeras.ops.convert_to_tensor(3.0)))
    9.0
    """
    recomputed = backend.primitive("control", "checkpoint")(f)

    @functools.wraps(f)
    def call(*args: Any, **kwargs: Any) -> Any:
        return f(*args, **kwargs) if is_symbolic((args, kwargs)) else recomputed(*args, **kwargs)

    return call


def _pushed(fun: Callable, primals: Any, tangents: Any, has_aux: bool) -> tuple:
    result = _specs(fun, *primals)
    out, *aux = result if has_aux else (result,)
    return out, tree.map_structure(lambda x: KerasTensor(x.shape, x.dtype), out), *aux


_PUSHED_CASES = Cases(
    # Of a function of second degree, the central difference is the derivative, however long the step.
    lambda fun, primals, tangents, has_aux: (
        fun(*primals),
        (fun(*[x + t for x, t in zip(primals, tangents)]) - fun(*[x - t for x, t in zip(primals, tangents)])) / 2,
    ),
    (
        call(_squared, (draw(2, 3),), (draw(2, 3),), False),
        call(lambda x, y: x * y + x, (draw(2, 3), draw(3)), (draw(2, 3), draw(3)), False),
    ),
    ("float32", "float64"),
    differentiable=True,
)


@op(infer=_pushed, cases=_PUSHED_CASES)
def jvp_(fun: Callable, primals: Structure, tangents: Structure, has_aux: bool) -> tuple:
    """The derivative of a function whose arguments fit together; `jvp` checks them."""


@export(["multikeras.ops.jvp", "multikeras.ops.linalg.jvp"])
def jvp(fun: Callable, primals: Any, tangents: Any, has_aux: bool = False) -> tuple:
    """Value of a function and its derivative along a direction: the product of its Jacobian with a vector, in forward mode.

    Ops made by `custom_gradient` tell their gradient in reverse mode only; JAX and torch refuse them here. Derivatives of this
    derivative are wrong in torch itself for `det`, `slogdet` and `solve`.

    Args:
        fun: Function of tensors, or nests of them, that gives a tensor or a nest of them.
        primals: Tuple or list of the arguments of `fun`, floating tensors.
        tangents: Tuple or list of the direction: a tensor of the same shape for each in `primals`.
        has_aux: Whether `fun` gives a pair, of which only the first is differentiated. False by default.

    Returns:
        Pair of the value and the derivative, a nest of the same shapes; with `has_aux` a triple, with the second nest of tensors
        that `fun` gives at the end.

    Raises:
        ValueError: `primals` and `tangents` differ in structure or shape.
        NotImplementedError: The backend has no derivatives (NumPy).

    Example (there are no derivatives on the NumPy backend):

    >>> if multikeras.backend.backend() != "numpy":
    ...     value, slope = multikeras.ops.jvp(lambda x: x * x, (3.0,), (1.0,))
    ...     assert float(value) == 9.0 and float(slope) == 6.0
    """
    if not isinstance(primals, (tuple, list)) or not isinstance(tangents, (tuple, list)):
        raise ValueError(f"jvp: `primals` and `tangents` must be tuples or lists; got {type(primals)} and {type(tangents)}.")
    primals, tangents = _tensors(tuple(primals)), _tensors(tuple(tangents))
    sizes = [tree.map_structure(lambda x: tuple(x.shape), nest) for nest in (primals, tangents)]
    if sizes[0] != sizes[1]:
        raise ValueError(f"jvp: `tangents` must have the structure and shapes of `primals`; got shapes {sizes[1]} and {sizes[0]}.")
    tangents = tree.map_structure(lambda x, tangent: cast(tangent, dtype_of(x)), primals, tangents)

    def differentiable(*args: Any) -> Any:
        result = _tensors(fun(*args))
        return tuple(result) if has_aux else result

    return jvp_(differentiable, primals, tangents, has_aux)
