"""Spectrograms on the mel scale."""

import math
from typing import Any

import numpy as np

from multikeras.src import ops
from multikeras.src.core.export import export
from multikeras.src.layers.arguments import positive_int
from multikeras.src.layers.normalization.batch_normalization import wide
from multikeras.src.layers.preprocessing.data_layer import DataLayer


@export("multikeras.layers.MelSpectrogram")
class MelSpectrogram(DataLayer):
    """Magnitudes of the short-time Fourier transform of a signal, gathered into triangular bands of equal width on the mel scale.

    Mels are `1127 * ln(1 + f / 700)`, of O'Shaughnessy, Speech Communication, 1987.

    Args:
        fft_length: Length of the transform.
        sequence_stride: Number of samples from one frame to the next.
        sequence_length: Length of the window; `fft_length` when None.
        window: Window, see `ops.stft`.
        sampling_rate: Number of samples a second.
        num_mel_bins: Number of bands.
        min_freq: Lower edge of the lowest band, in hertz.
        max_freq: Upper edge of the highest band; half the sampling rate when None.
        power_to_db: Whether bands are given in decibels.
        top_db: In decibels, the largest distance below the highest value of the batch that is kept; what lies lower is raised to that.
        mag_exp: Exponent of the magnitudes: 1 for energy, 2 for power.
        min_power: Smallest power of which the logarithm is taken.
        ref_power: Power of 0 decibels.
        **kwargs: `name`, `dtype` and the other arguments of `Layer`.

    Input: tensor `(..., samples)`.

    Output: tensor `(..., num_mel_bins, frames)`, with frames centred on their times.

    Raises:
        ValueError: A length is not a positive int, or `min_freq` and `max_freq` are not in order and within half the sampling rate.

    Example:

    >>> layer = multikeras.layers.MelSpectrogram(fft_length=64, sequence_stride=16, num_mel_bins=8)
    >>> tuple(layer(np.ones((2, 160), "float32")).shape)
    (2, 8, 11)
    """

    def __init__(
        self,
        fft_length: int = 2048,
        sequence_stride: int = 512,
        sequence_length: int | None = None,
        window: Any = "hann",
        sampling_rate: int = 16000,
        num_mel_bins: int = 128,
        min_freq: float = 20.0,
        max_freq: float | None = None,
        power_to_db: bool = True,
        top_db: float = 80.0,
        mag_exp: float = 2.0,
        min_power: float = 1e-10,
        ref_power: float = 1.0,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        owner = type(self).__name__
        self.fft_length = positive_int(owner, "fft_length", fft_length)
        self.sequence_stride = positive_int(owner, "sequence_stride", sequence_stride)
        self.sequence_length = positive_int(owner, "sequence_length", sequence_length or fft_length)
        self.window = window
        self.sampling_rate = sampling_rate
        self.num_mel_bins = positive_int(owner, "num_mel_bins", num_mel_bins)
        self.min_freq = min_freq
        self.max_freq = max_freq or int(sampling_rate / 2)
        if not 0 <= min_freq < self.max_freq <= sampling_rate / 2:
            raise ValueError(
                f"{owner}: 0 <= `min_freq` < `max_freq` <= sampling_rate / 2 must hold, got {min_freq}, {max_freq} and a sampling rate of "
                f"{sampling_rate}."
            )
        self._bands = mel_bands(num_mel_bins, fft_length // 2 + 1, sampling_rate, min_freq, self.max_freq)
        self.power_to_db = power_to_db
        self.top_db = top_db
        self.mag_exp = mag_exp
        self.min_power = min_power
        self.ref_power = ref_power

    def call(self, inputs: Any) -> Any:
        signal = ops.cast(inputs, wide(self.compute_dtype))
        real, imag = ops.stft(signal, self.sequence_length, self.sequence_stride, self.fft_length, self.window)
        magnitudes = ops.sqrt(ops.square(real) + ops.square(imag))
        bands = ops.matmul(ops.power(magnitudes, self.mag_exp), ops.convert_to_tensor(self._bands, real.dtype))
        if self.power_to_db:
            bands = self._decibels(bands)
        return ops.cast(ops.swapaxes(bands, -1, -2), self.compute_dtype)

    def _decibels(self, power: Any) -> Any:
        decibels = 10 / math.log(10) * ops.log(ops.maximum(power, self.min_power))
        lowest, reference = (10 * math.log10(max(abs(value), self.min_power)) for value in (0, self.ref_power))
        of_signals = ops.reshape(ops.max(decibels, axis=(-2, -1)), (-1,))
        highest = ops.max(ops.pad(of_signals, ((0, 1),), constant_values=lowest))  # an empty batch has one too
        return ops.maximum(decibels, highest - self.top_db) - reference

    def linear_to_mel_weight_matrix(
        self,
        num_mel_bins: int = 20,
        num_spectrogram_bins: int = 129,
        sampling_rate: float = 8000,
        lower_edge_hertz: float = 125.0,
        upper_edge_hertz: float = 3800.0,
        dtype: Any = "float32",
    ) -> Any:
        """What spectra on a linear scale are multiplied by to become bands on the mel scale.

        Args:
            num_mel_bins: Number of bands.
            num_spectrogram_bins: Number of frequencies, from 0 to half the sampling rate.
            sampling_rate: Number of samples a second.
            lower_edge_hertz: Lower edge of the lowest band.
            upper_edge_hertz: Upper edge of the highest band.
            dtype: dtype of the matrix.

        Returns:
            Tensor `(num_spectrogram_bins, num_mel_bins)`. The frequency 0 belongs to no band.
        """
        bands = mel_bands(num_mel_bins, num_spectrogram_bins, sampling_rate, lower_edge_hertz, upper_edge_hertz)
        return ops.convert_to_tensor(bands, dtype)


def mel_bands(bands: int, frequencies: int, sampling_rate: float, lowest: float, highest: float) -> np.ndarray:
    """How much of each of the frequencies from 0 to half the sampling rate belongs to each triangular band."""
    mels = mel_scale(np.linspace(0.0, sampling_rate / 2, frequencies)[1:, None])
    edges = np.linspace(mel_scale(lowest), mel_scale(highest), bands + 2)
    lower, center, upper = edges[:-2], edges[1:-1], edges[2:]
    triangles = np.minimum((mels - lower) / (center - lower), (upper - mels) / (upper - center))
    return np.pad(np.maximum(triangles, 0), ((1, 0), (0, 0)))


def mel_scale(hertz: Any) -> Any:
    """Frequencies in mels."""
    return 1127.0 * np.log1p(hertz / 700.0)
