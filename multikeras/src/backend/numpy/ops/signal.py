"""Fourier transforms and frames on NumPy."""

import numpy as np


def _on_pairs(transform):
    def transformed(x):
        z = transform(x[0] + 1j * x[1])
        return z.real, z.imag

    return transformed


fft = _on_pairs(np.fft.fft)
fft2 = _on_pairs(np.fft.fft2)
ifft2 = _on_pairs(np.fft.ifft2)


def rfft(x, fft_length=None):
    z = np.fft.rfft(x, fft_length)
    return z.real, z.imag


def irfft(x, fft_length=None):
    return np.fft.irfft(x[0] + 1j * x[1], fft_length)


def extract_sequences(x, sequence_length, sequence_stride):
    if x.shape[-1] < sequence_length:
        return np.zeros((*x.shape[:-1], 0, sequence_length), x.dtype)
    return np.lib.stride_tricks.sliding_window_view(x, sequence_length, -1)[..., ::sequence_stride, :]
