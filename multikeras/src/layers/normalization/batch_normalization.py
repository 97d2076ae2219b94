"""Normalization over the batch."""

import math
from typing import Any

from multikeras.src import backend, constraints, initializers, ops, regularizers
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
        renorm: Whether batch renormalization corrects the outputs in training towards what the moving statistics would give:
            `r * (x - mean) / stddev + d` with `r = stddev / renorm_stddev` and `d = (mean - renorm_mean) / renorm_stddev` taken as
            constants. `renorm_mean` and `renorm_stddev` are moving averages of their own. Ioffe, 2017,
            https://arxiv.org/abs/1702.03275
        renorm_clipping: dict of bounds: `r` is kept within `"rmin"` and `"rmax"`, `d` within `-"dmax"` and `"dmax"`; no bound where
            a key is missing.
        renorm_momentum: How much of `renorm_mean` and `renorm_stddev` stays at each step.
        synchronized: Whether statistics are those of the batches of all replicas together, where each process or replica holds a part:
            `torch.distributed`, `tf.distribute`. A batch that JAX shards over devices is one batch anyway.
        **kwargs: `name`, `dtype`, `trainable` and the other arguments of `Layer`.

    Input: floating tensor of any shape, the size of `axis` known. With a mask, steps that are masked do not count.

    Output: tensor of the same shape.

    Raises:
        ValueError: The size of the axis is not known, `momentum` does not lie in [0, 1], or `renorm_clipping` has other keys or
            bounds that exclude each other.

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
        self.renorm = renorm
        self.renorm_clipping = _known_clipping(renorm_clipping)
        self.renorm_momentum = renorm_momentum
        self.synchronized = synchronized
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
        self.moving_mean = self._average("moving_mean", size, self.moving_mean_initializer)
        self.moving_variance = self._average("moving_variance", size, self.moving_variance_initializer)
        if self.renorm:
            self.moving_stddev = self._average("moving_stddev", size, self._initial_stddev)
            self.renorm_mean = self._average("renorm_mean", size, self.moving_mean_initializer)
            self.renorm_stddev = self._average("renorm_stddev", size, self._initial_stddev)
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
        if mask is None and not self.synchronized and not self.renorm:
            outputs, mean, variance = ops.batch_standardization(x, self.beta, self.gamma, axis, epsilon)
        else:
            mean, variance = self._moments(x, mask, axis)
            outputs = self._renormalized(x, mean, variance, axis) if self.renorm else self._normalized(x, mean, variance, axis)
        self._move(self.moving_mean, mean, self.momentum)
        if self.renorm:
            self._move(self.moving_stddev, ops.sqrt(variance + epsilon), self.momentum)
            self.moving_variance.assign(ops.maximum(ops.square(self.moving_stddev) - epsilon, 0))
        else:
            self._move(self.moving_variance, variance, self.momentum)
        return ops.cast(outputs, self.compute_dtype)

    def _normalized(self, x: Any, mean: Any, variance: Any, axis: int) -> Any:
        return ops.batch_normalization(x, mean, variance, axis, self.beta, self.gamma, self.epsilon)

    def _renormalized(self, x: Any, mean: Any, variance: Any, axis: int) -> Any:
        """Batch statistics, corrected towards the moving ones by factors that take no part in the gradient."""
        stddev = ops.sqrt(variance + self.epsilon)
        clip = self.renorm_clipping
        r = ops.stop_gradient(stddev / self.renorm_stddev)
        d = ops.stop_gradient((mean - self.renorm_mean) / self.renorm_stddev)
        r = ops.clip(r, clip.get("rmin", 0.0), clip.get("rmax", math.inf))
        d = ops.clip(d, -clip.get("dmax", math.inf), clip.get("dmax", math.inf))
        self._move(self.renorm_mean, mean, self.renorm_momentum)
        self._move(self.renorm_stddev, stddev, self.renorm_momentum)
        # gamma * (r * normalized + d) + beta, as one normalization with other scale and offset.
        scale = r if self.gamma is None else r * self.gamma
        offset = d if self.gamma is None else d * self.gamma
        offset = offset if self.beta is None else offset + self.beta
        return ops.batch_normalization(x, mean, variance, axis, offset, scale, self.epsilon)

    def _moments(self, x: Any, mask: Any, features: int) -> tuple[Any, Any]:
        """Mean and variance of each feature over what is not masked; over all replicas if they are synchronized."""
        axes = tuple(axis for axis in range(len(x.shape)) if axis != features)
        total = backend.step.replica_sum if self.synchronized else _itself
        weights = ops.ones_like(x)
        if mask is not None:
            mask = ops.cast(mask, x.dtype)
            weights = weights * ops.expand_dims(mask, tuple(range(len(mask.shape), len(x.shape))))
        count = ops.maximum(total(ops.sum(weights, axes)), 1)
        mean = total(ops.sum(weights * x, axes)) / count
        deviation = x - ops.expand_dims(mean, axes)
        return mean, total(ops.sum(weights * deviation * deviation, axes)) / count

    def _average(self, name: str, size: int, initializer: Any) -> Any:
        return self.add_weight(name=name, shape=(size,), initializer=initializer, trainable=False, autocast=False)

    def _initial_stddev(self, shape: tuple, dtype: Any = None) -> Any:
        return ops.sqrt(self.moving_variance_initializer(shape, dtype))

    def _move(self, average: Any, statistic: Any, momentum: float) -> None:
        statistic = ops.cast(ops.stop_gradient(statistic), average.dtype)
        average.assign(average * momentum + statistic * (1 - momentum))


def _itself(x: Any) -> Any:
    return x


def _known_clipping(clipping: dict[str, float] | None) -> dict[str, float]:
    unknown = sorted(set(clipping or ()) - {"rmax", "rmin", "dmax"})
    if unknown:
        raise ValueError(f"BatchNormalization: `renorm_clipping` takes the keys 'rmax', 'rmin' and 'dmax', got {unknown}.")
    bounds = dict(clipping or {})
    if bounds.get("rmin", 0.0) > bounds.get("rmax", math.inf) or bounds.get("dmax", 0.0) < 0:
        raise ValueError(f"BatchNormalization: `renorm_clipping` needs rmin <= rmax and dmax >= 0, got {bounds}.")
    return bounds


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
