"""Models made from symbolic tensors."""

import inspect
import weakref
from functools import partial
from typing import Any

import numpy as np

from multikeras.src import backend
from multikeras.src.core import registry, tree
from multikeras.src.core.configured import Configured
from multikeras.src.core.masks import Flag, find, get_mask, set_mask
from multikeras.src.core.naming import numbered, without_number
from multikeras.src.core.scope import context
from multikeras.src.core.symbolic import KerasTensor, Operation
from multikeras.src.layers import call as phases
from multikeras.src.layers.base import Layer
from multikeras.src.layers.core.input_layer import Input, InputLayer
from multikeras.src.layers.input_spec import InputSpec
from multikeras.src.models.function import Function, Plan, nodes_between
from multikeras.src.models.model import Model, register_functional
from multikeras.src.random.seed_generator import global_seed_generator


@register_functional
class Functional(Model):
    """A model whose layers were connected by calling them on symbolic tensors; `Model(inputs, outputs)` makes it.

    Args:
        inputs: KerasTensor, or a nest of them.
        outputs: KerasTensor, or a nest of them, computed from the inputs.
        name: Name.
        **kwargs: Arguments of `Model`.
    """

    _is_root = True  # its `get_config` overrides none of a user's

    def __init__(self, inputs: Any, outputs: Any, name: str | None = None, **kwargs: Any):
        trainable = kwargs.pop("trainable", None)
        # Inputs take the dtypes of the graph's, see `_fit`; the policy of the model has no say in it.
        Layer.__init__(self, name=name, **{"autocast": False, **kwargs})
        inputs, outputs = _as_struct(inputs), _as_struct(outputs)
        for what, structure in (("inputs", inputs), ("outputs", outputs)):
            for x in tree.flatten(structure):
                if not isinstance(x, KerasTensor):
                    raise ValueError(
                        f"Model {self.name!r}: all `{what}` must be symbolic tensors, made by `multikeras.Input` and by calling layers on "
                        f"them; got {phases.describe(x)}."
                    )
        if not all(_is_entry(x) for x in tree.flatten(inputs)):
            inputs, outputs = _with_entries(inputs, outputs)
        self._inputs_struct, self._outputs_struct = inputs, outputs
        self._inputs, self._outputs = tree.flatten(inputs), tree.flatten(outputs)
        self._graph_nodes = nodes_between(self._inputs, self._outputs)
        self._plan = Plan(self._inputs, self._outputs, self._graph_nodes)
        entries = [x._keras_history[0] for x in self._inputs]
        operations = {id(op): op for op in [*entries, *(node.operation for node in self._graph_nodes)]}
        self._operations: list[Operation] = list(operations.values())
        self._layers = [op for op in self._operations if isinstance(op, Layer)]
        self._check_names()
        self._input_names = [x._keras_history[0].name for x in self._inputs]
        self._single = isinstance(inputs, KerasTensor) and isinstance(outputs, KerasTensor)
        self.built = True
        self._settle_inputs()
        # A compiled function gives plain tensors: masks may come and go within it, but not leave it.
        self._compiles = is_transparent(self) and all(find(x) is None for x in self._outputs)
        if trainable is not None:
            self.trainable = trainable

    def _check_names(self) -> None:
        names: set[str] = set()
        for operation in self._operations:
            if operation.name in names:
                raise ValueError(
                    f"Model {self.name!r} has two layers named {operation.name!r}. Names tell layers apart when a model is saved: give "
                    "one of them another `name`."
                )
            names.add(operation.name)

    def _settle_inputs(self) -> None:
        self._ranks = [x.ndim for x in self._inputs]
        self._native_dtypes = [backend.DTYPES.get(x.dtype) for x in self._inputs]  # None for text
        self._optional = [x._keras_history[0].optional for x in self._inputs]

    # ------------------------------------------------------------------------------------------------- graph

    @property
    def inputs(self) -> list[KerasTensor]:
        """Symbolic inputs, flat."""
        return list(self._inputs)

    @property
    def outputs(self) -> list[KerasTensor]:
        """Symbolic outputs, flat."""
        return list(self._outputs)

    @property
    def input(self) -> Any:
        """Symbolic input, or the nest of them."""
        return self._inputs_struct

    @property
    def output(self) -> Any:
        """Symbolic output, or the nest of them."""
        return self._outputs_struct

    @property
    def input_shape(self) -> Any:
        """Shape of the input, or the nest of shapes."""
        return tree.map_structure(lambda x: x.shape, self._inputs_struct)

    @property
    def output_shape(self) -> Any:
        """Shape of the output, or the nest of shapes."""
        return tree.map_structure(lambda x: x.shape, self._outputs_struct)

    @property
    def input_dtype(self) -> Any:
        """dtype of the input, or the nest of dtypes."""
        return tree.map_structure(lambda x: x.dtype, self._inputs_struct)

    @property
    def output_names(self) -> list[str]:
        """Names of the layers that the outputs come from."""
        return [x._keras_history[0].name for x in self._outputs]

    @property
    def operations(self) -> list[Operation]:
        """Layers and calls of ops, in the order in which they run."""
        return list(self._operations)

    @property
    def layers(self) -> list[Layer]:
        """Layers of the graph, in the order in which they run."""
        return list(self._layers)

    def _named_sublayers(self) -> dict[str, Layer]:
        listed = {id(layer) for layer in self._layers}
        others = [(name, layer) for name, layer in super()._named_sublayers().items() if id(layer) not in listed]
        return numbered([*((without_number(layer.name, type(layer)), layer) for layer in self._layers), *others])

    # --------------------------------------------------------------------------------------------------- call

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if len(args) == 1 and not kwargs and self.__dict__.get("_compiles") and may_compile(args[0]):
            return compiled_call(self, self, args[0])
        return super().__call__(*args, **kwargs)

    def call(self, inputs: Any, training: bool | None = None, mask: Any = None) -> Any:
        """The outputs for inputs of the structure with which the model was made."""
        leaves = self._standardize(inputs)
        if mask is not None:
            for x, m in zip(leaves, tree.flatten(mask), strict=True):
                if m is not None:
                    set_mask(x, m)
        outputs = self._plan.run(leaves)
        return outputs[0] if self._single else tree.pack_sequence_as(self._outputs_struct, outputs)

    def compute_mask(self, inputs: Any, previous_mask: Any) -> Any:
        """Masks are those that the layers gave to the outputs."""
        return None

    def _standardize(self, inputs: Any) -> list[Any]:
        """Inputs flat, in the order of the graph: a nest of the same structure, a list, or a dict by name."""
        if isinstance(self._inputs_struct, KerasTensor) and not isinstance(inputs, (dict, list, tuple)):
            leaves = [inputs]
        elif isinstance(inputs, dict) and not isinstance(self._inputs_struct, dict):
            missing = [name for name in self._input_names if name not in inputs]
            if missing:
                raise ValueError(f"{self._label} needs inputs named {self._input_names}; the dict given lacks {missing}.")
            leaves = [inputs[name] for name in self._input_names]
        elif isinstance(inputs, dict) and isinstance(self._inputs_struct, dict):
            missing = [key for key in self._inputs_struct if key not in inputs]
            if missing:
                raise ValueError(f"{self._label} needs inputs {sorted(self._inputs_struct)}; the dict given lacks {missing}.")
            leaves = tree.flatten({key: inputs[key] for key in self._inputs_struct})
        else:
            leaves = tree.flatten(inputs)
        if len(leaves) != len(self._inputs):
            raise ValueError(
                f"{self._label} takes {len(self._inputs)} input(s) {self._input_names}, got {len(leaves)}: {phases.describe(inputs)}."
            )
        fitted = [self._fit(x, i) for i, x in enumerate(leaves)]
        if Flag.raised:
            for x, given in zip(fitted, leaves, strict=True):
                if x is not given and get_mask(given) is not None:
                    set_mask(x, get_mask(given))
        return fitted

    def _fit(self, x: Any, position: int) -> Any:
        """An input in the rank and dtype of the graph's: a last axis of 1 may be missing or extra."""
        if x is None:
            if self._optional[position]:
                return x
            raise ValueError(f"{self._label}: input {self._input_names[position]!r} is None but not optional.")
        return self._in_dtype(self._in_rank(x, position), position)

    def _in_dtype(self, x: Any, position: int) -> Any:
        if isinstance(x, KerasTensor):
            dtype = self._inputs[position].dtype
            if x.dtype != dtype and "string" in (x.dtype, dtype):
                raise ValueError(
                    f"{self._label}: input {self._input_names[position]!r} takes dtype {dtype}, got {x.dtype}. Text becomes numbers by a "
                    "layer such as StringLookup or TextVectorization."
                )
            return x if x.dtype == dtype else KerasTensor(x.shape, dtype)
        native = self._native_dtypes[position]
        return x if native is None or x.dtype == native else backend.cast(x, native)

    def _in_rank(self, x: Any, position: int) -> Any:
        rank = self._ranks[position]
        ndim = len(x.shape)
        if ndim != rank:
            expected = self._inputs[position]
            if ndim == rank + 1 and x.shape[-1] == 1:
                return x[..., 0] if not isinstance(x, KerasTensor) else KerasTensor(x.shape[:-1], x.dtype)
            if ndim == rank - 1 and expected.shape[-1] == 1:
                return x[..., None] if not isinstance(x, KerasTensor) else KerasTensor((*x.shape, 1), x.dtype)
            raise ValueError(
                f"{self._label}: input {self._input_names[position]!r} must have shape {expected.shape}, got shape {tuple(x.shape)}."
            )
        return x

    @property
    def input_spec(self) -> Any:
        """What inputs must look like."""
        return None

    @input_spec.setter
    def input_spec(self, value: InputSpec | None) -> None:
        self._input_spec = value

    def compute_output_spec(self, inputs: Any, training: bool | None = None, mask: Any = None) -> Any:
        return super().compute_output_spec(inputs, training=training, mask=mask)

    def compute_output_shape(self, input_shape: Any) -> Any:
        return super().compute_output_shape(input_shape)

    # ------------------------------------------------------------------------------------------------- config

    def get_build_config(self) -> dict[str, Any] | None:
        """The graph says it all."""
        return None

    def get_config(self) -> dict[str, Any]:
        """The graph: layers, their calls, inputs and outputs."""
        if not _is_plain(type(self)):
            config = Model.get_config(self)
            if "inputs" not in config:
                return config
        kept = {id(node) for node in self._graph_nodes}
        positions = {}
        for operation in self._operations:
            nodes = [node for node in operation._inbound_nodes if id(node) in kept or isinstance(operation, InputLayer)]
            positions |= {(id(operation), node.index): i for i, node in enumerate(nodes)}
        layers = []
        for operation in self._operations:
            description = registry.serialize(operation)
            description["name"] = operation.name
            description["inbound_nodes"] = [
                {"args": _write(list(node.arguments), positions), "kwargs": _write(node.keywords, positions)}
                for node in operation._inbound_nodes
                if id(node) in kept
            ]
            layers.append(description)

        def reference(x: KerasTensor) -> list[Any]:
            operation, index, position = x._keras_history
            return [operation.name, positions[id(operation), index], position]

        return {
            "name": self.name,
            "trainable": self.trainable,
            "layers": layers,
            "input_layers": _map_tensors(reference, self._inputs_struct),
            "output_layers": _map_tensors(reference, self._outputs_struct),
        }

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: dict[str, Any] | None = None) -> Model:
        """A model made from what `get_config` gave."""
        if "layers" not in config or "input_layers" not in config:
            return super().from_config(config, custom_objects)
        return cls.from_graph(Model if cls is Functional else cls, config, custom_objects)

    @staticmethod
    def from_graph(made: type[Model], config: dict[str, Any], custom_objects: dict[str, Any] | None = None) -> Model:
        """A model of class `made` of the graph that a config describes."""
        inputs, outputs = read_graph(config, custom_objects)
        model = made(inputs=inputs, outputs=outputs, name=config.get("name"))
        model._trainable = config.get("trainable", True)  # the layers have theirs from their own configs
        return model


