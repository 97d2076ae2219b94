"""Control flow on NumPy: that of Python."""

from functools import wraps

import numpy as np

from multikeras.src.core import tree


def cond(pred, true_fn, false_fn):
    return true_fn() if pred else false_fn()


def while_loop(cond, body, loop_vars, maximum_iterations=None):
    count = 0
    while cond(*loop_vars) and (maximum_iterations is None or count < maximum_iterations):
        loop_vars = body(*loop_vars)
        count += 1
    return loop_vars


def scan(f, init, xs=None, length=None, reverse=False, unroll=1):
    leaves = tree.flatten(xs) if xs is not None else []
    count = len(leaves[0]) if leaves else int(length)
    if count == 0:
        _, y = f(init, _zero_row(xs))
        return init, _no_rows(y)
    carry, ys = init, [None] * count
    for index in reversed(range(count)) if reverse else range(count):
        carry, ys[index] = f(carry, _row(xs, index))
    return carry, _stack(ys)


def vectorized_map(function, elements):
    count = len(tree.flatten(elements)[0])
    return _stack([function(_row(elements, index)) for index in range(count)]) if count else _no_rows(function(_zero_row(elements)))


def _row(structure, index):
    return tree.map_structure(lambda x: x[index], structure, none_is_leaf=False)


def _zero_row(structure):
    """A row like those that arrays without rows would have: what a function gives for it has the shape of its results."""
    return tree.map_structure(lambda x: np.zeros(x.shape[1:], x.dtype), structure, none_is_leaf=False)


def _no_rows(structure):
    return tree.map_structure(lambda one: np.zeros((0, *np.shape(one)), one.dtype), structure, none_is_leaf=False)


def _stack(structures):
    return tree.map_structure(lambda *leaves: np.stack(leaves), *structures, none_is_leaf=False)


def custom_gradient(fn):
    @wraps(fn)
    def without_gradient(*args):
        result, _ = fn(*args)
        return result

    return without_gradient


def checkpoint(fn):
    return fn


def jvp(fun, primals, tangents, has_aux):
    raise NotImplementedError(
        "jvp: the NumPy backend has no derivatives. Choose jax, torch or tensorflow with the environment variable KERAS_BACKEND."
    )
