"""How recurrent layers run best."""

import tensorflow as tf


def projects_each_step(sequences: tf.Tensor) -> bool:
    # On CPU the products of all steps, and the gradients with respect to them, have to travel through memory, which takes longer than
    # many small products do, until there are some four features a sample. A GPU is faster with few large products, and so is a loop
    # that is not compiled.
    batch_size, _, features = sequences.shape
    few = batch_size is None or features <= 4 * batch_size
    return few and not tf.executing_eagerly() and not tf.config.list_logical_devices("GPU")