def is_transparent(model: Model) -> bool:
    """Whether all that a model runs is this library's, so that running it within a compiled function changes nothing."""
    return backend.step.COMPILES_CALLS and all(
        _is_ours(type(layer))
        and layer.activity_regularizer is None
        and all(_is_ours(value) for value in vars(layer).values() if callable(value) and not isinstance(value, Configured))
        for layer in model._flatten_layers()
    )


def _is_ours(thing: Any) -> bool:
    """Whether a class or function is part of this library."""
    return (getattr(thing, "__module__", None) or "").startswith("multikeras.src.")  # a lambda that was loaded has None


def may_compile(x: Any) -> bool:
    """Whether a call with this input alone is an inference by itself: no scope open, no tracing, no mask."""
    return (
        (type(x) is backend.Tensor or type(x) is np.ndarray)
        and context.call is None
        and context.state is None
        and context.autocast is None
        and (not Flag.raised or find(x) is None)
    )


def compiled_call(model: Any, graph: Functional, x: Any) -> Any:
    """The outputs of a model that runs `graph` by one compiled function, kept with the model."""
    function = model.__dict__.get("_call_function")
    if function is None:
        changing = [*model.non_trainable_variables, global_seed_generator().state]
        kept = {id(variable) for variable in changing}
        reads = [variable for variable in model.variables if id(variable) not in kept]
        run = partial(phases.run, model)
        function = model._call_function = backend.step.compile_step(lambda batch: run((batch,), {}), changing, reads)
        for layer in model._flatten_layers():
            phases.compiled_into.setdefault(layer, weakref.WeakSet()).add(model)
    if type(x) is np.ndarray:
        x = backend.convert(x, graph._native_dtypes[0])
    return function(x)


