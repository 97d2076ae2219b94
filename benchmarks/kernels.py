"""Ops of which the kernel takes the time, not the call: whether multikeras takes the road that the framework is fastest on."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from benchmarks.operations import Operation


@dataclass
class Kernel(Operation):
    """One op on large tensors; each builder makes, of a package, a function of them. Those of JAX are compiled."""

    shapes: tuple[tuple[int, ...], ...]
    shared: Callable[[Any], Callable]
    torch: Callable[[Any], Callable]
    jax: Callable[[Any], Callable]
    tensorflow: Callable[[Any], Callable]
    limited: tuple[str, ...] = ("jax", "torch", "tensorflow")  # where multikeras has to be as fast

    def inputs(self, generator: np.random.Generator) -> list[np.ndarray]:
        return [generator.standard_normal(shape, np.float32) for shape in self.shapes]

    def build_keras(self, keras):
        return self.shared(keras)

    def build_torch(self, torch):
        return self.torch(torch)

    def build_jax(self, jax):
        return jax.jit(self.jax(jax))

    def build_tensorflow(self, tf):
        return self.tensorflow(tf)


# -------------------------------------------------------------------------------------------------------------- attention


def _attention_in_torch(torch: Any) -> Callable:
    attend = torch.nn.functional.scaled_dot_product_attention
    return lambda q, k, v: attend(q.transpose(1, 2), k.transpose(1, 2), v.transpose(1, 2)).transpose(1, 2)


def _attention_in_tensorflow(tf: Any) -> Callable:
    def attend(q, k, v):
        scores = tf.einsum("bthd,bshd->bhts", q * q.shape[-1] ** -0.5, k)
        return tf.einsum("bhts,bshd->bthd", tf.nn.softmax(scores), v)

    return attend


# ------------------------------------------------------------------------------------------------------------ convolution


def _convolution(data_format: str, shape: tuple[int, ...]) -> Kernel:
    """A convolution of 3x3 whose kernel is `(height, width, in, out)`."""
    is_last = data_format == "channels_last"

    def in_torch(torch: Any) -> Callable:
        def convolve(x, kernel):
            x = x.permute(0, 3, 1, 2) if is_last else x
            y = torch.nn.functional.conv2d(x, kernel.permute(3, 2, 0, 1), padding=1)
            return y.permute(0, 2, 3, 1) if is_last else y

        return convolve

    def in_jax(jax: Any) -> Callable:
        layout = ("NHWC", "HWIO", "NHWC") if is_last else ("NCHW", "HWIO", "NCHW")
        return partial(jax.lax.conv_general_dilated, window_strides=(1, 1), padding="SAME", dimension_numbers=layout)

    def in_tensorflow(tf: Any) -> Callable:
        def convolve(x, kernel):
            if is_last:
                return tf.nn.conv2d(x, kernel, 1, "SAME")
            y = tf.nn.conv2d(tf.transpose(x, (0, 2, 3, 1)), kernel, 1, "SAME")  # there is no other kernel for CPUs
            return tf.transpose(y, (0, 3, 1, 2))

        return convolve

    return Kernel(
        (shape, (3, 3, 64, 64)),
        lambda keras: partial(keras.ops.conv, padding="same", data_format=data_format),
        in_torch,
        in_jax,
        in_tensorflow,
    )


# ---------------------------------------------------------------------------------------------------------- normalisation

EPSILON = 1e-5


def _normalization_in_jax(jax: Any) -> Callable:
    def normalize(x, gamma, beta):
        mean = x.mean(-1, keepdims=True)
        variance = ((x - mean) ** 2).mean(-1, keepdims=True)
        return (x - mean) * jax.lax.rsqrt(variance + EPSILON) * gamma + beta

    return normalize


def _normalization_in_tensorflow(tf: Any) -> Callable:
    def normalize(x, gamma, beta):
        mean, variance = tf.nn.moments(x, axes=[-1], keepdims=True)
        return tf.nn.batch_normalization(x, mean, variance, beta, gamma, EPSILON)

    return normalize


# ----------------------------------------------------------------------------------------------------- images and pooling


def _resize(interpolation: str) -> Kernel:
    """Images twice as high and wide."""
    cubic = interpolation == "bicubic"

    def in_torch(torch: Any) -> Callable:
        # With antialiasing, which changes nothing here, the cubic kernel is the one of the others.
        resize = partial(torch.nn.functional.interpolate, size=(256, 256), mode=interpolation, antialias=cubic)
        return lambda x: resize(x.permute(0, 3, 1, 2)).permute(0, 2, 3, 1)

    return Kernel(
        ((8, 128, 128, 16),),
        lambda keras: partial(keras.ops.image.resize, size=(256, 256), interpolation=interpolation, data_format="channels_last"),
        in_torch,
        lambda jax: partial(jax.image.resize, shape=(8, 256, 256, 16), method="cubic" if cubic else "bilinear"),
        lambda tf: partial(tf.image.resize, size=(256, 256), method=interpolation),
        # TensorFlow's bicubic kernel reads its weights from a table: fast, and off by 0.002 at most factors.
        limited=("jax", "torch") if cubic else ("jax", "torch", "tensorflow"),
    )


def _pooling(name: str, in_torch: str, in_tensorflow: str, in_jax: Callable[[Any], Callable]) -> Kernel:
    """Windows of 2x2."""

    def pool_in_torch(torch: Any) -> Callable:
        pool = getattr(torch.nn.functional, in_torch)
        return lambda x: pool(x.permute(0, 3, 1, 2), 2).permute(0, 2, 3, 1)

    return Kernel(
        ((8, 128, 128, 64),),
        lambda keras: partial(getattr(keras.ops, name), pool_size=2, data_format="channels_last"),
        pool_in_torch,
        in_jax,
        lambda tf: partial(getattr(tf.nn, in_tensorflow), ksize=2, strides=2, padding="VALID"),
    )


def _windows(jax: Any, start: float, reduce: Any) -> Callable:
    window = (1, 2, 2, 1)
    return lambda x: jax.lax.reduce_window(x, start, reduce, window, window, "VALID")


KERNELS = {
    "attention": Kernel(
        ((4, 256, 8, 64),) * 3,
        lambda keras: keras.ops.dot_product_attention,
        _attention_in_torch,
        lambda jax: jax.nn.dot_product_attention,
        _attention_in_tensorflow,
    ),
    "conv2d_channels_last": _convolution("channels_last", (8, 32, 32, 64)),
    "conv2d_channels_first": _convolution("channels_first", (8, 64, 32, 32)),
    "lstm_matmul": Kernel(
        ((64, 512), (512, 2048)),
        lambda keras: keras.ops.matmul,
        lambda torch: torch.matmul,
        lambda jax: jax.numpy.matmul,
        lambda tf: tf.matmul,
    ),
    "layer_normalization": Kernel(
        ((4096, 1024), (1024,), (1024,)),
        lambda keras: partial(keras.ops.layer_normalization, epsilon=EPSILON),
        lambda torch: lambda x, gamma, beta: torch.nn.functional.layer_norm(x, (1024,), gamma, beta, EPSILON),
        _normalization_in_jax,
        _normalization_in_tensorflow,
    ),
    "resize_bilinear": _resize("bilinear"),
    "resize_bicubic": _resize("bicubic"),
    "max_pool": _pooling("max_pool", "max_pool2d", "max_pool2d", lambda jax: _windows(jax, -np.inf, jax.lax.max)),
    "average_pool": _pooling("average_pool", "avg_pool2d", "avg_pool2d", lambda jax: lambda x: _windows(jax, 0.0, jax.lax.add)(x) / 4),
}
