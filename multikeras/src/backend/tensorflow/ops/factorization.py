"""What factors of matrices tell, on TensorFlow."""

import numpy as np
import tensorflow as tf

from multikeras.src.backend.tensorflow.ops.linalg import factoring


@factoring
def eig(x) -> tuple[tf.Tensor, tf.Tensor]:
    return tuple(tf.linalg.eig(x))


@factoring
def slogdet(x) -> tuple[tf.Tensor, tf.Tensor]:
    sign, logarithm = tf.linalg.slogdet(x)
    return sign, tf.math.real(logarithm)


@factoring
def pinv(x, rcond=None) -> tf.Tensor:
    @tf.custom_gradient
    def with_gradient(x: tf.Tensor) -> tuple:
        return _pinv(x, rcond), lambda upstream: _gradient_of_pinv(x, pinv(x, rcond), upstream)

    return with_gradient(x)


def _pinv(x: tf.Tensor, rcond: float | None) -> tf.Tensor:
    s, u, v = tf.linalg.svd(x, full_matrices=False)
    if rcond is None:
        rcond = np.finfo(s.dtype.as_numpy_dtype).eps * tf.cast(tf.reduce_max(tf.shape(x)[-2:]), s.dtype)
    is_counted = s > rcond * s[..., :1]
    inverse = tf.where(is_counted, 1 / tf.where(is_counted, s, 1), 0)
    return tf.matmul(v * tf.cast(inverse, x.dtype)[..., None, :], u, adjoint_b=True)


def _gradient_of_pinv(x: tf.Tensor, p: tf.Tensor, upstream: tf.Tensor) -> tf.Tensor:
    """From the differential of p: `-p dx p + p p' dx' (1 - x p) + (1 - p x) dx' p' p` (Golub and Pereyra, 1973)."""
    adjoint = tf.linalg.adjoint(p)
    up = tf.linalg.adjoint(upstream)
    left = up @ p @ adjoint
    right = adjoint @ p @ up
    return left - x @ (p @ left) + right - (right @ p) @ x - adjoint @ upstream @ adjoint