registry.add_alias("keras.src.models.functional", "Functional", Functional)
registry.add_alias("keras", "Functional", Functional, write=False)


def _is_plain(cls: type) -> bool:
    """Whether the graph is all that the constructor takes: that of Model, or one that only hands `*args, **kwargs` on."""
    declared = getattr(cls, "_declared_class", cls)
    if cls is Functional or declared.__init__ is Model.__init__:
        return True
    _, *parameters = inspect.signature(declared.__init__).parameters.values()
    return all(parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD) for parameter in parameters) and len(parameters) == 2


def _as_struct(structure: Any) -> Any:
    return list(structure) if isinstance(structure, tuple) and not hasattr(structure, "_fields") else structure


def _is_entry(x: KerasTensor) -> bool:
    return x._keras_history is not None and isinstance(x._keras_history[0], InputLayer)


def _with_entries(inputs: Any, outputs: Any) -> tuple[Any, Any]:
    """A graph that starts in the middle of another, begun anew with inputs of its own."""
    entries = tree.map_structure(lambda x: x if _is_entry(x) else Input(batch_shape=x.shape, dtype=x.dtype, sparse=x.sparse), inputs)
    again = Function(inputs, outputs)._plan.run(tree.flatten(entries))
    return entries, tree.pack_sequence_as(outputs, again)


