"""The layer made of a function."""

import inspect
from collections.abc import Callable, Sequence
from typing import Any

from multikeras.src import activations
from multikeras.src.core import masks, tree
from multikeras.src.core.export import export
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.layers.base import Layer


@export("multikeras.layers.Lambda")
class Lambda(Layer):
    """A function as a layer, for short functions without weights.

    A model with a `lambda` is saved with the lambda's code, which loading runs only with `safe_mode=False`. A named function
    that is registered with `multikeras.saving.register_keras_serializable`, or a subclass of `Layer`, has no such limit.

    Args:
        function: `function(inputs, **arguments)`. If it takes `mask` or `training`, it gets them.
        output_shape: Shape of the output without the batch axis, or a function from the input's shape to the output's, for
            functions that do not work on symbolic tensors. Found by calling the function when None.
        mask: Mask of the output, or a function `(inputs, mask) -> mask`; the output has none when None.
        arguments: dict of further keyword arguments of the function.
        **kwargs: `name`, `dtype` and the other arguments of `Layer`.

    Input: what the function takes.

    Output: what it gives.

    Raises:
        TypeError: `function` is not callable.

    Example:

    >>> layer = multikeras.layers.Lambda(lambda x, factor: factor * x, arguments={"factor": 2.0})
    >>> multikeras.ops.convert_to_numpy(layer(np.array([1.0, 2.0]))).tolist()
    [2.0, 4.0]
    """

    def __init__(
        self,
        function: Callable,
        output_shape: Sequence[int | None] | Callable | None = None,
        mask: Any = None,
        arguments: dict[str, Any] | None = None,
        **kwargs: Any,
    ):
        if not callable(function):
            raise TypeError(f"Lambda: `function` must be callable, got {function!r}.")
        super().__init__(**kwargs)
        self.function = function
        self.mask = mask
        self.arguments = arguments or {}
        self.supports_masking = mask is not None
        self._output_shape = output_shape if output_shape is None or callable(output_shape) else tuple(output_shape)
        parameters = inspect.signature(function).parameters
        self._takes = [name for name in ("mask", "training") if name in parameters and name not in self.arguments]

    def call(self, inputs: Any, mask: Any = None, training: bool | None = None) -> Any:
        if self.mask is not None:
            masks.Flag.raised = True
        given = {"mask": mask, "training": training}
        return self.function(inputs, **self.arguments, **{name: given[name] for name in self._takes})

    def compute_output_spec(self, inputs: Any, mask: Any = None, training: bool | None = None) -> Any:
        if self._output_shape is None:
            return super().compute_output_spec(inputs, mask=mask, training=training)
        if callable(self._output_shape):
            return KerasTensor(self._output_shape(tree.map_structure(lambda x: x.shape, inputs)), self.compute_dtype)
        return KerasTensor((tree.flatten(inputs)[0].shape[0], *self._output_shape), self.compute_dtype)

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> "Lambda":
        """A layer made from what `get_config` gave. Activations stand there as bare names."""
        function = config["function"]
        return super().from_config({**config, "function": activations.get(function) if isinstance(function, str) else function})

    def compute_mask(self, inputs: Any, mask: Any = None) -> Any:
        return self.mask(inputs, mask) if callable(self.mask) else self.mask
