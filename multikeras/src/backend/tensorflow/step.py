"""Gradients, compiled steps and placement of data."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import numpy as np
import tensorflow as tf

from multikeras.src.backend.tensorflow.optimizer import update_all as update_all
from multikeras.src.backend.tensorflow.tensor import convert
from multikeras.src.core.coordinates import is_host_sparse
from multikeras.src.core.variable import Variable

JIT_PAYS = False
"""Whether `jit_compile="auto"` compiles."""

COMPILES_CALLS = True
"""Whether a compiled function takes less time than the same ops one by one, so that calls of whole models go through one."""


def value_and_grad(fn: Callable[[], tuple[Any, Any]], variables: Sequence[Variable]) -> tuple[tuple[Any, Any], list[Any]]:
    """The loss, what came with it, and the gradients of the loss, those of embeddings as `tf.IndexedSlices`; None where it does not
    depend on a variable."""
    handles = [variable._handle for variable in variables]
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(handles)
        loss, aux = fn()
    return (loss, aux), tape.gradient(loss, handles)


def compile_step(
    fn: Callable[[Any], Any],
    variables: Sequence[Variable],
    reads: Sequence[Variable] = (),
    *,
    steps: int = 1,
    jit: bool | None = None,
    eager: bool = False,
) -> Callable[[Any], Any]:
    """A step over one batch, or over `steps` stacked batches, as a graph; one graph a batch shape."""
    if eager:
        return fn if steps == 1 else lambda batches: _run_in_turn(fn, batches, steps)
    body = fn if steps == 1 else lambda batches: _loop(fn, batches, steps)
    graphs: dict[Any, Callable] = {}
    of_sparse = tf.function(body, autograph=False)  # which takes any number of stored values through one graph, but XLA does not

    def step(batch: Any) -> Any:
        leaves = tf.nest.flatten(batch)
        key = tuple([(x.shape, x.dtype) if isinstance(x, tf.Tensor) else x for x in leaves])
        graph = graphs.get(key)
        if graph is None:
            if any(isinstance(x, tf.SparseTensor) for x in leaves):
                return of_sparse(batch)
            graph = graphs[key] = _trace(body, batch, leaves, bool(jit))
        return graph(*[x for x in leaves if isinstance(x, tf.Tensor)])

    return step


def _trace(body: Callable[[Any], Any], batch: Any, leaves: list[Any], jit: bool) -> Callable:
    """The graph for batches of one structure and shape. It takes the tensors one by one, which is what calls fastest."""

    def flat(*tensors: tf.Tensor) -> Any:
        given = iter(tensors)
        return body(tf.nest.pack_sequence_as(batch, [next(given) if isinstance(x, tf.Tensor) else x for x in leaves]))

    specs = [tf.TensorSpec(x.shape, x.dtype) for x in leaves if isinstance(x, tf.Tensor)]
    return tf.function(flat, jit_compile=jit, autograph=False).get_concrete_function(*specs)


def _loop(fn: Callable[[Any], Any], batches: Any, steps: int) -> Any:
    """`fn` over the leading axis, as one loop of the graph; gives what the last call gave."""
    logs = fn(tf.nest.map_structure(lambda x: x[0], batches))
    flat = [tf.convert_to_tensor(x) for x in tf.nest.flatten(logs)]

    def body(i: tf.Tensor, *_: tf.Tensor) -> tuple:
        again = fn(tf.nest.map_structure(lambda x: x[i], batches))
        return (i + 1, *[tf.convert_to_tensor(x) for x in tf.nest.flatten(again)])

    _, *flat = tf.while_loop(lambda i, *_: i < steps, body, (tf.constant(1), *flat))
    return tf.nest.pack_sequence_as(logs, flat)


def _run_in_turn(fn: Callable[[Any], Any], batches: Any, steps: int) -> Any:
    for i in range(steps):
        logs = fn(tf.nest.map_structure(lambda x, i=i: x[i], batches))
    return logs


def stack(batches: Sequence[Any]) -> Any:
    """Batches of equal shapes as one nest with a leading axis."""
    return tf.nest.map_structure(lambda *leaves: np.stack(leaves), *batches)


def place(batch: Any) -> Any:
    """The batch as tensors."""
    return tf.nest.map_structure(_place, batch)


def _place(x: Any) -> Any:
    return x if x is None else convert(x) if is_host_sparse(x) or not hasattr(x, "__array__") else tf.convert_to_tensor(x)


def no_grad() -> AbstractContextManager[None]:
    """A scope in which no gradients are recorded: TensorFlow records none outside a tape."""
    return _NULL


_NULL = nullcontext()


def runs_each_step() -> bool:
    """Whether the Python code of a step runs at each step: only while it is traced."""
    return False


def whole(gradients: Sequence[Any]) -> list[Any]:
    """Gradients as whole tensors: those of embeddings come as lists of rows."""
    return [tf.convert_to_tensor(gradient) if isinstance(gradient, tf.IndexedSlices) else gradient for gradient in gradients]


def replica_sum(x: tf.Tensor) -> tf.Tensor:
    """The sum over the replicas of a `tf.distribute` strategy; `x` as it is outside of one."""
    replica = tf.distribute.get_replica_context()
    if replica is None or replica.num_replicas_in_sync == 1:
        return x
    return replica.all_reduce(tf.distribute.ReduceOp.SUM, x)
