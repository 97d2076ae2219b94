"""How recurrent layers run best."""

from typing import Any

import jax


def projects_each_step(sequences: jax.Array) -> bool:
    # On CPU the products of all steps, and the gradients with respect to them, have to travel through memory, which takes longer than
    # many small products do: up to a third of a training step of LSTM and GRU, until there are some four features a sample. A GPU
    # is faster with few large products, and so is a loop that is not compiled.
    batch_size, _, features = sequences.shape
    return isinstance(sequences, jax.core.Tracer) and jax.default_backend() == "cpu" and features <= 4 * batch_size


def unrolls(steps: Any) -> bool:
    return False
