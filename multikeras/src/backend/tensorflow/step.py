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

LOOPS = True
"""Whether a loop of steps inside one compiled function takes less time than as many calls."""

RECORDS = False
"""Whether a step that only calls ops is recorded, and then runs without its Python code."""

READS_LATER = False
"""Whether a step may still read its batch, in memory of the host, after the call of it has returned."""


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
    jit: bool | None = None,
    eager: bool = False,
    donate: bool = False,
    repeats: Callable[[], bool] | None = None,
) -> Callable[[Any], Any]:
    """A step over one batch as a graph; one graph a batch shape."""
    return fn if eager else _Graphs(fn, bool(jit))


def compile_loop(
    fn: Callable[[Any], Any],
    variables: Sequence[Variable],
    reads: Sequence[Variable] = (),
    *,
    jit: bool | None = None,
    eager: bool = False,
    repeats: Callable[[], bool] | None = None,
) -> Callable[[Any, int], Any]:
    """A step over the first of stacked batches as one loop in a graph; one graph a batch shape."""
    if eager:
        return lambda batches, count: _run_in_turn(fn, batches, count)

    return _Loop(fn, bool(jit))


class _Graphs:
    """The graphs of a function, one for each structure and shape of its argument. They take its tensors one by one, which is what
    calls fastest."""

    def __init__(self, fn: Callable[[Any], Any], jit: bool):
        self._fn = fn
        self._jit = jit
        self._graphs: dict[Any, Callable] = {}
        self._of_sparse = tf.function(fn, autograph=False)  # which takes any number of stored values through one graph; XLA does not

    def __call__(self, batch: Any) -> Any:
        leaves = tf.nest.flatten(batch)
        key = tuple([(x.shape, x.dtype) if isinstance(x, tf.Tensor) else x for x in leaves])
        graph = self._graphs.get(key)
        if graph is None:
            if any(isinstance(x, tf.SparseTensor) for x in leaves):
                return self._of_sparse(batch)
            graph = self._graphs[key] = self._trace(batch, leaves)
        return graph(*[x for x in leaves if isinstance(x, tf.Tensor)])

    def _trace(self, batch: Any, leaves: list[Any]) -> Callable:
        def flat(*tensors: tf.Tensor) -> Any:
            given = iter(tensors)
            return self._fn(tf.nest.pack_sequence_as(batch, [next(given) if isinstance(x, tf.Tensor) else x for x in leaves]))

        specs = [tf.TensorSpec(x.shape, x.dtype) for x in leaves if isinstance(x, tf.Tensor)]
        return tf.function(flat, jit_compile=self._jit, autograph=False).get_concrete_function(*specs)


class _Loop:
    """A step over stacked batches as a loop of a graph.

    Attributes:
        pays: Whether it takes less time than single calls.
    """

    pays = True

    def __init__(self, fn: Callable[[Any], Any], jit: bool):
        self._graphs = _Graphs(lambda given: _loop(fn, *given), jit)

    def __call__(self, batches: Any, count: int) -> Any:
        return self._graphs((tf.convert_to_tensor(count), place(batches)))


def _loop(fn: Callable[[Any], Any], count: tf.Tensor, batches: Any) -> Any:
    """`fn` over the leading axis up to `count`, as a loop of the graph; gives what the last call gave."""
    leaves = tf.nest.flatten(batches)

    def at(i: tf.Tensor, *leaves: tf.Tensor) -> Any:
        return fn(tf.nest.pack_sequence_as(batches, [x if x is None else x[i] for x in leaves]))

    # A graph of its own tells what logs there are before the loop, which begins with zeros in their place.
    specs = [x if x is None else tf.TensorSpec(x.shape, x.dtype) for x in leaves]
    step = tf.function(at, autograph=False).get_concrete_function(tf.TensorSpec((), tf.int32), *specs)
    tensors = [x for x in leaves if x is not None]
    zeros = [tf.zeros(spec.shape, spec.dtype) for spec in tf.nest.flatten(step.structured_outputs)]

    def body(i: tf.Tensor, *_: tf.Tensor) -> tuple:
        return (i + 1, *tf.nest.flatten(step(i, *tensors)))

    _, *logs = tf.while_loop(lambda i, *_: i < count, body, (tf.constant(0), *zeros), parallel_iterations=1)
    return tf.nest.pack_sequence_as(step.structured_outputs, logs)


def _run_in_turn(fn: Callable[[Any], Any], batches: Any, count: int) -> Any:
    for i in range(count):
        logs = fn(place(tf.nest.map_structure(lambda x, i=i: x if x is None else x[i], batches)))
    return logs


def stack(batches: Sequence[Any], length: int) -> Any:
    """Batches of equal shapes as one nest with a leading axis; what is missing is made up by the last batch."""
    batches = [*batches, *[batches[-1]] * (length - len(batches))]
    return tf.nest.map_structure(lambda *leaves: leaves[0] if leaves[0] is None else np.stack(leaves), *batches)


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


def aside(function: Callable, *arguments: Any) -> Any:
    """Call Python code in a step; steps are never recorded here."""
    return function(*arguments)


def whole(gradients: Sequence[Any]) -> list[Any]:
    """Gradients as whole tensors: those of embeddings come as lists of rows."""
    return [tf.convert_to_tensor(gradient) if isinstance(gradient, tf.IndexedSlices) else gradient for gradient in gradients]


def replica_sum(x: tf.Tensor) -> tf.Tensor:
    """The sum over the replicas of a `tf.distribute` strategy; `x` as it is outside of one."""
    replica = tf.distribute.get_replica_context()
    if replica is None or replica.num_replicas_in_sync == 1:
        return x
    return replica.all_reduce(tf.distribute.ReduceOp.SUM, x)
