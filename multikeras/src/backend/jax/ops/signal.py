"""Fourier transforms and frames on JAX."""

from collections.abc import Callable

import jax.numpy as jnp
import numpy as np
from jax import Array, lax

from multikeras.src.backend.jax.tensor import compiled, exact


def _on_pairs(transform: Callable) -> Callable:
    @compiled()
    def transformed(x: list[Array]) -> tuple[Array, Array]:
        z = exact(transform)(lax.complex(*x))
        return z.real, z.imag

    return transformed


fft = _on_pairs(jnp.fft.fft)
fft2 = _on_pairs(jnp.fft.fft2)
ifft2 = _on_pairs(jnp.fft.ifft2)


@compiled("fft_length")
def rfft(x, fft_length=None) -> tuple[Array, Array]:
    z = exact(jnp.fft.rfft)(x, fft_length)
    return z.real, z.imag


@compiled("fft_length")
def irfft(x, fft_length=None) -> Array:
    return exact(jnp.fft.irfft)(lax.complex(*x), fft_length)


@compiled("sequence_length", "sequence_stride")
def extract_sequences(x, sequence_length, sequence_stride) -> Array:
    starts = np.arange(0, x.shape[-1] - sequence_length + 1, sequence_stride)
    return x[..., starts[:, None] + np.arange(sequence_length)]
