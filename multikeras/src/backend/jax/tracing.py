"""The ways in which JAX turns a function of tensors into compiled code."""

import jax

TRACERS = {"jit": jax.jit}
