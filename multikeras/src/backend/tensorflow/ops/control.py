"""Control flow and transformations of functions on TensorFlow."""

from collections.abc import Callable
from typing import Any

import tensorflow as tf
from tensorflow import raw_ops as raw

from multikeras.src.backend.tensorflow import tensor
from multikeras.src.core import tree


def cond(pred, true_fn, false_fn) -> Any:
    return tf.cond(tensor.convert(pred), true_fn, false_fn)


def while_loop(cond, body, loop_vars, maximum_iterations=None) -> tuple:
    return tf.while_loop(
        cond,
        body,
        tree.map_structure(tensor.convert, tuple(loop_vars)),
        maximum_iterations=maximum_iterations,
    )


def scan(f, init, xs=None, length=None, reverse=False, unroll=1) -> tuple:
    elements = [] if xs is None else tree.flatten(xs)
    count = length if length is not None else tensor.shape(elements[0])[0]
    carry = tree.map_structure(tensor.convert, init)

    def step(carry: list, element: list) -> tuple[list, Any]:
        x = None if xs is None else tree.pack_sequence_as(xs, element)
        result, y = f(tree.pack_sequence_as(init, carry), x)
        return tree.flatten(result), y

    known = isinstance(count, int)
    if known and count and (tf.executing_eagerly() or unroll is True or unroll >= count):
        leaves, ys = _unrolled(step, tree.flatten(carry), elements, count, reverse)
    else:
        leaves, ys = _looped(step, tree.flatten(carry), elements, count, reverse)
    return tree.pack_sequence_as(init, leaves), ys


def _unrolled(step: Callable, carry: list, elements: list, count: int, reverse: bool) -> tuple[list, Any]:
    rows = list(zip(*(raw.Unpack(value=leaf, num=count, axis=0) for leaf in elements), strict=True)) or [()] * count
    ys = []
    for row in reversed(rows) if reverse else rows:
        carry, y = step(carry, list(row))
        ys.append(y)
    if reverse:
        ys.reverse()
    return carry, tree.map_structure(lambda *parts: None if parts[0] is None else tf.stack(parts), *ys)


def _looped(step: Callable, carry: list, elements: list, count: Any, reverse: bool) -> tuple[list, Any]:
    rows = [tf.TensorArray(leaf.dtype, count, element_shape=leaf.shape[1:]).unstack(leaf) for leaf in elements]
    structure = _results(step, carry, elements)
    specs = [spec for spec in tree.flatten(structure) if spec is not None]
    arrays = [tf.TensorArray(spec.dtype, count, element_shape=spec.shape) for spec in specs]

    def body(index: tf.Tensor, carry: list, arrays: list) -> tuple:
        place = count - 1 - index if reverse else index
        carry, y = step(list(carry), [row.read(place) for row in rows])
        ys = [leaf for leaf in tree.flatten(y) if leaf is not None]
        return index + 1, carry, [array.write(place, leaf) for array, leaf in zip(arrays, ys, strict=True)]

    state = (tf.constant(0), carry, arrays)
    _, carry, arrays = tf.while_loop(lambda index, *_: index < count, body, state, maximum_iterations=count)
    stacked = iter(arrays)
    return list(carry), tree.map_structure(lambda spec: None if spec is None else next(stacked).stack(), structure)


def _results(step: Callable, carry: list, elements: list) -> Any:
    """The nest of tensor specs that one step adds to the results, found by tracing it aside."""
    found = []

    def trace(carry: list, row: list) -> None:
        _, y = step(list(carry), list(row))
        found.append(tree.map_structure(lambda leaf: None if leaf is None else tf.TensorSpec(leaf.shape, leaf.dtype), y))

    rows = [tf.TensorSpec(leaf.shape[1:], leaf.dtype) for leaf in elements]
    specs = [tf.TensorSpec(leaf.shape, leaf.dtype) for leaf in carry]
    tf.function(trace, autograph=False).get_concrete_function(specs, rows)
    return found[-1]


def vectorized_map(function, elements) -> Any:
    return tf.vectorized_map(function, elements)


def custom_gradient(fn) -> Any:
    def with_rule(*args: Any) -> tuple:
        result, grad = fn(*args)

        def rule(*upstream: tf.Tensor, variables: Any = None) -> Any:
            gradients = grad(*upstream)
            # Of variables that `fn` reads, the rule says nothing: they get no gradient.
            return gradients if variables is None else (gradients, [None] * len(variables))

        return result, rule

    return tf.custom_gradient(with_rule)


def checkpoint(fn) -> Any:
    def recomputed(*args: Any, **kwargs: Any) -> Any:
        # Only tensors are arguments of the checkpoint: a Python flag must reach fn as it is.
        leaves = tree.flatten((args, kwargs))
        places = [index for index, leaf in enumerate(leaves) if isinstance(leaf, tf.Tensor)]

        def run(*tensors: tf.Tensor) -> Any:
            filled = list(leaves)
            for index, one in zip(places, tensors, strict=True):
                filled[index] = one
            inner_args, inner_kwargs = tree.pack_sequence_as((args, kwargs), filled)
            return fn(*inner_args, **inner_kwargs)

        return tf.recompute_grad(run)(*(leaves[index] for index in places))

    return recomputed


def jvp(fun, primals, tangents, has_aux) -> tuple:
    primals = tree.map_structure(tf.identity, primals)  # so that one tensor can be two arguments
    with tf.autodiff.ForwardAccumulator(tree.flatten(primals), tree.flatten(tangents)) as accumulator:
        result = fun(*primals)
    out, *aux = result if has_aux else (result,)
    derivative = tree.map_structure(lambda x: accumulator.jvp(x, tf.UnconnectedGradients.ZERO), out)
    return out, derivative, *aux
