"""Thirty ops from every family, one at a time: what a call costs beside the framework's own function."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from benchmarks.operations import PortableOperation


@dataclass
class SingleOp(PortableOperation):
    """One op; each builder makes, of a library, a function of the inputs."""

    shared: Callable[[Any], Callable]  # of the `ops` that multikeras and Keras share
    torch: Callable[[Any], Callable]
    jax: Callable[[Any], Callable]  # of jax.numpy
    tensorflow: Callable[[Any], Callable]
    numpy: Callable[[Any], Callable]
    arity: int = 1

    def inputs(self, generator: np.random.Generator) -> list[np.ndarray]:
        return [generator.random((32, 32), np.float32) + 0.1 for _ in range(self.arity)]

    def build_keras(self, keras):
        return self.shared(keras.ops)

    def build_torch(self, torch):
        return self.torch(torch)

    def build_jax(self, jax):
        return self.jax(jax.numpy)

    def build_tensorflow(self, tf):
        return self.tensorflow(tf)

    def build_numpy(self, numpy):
        return self.numpy(numpy)


def same(name: str, arity: int = 1) -> SingleOp:
    """An op that has one name everywhere."""
    return SingleOp(*(lambda library: getattr(library, name) for _ in range(5)), arity=arity)


def _jax(name: str) -> Callable[[Any], Callable]:
    """A function of jax.nn."""

    def find(jnp: Any) -> Callable:
        import jax

        return getattr(jax.nn, name)

    return find


def _pair(concatenate: Callable, **axis: int) -> Callable:
    return lambda x, y: concatenate([x, y], **axis)


def _softmax(x: np.ndarray) -> np.ndarray:
    weights = np.exp(x - np.max(x, axis=-1, keepdims=True))
    return weights / np.sum(weights, axis=-1, keepdims=True)


INDICES = np.arange(0, 32, 3, dtype=np.int32)

SINGLE_OPS = {
    "add": same("add", 2),
    "subtract": same("subtract", 2),
    "multiply": same("multiply", 2),
    "divide": same("divide", 2),
    "maximum": same("maximum", 2),
    "greater": same("greater", 2),
    "exp": same("exp"),
    "tanh": same("tanh"),
    "square": same("square"),
    "logical_not": SingleOp(*(lambda m: lambda x, m=m: m.logical_not(m.greater(x, x)) for _ in range(5))),
    "sqrt": same("sqrt"),
    "power": SingleOp(
        lambda ops: lambda x: ops.power(x, 3.0),
        lambda torch: lambda x: torch.pow(x, 3.0),
        lambda jnp: lambda x: jnp.power(x, 3.0),
        lambda tf: lambda x: tf.pow(x, 3.0),
        lambda np: lambda x: np.power(x, 3.0),
    ),
    "clip": SingleOp(
        lambda ops: lambda x: ops.clip(x, 0.2, 0.8),
        lambda torch: lambda x: torch.clip(x, 0.2, 0.8),
        lambda jnp: lambda x: jnp.clip(x, 0.2, 0.8),
        lambda tf: lambda x: tf.clip_by_value(x, 0.2, 0.8),
        lambda np: lambda x: np.clip(x, 0.2, 0.8),
    ),
    "sum": SingleOp(
        lambda ops: partial(ops.sum, axis=1),
        lambda torch: partial(torch.sum, dim=1),
        lambda jnp: partial(jnp.sum, axis=1),
        lambda tf: partial(tf.reduce_sum, axis=1),
        lambda np: partial(np.sum, axis=1),
    ),
    "mean": SingleOp(
        lambda ops: partial(ops.mean, axis=-1),
        lambda torch: partial(torch.mean, dim=-1),
        lambda jnp: partial(jnp.mean, axis=-1),
        lambda tf: partial(tf.reduce_mean, axis=-1),
        lambda np: partial(np.mean, axis=-1),
    ),
    "max": SingleOp(
        lambda ops: partial(ops.max, axis=0),
        lambda torch: partial(torch.amax, dim=0),
        lambda jnp: partial(jnp.max, axis=0),
        lambda tf: partial(tf.reduce_max, axis=0),
        lambda np: partial(np.max, axis=0),
    ),
    "argmax": SingleOp(
        lambda ops: partial(ops.argmax, axis=1),
        lambda torch: lambda x: torch.argmax(x, dim=1).to(torch.int32),
        lambda jnp: partial(jnp.argmax, axis=1),
        lambda tf: partial(tf.argmax, axis=1, output_type="int32"),
        lambda np: lambda x: np.argmax(x, axis=1).astype(np.int32),
    ),
    "cumsum": SingleOp(
        lambda ops: partial(ops.cumsum, axis=1),
        lambda torch: partial(torch.cumsum, dim=1),
        lambda jnp: partial(jnp.cumsum, axis=1),
        lambda tf: partial(tf.cumsum, axis=1),
        lambda np: partial(np.cumsum, axis=1),
    ),
    "matmul": same("matmul", 2),
    "einsum": SingleOp(*(lambda m: partial(m.einsum, "ij,jk->ik") for _ in range(5)), arity=2),
    "transpose": SingleOp(
        lambda ops: ops.transpose,
        lambda torch: lambda x: torch.permute(x, (1, 0)),
        lambda jnp: jnp.transpose,
        lambda tf: tf.transpose,
        lambda np: np.transpose,
    ),
    "reshape": SingleOp(*(lambda m: lambda x, m=m: m.reshape(x, (16, 64)) for _ in range(5))),
    "expand_dims": SingleOp(
        lambda ops: lambda x: ops.expand_dims(x, 1),
        lambda torch: lambda x: torch.unsqueeze(x, 1),
        lambda jnp: lambda x: jnp.expand_dims(x, 1),
        lambda tf: lambda x: tf.expand_dims(x, 1),
        lambda np: lambda x: np.expand_dims(x, 1),
    ),
    "concatenate": SingleOp(
        lambda ops: _pair(ops.concatenate, axis=1),
        lambda torch: _pair(torch.cat, dim=1),
        lambda jnp: _pair(jnp.concatenate, axis=1),
        lambda tf: _pair(tf.concat, axis=1),
        lambda np: _pair(np.concatenate, axis=1),
        arity=2,
    ),
    "stack": SingleOp(
        lambda ops: _pair(ops.stack, axis=0),
        lambda torch: _pair(torch.stack, dim=0),
        lambda jnp: _pair(jnp.stack, axis=0),
        lambda tf: _pair(tf.stack, axis=0),
        lambda np: _pair(np.stack, axis=0),
        arity=2,
    ),
    "where": SingleOp(*(lambda m: lambda x, y, m=m: m.where(m.greater(x, y), x, y) for _ in range(5)), arity=2),
    "take": SingleOp(
        lambda ops: partial(ops.take, indices=ops.convert_to_tensor(INDICES), axis=0),
        lambda torch: partial(torch.index_select, dim=0, index=torch.from_numpy(INDICES)),
        lambda jnp: partial(jnp.take, indices=jnp.asarray(INDICES), axis=0),
        lambda tf: partial(tf.gather, indices=tf.constant(INDICES), axis=0),
        lambda np: partial(np.take, indices=INDICES, axis=0),
    ),
    "relu": SingleOp(
        lambda ops: ops.relu,
        lambda torch: torch.relu,
        _jax("relu"),
        lambda tf: tf.nn.relu,
        lambda np: lambda x: np.maximum(x, 0),
    ),
    "softmax": SingleOp(
        lambda ops: ops.softmax,
        lambda torch: partial(torch.softmax, dim=-1),
        _jax("softmax"),
        lambda tf: tf.nn.softmax,
        lambda np: _softmax,
    ),
    "sigmoid": SingleOp(
        lambda ops: ops.sigmoid,
        lambda torch: torch.sigmoid,
        _jax("sigmoid"),
        lambda tf: tf.sigmoid,
        lambda np: lambda x: 1 / (1 + np.exp(-x)),
    ),
}
