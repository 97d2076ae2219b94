"""Fourier transforms and frames on TensorFlow."""

from collections.abc import Callable

import tensorflow as tf

from multikeras.src.backend.tensorflow import tensor


def _on_pairs(transform: Callable) -> Callable:
    def transformed(x: list) -> tuple[tf.Tensor, tf.Tensor]:
        z = transform(tf.complex(*x))
        return tf.math.real(z), tf.math.imag(z)

    return transformed


fft = _on_pairs(tf.signal.fft)
fft2 = _on_pairs(tf.signal.fft2d)
ifft2 = _on_pairs(tf.signal.ifft2d)


def _fitted(x: tf.Tensor, size: int) -> tf.Tensor:
    """`x` with its last axis cut or padded with zeros to `size`. Where the transforms themselves do so, their gradients fail."""
    x = x[..., :size]
    missing = size - tensor.shape(x)[-1]
    return x if isinstance(missing, int) and missing == 0 else tf.pad(x, [[0, 0]] * (x.shape.rank - 1) + [[0, missing]])


def rfft(x, fft_length=None) -> tuple[tf.Tensor, tf.Tensor]:
    z = tf.signal.rfft(x if fft_length is None else _fitted(x, fft_length))
    return tf.math.real(z), tf.math.imag(z)


def irfft(x, fft_length=None) -> tf.Tensor:
    z = tf.complex(*x)
    return tf.signal.irfft(z) if fft_length is None else tf.signal.irfft(_fitted(z, fft_length // 2 + 1), [fft_length])


def extract_sequences(x, sequence_length, sequence_stride) -> tf.Tensor:
    return tf.signal.frame(x, sequence_length, sequence_stride)