def _map_tensors(function: Any, structure: Any) -> Any:
    """Like `tree.map_structure`, giving lists that are not taken for structure again."""
    if isinstance(structure, dict):
        return {key: _map_tensors(function, value) for key, value in structure.items()}
    if isinstance(structure, (list, tuple)):
        return [_map_tensors(function, value) for value in structure]
    return function(structure)


def _write(value: Any, positions: dict[tuple[int, int], int]) -> Any:
    """Arguments of a call, symbolic tensors as references."""
    if isinstance(value, KerasTensor):
        operation, index, position = value._keras_history
        history = [operation.name, positions.get((id(operation), index), index), position]
        return {
            "class_name": "__keras_tensor__",
            "config": {"shape": list(value.shape), "dtype": value.dtype, "keras_history": history},
        }
    if isinstance(value, dict):
        return {key: _write(inner, positions) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_write(inner, positions) for inner in value]
    return registry.serialize(value)


def read_graph(config: dict[str, Any], custom_objects: dict[str, Any] | None = None) -> tuple[Any, Any]:
    """Symbolic inputs and outputs of the graph that a config describes: its layers are made, and called as they were.

    Raises:
        ValueError: A call refers to a tensor that the graph does not have.
    """
    operations: dict[str, Operation] = {}
    tensors: dict[tuple[str, int, int], KerasTensor] = {}
    waiting: list[tuple[str, int, dict]] = []
    for description in config["layers"]:
        name = description.get("name") or description["config"]["name"]
        operation = registry.deserialize({k: v for k, v in description.items() if k not in ("name", "inbound_nodes")}, custom_objects)
        operation.name = name
        operations[name] = operation
        if isinstance(operation, InputLayer):
            tensors[name, 0, 0] = operation.output
        waiting.extend((name, i, node) for i, node in enumerate(description.get("inbound_nodes", [])))
    while waiting:
        left = []
        for name, index, node in waiting:
            if all(key in tensors for key in _references(node)):
                outputs = _call_again(operations[name], node, tensors)
                tensors.update({(name, index, i): x for i, x in enumerate(tree.flatten(outputs))})
            else:
                left.append((name, index, node))
        if len(left) == len(waiting):
            name, _, node = left[0]
            missing = sorted(str(key) for key in _references(node) if key not in tensors)
            raise ValueError(f"The config of the model is broken: layer {name!r} takes {missing}, which no layer in it gives.")
        waiting = left

    def find(reference: Any) -> Any:
        if isinstance(reference, dict):
            return {key: find(value) for key, value in reference.items()}
        if len(reference) == 3 and isinstance(reference[0], str):
            return tensors[tuple(reference)]
        return [find(value) for value in reference]

    return find(config["input_layers"]), find(config["output_layers"])


def _references(node: Any) -> list[tuple[str, int, int]]:
    """The tensors that the description of a call refers to."""
    if isinstance(node, dict):
        if node.get("class_name") == "__keras_tensor__":
            return [tuple(node["config"]["keras_history"])]
        return [key for value in node.values() for key in _references(value)]
    if isinstance(node, (list, tuple)):
        return [key for value in node for key in _references(value)]
    return []


def _call_again(operation: Operation, node: dict[str, Any], tensors: dict) -> Any:
    def read(value: Any) -> Any:
        if isinstance(value, dict) and value.get("class_name") == "__keras_tensor__":
            return tensors[tuple(value["config"]["keras_history"])]
        if registry.is_description(value):
            return registry.deserialize(value)
        if isinstance(value, dict):
            return {key: read(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [read(inner) for inner in value]
        return value

    args, kwargs = read(node["args"]), read(node["kwargs"])
    return operation(*args, **kwargs)
