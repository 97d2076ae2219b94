"""Kernels that make a convolution a short-time Fourier transform."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from multikeras.src.core import dtypes
from multikeras.src.core.export import export
from multikeras.src.initializers.base import Initializer, from_host

SIDES = ("real", "imag")
SCALINGS = ("density", "spectrum", None)
WINDOWS = {"hann": np.hanning, "hamming": np.hamming, "blackman": np.blackman, "bartlett": np.bartlett, "boxcar": np.ones}


@export(["multikeras.initializers.STFT", "multikeras.initializers.stft", "multikeras.initializers.STFTInitializer"])
class STFT(Initializer):
    """The real or the imaginary part of the short-time Fourier transform, as the kernel of a 1D convolution over a signal.

    It makes kernels of shape (frame_length, 1, fft_length // 2 + 1): `window[t] * cos(2 pi t k / fft_length)`, or minus the
    sine.

    Args:
        side: "real" or "imag".
        window: "hann", "hamming", "blackman", "bartlett", "boxcar", an array of shape (frame_length,), or None for no window.
        scaling: What the window is divided by: "density" for the root of the sum of its squares, "spectrum" for its sum,
            None for 1.
        periodic: Whether the window continues itself where it ends, rather than being symmetric.

    Raises:
        ValueError: An argument is none of these, or it is called with another shape.

    Example:

    >>> multikeras.initializers.STFT("real")((8, 1, 5)).shape == (8, 1, 5)
    True
    """

    def __init__(self, side: str = "real", window: Any = "hann", scaling: str | None = "density", periodic: bool = False):
        if side not in SIDES:
            raise ValueError(f"STFT: `side` must be one of {SIDES}, got {side!r}.")
        if scaling not in SCALINGS:
            raise ValueError(f"STFT: `scaling` must be one of {SCALINGS}, got {scaling!r}.")
        if isinstance(window, str) and window not in WINDOWS:
            raise ValueError(f"STFT: `window` must be one of {tuple(WINDOWS)}, an array or None, got {window!r}.")
        self.side = side
        self.window = window
        self.scaling = scaling
        self.periodic = periodic

    def __call__(self, shape: Sequence[int], dtype: Any = None) -> Any:
        if len(shape) != 3 or shape[1] != 1 or shape[2] < 2:
            raise ValueError(f"STFT makes kernels of shape (frame_length, 1, fft_length // 2 + 1), got {tuple(shape)}.")
        frame_length, _, frequencies = shape
        fft_length = 2 * (frequencies - 1)
        # The product is reduced before it becomes an angle, so that long frames lose no digits.
        turns = np.outer(np.arange(frame_length), np.arange(frequencies)) % fft_length / fft_length
        waves = np.cos(2 * np.pi * turns) if self.side == "real" else -np.sin(2 * np.pi * turns)
        return from_host((self._scaled_window(frame_length)[:, None] * waves)[:, None, :], dtypes.standardize(dtype))

    def _scaled_window(self, length: int) -> np.ndarray:
        if self.window is None:
            return np.ones(length)
        if isinstance(self.window, str):
            window = WINDOWS[self.window](length + self.periodic)[:length]
        else:
            window = np.asarray(self.window, "float64")
            if window.shape != (length,):
                raise ValueError(f"STFT: the window has shape {window.shape}, but the kernel needs ({length},).")
        if self.scaling == "density":
            return window / np.sqrt(np.sum(window**2))
        return window / np.sum(window) if self.scaling == "spectrum" else window
