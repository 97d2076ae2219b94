"""Eager operations, written once in the shared API and once in each framework."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

import numpy as np


class Operation(ABC):
    """A function of arrays, in the hands of every contender."""

    def inputs(self, generator: np.random.Generator) -> list[np.ndarray]:
        return [generator.standard_normal((32, 32), np.float32) for _ in range(2)]

    @abstractmethod
    def build_keras(self, keras: Any) -> Callable:
        """From `keras.ops`, names that multikeras and Keras share."""

    @abstractmethod
    def build_torch(self, torch: Any) -> Callable:
        """The same with `torch` alone."""

    @abstractmethod
    def build_jax(self, jax: Any) -> Callable:
        """The same with `jax.numpy` alone."""

    @abstractmethod
    def build_tensorflow(self, tf: Any) -> Callable:
        """The same with `tf` alone."""


class PortableOperation(Operation):
    """An operation that somebody would write by hand in NumPy too."""

    @abstractmethod
    def build_numpy(self, numpy: Any) -> Callable:
        """The same with `numpy` alone."""


class Add(PortableOperation):
    """One `add`: the cost of dispatch."""

    def build_keras(self, keras):
        return keras.ops.add

    def build_torch(self, torch):
        return torch.add

    def build_jax(self, jax):
        return jax.numpy.add

    def build_tensorflow(self, tf):
        return tf.add

    def build_numpy(self, numpy):
        return numpy.add


class Dozen(PortableOperation):
    """Twelve ops of several families, one after the other."""

    def build_keras(self, keras):
        ops = keras.ops

        def dozen(x, y):
            x = ops.matmul(ops.add(x, y), ops.subtract(x, y))
            x = ops.multiply(ops.tanh(x), y)
            x = ops.transpose(ops.reshape(x, (16, 64)))
            x = ops.where(ops.greater(x, 0), x, ops.square(x))
            return ops.mean(ops.concatenate([x, x], axis=1), axis=0)

        return dozen

    def build_torch(self, torch):
        def dozen(x, y):
            x = torch.matmul(torch.add(x, y), torch.subtract(x, y))
            x = torch.multiply(torch.tanh(x), y)
            x = torch.reshape(x, (16, 64)).T
            x = torch.where(torch.greater(x, 0), x, torch.square(x))
            return torch.mean(torch.cat([x, x], dim=1), dim=0)

        return dozen

    def build_jax(self, jax):
        return self.build_numpy(jax.numpy)

    def build_tensorflow(self, tf):
        def dozen(x, y):
            x = tf.matmul(tf.add(x, y), tf.subtract(x, y))
            x = tf.multiply(tf.tanh(x), y)
            x = tf.transpose(tf.reshape(x, (16, 64)))
            x = tf.where(tf.greater(x, 0), x, tf.square(x))
            return tf.reduce_mean(tf.concat([x, x], axis=1), axis=0)

        return dozen

    def build_numpy(self, numpy):
        np = numpy

        def dozen(x, y):
            x = np.matmul(np.add(x, y), np.subtract(x, y))
            x = np.multiply(np.tanh(x), y)
            x = np.transpose(np.reshape(x, (16, 64)))
            x = np.where(np.greater(x, 0), x, np.square(x))
            return np.mean(np.concatenate([x, x], axis=1), axis=0)

        return dozen
