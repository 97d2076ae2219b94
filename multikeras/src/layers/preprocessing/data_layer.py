"""The base of layers that prepare data, in a model or in a tf.data pipeline."""

from typing import Any

from multikeras.src.core import tree
from multikeras.src.layers.base import Layer
from multikeras.src.layers.preprocessing.pipeline_call import call_in_pipeline, is_pipeline_tensor


class DataLayer(Layer):
    """A layer that can also be called inside of a tf.data pipeline, whatever the backend."""

    def _run(self, args: tuple, kwargs: dict[str, Any]) -> Any:
        if args and any(map(is_pipeline_tensor, tree.flatten(args[0]))):
            return call_in_pipeline(self, *args, **kwargs)
        return super()._run(args, kwargs)

    def convert_weight(self, weight: Any) -> Any:
        """A weight as code that runs in a pipeline can use it: as it is, since pipelines call back to where the backend computes.

        Args:
            weight: Variable, tensor or array.

        Returns:
            The same.
        """
        return weight
