"""Gradients, compiled steps and placement of data."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import partial
from sys import getrefcount
from types import SimpleNamespace
from typing import Any

import jax
import numpy as np
from jax.extend.core import jaxpr_as_fun

from multikeras.src.backend.jax.sparse import make
from multikeras.src.backend.jax.tensor import WIDE_DTYPES, convert, host_view
from multikeras.src.backend.jax.tracing import primitives
from multikeras.src.core.coordinates import coordinates, is_host_sparse
from multikeras.src.core.variable import StateScope, Variable

JIT_PAYS = True
"""Whether `jit_compile="auto"` compiles."""

COMPILES_CALLS = True
"""Whether a compiled function takes less time than the same ops one by one, so that calls of whole models go through one."""

LOOPS = True
"""Whether a loop of steps inside one compiled function takes less time than as many calls."""

RECORDS = False
"""Whether a step that only calls ops is recorded, and then runs without its Python code."""

READS_LATER = True
"""Whether a step may still read its batch, in memory of the host, after the call of it has returned."""


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
    jit: bool | None = None,
    eager: bool = False,
    donate: bool = False,
    repeats: Callable[[], bool] | None = None,
) -> Callable[[Any], Any]:
    """A step over one batch as a jitted function.

    The values of `variables`, which the step may change, are donated to it with `donate`; those of `reads` are only passed. Without
    donation a step may be interrupted anywhere, and leaves the old values behind. Further variables that `fn` turns out to use when it
    is traced, such as those of a second optimizer, join `variables`, and it is traced again.
    """
    return fn if eager else _Step(fn, variables, reads, donate)


def compile_loop(
    fn: Callable[[Any], Any],
    variables: Sequence[Variable],
    reads: Sequence[Variable] = (),
    *,
    jit: bool | None = None,
    eager: bool = False,
    repeats: Callable[[], bool] | None = None,
) -> Callable[[Any, int], Any]:
    """A step over the first of stacked batches as one jitted loop, to which the values of `variables` are donated."""
    return partial(_run_in_turn, fn) if eager else _Loop(fn, variables, reads, donate=True)


class _Step:
    """A jitted step over variables."""

    def __init__(self, fn: Callable[[Any], Any], variables: Sequence[Variable], reads: Sequence[Variable], donate: bool):
        self._fn = fn
        self._variables, self._reads = list(variables), list(reads)
        self._donates = donate
        self._jitted = jax.jit(self._pure, donate_argnums=0 if donate else ())

    def __call__(self, batch: Any) -> Any:
        return self._run(self._jitted, batch, lambda: self._fn(batch))

    def _pure(self, values: list[Any], constants: list[Any], batch: Any) -> tuple[list[Any], Any]:
        variables = self._variables
        with TracedScope(zip((*variables, *self._reads), (*values, *constants), strict=True)) as scope:
            logs = self._fn(batch)
        unforeseen = {id(v): v for v in (*scope.found, *(v for v, _ in scope.written(excluding=variables)))}
        if unforeseen:
            raise UnforeseenVariablesError(list(unforeseen.values()))
        return scope.values(variables), logs

    def _run(self, compiled: Callable, given: Any, inline: Callable[[], Any]) -> Any:
        """Call a jitted function of values, constants and `given`, and keep the values that it gives; `inline` does the same among
        tracers."""
        try:
            before = _to_donate(self._variables) if self._donates else [v._value for v in self._variables]
            values, logs = compiled(before, [v._value for v in self._reads], given)
        except UnforeseenVariablesError as error:
            unforeseen = {id(variable) for variable in error.variables}
            self._reads = [v for v in self._reads if id(v) not in unforeseen]
            self._variables.extend(error.variables)
            return self._run(compiled, given, inline)
        except Exception as error:
            # JAX ends each error with a note on its tracebacks, under which the message and our own notes would be overlooked.
            error.__notes__ = [note for note in getattr(error, "__notes__", []) if "JAX_TRACEBACK_FILTERING" not in note]
            raise
        if values and isinstance(values[0], jax.core.Tracer):  # the step is part of a function that JAX traces
            return inline()
        for variable, value in zip(self._variables, values, strict=True):
            variable._value = value
        return logs


class _Loop(_Step):
    """A jitted loop of steps; where a loop would slow the step down, the jitted step is called again and again.

    Attributes:
        pays: Whether it is a loop, as far as is known.
    """

    def __init__(self, fn: Callable[[Any], Any], variables: Sequence[Variable], reads: Sequence[Variable], donate: bool):
        super().__init__(fn, variables, reads, donate)
        self._jitted_loop = jax.jit(self._pure_loop, donate_argnums=0)
        self.pays = True

    def __call__(self, batches: Any, count: int) -> Any:
        if self.pays:
            jax.block_until_ready([variable._value for variable in self._variables])
            try:
                given = np.int32(count), jax.tree.map(_shared, batches)
                return self._run(self._jitted_loop, given, lambda: self._one_by_one(batches, count))
            except SlowInLoopsError:
                self.pays = False
        return self._one_by_one(batches, count)

    def _one_by_one(self, batches: Any, count: int) -> Any:
        return _run_in_turn(super().__call__, batches, count)

    def _pure_loop(self, values: list[Any], constants: list[Any], given: tuple[Any, Any]) -> tuple[list[Any], Any]:
        count, batches = given
        # Traced once, by the jitted step, to see what it is made of, and put into the loop as it is.
        traced = self._jitted.trace(values, constants, jax.tree.map(lambda x: x[0], batches))
        # XLA compiles convolutions in loops for the CPU to code that is some five times slower than outside of loops.
        if jax.default_backend() == "cpu" and "conv_general_dilated" in primitives(traced.jaxpr.jaxpr):
            raise SlowInLoopsError
        step = jaxpr_as_fun(traced.jaxpr)

        def body(i: Any, outputs: list[Any]) -> list[Any]:
            batch = [jax.lax.dynamic_index_in_dim(x, i, keepdims=False) for x in jax.tree.leaves(batches)]
            return step(*outputs[: len(values)], *constants, *batch)

        logs = [jax.numpy.zeros(log.shape, log.dtype) for log in jax.tree.leaves(traced.out_info[1])]
        outputs = jax.lax.fori_loop(0, count, body, [*values, *logs])
        return jax.tree.unflatten(jax.tree.structure(traced.out_info), outputs)


class SlowInLoopsError(Exception):
    """A step takes more time inside a loop than by itself."""


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


def _references() -> int:
    for variable in [SimpleNamespace(_value=np.empty(0))]:
        value = variable._value
        count = getrefcount(value)
    return count


HELD_BY_ITS_VARIABLE = _references()
"""References to a value in `_to_donate` that nobody else holds: of the variable, the local name and the call, as this version of Python
counts them."""


def _run_in_turn(fn: Callable[[Any], Any], batches: Any, count: int) -> Any:
    for i in range(count):
        logs = fn(place(jax.tree.map(lambda x, i=i: x[i], batches)))
    return logs


def stack(batches: Sequence[Any], length: int) -> Any:
    """Batches of equal shapes as one nest with a leading axis; what is missing is made up by the last batch."""
    return jax.tree.map(lambda *leaves: np.stack(leaves), *batches, *[batches[-1]] * (length - len(batches)))


def place(batch: Any) -> Any:
    """The batch as a jitted step takes it: as NumPy arrays, which cost less than a transfer of their own."""
    return jax.tree.map(_place, batch)


def _place(x: Any) -> Any:
    if not _is_common(x) and (view := host_view(x)) is not None:
        x = view
    return x if _is_common(x) else _place_sparse(x) if is_host_sparse(x) else convert(x)


def _shared(x: Any) -> Any:
    """The tensor of an array, in the memory of the array where this can be."""
    return jax.device_put(x) if _is_common(x) else convert(x)


def _is_common(x: Any) -> bool:
    return type(x) is np.ndarray and x.dtype.kind in "biuf" and x.dtype not in WIDE_DTYPES


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


def aside(function: Callable, *arguments: Any) -> Any:
    """Call Python code in a step; steps are never recorded here."""
    return function(*arguments)


def whole(gradients: Sequence[Any]) -> Sequence[Any]:
    """Gradients as whole tensors, which they are."""
    return gradients


def replica_sum(x: Any) -> Any:
    """The sum over the replicas of a data-parallel run: `x` as it is, since what JAX shards over devices is one array."""
    return x
