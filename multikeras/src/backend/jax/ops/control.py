"""Control flow and transformations of functions on JAX."""

from typing import Any

import jax
import jax.numpy as jnp
from jax import lax

from multikeras.src.backend.jax.tensor import TENSOR_TYPES, Tensor


def cond(pred, true_fn, false_fn) -> Any:
    if type(pred) is Tensor:  # known by now: neither compile nor run the branch that is not taken
        return true_fn() if pred else false_fn()
    return lax.cond(pred, true_fn, false_fn)


LONGEST_LOOP = 1000
"""Steps up to which a scan outside of any compiled function runs as a loop: compiling it takes longer, and happens at each call."""


def scan(f, init, xs=None, length=None, reverse=False, unroll=1) -> tuple:
    steps = length if length is not None else jax.tree.leaves(xs)[0].shape[0]
    if not 0 < steps <= LONGEST_LOOP or isinstance(jnp.zeros(()), jax.core.Tracer):  # within a jit, new arrays are traced too
        return lax.scan(f, init, xs, length=length, reverse=reverse, unroll=unroll)
    carry, results = init, [None] * steps
    for i in reversed(range(steps)) if reverse else range(steps):
        carry, results[i] = f(carry, jax.tree.map(lambda x, i=i: x[i], xs))
    return carry, jax.tree.map(lambda *parts: jnp.stack(parts), *results)


def while_loop(cond, body, loop_vars, maximum_iterations=None) -> tuple:
    if maximum_iterations is None:
        return lax.while_loop(lambda values: cond(*values), lambda values: body(*values), loop_vars)

    def bounded_cond(state: tuple) -> Any:
        iteration, values = state
        return (iteration < maximum_iterations) & cond(*values)

    def counted_body(state: tuple) -> tuple:
        iteration, values = state
        return iteration + 1, body(*values)

    return lax.while_loop(bounded_cond, counted_body, (0, loop_vars))[1]


def associative_scan(f, elems, reverse, axis) -> Any:
    if reverse:  # turned round here, since JAX itself does so along axes from the front only
        turned = jax.tree.map(lambda x: jnp.flip(x, axis), elems)
        folded = lax.associative_scan(f, turned, axis=axis)
        return jax.tree.map(lambda x: jnp.flip(x, axis), folded)
    return lax.associative_scan(f, elems, axis=axis)


def vectorized_map(function, elements) -> Any:
    return jax.vmap(function)(elements)


def custom_gradient(fn) -> Any:
    def with_rule(*args: Any) -> tuple:
        result, grad = fn(*args)
        unpack = isinstance(result, tuple | list)
        return result, lambda upstream: grad(*upstream) if unpack else grad(upstream)

    return jax.custom_gradient(with_rule)


def checkpoint(fn) -> Any:
    def recomputed(*args: Any, **kwargs: Any) -> Any:
        # Only tensors are arguments of the checkpoint: a Python flag must reach fn as it is, not as a traced value.
        leaves, structure = jax.tree.flatten((args, kwargs))
        places = [index for index, leaf in enumerate(leaves) if isinstance(leaf, TENSOR_TYPES)]

        def run(tensors: list) -> Any:
            filled = list(leaves)
            for index, tensor in zip(places, tensors, strict=True):
                filled[index] = tensor
            inner_args, inner_kwargs = jax.tree.unflatten(structure, filled)
            return fn(*inner_args, **inner_kwargs)

        return jax.checkpoint(run)([leaves[index] for index in places])

    return recomputed


def jvp(fun, primals, tangents, has_aux) -> tuple:
    return jax.jvp(fun, primals, tangents, has_aux)
