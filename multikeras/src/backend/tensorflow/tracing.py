"""The ways in which TensorFlow turns a function of tensors into compiled code, what it makes of it, and gradients."""

from collections.abc import Callable

import tensorflow as tf


def graph(fn: Callable) -> Callable:
    """`fn` as a graph."""
    return tf.function(fn, autograph=False)


def xla(fn: Callable) -> Callable:
    """`fn` as a program of XLA."""
    return tf.function(fn, autograph=False, jit_compile=True)


TRACERS = {"graph": graph, "xla": xla}


def gradients(fn: Callable) -> Callable:
    def of(*values: tf.Tensor) -> list:
        with tf.GradientTape() as tape:
            tape.watch(values)
            result = fn(*values)
        found = tape.gradient(result, values, unconnected_gradients=tf.UnconnectedGradients.ZERO)
        return [tf.convert_to_tensor(gradient) for gradient in found]

    return of


def dispatched(fn: Callable, *tensors: tf.Tensor) -> list[str]:
    program = graph(fn).get_concrete_function(*tensors).graph.as_graph_def()
    nodes = [*program.node, *(node for function in program.library.function for node in function.node_def)]
    return [node.op for node in nodes]
