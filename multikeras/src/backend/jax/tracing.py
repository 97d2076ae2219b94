"""The ways in which JAX turns a function of tensors into compiled code, and what it makes of it."""

from collections.abc import Callable, Iterator
from typing import Any

import jax

TRACERS = {"jit": jax.jit}


def dispatched(fn: Callable, *tensors: jax.Array) -> list[str]:
    return list(_primitives(jax.make_jaxpr(fn)(*tensors).jaxpr))


def _primitives(jaxpr: Any) -> Iterator[str]:
    for equation in jaxpr.eqns:
        yield equation.primitive.name
        for inner in jax.tree.leaves(list(equation.params.values()), is_leaf=_is_program):
            if _is_program(inner):
                yield from _primitives(inner)


def _is_program(x: Any) -> bool:
    return hasattr(x, "eqns")
