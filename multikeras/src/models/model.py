"""The base class of models."""

import inspect
from collections.abc import Callable
from typing import Any

from multikeras.src.core import lazy, registry
from multikeras.src.core.export import export
from multikeras.src.layers.base import Layer
from multikeras.src.models.summary import print_summary
from multikeras.src.training.trainer import Trainer

saving = lazy.module("multikeras.src.saving.model_file")
"""Saving stands above models, so it is looked up when it is first used."""


def joined(cls: type, functional: type) -> type:
    """The class of a subclass's models that are made from symbolic tensors: the subclass's methods over a graph."""
    if cls not in _joined:
        _joined[cls] = type(cls.__name__, (cls, functional), {"__module__": cls.__module__, "_declared_class": cls})
    return _joined[cls]


_joined: dict[type, type] = {}


@export(["multikeras.Model", "multikeras.models.Model"])
class Model(Trainer, Layer):
    """A layer that can be trained, saved and summarised.

    There are three ways to make one: `Model(inputs, outputs)` from symbolic tensors; a subclass with `__init__` and `call`; and
    `Sequential` for a plain stack of layers.

    Args:
        inputs: KerasTensor, or a nest of them.
        outputs: KerasTensor, or a nest of them, computed from the inputs.
        trainable: Whether the weights take part in training.
        dtype: dtype policy.
        name: Name.

    Raises:
        ValueError: An output does not come from the inputs.

    Example:

    >>> x = multikeras.Input((3,))
    >>> model = multikeras.Model(inputs=x, outputs=multikeras.layers.Dense(2)(x))
    >>> tuple(model(np.ones((1, 3))).shape)
    (1, 2)
    """

    def __new__(cls, *args: Any, **kwargs: Any) -> "Model":
        if cls is Model and (args or {"inputs", "outputs"} & set(kwargs)):
            cls = functional_class()
        return super().__new__(cls)

    def __init__(self, *args: Any, **kwargs: Any):
        if not args and not {"inputs", "outputs"} & set(kwargs):
            Layer.__init__(self, **kwargs)
            return
        functional = functional_class()
        if not isinstance(self, functional):
            self.__class__ = joined(type(self), functional)
        functional.__init__(self, *args, **kwargs)

    def __getstate__(self) -> dict[str, Any]:
        """State for copies and pickles: without compiled functions, which are made again."""
        state = {key: value for key, value in self.__dict__.items() if key not in ("_call_function", "history")}
        return {**state, "_functions": {}}

    def __reduce__(self) -> tuple:
        return _empty, (getattr(self, "_declared_class", type(self)), hasattr(self, "_declared_class")), self.__getstate__()

    @property
    def _label(self) -> str:
        return f"Model {self.path!r}" if "_name" in self.__dict__ else super()._label

    def call(self, *args: Any, **kwargs: Any) -> Any:
        """Compute the outputs from tensors. Written by subclasses."""
        raise NotImplementedError(
            f"Model {self.name!r} has no `call` method. Define `def call(self, inputs): ...` in the class, or make the model by "
            "`Model(inputs, outputs)`."
        )

    @property
    def layers(self) -> list[Layer]:
        """Layers that the model holds directly."""
        return self._flatten_layers(include_self=False, recursive=False)

    def get_layer(self, name: str | None = None, index: int | None = None) -> Layer:
        """A layer by name or by index.

        Args:
            name: Name of the layer.
            index: Position in `layers`.

        Returns:
            The layer.

        Raises:
            ValueError: There is none, or both or neither argument is given.

        Example:

        >>> model = multikeras.Sequential([multikeras.layers.Dense(2, name="head")])
        >>> model.get_layer("head").units
        2
        """
        if (name is None) == (index is None):
            raise ValueError("get_layer: give either `name` or `index`.")
        layers = self.layers
        if index is not None:
            if not -len(layers) <= index < len(layers):
                raise ValueError(f"get_layer: model {self.name!r} has {len(layers)} layers, so there is none of index {index}.")
            return layers[index]
        for layer in layers:
            if layer.name == name:
                return layer
        raise ValueError(f"get_layer: model {self.name!r} has no layer named {name!r}. Its layers are {[x.name for x in layers]}.")

    def summary(
        self,
        line_length: int | None = None,
        positions: list[float] | None = None,
        print_fn: Callable[[str], Any] | None = None,
        expand_nested: bool = False,
        show_trainable: bool = False,
        layer_range: tuple[str, str] | None = None,
    ) -> None:
        """Print a table of the layers, the shapes of their outputs and their numbers of weights.

        Args:
            line_length: Width of the table.
            positions: Relative widths of the columns.
            print_fn: What is called with the text instead of printing it.
            expand_nested: Whether to show the layers of inner models.
            show_trainable: Whether to show which layers are trainable.
            layer_range: Names of the first and the last layer to show.

        Example:

        >>> model = multikeras.Sequential([multikeras.Input((3,)), multikeras.layers.Dense(2)])
        >>> lines = []
        >>> model.summary(print_fn=lines.append)
        >>> "Total params: 8" in lines[0]
        True
        """
        print_summary(
            self,
            line_length=line_length,
            positions=positions,
            print_fn=print_fn,
            expand_nested=expand_nested,
            show_trainable=show_trainable,
            layer_range=layer_range,
        )

    def save(self, filepath: Any, overwrite: bool = True, zipped: bool | None = None, **kwargs: Any) -> None:
        """Save the model: architecture, weights, compilation and optimizer. See `multikeras.saving.save_model`.

        Args:
            filepath: Path that ends in `.keras`.
            overwrite: Whether an existing file is replaced without asking.
            zipped: Kept for code written for Keras 3.
        """
        saving.save_model(self, filepath, overwrite=overwrite, zipped=zipped, **kwargs)

    def save_weights(self, filepath: Any, overwrite: bool = True, max_shard_size: float | None = None) -> None:
        """Save the weights. See `multikeras.saving.save_weights`.

        Args:
            filepath: Path that ends in `.weights.h5`.
            overwrite: Whether an existing file is replaced without asking.
            max_shard_size: Size in GB over which the weights are divided among several files.
        """
        saving.save_weights(self, filepath, overwrite=overwrite, max_shard_size=max_shard_size)

    def load_weights(self, filepath: Any, skip_mismatch: bool = False, **kwargs: Any) -> None:
        """Load weights that were saved. See `multikeras.saving.load_weights`.

        Args:
            filepath: Path of a `.weights.h5` or `.keras` file.
            skip_mismatch: Whether to leave out weights that do not fit.
        """
        saving.load_weights(self, filepath, skip_mismatch=skip_mismatch, **kwargs)

    def to_json(self, **kwargs: Any) -> str:
        """The architecture as JSON, for `multikeras.models.model_from_json`.

        Args:
            **kwargs: Arguments of `json.dumps`.

        Returns:
            A string.
        """
        return saving.to_json(self, **kwargs)

    def build_from_config(self, config: dict[str, Any]) -> None:
        """Build again from what `get_build_config` gave."""
        if config and not self.built and type(self).build is Model.build and "input_shape" not in config and "shapes_dict" not in config:
            return
        super().build_from_config(config)

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments, as values that can be written as JSON."""
        return super().get_config()

    _is_root = True
    _runs_a_graph = True

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: dict[str, Any] | None = None) -> "Model":
        """A model made from what `get_config` gave."""
        functional = functional_class()
        if {"layers", "input_layers", "output_layers"} <= set(config) and not any(
            p.name in config for p in inspect.signature(cls.__init__).parameters.values()
        ):
            return functional.from_graph(cls, config, custom_objects)
        return cls(**{key: registry.deserialize(value, custom_objects) for key, value in config.items()})


def _empty(cls: type, is_joined: bool) -> Model:
    """A model without state, for pickle to fill."""
    return object.__new__(joined(cls, functional_class()) if is_joined else cls)


def functional_class() -> type:
    """The class of models made from symbolic tensors, which registers itself here."""
    return _functional[0]


_functional: list[type] = []


def register_functional(cls: type) -> type:
    """Make `cls` what `Model(inputs, outputs)` gives."""
    _functional.append(cls)
    return cls
