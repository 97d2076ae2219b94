"""Normalization over groups of features."""

from typing import Any

from multikeras.src import constraints, initializers, ops, regularizers
from multikeras.src.core.export import export
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.layers.base import Layer
from multikeras.src.layers.input_spec import InputSpec
from multikeras.src.layers.normalization.batch_normalization import known_size, wide


@export("multikeras.layers.GroupNormalization")
class GroupNormalization(Layer):
    """Normalizes each sample over groups of its features, and over all its positions.

    With one group it is layer normalization over all axes but the first, with one group a feature instance normalization.

    Wu and He, 2018, https://arxiv.org/abs/1803.08494

    Args:
        groups: Number of groups, of which the number of features is a multiple; -1 for one a feature.
        axis: The axis of the features.
        epsilon: Added to the variance.
        center: Whether there is a `beta`.
        scale: Whether there is a `gamma`.
        beta_initializer, gamma_initializer: Initializers of the weights, of shape `(features,)`.
        beta_regularizer, gamma_regularizer: Regularizers of the weights.
        beta_constraint, gamma_constraint: Projections of the weights after each update.
        **kwargs: `name`, `dtype`, `trainable` and the other arguments of `Layer`.

    Input: floating tensor of rank 2 or more, the size of `axis` known.

    Output: tensor of the same shape.

    Raises:
        ValueError: The features cannot be divided into so many groups, or their number is not known.

    Example:

    >>> layer = multikeras.layers.GroupNormalization(groups=2)
    >>> tuple(layer(np.ones((2, 5, 5, 6), "float32")).shape)
    (2, 5, 5, 6)
    """

    def __init__(
        self,
        groups: int = 32,
        axis: int = -1,
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
        super().__init__(**kwargs)
        self.groups = groups
        self.axis = axis
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
        size = known_size(self, input_shape, self.axis)
        groups = size if self.groups == -1 else self.groups
        if groups <= 0 or size % groups:
            raise ValueError(f"{self._label}: {size} features cannot be divided into {self.groups} groups (`groups`) of equal size.")
        self._group_shape = (groups, size // groups)
        if self.scale:
            self.gamma = self.add_weight(
                name="gamma",
                shape=(size,),
                initializer=self.gamma_initializer,
                regularizer=self.gamma_regularizer,
                constraint=self.gamma_constraint,
                autocast=False,
            )
        if self.center:
            self.beta = self.add_weight(
                name="beta",
                shape=(size,),
                initializer=self.beta_initializer,
                regularizer=self.beta_regularizer,
                constraint=self.beta_constraint,
                autocast=False,
            )
        self.input_spec = InputSpec(ndim=len(input_shape), axes={self.axis: size})

    def compute_output_spec(self, inputs: KerasTensor) -> KerasTensor:
        return KerasTensor(inputs.shape, self.compute_dtype)

    def call(self, inputs: Any) -> Any:
        shape = ops.shape(inputs)
        features = self.axis % len(shape)
        x = ops.reshape(ops.cast(inputs, wide(self.compute_dtype)), (*shape[:features], *self._group_shape, *shape[features + 1 :]))
        axes = tuple(i for i in range(1, len(shape) + 1) if i != features)
        mean, variance = ops.moments(x, axes, keepdims=True)
        x = ops.reshape((x - mean) * ops.rsqrt(variance + self.epsilon), shape)
        other = tuple(i for i in range(len(shape)) if i != features)
        if self.gamma is not None:
            x = ops.multiply(x, ops.expand_dims(self.gamma, other))
        if self.beta is not None:
            x = ops.add(x, ops.expand_dims(self.beta, other))
        return ops.cast(x, self.compute_dtype)
