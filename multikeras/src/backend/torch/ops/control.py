"""Control flow, vectorisation, and how gradients are found.

In eager code the loops are Python's. While torch.compile or torch.export traces, what depends on the values of tensors becomes
an operator of the graph, and scans are unrolled.
"""

import functools
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch._higher_order_ops.while_loop import while_loop as _traced_while_loop
from torch._subclasses.fake_tensor import FakeTensor
from torch.utils.checkpoint import checkpoint as _checkpoint

from multikeras.src.core import tree


def cond(pred: Any, true_fn: Callable, false_fn: Callable) -> Any:
    if isinstance(pred, Tensor) and torch.compiler.is_compiling():
        return torch.cond(pred.reshape(()), _without_aliases(true_fn), _without_aliases(false_fn), ())
    if isinstance(pred, FakeTensor):
        return true_fn()  # without values only the spec of the result is asked for, which both branches share
    return true_fn() if pred else false_fn()


def while_loop(cond: Callable, body: Callable, loop_vars: tuple, maximum_iterations: int | None = None) -> tuple:
    if torch.compiler.is_compiling():
        return _trace_while_loop(cond, body, loop_vars, maximum_iterations)
    iterations = 0
    while (maximum_iterations is None or iterations < maximum_iterations) and cond(*loop_vars):
        loop_vars = body(*loop_vars)
        iterations += 1
    return loop_vars


def _trace_while_loop(cond: Callable, body: Callable, loop_vars: tuple, maximum_iterations: int | None) -> tuple:
    body = _without_aliases(body)
    if maximum_iterations is None:
        return _traced_while_loop(cond, body, loop_vars)

    def within_limit(iteration: Tensor, *loop_vars: Any) -> Tensor:
        return (iteration < maximum_iterations) & cond(*loop_vars)

    def count(iteration: Tensor, *loop_vars: Any) -> tuple:
        return iteration + 1, *body(*loop_vars)

    _, *loop_vars = _traced_while_loop(within_limit, count, (torch.tensor(0), *loop_vars))
    return tuple(loop_vars)


def _without_aliases(fn: Callable) -> Callable:
    """`fn` with results of their own memory, as the operators of a graph require."""
    return lambda *args: tree.map_structure(lambda x: x.clone(), fn(*args))


def scan(f: Callable, init: Any, xs: Any = None, length: int | None = None, reverse: bool = False, unroll: int = 1) -> tuple[Any, Any]:
    leaves = [] if xs is None else tree.flatten(xs)
    steps = leaves[0].shape[0] if leaves else length
    columns = [leaf.unbind(0) for leaf in leaves]
    if steps == 0:
        _, y = f(init, tree.map_structure(_zero_row, xs))
        return init, tree.map_structure(_no_rows, y)
    carry, ys = init, []
    for step in range(steps)[::-1] if reverse else range(steps):
        if isinstance(xs, Tensor):
            x = columns[0][step]
        else:
            x = None if xs is None else tree.pack_sequence_as(xs, [column[step] for column in columns])
        carry, y = f(carry, x)
        ys.append(y)
    if reverse:
        ys.reverse()
    return carry, _stack(ys)


def _zero_row(x: Tensor | None) -> Tensor | None:
    """A row like those that a tensor without rows would have: what a function gives for it has the shape of its results."""
    return None if x is None else x.new_zeros(x.shape[1:])


def _no_rows(row: Tensor | None) -> Tensor | None:
    return None if row is None else row.new_zeros((0, *row.shape))


def _stack(ys: list) -> Any:
    if isinstance(ys[0], Tensor):
        return torch.stack(ys)
    return tree.map_structure(lambda *rows: None if rows[0] is None else torch.stack(rows), *ys)


def vectorized_map(function: Callable, elements: Any) -> Any:
    return torch.vmap(function, randomness="different")(elements)


def custom_gradient(fn: Callable) -> Callable:
    @functools.wraps(fn)
    def wrapped(*args: Any) -> Any:
        structure: Any = None

        def flat(*args: Any) -> tuple:
            nonlocal structure
            structure, grad = fn(*args)
            return tuple(tree.flatten(structure)), grad

        leaves = _CustomGradient.apply(*args, flat)
        return tree.pack_sequence_as(structure, leaves)

    return wrapped


class _CustomGradient(torch.autograd.Function):
    """A function that gives a tuple of tensors and, besides, its own gradient.

    The function comes last: torch.compile loses what comes before the first tensor when no tensor needs a gradient.
    """

    @staticmethod
    def forward(ctx: Any, *args: Any) -> tuple:
        *args, fn = args
        result, ctx.grad = fn(*args)
        return result

    @staticmethod
    def backward(ctx: Any, *upstream: Tensor) -> tuple:
        gradients = ctx.grad(*upstream)
        return *(gradients if isinstance(gradients, (list, tuple)) else (gradients,)), None


def checkpoint(fn: Callable) -> Callable:
    @functools.wraps(fn)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        return _checkpoint(fn, *args, use_reentrant=False, **kwargs)

    return wrapped


def jvp(fun: Callable, primals: tuple, tangents: tuple, has_aux: bool) -> tuple:
    return torch.func.jvp(fun, primals, tangents, has_aux=has_aux)
