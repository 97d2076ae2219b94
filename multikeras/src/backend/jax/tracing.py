"""The ways in which JAX turns a function of tensors into compiled code, what it makes of it, and gradients."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import jax

from multikeras.src.backend.jax.tensor import WIDE_DTYPES


def jit(fn: Callable) -> Callable:
    """`fn` jitted."""
    compiled = jax.jit(fn)

    def run(*args: Any) -> Any:
        with _width(args):
            return compiled(*args)

    return run


TRACERS = {"jit": jit}


def gradients(fn: Callable) -> Callable:
    def of(*values: Any) -> tuple:
        with _width(values):
            return jax.grad(fn, argnums=tuple(range(len(values))))(*values)

    return of


def _width(values: Any) -> AbstractContextManager:
    """64 bits for 64-bit tensors: without them, JAX fails on the 32-bit constants in some of its own gradients."""
    is_wide = any(value.dtype in WIDE_DTYPES for value in jax.tree.leaves(values))
    return jax.enable_x64(True) if is_wide else nullcontext()


def dispatched(fn: Callable, *tensors: jax.Array) -> list[str]:
    return list(primitives(jax.make_jaxpr(fn)(*tensors).jaxpr))


def primitives(jaxpr: Any) -> Iterator[str]:
    """Names of the primitives of a jaxpr, with those of functions inside."""
    for equation in jaxpr.eqns:
        yield equation.primitive.name
        for inner in jax.tree.leaves(list(equation.params.values()), is_leaf=_is_program):
            if _is_program(inner):
                yield from primitives(inner)


def _is_program(x: Any) -> bool:
    return hasattr(x, "eqns")
