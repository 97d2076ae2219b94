"""Normalization of the weights of a layer."""

from typing import Any

from multikeras.src import backend, initializers, ops
from multikeras.src.core.export import export
from multikeras.src.layers.arguments import positive_int
from multikeras.src.layers.base import Layer
from multikeras.src.layers.core.wrapper import Wrapper


@export("multikeras.layers.SpectralNormalization")
class SpectralNormalization(Wrapper):
    """Divides the kernel of a layer by its largest singular value, which bounds how fast the layer's output can change.

    The kernel counts as a matrix of its last axis by all others. Each call in training moves `vector_u` towards the singular vector
    by power iteration, and puts the normalized kernel in the place of the kernel; inference leaves both alone.

    Miyato et al., 2018, https://arxiv.org/abs/1802.05957

    Args:
        layer: A layer with a weight `kernel` or `embeddings`, such as `Dense`, `Conv2D` or `Embedding`.
        power_iterations: Number of iterations a call.
        **kwargs: `name`, `dtype` and the other arguments of `Layer`.

    Input: what the layer takes. `training` says whether the kernel is normalized.

    Output: what the layer gives.

    Raises:
        ValueError: `power_iterations` is not positive, or the layer has no such weight.

    Example:

    >>> layer = multikeras.layers.SpectralNormalization(multikeras.layers.Dense(3), power_iterations=20)
    >>> y = layer(np.ones((2, 4), "float32"), training=True)
    >>> float(np.round(np.linalg.norm(layer.layer.kernel.numpy(), 2), 2))
    1.0
    """

    def __init__(self, layer: Layer, power_iterations: int = 1, **kwargs: Any):
        super().__init__(layer, **kwargs)
        self.power_iterations = positive_int(type(self).__name__, "power_iterations", power_iterations)
        self.supports_masking = layer.supports_masking

    def build(self, input_shape: Any = None) -> None:
        super().build(input_shape)
        found = [getattr(self.layer, name, None) for name in ("kernel", "embeddings")]
        kernels = [value for value in found if isinstance(value, backend.Variable)]
        if not kernels:
            raise ValueError(f"{self._label}: {self.layer._label} has no weight named `kernel` or `embeddings` that could be normalized.")
        self.kernel = kernels[0]
        self.vector_u = self.add_weight(
            shape=(1, self.kernel.shape[-1]),
            initializer=initializers.TruncatedNormal(stddev=0.02),
            name="vector_u",
            trainable=False,
            autocast=False,
        )

    def call(self, inputs: Any, training: bool = False) -> Any:
        if training:
            vector_u, kernel = self.normalized_weights()
            self.vector_u.assign(vector_u)
            self.kernel.assign(kernel)
        return self.layer(inputs)

    def compute_mask(self, inputs: Any, previous_mask: Any) -> Any:
        return self.layer.compute_mask(inputs, previous_mask)

    def normalized_weights(self) -> tuple[Any, Any]:
        """What a call in training puts in the place of `vector_u` and of the kernel."""
        dtype = self.vector_u.dtype
        kernel = ops.stop_gradient(ops.cast(self.kernel, dtype))
        matrix = ops.reshape(kernel, (-1, self.kernel.shape[-1]))
        u = self.vector_u.value
        for _ in range(self.power_iterations):
            v = ops.normalize(ops.matmul(u, ops.transpose(matrix)))
            u = ops.normalize(ops.matmul(v, matrix))
        largest = ops.squeeze(ops.matmul(ops.matmul(v, matrix), ops.transpose(u)))
        return u, kernel / largest
