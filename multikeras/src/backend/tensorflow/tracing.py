"""The ways in which TensorFlow turns a function of tensors into compiled code."""

from collections.abc import Callable

import tensorflow as tf


def graph(fn: Callable) -> Callable:
    """`fn` as a graph."""
    return tf.function(fn, autograph=False)


def xla(fn: Callable) -> Callable:
    """`fn` as a program of XLA."""
    return tf.function(fn, autograph=False, jit_compile=True)


TRACERS = {"graph": graph, "xla": xla}
