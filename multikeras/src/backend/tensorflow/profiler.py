"""Traces of what the device does, for TensorBoard's profiler."""

import tensorflow as tf

start = tf.profiler.experimental.start
stop = tf.profiler.experimental.stop
