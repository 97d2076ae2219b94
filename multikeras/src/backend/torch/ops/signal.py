"""Fourier transforms and frames on torch."""

from collections.abc import Callable

import torch
from torch import Tensor


def _apply(transform: Callable, x: Tensor, *args: int | None) -> Tensor:
    if x.numel() == 0:  # on which MKL fails: only the shape of the result is asked for
        return torch.empty_like(transform(x.to("meta"), *args), device=x.device)
    return transform(x, *args)


def _on_pairs(transform: Callable) -> Callable:
    def transformed(x: list[Tensor]) -> tuple[Tensor, Tensor]:
        z = _apply(transform, torch.complex(*x))
        return z.real, z.imag

    return transformed


fft = _on_pairs(torch.fft.fft)
fft2 = _on_pairs(torch.fft.fft2)
ifft2 = _on_pairs(torch.fft.ifft2)


def rfft(x: Tensor, fft_length: int | None = None) -> tuple[Tensor, Tensor]:
    z = _apply(torch.fft.rfft, x, fft_length)
    return z.real, z.imag


def irfft(x: list[Tensor], fft_length: int | None = None) -> Tensor:
    return _apply(torch.fft.irfft, torch.complex(*x), fft_length)


def extract_sequences(x: Tensor, sequence_length: int, sequence_stride: int) -> Tensor:
    if x.shape[-1] < sequence_length:
        return x.new_empty((*x.shape[:-1], 0, sequence_length))
    return x.unfold(-1, sequence_length, sequence_stride)
