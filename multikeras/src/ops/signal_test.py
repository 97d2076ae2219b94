"""Transforms of complex tensors, spectra that are taken back, and arguments that do not fit."""

import numpy as np
import pytest
import scipy.signal

from multikeras.src import backend, ops
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.ops.signal import WINDOWS

X = np.random.default_rng(0).normal(size=(2, 3, 24)).astype("float32")


def numpy(x):
    return backend.to_numpy(x)


def as_complex(pair):
    return numpy(pair[0]) + 1j * numpy(pair[1])


@pytest.mark.parametrize("name", ["fft", "fft2", "ifft2"])
def test_complex_tensors(name):
    z = X + 1j * X[::-1]
    result = as_complex(getattr(ops, name)(z))
    assert result.dtype == "complex64"
    np.testing.assert_allclose(result, getattr(np.fft, name)(z), rtol=1e-4, atol=1e-4)


def test_complex_spectra_become_signals():
    np.testing.assert_allclose(numpy(ops.irfft(np.fft.rfft(X))), X, atol=1e-5)
    real, imag = ops.stft(X, 8, 4, 8)
    np.testing.assert_allclose(numpy(ops.istft(numpy(real) + 1j * numpy(imag), 8, 4, 8)), X, atol=1e-5)


@pytest.mark.parametrize("name", ["fft", "fft2", "ifft2", "irfft"])
def test_what_is_no_pair_is_refused(name):
    function = getattr(ops, name)
    with pytest.raises(ValueError, match=f"{name}.*pair of tensors.*float32"):
        function(X)
    with pytest.raises(ValueError, match=f"{name}.*got 3 of them"):
        function((X, X, X))
    with pytest.raises(ValueError, match="must have the same shape"):
        function((KerasTensor((2, 4)), KerasTensor((2, 5))))


def test_complex_symbols():
    real, imag = ops.fft(KerasTensor((None, 4), "complex64"))
    assert (real.shape, real.dtype, imag.dtype) == ((None, 4), "float32", "float32")


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "int32"])
def test_narrow_dtypes_are_transformed_in_float32(dtype):
    x = ops.cast(X * 4, dtype)
    real, imag = ops.rfft(x)
    assert backend.dtype_name(real) == backend.dtype_name(imag) == "float32"
    np.testing.assert_allclose(as_complex((real, imag)), np.fft.rfft(numpy(x).astype("float64")), rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("center", [True, False])
@pytest.mark.parametrize("window", [*WINDOWS, None, "tensor"])
@pytest.mark.parametrize("lengths", [(8, 2, 8), (6, 3, 8), (5, 1, 9), (8, 8, 8)], ids=str)
def test_istft_inverts_stft(lengths, window, center, dtype):
    x = X.astype(dtype)
    window = np.linspace(0.5, 2, lengths[0]) if isinstance(window, str) and window == "tensor" else window
    signal = numpy(ops.istft(ops.stft(x, *lengths, window, center), *lengths, window=window, center=center))
    assert signal.dtype == dtype
    overlaps = lengths[0] > lengths[1] or window is None or not isinstance(window, str)
    # At the ends, and where windows do not overlap, some samples are multiplied by nothing but zeros.
    inner = slice(None) if center and overlaps else slice(lengths[2], signal.shape[-1] - lengths[2]) if overlaps else slice(1, 4)
    np.testing.assert_allclose(signal[..., inner], x[..., : signal.shape[-1]][..., inner], atol=1e-4 if dtype == "float32" else 1e-9)


@pytest.mark.parametrize("window", ["hann", "hamming", "blackman", "boxcar"])
def test_windows_are_those_of_scipy(window):
    real, _ = ops.stft(np.eye(8), 8, 1, 8, window, center=False)  # of one sample, the window shows at frequency 0
    np.testing.assert_allclose(numpy(real)[:, 0, 0], scipy.signal.get_window(window, 8), atol=1e-6)


def test_length_of_a_signal():
    spectra = ops.stft(X, 8, 4, 8)
    assert numpy(ops.istft(spectra, 8, 4, 8, length=10)).shape == (2, 3, 10)
    assert ops.istft([KerasTensor((None, 7, 5))] * 2, 8, 4, 8, length=10).shape == (None, 10)
    assert ops.istft([KerasTensor((2, None, 5))] * 2, 8, 4, 8).shape == (2, None)


@pytest.mark.parametrize("x", [X, KerasTensor((None, None))], ids=["eager", "symbolic"])
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((8, 0, 8), "`sequence_stride` must be a positive integer; got 0"),
        ((2.5, 1, 8), "`sequence_length` must be a positive integer; got 2.5"),
        ((8, 4, 7), "`fft_length` must be at least `sequence_length`; got 7 and 8"),
        ((8, 4, 8, "hanning"), "`window` must be one of .*got 'hanning'"),
        ((8, 4, 8, np.ones(7)), r"\(sequence_length,\), here \(8,\); got \(7,\)"),
    ],
    ids=str,
)
def test_errors_of_stft(x, arguments, message):
    with pytest.raises(ValueError, match=message):
        ops.stft(x, *arguments)


@pytest.mark.requires_trainable_backend
def test_gradient_reaches_a_window():
    window = backend.Variable(np.ones(4, "float32"))

    def loss():
        real, _ = ops.stft(np.ones(4, "float32"), 4, 4, 4, window, center=False)
        return real[0, 0], None

    _, (gradient,) = backend.step.value_and_grad(loss, [window])
    np.testing.assert_allclose(numpy(gradient), np.ones(4))
