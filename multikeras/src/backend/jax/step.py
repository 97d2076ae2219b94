"""Gradients, compiled steps and placement of data."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from sys import getrefcount
from typing import Any

import jax
import numpy as np

from multikeras.src.backend.jax.sparse import make
from multikeras.src.backend.jax.tensor import WIDE_DTYPES, convert
from multikeras.src.core.coordinates import coordinates, is_host_sparse
from multikeras.src.core.variable import StateScope, Variable

JIT_PAYS = True
"""Whether `jit_compile="auto"` compiles."""

COMPILES_CALLS = True
"""Whether a compiled function takes less time than the same ops one by one, so that calls of whole models go through one."""


def value_and_grad(fn: Callable[[], tuple[Any, Any]], variables: Sequence[Variable]) -> tuple[tuple[Any, Any], list[Any]]:
    """The loss, what came with it, and the gradients of the loss. What `fn` assigns to other variables is kept."""
    changed: list[Variable] = []

    def pure(values: list[Any]) -> tuple[Any, Any]:
        with StateScope(zip(variables, values, strict=True)) as scope:
            loss, aux = fn()
        written = scope.written(excluding=variables)
        changed[:] = [variable for variable, _ in written]
        return loss, (aux, [value for _, value in written])

    given = [v.value for v in variables]
    is_wide = any(value.dtype in WIDE_DTYPES for value in given)
    # Without it, JAX fails on the 32-bit constants in some of its own gradients.
    with jax.enable_x64(True) if is_wide else _NULL:
        (loss, (aux, values)), gradients = jax.value_and_grad(pure, has_aux=True)(given)
    for variable, value in zip(changed, values, strict=True):
        variable.assign(value)
    return (loss, aux), gradients


def compile_step(
    fn: Callable[[Any], Any],
    variables: Sequence[Variable],
    reads: Sequence[Variable] = (),
    *,
    steps: int = 1,
    jit: bool | None = None,
    eager: bool = False,
) -> Callable[[Any], Any]:
    """A step over one batch, or over `steps` stacked batches, as one jitted function.

    The values of `variables`, which the step may change, are donated to it; those of `reads` are only passed. Further variables that
    `fn` turns out to use when it is traced, such as those of a second optimizer, join `variables`, and it is traced again.
    """
    if eager:
        return fn if steps == 1 else lambda batches: _run_in_turn(fn, batches, steps)
    variables, reads = list(variables), list(reads)

    def pure(values: list[Any], constants: list[Any], batch: Any) -> tuple[list[Any], Any]:
        with TracedScope(zip((*variables, *reads), (*values, *constants), strict=True)) as scope:
            logs = fn(batch)
        unforeseen = {id(v): v for v in (*scope.found, *(v for v, _ in scope.written(excluding=variables)))}
        if unforeseen:
            raise UnforeseenVariablesError(list(unforeseen.values()))
        return scope.values(variables), logs

    def pure_many(values: list[Any], constants: list[Any], batches: Any) -> tuple[list[Any], Any]:
        values, logs = jax.lax.scan(lambda carry, batch: pure(carry, constants, batch), values, batches)
        return values, jax.tree.map(lambda x: x[-1], logs)

    compiled = jax.jit(pure if steps == 1 else pure_many, donate_argnums=0)

    def step(batch: Any) -> Any:
        try:
            values, logs = compiled(_to_donate(variables), [v._value for v in reads], batch)
        except UnforeseenVariablesError as error:
            unforeseen = {id(variable) for variable in error.variables}
            reads[:] = [v for v in reads if id(v) not in unforeseen]
            variables.extend(error.variables)
            return step(batch)
        except Exception as error:
            # JAX ends each error with a note on its tracebacks, under which the message and our own notes would be overlooked.
            error.__notes__ = [note for note in getattr(error, "__notes__", []) if "JAX_TRACEBACK_FILTERING" not in note]
            raise
        if values and isinstance(values[0], jax.core.Tracer):  # the step is part of a function that JAX traces
            return fn(batch)
        for variable, value in zip(variables, values, strict=True):
            variable._value = value
        return logs

    return step


class TracedScope(StateScope):
    """The state of a function that is being traced. It notes which variables the function uses that it was not given."""

    def __init__(self, pairs: Iterable[tuple[Variable, Any]]):
        super().__init__(pairs)
        self.found: list[Variable] = []

    def find(self, variable: Variable) -> Any:
        self.found.append(variable)
        return variable._value


class UnforeseenVariablesError(Exception):
    """A traced function used variables of which nobody told."""

    def __init__(self, variables: list[Variable]):
        super().__init__([variable.path for variable in variables])
        self.variables = variables


def _to_donate(variables: Sequence[Variable]) -> list[Any]:
    """The values of variables, copies of those that somebody else holds too: what is donated is gone."""
    values = []
    for variable in variables:
        value = variable._value
        values.append(value if getrefcount(value) == HELD_BY_ITS_VARIABLE else value.copy())
    return values


HELD_BY_ITS_VARIABLE = 3
"""References to a value in `_to_donate` that nobody else holds: of the variable, the local name and the argument of `getrefcount`."""


def _run_in_turn(fn: Callable[[Any], Any], batches: Any, steps: int) -> Any:
    for i in range(steps):
        logs = fn(jax.tree.map(lambda x, i=i: x[i], batches))
    return logs


def stack(batches: Sequence[Any]) -> Any:
    """Batches of equal shapes as one nest with a leading axis."""
    return jax.tree.map(lambda *leaves: np.stack(leaves), *batches)


def place(batch: Any) -> Any:
    """The batch as a jitted step takes it: NumPy arrays as they are, which costs less than a transfer of their own."""
    return jax.tree.map(_place, batch)


def _place(x: Any) -> Any:
    if is_host_sparse(x):
        return _place_sparse(x)
    return x if type(x) is np.ndarray and x.dtype.kind in "biuf" and x.dtype not in WIDE_DTYPES else convert(x)


def _place_sparse(x: Any) -> Any:
    """A sparse matrix with a power of two of stored places, so that batches with a few values more or less share one program."""
    indices, values, shape = coordinates(x)
    missing = (1 << max(len(values) - 1, 1).bit_length()) - len(values)
    behind_the_end = np.broadcast_to(np.asarray(shape, indices.dtype), (missing, len(shape)))
    indices = np.concatenate([indices, behind_the_end]).astype("int32")
    return make(convert(indices), convert(np.concatenate([values, np.zeros(missing, values.dtype)])), shape)


def no_grad() -> AbstractContextManager[None]:
    """A scope in which no gradients are recorded: JAX records none unless asked."""
    return _NULL


_NULL = nullcontext()


def update_all(optimizer: Any, variables: Sequence[Variable], gradients: Sequence[Any], step: Any, learning_rate: Any) -> bool:
    """No fused kernels: XLA fuses the formula."""
    return False


def runs_each_step() -> bool:
    """Whether the Python code of a step runs at each step: only while it is traced."""
    return False


def whole(gradients: Sequence[Any]) -> Sequence[Any]:
    """Gradients as whole tensors, which they are."""
    return gradients


def replica_sum(x: Any) -> Any:
    """The sum over the replicas of a data-parallel run: `x` as it is, since what JAX shards over devices is one array."""
    return x
