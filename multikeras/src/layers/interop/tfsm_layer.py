"""A SavedModel of TensorFlow as a layer."""

from typing import Any, Self

import numpy as np

from multikeras.src import backend
from multikeras.src.core import registry
from multikeras.src.core.export import export
from multikeras.src.layers.base import Layer


@export("multikeras.layers.TFSMLayer")
class TFSMLayer(Layer):
    """A SavedModel, as `Model.export` or `tf.saved_model.save` writes it, as a layer; on the TensorFlow backend.

    The variables of the SavedModel are the weights of the layer. A model with this layer names the folder, and goes on needing it. Since a
    SavedModel is a program, a saved model that names one is only loaded with `safe_mode=False`.

    Args:
        filepath: Folder of the SavedModel.
        call_endpoint: The function to call: an attribute of the saved object, or a signature such as `"serving_default"`.
        call_training_endpoint: The function to call with `training=True`; `call_endpoint` when None.
        trainable: Whether training updates the variables.
        name: Name.
        dtype: dtype, or DTypePolicy.

    Input: what the endpoint takes.

    Output: what it gives; a signature gives a dict.

    Raises:
        NotImplementedError: The backend is not TensorFlow.
        ValueError: The SavedModel has no such endpoint.

    Example:

    >>> if multikeras.config.backend() == "tensorflow":
    ...     import tensorflow as tf
    ...     doubler = tf.Module()
    ...     doubler.serve = tf.function(lambda x: 2 * x, input_signature=[tf.TensorSpec([None, 3])])
    ...     tf.saved_model.save(doubler, "doubler")
    ...     layer = multikeras.layers.TFSMLayer("doubler")
    ...     assert float(layer(np.ones((1, 3), "float32"))[0, 0]) == 2
    """

    def __init__(
        self,
        filepath: Any,
        call_endpoint: str = "serve",
        call_training_endpoint: str | None = None,
        trainable: bool = True,
        name: str | None = None,
        dtype: Any = None,
    ):
        saved_model = backend.guest("saved_model")
        if saved_model is None:
            raise NotImplementedError(f"TFSMLayer runs SavedModels on the TensorFlow backend; this is the {backend.NAME} backend.")
        super().__init__(trainable=trainable, name=name, dtype=dtype)
        self.filepath = str(filepath)
        self.call_endpoint = call_endpoint
        self.call_training_endpoint = call_training_endpoint
        loaded = saved_model.load(self.filepath)
        self._loaded = loaded  # its functions are gone when it is
        self._endpoint = saved_model.endpoint(loaded, call_endpoint)
        self._training_endpoint = self._endpoint if call_training_endpoint is None else saved_model.endpoint(loaded, call_training_endpoint)
        for variable in saved_model.variables(loaded, [self._endpoint, self._training_endpoint]):
            self._own_weights.append((variable, variable.trainable))
            variable.trainable = variable.trainable and self.trainable
        self.built = True

    def call(self, inputs: Any, training: bool = False, **kwargs: Any) -> Any:
        return (self._training_endpoint if training else self._endpoint)(inputs, **kwargs)

    def compute_output_spec(self, inputs: Any, training: bool = False, **kwargs: Any) -> Any:
        return self._traced_spec(inputs, training=training, **kwargs)

    def _constructor_arguments(self) -> dict[str, Any]:
        return super()._constructor_arguments() | {"filepath": self.filepath}

    @classmethod
    def from_config(cls, config: dict[str, Any], custom_objects: dict[str, Any] | None = None, safe_mode: bool | None = None) -> Self:
        """A layer made from what `get_config` gave.

        Args:
            config: The config.
            custom_objects: Further classes by name.
            safe_mode: When False, the SavedModel that the config names is loaded. Default: that of the loading function.

        Raises:
            ValueError: Safe mode is on.
        """
        if registry.in_safe_mode(safe_mode):
            raise ValueError(
                f"The config names the SavedModel {config['filepath']!r}, which is a program of its own: a file cannot have it loaded. "
                "If you trust both, pass `safe_mode=False`."
            )
        return cls(**registry.deserialize(config, custom_objects))

    def __reduce__(self) -> tuple:
        """Copies and pickles load the SavedModel again."""
        return _restore, (type(self), self.get_config(), self.get_weights())


def _restore(cls: type[TFSMLayer], config: dict[str, Any], weights: list[np.ndarray]) -> TFSMLayer:
    layer = cls.from_config(config, safe_mode=False)
    layer.set_weights(weights)
    return layer
