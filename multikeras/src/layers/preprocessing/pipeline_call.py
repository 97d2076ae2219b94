"""Layers inside of a tf.data pipeline, whatever the backend."""

from collections.abc import Callable
from typing import Any

from multikeras.src import backend
from multikeras.src.core import lazy, tree
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.core.variable import StateScope

tensorflow = lazy.module("tensorflow", extra="tensorflow", feature="Layers inside of a tf.data pipeline")


def is_pipeline_tensor(x: Any) -> bool:
    """Whether `x` stands for what a tf.data pipeline will hold, which the active backend cannot compute with."""
    return type(x).__module__.startswith("tensorflow.") and not backend.is_tensor(x) and not hasattr(x, "numpy")


def call_in_pipeline(layer: Callable, data: Any, **attributes: Any) -> Any:
    """What a layer makes of the tensors of a tf.data pipeline: the pipeline calls back into Python, where the active backend computes.

    Args:
        layer: The layer, or anything that is called like one.
        data: Tensor of a pipeline, or a nest of these.
        **attributes: Further arguments of the call.

    Returns:
        Tensors of the pipeline, with the shapes that the layer infers.

    Raises:
        ValueError: The number of dimensions of a tensor is not known.
    """
    leaves = tree.flatten(data)
    for x in leaves:
        if x.shape.rank is None:
            raise ValueError(
                f"{layer!r} got a tensor of a tf.data pipeline with an unknown number of dimensions. Tell it before, with "
                "`x.set_shape(...)` or `tf.ensure_shape(x, ...)`."
            )
    symbols = tree.map_structure(lambda x: KerasTensor(x.shape.as_list(), x.dtype.name), data)
    as_written = tensorflow.autograph.experimental.do_not_convert  # the layer computes in Python; converting its code takes seconds
    with StateScope():  # what is inferred draws no seeds
        outputs = as_written(lambda: layer(symbols, **attributes))()

    def compute(*values: Any) -> list[Any]:
        results = layer(tree.pack_sequence_as(data, [x.numpy() for x in values]), **attributes)
        return [backend.to_numpy(x) for x in tree.flatten(results)]

    kinds = [x.dtype for x in tree.flatten(outputs)]
    found = tensorflow.py_function(compute, leaves, kinds)
    for x, spec in zip(found, tree.flatten(outputs), strict=True):
        x.set_shape(spec.shape)
    return tree.pack_sequence_as(outputs, found)
