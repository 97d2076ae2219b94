"""SavedModels inside layers."""

from typing import Any

import tensorflow as tf

from multikeras.src.backend.tensorflow.variable import Variable


class LoadedVariable(Variable):
    """A variable of a SavedModel: the handle is the one that the loaded functions use.

    Args:
        handle: The variable.
    """

    def __init__(self, handle: tf.Variable):
        self._handle = handle
        super().__init__(handle.value(), trainable=handle.trainable, autocast=False, name=handle.name.partition(":")[0].replace("/", "_"))

    def _store(self, value: tf.Tensor) -> None:
        """Nothing to store: the handle has the value."""


def load(path: str) -> Any:
    """The object in the folder of a SavedModel."""
    return tf.saved_model.load(path)


def endpoint(loaded: Any, name: str) -> Any:
    """A function of a loaded object: an attribute, or a signature.

    Raises:
        ValueError: It has none of this name.
    """
    found = getattr(loaded, name, None)
    if callable(found):
        return found
    signatures = dict(getattr(loaded, "signatures", {}))
    if name not in signatures:
        functions = [key for key in vars(loaded) if not key.startswith("_") and callable(getattr(loaded, key))]
        raise ValueError(f"The SavedModel has no endpoint {name!r}; it has {sorted({*functions, *signatures} - {'signatures'})}.")
    return signatures[name]


def variables(loaded: Any, endpoints: list[Any]) -> list[LoadedVariable]:
    """The variables that the functions use, trainable ones first; those that the object lists where a function does not tell."""
    handles = {}
    for source in (loaded, *endpoints, *(f for e in endpoints for f in getattr(e, "concrete_functions", ()))):
        for handle in getattr(source, "variables", None) or ():
            handles.setdefault(id(handle), handle)
    return sorted((LoadedVariable(handle) for handle in handles.values()), key=lambda variable: not variable.trainable)
