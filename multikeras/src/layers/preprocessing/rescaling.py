"""An affine map of the inputs."""

from collections.abc import Sequence
from typing import Any

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.layers.preprocessing.data_layer import DataLayer


@export("multikeras.layers.Rescaling")
class Rescaling(DataLayer):
    """Multiplies by a number and adds another: `scale * x + offset`, such as pixels of 0 to 255 into -1 to 1.

    Args:
        scale: Factor, or a list of factors that broadcasts with the inputs: one for each channel of images of the channels_last
            format.
        offset: What is added, in the same forms.
        **kwargs: `name`, `dtype` and the other arguments of `Layer`.

    Input: tensor of any shape and any numeric dtype.

    Output: floating tensor of the same shape, of the compute dtype.

    Example:

    >>> layer = multikeras.layers.Rescaling(1 / 127.5, offset=-1)
    >>> multikeras.ops.convert_to_numpy(layer(np.array([[0, 255]], "uint8"))).tolist()
    [[-1.0, 1.0]]
    """

    def __init__(self, scale: float | Sequence[float], offset: float | Sequence[float] = 0.0, **kwargs: Any):
        super().__init__(**kwargs)
        self.scale = scale
        self.offset = offset
        self.supports_masking = True

    def call(self, inputs: Any) -> Any:
        scale = ops.convert_to_tensor(self.scale, self.compute_dtype)
        offset = ops.convert_to_tensor(self.offset, self.compute_dtype)
        return ops.cast(inputs, self.compute_dtype) * scale + offset
