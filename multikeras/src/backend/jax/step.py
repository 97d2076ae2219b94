"""Gradients, compiled steps and placement of data."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import jax
import numpy as np

from multikeras.src.backend.jax.tensor import WIDE_DTYPES
from multikeras.src.core.variable import StateScope, Variable

JIT_PAYS = True
"""Whether `jit_compile="auto"` compiles."""

COMPILES_CALLS = True
"""Whether a compiled function takes less time than the same ops one by one, so that calls of whole models go through one."""

RUNS_EACH_STEP = False
"""Whether the Python code of a step runs at each step: only while it is traced."""


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

    The values of `variables`, which the step may change, are donated to it; those of `reads` are only passed.
    """
    if eager:
        return fn if steps == 1 else lambda batches: _run_in_turn(fn, batches, steps)

    def pure(values: list[Any], constants: list[Any], batch: Any) -> tuple[list[Any], Any]:
        with StateScope(zip((*variables, *reads), (*values, *constants), strict=True)) as scope:
            logs = fn(batch)
        stray = scope.written(excluding=variables)
        if stray:
            raise RuntimeError(
                f"A compiled step assigns variable {stray[0][0].path!r}, which the model does not know of, so that its new value would "
                "be lost. Keep it, or the layer or metric that holds it, in an attribute of the model."
            )
        return scope.values(variables), logs

    def pure_many(values: list[Any], constants: list[Any], batches: Any) -> tuple[list[Any], Any]:
        values, logs = jax.lax.scan(lambda carry, batch: pure(carry, constants, batch), values, batches)
        return values, jax.tree.map(lambda x: x[-1], logs)

    compiled = jax.jit(pure if steps == 1 else pure_many, donate_argnums=0)

    def step(batch: Any) -> Any:
        values, logs = compiled([v._value for v in variables], [v._value for v in reads], batch)
        for variable, value in zip(variables, values, strict=True):
            variable._value = value
        return logs

    return step


def _run_in_turn(fn: Callable[[Any], Any], batches: Any, steps: int) -> Any:
    for i in range(steps):
        logs = fn(jax.tree.map(lambda x, i=i: x[i], batches))
    return logs


def stack(batches: Sequence[Any]) -> Any:
    """Batches of equal shapes as one nest with a leading axis."""
    return jax.tree.map(lambda *leaves: np.stack(leaves), *batches)


def place(batch: Any) -> Any:
    """The batch on the device. A jitted step takes NumPy arrays as they are, at less cost than a transfer of its own."""
    return batch


def no_grad() -> AbstractContextManager[None]:
    """A scope in which no gradients are recorded: JAX records none unless asked."""
    return _NULL


_NULL = nullcontext()


def update_all(optimizer: Any, variables: Sequence[Variable], gradients: Sequence[Any], step: Any, learning_rate: Any) -> bool:
    """No fused kernels: XLA fuses the formula."""
    return False
