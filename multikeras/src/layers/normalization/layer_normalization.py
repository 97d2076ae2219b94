"""Normalization over the features of each sample."""

from collections.abc import Sequence
from typing import Any

from multikeras.src import constraints, initializers, ops, regularizers
from multikeras.src.core.export import export
from multikeras.src.layers.base import Layer
from multikeras.src.layers.normalization.batch_normalization import known_size


@export("multikeras.layers.LayerNormalization")
class LayerNormalization(Layer):
    """Normalizes each sample over its features: `gamma * (x - mean) / sqrt(variance + epsilon) + beta`.

    Ba, Kiros and Hinton, 2016, https://arxiv.org/abs/1607.06450

    Args:
        axis: Axis or axes over which mean and variance are taken.
        epsilon: Added to the variance.
        center: Whether there is a `beta`.
        scale: Whether there is a `gamma`.
        beta_initializer, gamma_initializer: Initializers of the weights, whose shape is that of the axes.
        beta_regularizer, gamma_regularizer: Regularizers of the weights.
        beta_constraint, gamma_constraint: Projections of the weights after each update.
        **kwargs: `name`, `dtype`, `trainable` and the other arguments of `Layer`.

    Input: floating tensor of any shape, the sizes of the axes known.

    Output: tensor of the same shape.

    Raises:
        ValueError: The size of an axis is not known.

    Example:

    >>> layer = multikeras.layers.LayerNormalization(epsilon=0.0)
    >>> y = layer(np.array([[1.0, 3.0], [10.0, 20.0]], "float32"))
    >>> multikeras.ops.convert_to_numpy(multikeras.ops.round(y, 4)).tolist()
    [[-1.0, 1.0], [-1.0, 1.0]]
    """

    def __init__(
        self,
        axis: int | Sequence[int] = -1,
        epsilon: float = 0.001,
        center: bool = True,
        scale: bool = True,
        beta_initializer: Any = "zeros",
        gamma_initializer: Any = "ones",
        beta_regularizer: Any = None,
        gamma_regularizer: Any = None,
        beta_constraint: Any = None,
        gamma_constraint: Any = None,
        **kwargs: Any,
    ):
        if kwargs.pop("rms_scaling", False):  # an argument of earlier versions, which their files still name
            raise NotImplementedError("LayerNormalization: `rms_scaling=True` is what RMSNormalization does; use that layer.")
        super().__init__(**kwargs)
        self.axis = axis if isinstance(axis, int) else list(axis)
        self.epsilon = epsilon
        self.center = center
        self.scale = scale
        self.beta_initializer = initializers.get(beta_initializer)
        self.gamma_initializer = initializers.get(gamma_initializer)
        self.beta_regularizer = regularizers.get(beta_regularizer)
        self.gamma_regularizer = regularizers.get(gamma_regularizer)
        self.beta_constraint = constraints.get(beta_constraint)
        self.gamma_constraint = constraints.get(gamma_constraint)
        self.gamma = None
        self.beta = None
        self.supports_masking = True

    def build(self, input_shape: tuple) -> None:
        axes = [self.axis] if isinstance(self.axis, int) else self.axis
        shape = tuple(known_size(self, input_shape, axis) for axis in axes)
        if self.scale:
            self.gamma = self.add_weight(
                name="gamma",
                shape=shape,
                initializer=self.gamma_initializer,
                regularizer=self.gamma_regularizer,
                constraint=self.gamma_constraint,
                autocast=False,
            )
        if self.center:
            self.beta = self.add_weight(
                name="beta",
                shape=shape,
                initializer=self.beta_initializer,
                regularizer=self.beta_regularizer,
                constraint=self.beta_constraint,
                autocast=False,
            )

    def call(self, inputs: Any) -> Any:
        outputs = ops.layer_normalization(inputs, self.gamma, self.beta, axis=self.axis, epsilon=self.epsilon)
        return ops.cast(outputs, self.compute_dtype)
