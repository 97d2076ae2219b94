"""Random numbers on JAX. The seed's two words are the key of the Threefry generator."""

import os
from functools import partial, wraps
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from jax import Array
from jax.core import Tracer

from multikeras.src.backend.jax.tensor import WIDE_DTYPES, compiled

PORTABLE = True

_NEXT = np.array([0, 1], np.uint32)
_key = partial(jax.random.wrap_key_data, impl="threefry2x32")


def _drawn(fn: Any) -> Any:
    """Decorator: `fn`, compiled for each shape and dtype, with 64-bit bounds and constants for a 64-bit dtype."""
    draw = compiled("shape", "dtype")(fn)

    def run(seed: Array, shape: tuple, first: Any, second: Any, dtype: Any) -> Array:
        if dtype in WIDE_DTYPES:
            with jax.enable_x64(True):
                return draw(seed, shape, first, second, dtype)
        return draw(seed, shape, first, second, dtype)

    return wraps(fn)(run)


@_drawn
def normal(seed, shape, mean, stddev, dtype) -> Array:
    return jax.random.normal(_key(seed), shape, dtype) * jnp.asarray(stddev, dtype) + jnp.asarray(mean, dtype)


@_drawn
def uniform(seed, shape, minval, maxval, dtype) -> Array:
    return jax.random.uniform(_key(seed), shape, dtype, minval, maxval)


@_drawn
def randint(seed, shape, minval, maxval, dtype) -> Array:
    return jax.random.randint(_key(seed), shape, minval, maxval, dtype)


@_drawn
def truncated_normal(seed, shape, mean, stddev, dtype) -> Array:
    values = jax.random.truncated_normal(_key(seed), -2, 2, shape, dtype)
    return values * jnp.asarray(stddev, dtype) + jnp.asarray(mean, dtype)


@compiled("num_samples", "dtype")
def categorical(seed, logits, num_samples, dtype) -> Array:
    logits = logits.astype("float32")  # also the finest noise that the draw is compared with
    samples = jax.random.categorical(_key(seed), logits, axis=-1, shape=(num_samples, *logits.shape[:-1]))
    return jnp.moveaxis(samples, 0, -1).astype(dtype)


@compiled("n")
def permutation(seed, n) -> Array:
    return jax.random.permutation(_key(seed), jnp.arange(n, dtype="int32"))


@compiled("noise_shape")
def dropout(seed, x, rate, noise_shape) -> Array:
    keep = jax.random.uniform(_key(seed), x.shape if noise_shape is None else noise_shape) >= rate
    # At rate 1 nothing is kept; a finite scale keeps the gradient free of 0 * inf.
    scale = 1 / jnp.where(rate < 1, 1 - rate, 1)
    return jnp.where(keep, x * scale.astype(x.dtype), 0)


@compiled()
def advance(seed) -> Array:
    return seed + _NEXT


def is_concrete(seed: Array) -> bool:
    return not isinstance(seed, Tracer)


def seed_framework(seed: int) -> None:
    """JAX has no global generator."""


def make_deterministic() -> None:
    """XLA is deterministic but on GPUs, where it must be told so before it starts."""
    if jax.default_backend() == "gpu" and "--xla_gpu_deterministic_ops=true" not in os.environ.get("XLA_FLAGS", ""):
        raise RuntimeError(
            "config.enable_determinism: JAX runs on a GPU, where XLA can only be told before it starts: set the environment variable "
            "XLA_FLAGS=--xla_gpu_deterministic_ops=true for this program."
        )


def framework_state() -> None:
    """JAX has no global generator."""


def restore_framework(state: np.ndarray | None) -> None:
    """There is no state."""
