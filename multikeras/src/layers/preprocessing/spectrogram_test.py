import numpy as np
import pytest

from multikeras.src import backend, layers, ops

SIGNAL = np.random.default_rng(0).normal(size=(2, 40)).astype("float32")


def test_stft_spectrogram_is_the_transform_of_windowed_frames():
    layer = layers.STFTSpectrogram("stft", 8, 4, 16, window="hamming", scaling="spectrum", expand_dims=True, data_format="channels_first")
    outputs = backend.to_numpy(layer(SIGNAL[:, None]))[:, 0]
    window = np.hamming(8)
    frames = np.lib.stride_tricks.sliding_window_view(SIGNAL, 8, -1)[:, ::4]
    spectra = np.fft.rfft(frames * window / window.sum(), 16)
    np.testing.assert_allclose(outputs, np.concatenate([spectra.real, spectra.imag], -1), atol=1e-5)


def test_power_of_both_sides_is_that_of_the_signal():
    layer = layers.STFTSpectrogram("psd", 8, 8, 8, window=None, scaling=None, data_format="channels_first")
    power = backend.to_numpy(layer(SIGNAL[:, None])).sum(1)
    np.testing.assert_allclose(power / 8, (SIGNAL**2).reshape(2, 5, 8).sum(-1), rtol=1e-4)


def test_logarithm_of_silence_is_finite():
    outputs = backend.to_numpy(layers.STFTSpectrogram(frame_length=8)(np.zeros((1, 16, 1), "float32")))
    np.testing.assert_allclose(outputs, np.log(1e-7) / 2, rtol=1e-5)


@pytest.mark.parametrize(
    "arguments, message",
    [
        ({"mode": "phase"}, "`mode` must be one of"),
        ({"frame_step": 300}, "must not be larger"),
        ({"fft_length": 128}, "at least `frame_length`"),
        ({"scaling": "power"}, "`scaling` must be one of"),
    ],
)
def test_wrong_arguments(arguments, message):
    with pytest.raises(ValueError, match=message):
        layers.STFTSpectrogram(**arguments)


def test_bands_of_equal_width_share_each_frequency_between_two():
    matrix = backend.to_numpy(layers.MelSpectrogram().linear_to_mel_weight_matrix(20, 129, 8000, 125.0, 3800.0))
    hertz = np.linspace(0, 4000, 129)
    centers = 700 * np.expm1(np.linspace(1127 * np.log1p(125 / 700), 1127 * np.log1p(3800 / 700), 22)[1:-1] / 1127)
    inside = (hertz > centers[0]) & (hertz < centers[-1])
    np.testing.assert_allclose(matrix[inside].sum(1), 1, rtol=1e-5)
    assert not matrix[(hertz < 125) | (hertz > 3800)].any()


def test_mel_spectrogram_of_a_tone_peaks_in_its_band():
    tone = np.sin(2 * np.pi * 1000 * np.arange(4000) / 8000).astype("float32")
    layer = layers.MelSpectrogram(256, 128, sampling_rate=8000, num_mel_bins=20, min_freq=125.0, max_freq=3800.0)
    bands = backend.to_numpy(layer(tone[None]))[0]
    matrix = backend.to_numpy(layer.linear_to_mel_weight_matrix())
    assert (bands[:, 5:-5].argmax(0) == matrix[32].argmax()).all()
    assert bands.max() - bands.min() <= layer.top_db + 1e-3


def test_decibels_are_relative_to_the_reference():
    quiet, loud = (layers.MelSpectrogram(64, 16, num_mel_bins=4, ref_power=power) for power in (1.0, 100.0))
    difference = ops.subtract(quiet(SIGNAL), loud(SIGNAL))
    np.testing.assert_allclose(backend.to_numpy(difference), 20, atol=1e-4)


def test_edges_of_bands_must_be_in_order():
    with pytest.raises(ValueError, match="min_freq"):
        layers.MelSpectrogram(min_freq=9000.0)
