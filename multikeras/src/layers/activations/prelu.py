"""The rectifier with a trained slope."""

from collections.abc import Sequence
from typing import Any

from multikeras.src import constraints, initializers, ops, regularizers
from multikeras.src.core import shapes
from multikeras.src.core.export import export
from multikeras.src.layers.base import Layer
from multikeras.src.layers.input_spec import InputSpec


@export("multikeras.layers.PReLU")
class PReLU(Layer):
    """Parametric rectified linear unit: `x` where `x >= 0`, `alpha * x` below, with a trained `alpha` for each feature.

    He et al., 2015, https://arxiv.org/abs/1502.01852

    Args:
        alpha_initializer: Initializer of the slopes, of shape `input_shape[1:]`.
        alpha_regularizer: Regularizer of the slopes.
        alpha_constraint: Projection of the slopes after each update.
        shared_axes: Axes of the input, counted from 1, along which the slope is the same: `[1, 2]` for one slope for each
            channel of an image.
        **kwargs: `name`, `dtype` and the other arguments of `Layer`.

    Input: floating tensor `(batch, ...)`, whose sizes along axes that are not shared are known.

    Output: tensor of the same shape.

    Raises:
        ValueError: A shared axis does not exist, or a size is unknown.

    Example:

    >>> layer = multikeras.layers.PReLU(alpha_initializer=multikeras.initializers.Constant(0.5))
    >>> multikeras.ops.convert_to_numpy(layer(np.array([[-1.0, 2.0]]))).tolist()
    [[-0.5, 2.0]]
    """

    def __init__(
        self,
        alpha_initializer: Any = "Zeros",
        alpha_regularizer: Any = None,
        alpha_constraint: Any = None,
        shared_axes: int | Sequence[int] | None = None,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        self.alpha_initializer = initializers.get(alpha_initializer)
        self.alpha_regularizer = regularizers.get(alpha_regularizer)
        self.alpha_constraint = constraints.get(alpha_constraint)
        self.shared_axes = None if shared_axes is None else [shared_axes] if isinstance(shared_axes, int) else list(shared_axes)
        self.supports_masking = True

    def build(self, input_shape: tuple) -> None:
        shared = shapes.canonical_axes(tuple(self.shared_axes or ()), len(input_shape), "shared_axes")
        sizes = {axis: size for axis, size in enumerate(input_shape) if axis > 0 and axis not in shared}
        if None in sizes.values():
            raise ValueError(
                f"{self._label}: sizes of the input must be known along axes that are not in `shared_axes={self.shared_axes}`, "
                f"got shape {tuple(input_shape)}."
            )
        self.alpha = self.add_weight(
            name="alpha",
            shape=tuple(sizes.get(axis, 1) for axis in range(1, len(input_shape))),
            initializer=self.alpha_initializer,
            regularizer=self.alpha_regularizer,
            constraint=self.alpha_constraint,
        )
        self.input_spec = InputSpec(ndim=len(input_shape), axes=sizes)

    def call(self, inputs: Any) -> Any:
        return ops.subtract(ops.relu(inputs), ops.multiply(self.alpha, ops.relu(ops.negative(inputs))))
