"""Functions of JAX inside layers, by JAX's own way to TensorFlow."""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from typing import Any

import tensorflow as tf

from multikeras.src.core import lazy

jax = lazy.module("jax", extra="jax", feature="A layer made of a JAX function")
jax2tf = lazy.module("jax.experimental.jax2tf", extra="jax", feature="A layer made of a JAX function")

_WIDE = (tf.float64, tf.int64, tf.uint64, tf.complex128)


def native(function: Callable[[Any], Any], platforms: Sequence[str] | None = None) -> Callable[[Any], Any]:
    """A function of TensorFlow's tensors that calculates what `function` does, gradients too. Unknown dimensions stay unknown.

    Args:
        function: Takes a nest of arrays, gives one.
        platforms: Platforms for which JAX compiles it, that of this process when None.
    """

    @tf.autograph.experimental.do_not_convert
    def run(values: Any) -> Any:
        shapes = tf.nest.map_structure(_dimensions, values)
        converted = jax2tf.convert(function, polymorphic_shapes=[shapes], native_serialization_platforms=platforms)
        is_wide = any(tf.convert_to_tensor(x).dtype in _WIDE for x in tf.nest.flatten(values))
        with jax.enable_x64(True) if is_wide else nullcontext():  # else JAX narrows them
            return converted(values)

    return run


def _dimensions(x: Any) -> str:
    """The shape in JAX's notation. The first axes of all tensors are one batch."""
    sizes = tf.convert_to_tensor(x).shape.as_list()
    named = [("batch" if axis == 0 else f"size{axis}") if size is None else str(size) for axis, size in enumerate(sizes)]
    return f"({', '.join(named)}{',' if len(named) == 1 else ''})"
