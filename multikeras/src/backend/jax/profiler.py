"""Traces of what the device does, for TensorBoard's profiler."""

from jax.profiler import start_trace as start
from jax.profiler import stop_trace as stop

__all__ = ["start", "stop"]
