"""Layers on TensorFlow: shapes and dtypes of code that calls TensorFlow directly."""

from typing import Any

import tensorflow as tf
from tensorflow.python.autograph.core import config as autograph

from multikeras.src.backend.tensorflow.tensor import DTYPES, dtype_name
from multikeras.src.core import tree
from multikeras.src.core.symbolic import KerasTensor

# A `tf.function` that calls a model would have AutoGraph rewrite the source of this library, which takes seconds and changes nothing.
autograph.CONVERSION_RULES = (autograph.DoNotConvert("multikeras"), *autograph.CONVERSION_RULES)


def infer_spec(fn: Any, *args: Any, **kwargs: Any) -> Any:
    leaves = tree.flatten((args, kwargs))
    symbols = [index for index, leaf in enumerate(leaves) if isinstance(leaf, KerasTensor)]
    specs = []

    def run(*tensors: tf.Tensor) -> None:
        filled = list(leaves)
        for index, tensor in zip(symbols, tensors, strict=True):
            filled[index] = tensor
        inner_args, inner_kwargs = tree.pack_sequence_as((args, kwargs), filled)
        results = tree.map_structure(tf.convert_to_tensor, fn(*inner_args, **inner_kwargs))
        specs.append(tree.map_structure(lambda x: (tuple(x.shape), dtype_name(x)), results))

    signature = [tf.TensorSpec(leaves[index].shape, DTYPES[leaves[index].dtype]) for index in symbols]
    tf.function(run, autograph=False).get_concrete_function(*signature)
    return specs[-1]


class BackendLayer(tf.__internal__.tracking.Trackable):
    """Layers are trackables, so that `tf.train.Checkpoint` and `tf.saved_model` see their variables."""

    def __init__(self) -> None: ...

    def _trackable_children(self, save_type: Any = None, **kwargs: Any) -> dict[str, Any]:
        return self._named_sublayers() | {f"{i}": variable._handle for i, (variable, _) in enumerate(self._own_variables())}
