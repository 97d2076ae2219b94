"""How recurrent layers run best."""

from typing import Any

import tensorflow as tf

LONGEST_UNROLLED = 64
"""Steps of the longest loop that is unrolled."""


def projects_each_step(sequences: tf.Tensor) -> bool:
    # On CPU the products of all steps, and the gradients with respect to them, have to travel through memory, which in a loop takes
    # longer than many small products do, until there are some four features a sample. A GPU is faster with few large products, and so is
    # what is unrolled.
    batch_size, steps, features = sequences.shape
    few = batch_size is None or features <= 4 * batch_size
    return few and not tf.executing_eagerly() and not unrolls(steps) and not tf.config.list_logical_devices("GPU")


def unrolls(steps: Any) -> bool:
    # The gradient of a loop keeps every value of every step in a list, which is up to a third of the time of training. XLA does well
    # without, and takes long to compile, and to run, what is unrolled.
    return isinstance(steps, int) and steps <= LONGEST_UNROLLED and not tf.__internal__.get_enclosing_xla_context()
