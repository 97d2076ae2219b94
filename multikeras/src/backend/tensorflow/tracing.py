"""The ways in which TensorFlow turns a function of tensors into compiled code, and what it makes of it."""

from collections.abc import Callable

import tensorflow as tf


def graph(fn: Callable) -> Callable:
    """`fn` as a graph."""
    return tf.function(fn, autograph=False)


def xla(fn: Callable) -> Callable:
    """`fn` as a program of XLA."""
    return tf.function(fn, autograph=False, jit_compile=True)


TRACERS = {"graph": graph, "xla": xla}


def dispatched(fn: Callable, *tensors: tf.Tensor) -> list[str]:
    program = graph(fn).get_concrete_function(*tensors).graph.as_graph_def()
    nodes = [*program.node, *(node for function in program.library.function for node in function.node_def)]
    return [node.op for node in nodes]
