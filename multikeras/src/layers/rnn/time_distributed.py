"""A layer at every step of a sequence."""

from typing import Any

from multikeras.src import ops
from multikeras.src.core import tree
from multikeras.src.core.export import export
from multikeras.src.core.scope import scoped
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.layers.core.wrapper import Wrapper


@export("multikeras.layers.TimeDistributed")
class TimeDistributed(Wrapper):
    """Applies a layer to every step of a sequence by itself. All steps go through it at once, as one big batch.

    Args:
        layer: The layer.
        **kwargs: `name`, `dtype` and the other arguments of `Layer`.

    Input: tensor of shape `(batch, steps, ...)`, at least rank 3. The slices of `mask`, of shape `(batch, steps)`, go to layers
    that take one.

    Output: tensor of shape `(batch, steps, ...)`, what the layer makes of the rest.

    Raises:
        ValueError: The input has fewer than 3 dimensions.

    Example:

    >>> layer = multikeras.layers.TimeDistributed(multikeras.layers.Dense(4))
    >>> tuple(layer(np.ones((2, 5, 3), "float32")).shape)
    (2, 5, 4)
    """

    def __init__(self, layer: Any, **kwargs: Any):
        super().__init__(layer, **kwargs)
        self.supports_masking = True

    def build(self, input_shape: tuple) -> None:
        if len(input_shape) < 3:
            raise ValueError(f"{self._label}: the input must have shape (batch, steps, ...), but its shape is {tuple(input_shape)}.")
        with scoped(recording=False):
            self.layer(KerasTensor((input_shape[0], *input_shape[2:]), self.compute_dtype))

    def compute_output_spec(self, inputs: KerasTensor, training: bool | None = None, mask: Any = None) -> Any:
        step = KerasTensor((inputs.shape[0], *inputs.shape[2:]), inputs.dtype)
        outputs = self.layer(step, training=training)
        return tree.map_structure(lambda x: KerasTensor((*inputs.shape[:2], *x.shape[1:]), x.dtype), outputs)

    def call(self, inputs: Any, training: bool | None = None, mask: Any = None) -> Any:
        batch_size, steps, *rest = ops.shape(inputs)
        keywords = {"training": training}
        if mask is not None and "mask" in self.layer._signature.names:
            keywords["mask"] = ops.reshape(mask, (batch_size * steps, *ops.shape(mask)[2:]))
        outputs = self.layer(ops.reshape(inputs, (batch_size * steps, *rest)), **keywords)
        return tree.map_structure(lambda x: ops.reshape(x, (batch_size, steps, *ops.shape(x)[1:])), outputs)
