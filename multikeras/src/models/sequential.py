"""Plain stacks of layers."""

from collections.abc import Sequence
from typing import Any

from multikeras.src.core import registry, tree
from multikeras.src.core.export import export
from multikeras.src.core.naming import numbered, without_number
from multikeras.src.core.scope import context
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.layers.base import Layer
from multikeras.src.layers.core.input_layer import Input, InputLayer
from multikeras.src.models.functional import Functional, compiled_call, may_compile
from multikeras.src.models.model import Model


@export(["multikeras.Sequential", "multikeras.models.Sequential"])
class Sequential(Model):
    """A model that is a stack of layers, each called on the output of the one before.

    Args:
        layers: List of layers; an `Input` first lets the model be built at once, else it is built by its first data.
        trainable: Whether the weights take part in training.
        name: Name.

    Raises:
        TypeError: Something in the list is not a layer.
        ValueError: Two layers have the same name, or one has several inputs or outputs.

    Example:

    >>> model = multikeras.Sequential([multikeras.Input((3,)), multikeras.layers.Dense(2), multikeras.layers.Dense(1)])
    >>> model.output_shape, model.count_params()
    ((None, 1), 11)
    """

    def __new__(cls, *args: Any, **kwargs: Any) -> "Sequential":
        return object.__new__(cls)

    def __init__(self, layers: Sequence[Any] | None = None, trainable: bool = True, name: str | None = None):
        # Inputs take the dtype of the first layer, see `Functional._fit`; the policy of the model has no say in it.
        Layer.__init__(self, trainable=trainable, name=name, autocast=False)
        self._stack: list[Layer] = []
        self._functional: Functional | None = None
        for layer in layers or ():
            self.add(layer, rebuild=False)
        self._rebuild()

    def add(self, layer: Any, rebuild: bool = True) -> None:
        """Put a layer on top.

        Args:
            layer: Layer, or the tensor of an `Input` for the first.
            rebuild: Whether to connect the layers again, where the shape of the input is known.

        Raises:
            TypeError: It is not a layer.
            ValueError: Its name is taken, or an input comes after other layers.
        """
        if isinstance(layer, KerasTensor) and layer._keras_history is not None and isinstance(layer._keras_history[0], InputLayer):
            layer = layer._keras_history[0]
        if not isinstance(layer, Layer):
            if not callable(layer):
                raise TypeError(f"Sequential {self.name!r}: only layers can be added, got {layer!r} of type {type(layer).__name__}.")
            raise TypeError(
                f"Sequential {self.name!r}: got {layer!r}; wrap functions in `multikeras.layers.Lambda`, "
                "and modules of torch in `multikeras.layers.TorchModuleWrapper`."
            )
        if any(other.name == layer.name for other in self._stack):
            raise ValueError(f"Sequential {self.name!r} has a layer named {layer.name!r} already. Names must differ.")
        if isinstance(layer, InputLayer) and self._stack:
            raise ValueError(f"Sequential {self.name!r}: an Input can only be the first layer.")
        if not self._stack and not isinstance(layer, InputLayer) and layer._input_shape_given is not None:
            self._stack.append(InputLayer(batch_shape=layer._input_shape_given, dtype=layer.compute_dtype))
        self._stack.append(layer)
        self._forget()
        if rebuild:
            self._rebuild()

    def pop(self, rebuild: bool = True) -> Layer:
        """Take the top layer off.

        Args:
            rebuild: Whether to connect the rest again.

        Returns:
            The layer.

        Raises:
            IndexError: There is none.
        """
        if not self.layers:
            raise IndexError(f"Sequential {self.name!r} has no layers.")
        layer = self._stack.pop()
        self._forget()
        if rebuild:
            self._rebuild()
        return layer

    def _forget(self) -> None:
        self._functional, self.built = None, False
        for made in ("_functions", "_call_function"):
            self.__dict__.pop(made, None)

    def _rebuild(self) -> None:
        """Connect the layers, where the shape of the input is known."""
        if len(self._stack) > 1 and isinstance(self._stack[0], InputLayer):
            entry = self._stack[0]
            self._connect(entry.output)
        elif len(self._stack) == 1 and not isinstance(self._stack[0], InputLayer) and isinstance(self._stack[0], Functional):
            self._connect(self._stack[0].input)

    def _connect(self, inputs: KerasTensor) -> None:
        x = inputs
        outer, context.call = context.call, None
        recording, context.recording = context.recording, True
        try:
            for layer in self.layers:
                x = layer(x)
                if len(tree.flatten(x)) != 1:
                    raise ValueError(
                        f"Sequential {self.name!r}: layer {layer.name!r} gives {len(tree.flatten(x))} outputs, but the next one takes one. "
                        "Use `Model(inputs, outputs)`."
                    )
        finally:
            context.call, context.recording = outer, recording
        self._functional = Functional(inputs, x, name=self.name)
        self.built = True

    def build(self, input_shape: Any = None) -> None:
        """Make the weights for inputs of a shape, the batch dimension included."""
        if input_shape is None:
            if self._functional is None:
                raise ValueError(f"Sequential {self.name!r}: give the shape of the input to `build`, or an `Input` as the first layer.")
            return
        if self._functional is not None or not self._stack:
            return
        if not isinstance(self._stack[0], InputLayer):
            inner = self._stack[0]
            entry = inner.input if isinstance(inner, Functional) else Input(batch_shape=(None, *input_shape[1:]), dtype=inner.compute_dtype)
            self._stack.insert(0, entry._keras_history[0])
        path, context.path = context.path, ""
        try:
            self._connect(self._stack[0].output)
        finally:
            context.path = path

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if len(args) == 1 and not kwargs and self._functional is not None and self._functional._compiles and may_compile(args[0]):
            return compiled_call(self, self._functional, args[0])
        return super().__call__(*args, **kwargs)

    def call(self, inputs: Any, training: bool | None = None, mask: Any = None) -> Any:
        """The output of the last layer."""
        if self._functional is not None:
            return self._functional.call(inputs, training=training, mask=mask)
        for layer in self.layers:
            inputs = layer(inputs)
        return inputs

    def compute_mask(self, inputs: Any, previous_mask: Any) -> Any:
        """Masks are those that the layers gave to the outputs."""
        return None

    def compute_output_spec(self, inputs: Any, training: bool | None = None, mask: Any = None, **kwargs: Any) -> Any:
        return super().compute_output_spec(inputs, training=training, mask=mask, **kwargs)

    def compute_output_shape(self, input_shape: Any) -> Any:
        return super().compute_output_shape(input_shape)

    @property
    def layers(self) -> list[Layer]:
        """The layers, without the input."""
        return self._stack[1:] if self._stack and isinstance(self._stack[0], InputLayer) else list(self._stack)

    def _named_sublayers(self) -> dict[str, Layer]:
        listed = {id(layer) for layer in (*self._stack, self._functional)}
        others = [(name, layer) for name, layer in super()._named_sublayers().items() if id(layer) not in listed]
        return numbered([*((without_number(layer.name, type(layer)), layer) for layer in self._stack), *others])

    def _graph(self, what: str) -> Functional:
        if self._functional is None:
            raise AttributeError(f"Sequential {self.name!r} is not built, so `{what}` is not defined. Call it on data, or `build` it.")
        return self._functional

    @property
    def inputs(self) -> list[KerasTensor]:
        """Symbolic inputs."""
        return self._graph("inputs").inputs

    @property
    def outputs(self) -> list[KerasTensor]:
        """Symbolic outputs."""
        return self._graph("outputs").outputs

    @property
    def input(self) -> Any:
        """Symbolic input."""
        return self._graph("input").input

    @property
    def output(self) -> Any:
        """Symbolic output."""
        return self._graph("output").output

    @property
    def output_names(self) -> list[str]:
        """Name of the last layer, in a list."""
        return self._graph("output_names").output_names

    @property
    def input_shape(self) -> Any:
        """Shape of the input."""
        return self._graph("input_shape").input_shape

    @property
    def output_shape(self) -> Any:
        """Shape of the output."""
        return self._graph("output_shape").output_shape

    @property
    def input_dtype(self) -> str:
        """dtype of the input."""
        return self._stack[0]._input_dtype if self._stack and isinstance(self._stack[0], InputLayer) else self.compute_dtype

    def get_config(self) -> dict[str, Any]:
        """The layers, and the shape of the input if the model is built."""
        config = {
            "name": self.name,
            "trainable": self.trainable,
            "dtype": registry.serialize(self.dtype_policy),
            "layers": [registry.serialize(layer) for layer in self._stack],
        }
        if self._functional is not None:
            config["build_input_shape"] = list(self._functional.input_shape)
        return config

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: dict[str, Any] | None = None) -> "Sequential":
        """A model made from what `get_config` gave."""
        if "layers" not in config:
            return super().from_config(config, custom_objects)
        layers = [registry.deserialize(layer, custom_objects) for layer in config["layers"]]
        model = cls(layers, name=config.get("name"))
        model._trainable = config.get("trainable", True)  # the layers have theirs from their own configs
        if model._functional is None and config.get("build_input_shape"):
            model.build(tuple(config["build_input_shape"]))
        return model
