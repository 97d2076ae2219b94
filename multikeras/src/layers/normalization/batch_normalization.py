"""Normalization over the batch."""

from typing import Any

from multikeras.src import constraints, initializers, ops, regularizers
from multikeras.src.core.export import export
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.layers.arguments import positive_int
from multikeras.src.layers.base import Layer
from multikeras.src.layers.input_spec import InputSpec


@export("multikeras.layers.BatchNormalization")
class BatchNormalization(Layer):
    """Normalizes each feature with its mean and variance: `gamma * (x - mean) / sqrt(variance + epsilon) + beta`.

    In training these are the statistics of the batch, which also move the averages `moving_mean` and `moving_variance`:
    `moving = momentum * moving + (1 - momentum) * statistic`. At inference, and in a layer with `trainable = False`, they are
    the moving averages. Statistics are taken in float32 at least.

    Ioffe and Szegedy, 2015, https://arxiv.org/abs/1502.03167

    Args:
        axis: The axis of the features.
        momentum: How much of the moving averages stays at each step.
        epsilon: Added to the variance.
        center: Whether there is a `beta`.
        scale: Whether there is a `gamma`.
        beta_initializer, gamma_initializer: Initializers of the weights, of shape `(features,)`.
        moving_mean_initializer, moving_variance_initializer: Initializers of the averages.
        beta_regularizer, gamma_regularizer: Regularizers of the weights.
        beta_constraint, gamma_constraint: Projections of the weights after each update.
        renorm, renorm_clipping, renorm_momentum: Batch renormalization; not built yet.
        synchronized: Statistics over the batches of all replicas; not built yet.
        **kwargs: `name`, `dtype`, `trainable` and the other arguments of `Layer`.

    Input: floating tensor of any shape, the size of `axis` known. With a mask, steps that are masked do not count.

    Output: tensor of the same shape.

    Raises:
        ValueError: The size of the axis is not known, or `momentum` does not lie in [0, 1].

    Example:

    >>> layer = multikeras.layers.BatchNormalization()
    >>> y = layer(np.array([[1.0], [3.0]], "float32"), training=True)
    >>> multikeras.ops.convert_to_numpy(multikeras.ops.round(y, 2)).tolist()
    [[-1.0], [1.0]]
    """

    def __init__(
        self,
        axis: int = -1,
        momentum: float = 0.99,
        epsilon: float = 0.001,
        center: bool = True,
        scale: bool = True,
        beta_initializer: Any = "zeros",
        gamma_initializer: Any = "ones",
        moving_mean_initializer: Any = "zeros",
        moving_variance_initializer: Any = "ones",
        beta_regularizer: Any = None,
        gamma_regularizer: Any = None,
        beta_constraint: Any = None,
        gamma_constraint: Any = None,
        renorm: bool = False,
        renorm_clipping: dict[str, float] | None = None,
        renorm_momentum: float = 0.99,
        synchronized: bool = False,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        for name, wanted in (("renorm", renorm), ("synchronized", synchronized)):
            if wanted:
                raise NotImplementedError(f"BatchNormalization: `{name}` is not available yet; leave it at False.")
        if not 0 <= momentum <= 1:
            raise ValueError(f"BatchNormalization: `momentum` must lie in [0, 1], got {momentum}.")
        self.axis = axis
        self.momentum = momentum
        self.epsilon = epsilon
        self.center = center
        self.scale = scale
        self.beta_initializer = initializers.get(beta_initializer)
        self.gamma_initializer = initializers.get(gamma_initializer)
        self.moving_mean_initializer = initializers.get(moving_mean_initializer)
        self.moving_variance_initializer = initializers.get(moving_variance_initializer)
        self.beta_regularizer = regularizers.get(beta_regularizer)
        self.gamma_regularizer = regularizers.get(gamma_regularizer)
        self.beta_constraint = constraints.get(beta_constraint)
        self.gamma_constraint = constraints.get(gamma_constraint)
        self.gamma = None
        self.beta = None
        self.supports_masking = True

    def build(self, input_shape: tuple) -> None:
        size = known_size(self, input_shape, self.axis)
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
        self.moving_mean = self.add_weight(
            name="moving_mean", shape=(size,), initializer=self.moving_mean_initializer, trainable=False, autocast=False
        )
        self.moving_variance = self.add_weight(
            name="moving_variance", shape=(size,), initializer=self.moving_variance_initializer, trainable=False, autocast=False
        )
        self.input_spec = InputSpec(ndim=len(input_shape), axes={self.axis: size})

    def compute_output_spec(self, inputs: KerasTensor, training: bool | None = None, mask: Any = None) -> KerasTensor:
        return KerasTensor(inputs.shape, self.compute_dtype)

    def call(self, inputs: Any, training: bool | None = None, mask: Any = None) -> Any:
        x = ops.cast(inputs, wide(self.compute_dtype))
        axis, epsilon = self.axis % len(x.shape), self.epsilon
        if not (training and self.trainable):
            mean, variance = self.moving_mean, self.moving_variance
            outputs = ops.batch_normalization(x, mean, variance, axis, self.beta, self.gamma, epsilon)
            return ops.cast(outputs, self.compute_dtype)
        if mask is None:
            outputs, mean, variance = ops.batch_standardization(x, self.beta, self.gamma, axis, epsilon)
        else:
            mean, variance = _masked_moments(x, mask, axis)
            outputs = ops.batch_normalization(x, mean, variance, axis, self.beta, self.gamma, epsilon)
        self._move(self.moving_mean, mean)
        self._move(self.moving_variance, variance)
        return ops.cast(outputs, self.compute_dtype)

    def _move(self, average: Any, statistic: Any) -> None:
        statistic = ops.cast(ops.stop_gradient(statistic), average.dtype)
        average.assign(average * self.momentum + statistic * (1 - self.momentum))


def _masked_moments(x: Any, mask: Any, features: int) -> tuple[Any, Any]:
    """Mean and variance of each feature over what is not masked."""
    axes = tuple(axis for axis in range(len(x.shape)) if axis != features)
    weights = ops.cast(mask, x.dtype)
    weights = ops.expand_dims(weights, tuple(range(len(weights.shape), len(x.shape)))) * ops.ones_like(x)
    count = ops.maximum(ops.sum(weights, axes), 1)
    mean = ops.sum(weights * x, axes) / count
    deviation = x - ops.expand_dims(mean, axes)
    return mean, ops.sum(weights * deviation * deviation, axes) / count


def wide(dtype: str) -> str:
    """The dtype in which statistics are taken: float32 for narrower ones."""
    return "float32" if dtype in ("float16", "bfloat16") else dtype


def known_size(layer: Layer, shape: tuple, axis: int) -> int:
    """Size of an axis, for a weight of that size.

    Raises:
        ValueError: There is no such axis, or its size is not known.
    """
    if not -len(shape) <= axis < len(shape):
        raise ValueError(f"{layer._label}: there is no axis {axis} in an input of shape {tuple(shape)}.")
    if shape[axis] is None:
        raise ValueError(f"{layer._label}: the size of axis {axis} must be known, but the input has shape {tuple(shape)}.")
    return positive_int(type(layer).__name__, f"shape[{axis}]", shape[axis])
