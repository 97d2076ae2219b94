"""Copies of models with weights of their own."""

from collections.abc import Callable
from typing import Any

from multikeras.src.core import registry, tree
from multikeras.src.core.export import export
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.layers.base import Layer
from multikeras.src.layers.core.input_layer import Input, InputLayer
from multikeras.src.models.functional import Functional
from multikeras.src.models.model import Model
from multikeras.src.models.sequential import Sequential


@export("multikeras.models.clone_model")
def clone_model(
    model: Model,
    input_tensors: Any = None,
    clone_function: Callable[[Layer], Layer] | None = None,
    call_function: Callable | None = None,
    recursive: bool = False,
    **kwargs: Any,
) -> Model:
    """A model of the same architecture with new weights.

    Args:
        model: Model.
        input_tensors: Symbolic inputs of the new model, for one made from symbolic tensors; new ones when None.
        clone_function: Called with each layer, gives the layer that takes its place; by default made from the layer's config. Return the
            layer itself to share it.
        call_function: Called as `call_function(layer, *args, **kwargs)` in place of each call of a layer.
        recursive: Whether `clone_function` also goes to the layers of inner models.

    Returns:
        A model.

    Raises:
        ValueError: Arguments do not fit the kind of model.

    Example:

    >>> model = multikeras.Sequential([multikeras.Input((3,)), multikeras.layers.Dense(2)])
    >>> multikeras.models.clone_model(model).output_shape
    (None, 2)
    """
    if kwargs:
        raise TypeError(f"clone_model got unexpected arguments {sorted(kwargs)}.")
    if isinstance(model, Sequential):
        if call_function is not None:
            raise ValueError("clone_model: `call_function` is for models made from symbolic tensors, not for Sequential ones.")
        return _clone_sequential(model, input_tensors, clone_function, recursive)
    if isinstance(model, Functional):
        return _clone_functional(model, input_tensors, clone_function, call_function, recursive)
    if any(x is not None for x in (input_tensors, clone_function, call_function)):
        raise ValueError(
            f"clone_model: {type(model).__name__} is a subclass of Model with code of its own, so it can only be cloned as a whole: leave "
            "`input_tensors`, `clone_function` and `call_function` out."
        )
    return type(model).from_config(model.get_config())


def _copy(layer: Layer, clone_function: Callable | None, recursive: bool) -> Layer:
    if recursive and isinstance(layer, (Functional, Sequential)):
        return clone_model(layer, clone_function=clone_function, recursive=True)
    if clone_function is not None:
        return clone_function(layer)
    return registry.deserialize({**registry.serialize(layer), "build_config": None, "compile_config": None}, safe_mode=False)


def _clone_sequential(model: Sequential, input_tensors: Any, clone_function: Callable | None, recursive: bool) -> Sequential:
    layers = [_copy(layer, clone_function, recursive) for layer in model.layers]
    entry = tree.flatten(input_tensors)[0] if input_tensors is not None else None
    if entry is None and model._stack and isinstance(model._stack[0], InputLayer):
        given = model._stack[0]
        entry = Input(batch_shape=given.batch_shape, dtype=given._input_dtype, name=given.name)
    return type(model)([*([entry] if entry is not None else []), *layers], name=model.name, trainable=model.trainable)


def _clone_functional(
    model: Functional, input_tensors: Any, clone_function: Callable | None, call_function: Callable | None, recursive: bool
) -> Model:
    if input_tensors is None:
        inputs = tree.map_structure(lambda x: Input(batch_shape=x.shape, dtype=x.dtype, name=x._keras_history[0].name), model.input)
    else:
        inputs = tree.pack_sequence_as(model.input, tree.flatten(input_tensors))
        for x in tree.flatten(inputs):
            if not isinstance(x, KerasTensor):
                raise ValueError(f"clone_model: `input_tensors` must be symbolic tensors, got {x!r}.")
    copies: dict[int, Any] = {}

    def instead(operation: Any) -> Callable:
        if not isinstance(operation, Layer):
            return operation
        if id(operation) not in copies:
            copies[id(operation)] = _copy(operation, clone_function, recursive)
        copied = copies[id(operation)]
        return copied if call_function is None else lambda *args, **kwargs: call_function(copied, *args, **kwargs)

    outputs = model._plan.run(tree.flatten(inputs), apply=instead)
    made = getattr(model, "_declared_class", Model)
    clone = made(inputs=inputs, outputs=tree.pack_sequence_as(model.output, outputs), name=model.name)
    clone._trainable = model.trainable  # the layers have theirs from their own configs
    return clone
