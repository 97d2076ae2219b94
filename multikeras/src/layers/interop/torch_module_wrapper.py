"""A module of torch as a layer."""

import base64
from typing import Any, Self

from multikeras.src import backend
from multikeras.src.core import registry, tree
from multikeras.src.core.export import export
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.layers.base import Layer


@export("multikeras.layers.TorchModuleWrapper")
class TorchModuleWrapper(Layer):
    """A `torch.nn.Module` as a layer; on the torch backend.

    The weights of the layer are the module's parameters and buffers themselves: an optimizer of either library trains both, and a module
    that is used elsewhere too stays in step. The module runs in training mode when the layer is called with `training=True`, else in
    evaluation mode. Under a mixed dtype policy it runs within `torch.autocast`.

    A module that is kept in an attribute of a layer or model becomes such a layer by itself.

    Weights are saved by their names in `module.state_dict()`. The module itself is saved by its config, if its class is registered:
    give the class `get_config` and `from_config`, and decorate it with `multikeras.saving.register_keras_serializable`. Any other module
    is saved as a pickle, which is code: such a file is only loaded with `safe_mode=False`.

    Args:
        module: The module. It is moved to the current device, and its floating tensors to the variable dtype of the policy, as
            `module.to` does: pass `dtype="float64"` to keep one of that dtype.
        name: Name.
        output_shape: Shape of the output, with its batch axis, or a nest of shapes. Found by running the module on fake tensors when None.
        **kwargs: `trainable`, `dtype` and the other arguments of `Layer`.

    Input: the arguments of the module's `forward`.

    Output: what it gives.

    Raises:
        NotImplementedError: The backend is not torch.
        TypeError: `module` is not a module of torch.
        ValueError: The module has parameters whose shapes are not known yet, or the file's weights do not fit.

    Example:

    >>> if multikeras.config.backend() == "torch":
    ...     import torch
    ...     layer = multikeras.layers.TorchModuleWrapper(torch.nn.Linear(3, 2))
    ...     assert layer(np.ones((4, 3), "float32")).shape == (4, 2)
    ...     assert [variable.shape for variable in layer.weights] == [(2, 3), (2,)]
    """

    def __init__(self, module: Any, name: str | None = None, output_shape: Any = None, **kwargs: Any):
        torch_module = backend.guest("torch_module")
        if torch_module is None:
            raise NotImplementedError(f"TorchModuleWrapper runs modules of torch on the torch backend; this is the {backend.NAME} backend.")
        if not torch_module.is_module(module):
            raise TypeError(f"TorchModuleWrapper: `module` must be a torch.nn.Module, got {module!r} of type {type(module).__name__}.")
        super().__init__(name=name, **kwargs)
        torch_module.place(module, self.variable_dtype)
        object.__setattr__(self, "module", module)  # the module itself: in any other layer's attribute it would be wrapped
        self.output_shape = None if output_shape is None else tree.map_shape_structure(tuple, output_shape)
        for variable in torch_module.variables(module):
            self._own_weights.append((variable, variable.trainable))
            variable.trainable = variable.trainable and self.trainable
        self.built = True

    def call(self, *args: Any, training: bool | None = None, **kwargs: Any) -> Any:
        held = [variable for variable, _ in self._own_weights]
        return backend.guest("torch_module").call(self.module, held, args, kwargs, bool(training), self._autocast_dtype)

    def compute_output_spec(self, *args: Any, **kwargs: Any) -> Any:
        if self.output_shape is None:
            return self._traced_spec(*args, **kwargs)
        return tree.map_shape_structure(lambda shape: KerasTensor(shape, self.compute_dtype), self.output_shape)

    def parameters(self, recurse: bool = True) -> Any:
        """The parameters of the module.

        Args:
            recurse: Whether those of modules within it come too.
        """
        return self.module.parameters(recurse=recurse)

    def save_own_variables(self, store: Any) -> None:
        """Write the module's state into a mapping from names to arrays."""
        for name, array in backend.guest("torch_module").arrays(self.module):
            store[name] = array

    def load_own_variables(self, store: Any) -> None:
        """Read what `save_own_variables` wrote."""
        backend.guest("torch_module").load(self.module, store)

    def _constructor_arguments(self) -> dict[str, Any]:
        arguments = super()._constructor_arguments()
        if not hasattr(self.module, "get_config"):
            arguments["module"] = base64.b64encode(backend.guest("torch_module").pickled(self.module)).decode()
        return arguments

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: dict[str, Any] | None = None, safe_mode: bool | None = None) -> Self:
        """A layer made from what `get_config` gave.

        Args:
            config: The config.
            custom_objects: Further classes by name.
            safe_mode: When False, a pickled module is loaded, which can run any code. Default: that of the loading function.

        Raises:
            ValueError: The module is a pickle, and safe mode is on.
        """
        module = config["module"]
        if isinstance(module, str):
            if registry.in_safe_mode(safe_mode):
                raise ValueError(
                    f"TorchModuleWrapper {config.get('name')!r} was saved with its module as a pickle, and a pickle can run any code. If "
                    "you trust where the file comes from, pass `safe_mode=False`; better, give the module's class `get_config` and "
                    "`from_config`, register it with `register_keras_serializable`, and save again."
                )
            module = backend.guest("torch_module").unpickled(base64.b64decode(module))
        else:
            module = registry.deserialize(module, custom_objects, safe_mode=safe_mode)
        return cls(module, **{name: registry.deserialize(value) for name, value in config.items() if name != "module"})


if backend.guest("torch_module") is not None:
    Layer._guests, Layer._host = backend.guest("torch_module").Module, TorchModuleWrapper
