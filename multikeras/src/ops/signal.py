"""Fourier transforms, and signals cut into frames. Complex numbers travel as pairs of tensors, real and imaginary part."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from multikeras.src.core import dtypes, shapes
from multikeras.src.core.cases import ALL, Cases, call, draw, road
from multikeras.src.core.export import export
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.core.typing import Tensor, Tensors
from multikeras.src.ops.elementwise import imag, real, square, where
from multikeras.src.ops.movement import broadcast_to, moveaxis, pad, reshape
from multikeras.src.ops.op import op
from multikeras.src.ops.promotion import wide
from multikeras.src.ops.reduction import sum_
from multikeras.src.ops.tensor import convert_to_tensor, shape

WINDOWS = {"hann": (0.5, 0.5), "hamming": (0.54, 0.46), "blackman": (0.42, 0.5, 0.08), "boxcar": (1.0,)}
"""Name of a window -> its coefficients as a sum of cosines with alternating signs."""


# --------------------------------------------------------------------------------------------------------- shape and dtype


def _check_axes(x: KerasTensor, count: int) -> None:
    if len(x.shape) < count:
        raise ValueError(f"`x` must have at least {count} axes; it has {len(x.shape)} dimensions.")


def _pair_shape(x: Sequence[KerasTensor]) -> tuple:
    first, second = (one.shape for one in x)
    if len(first) != len(second) or not shapes.is_compatible(first, second):
        raise ValueError(f"The real and the imaginary part must have the same shape; got {first} and {second}.")
    return tuple(shapes.merge(a, b) for a, b in zip(first, second, strict=True))


def _transformed(rank: int) -> Any:
    """The rule of a transform of pairs along the last `rank` axes."""

    def infer(x: Sequence[KerasTensor]) -> tuple:
        given = _pair_shape(x)
        _check_axes(x[0], rank)
        return KerasTensor(given, x[0].dtype), KerasTensor(given, x[0].dtype)

    return infer


def _half_spectrum(x: KerasTensor, fft_length: int | None = None) -> tuple:
    _check_axes(x, 1)
    size = x.shape[-1] if fft_length is None else fft_length
    spectrum = KerasTensor((*x.shape[:-1], None if size is None else size // 2 + 1), x.dtype)
    return spectrum, spectrum


def _from_half_spectrum(x: Sequence[KerasTensor], fft_length: int | None = None) -> KerasTensor:
    given = _pair_shape(x)
    _check_axes(x[0], 1)
    if fft_length is None:
        fft_length = None if given[-1] is None else 2 * (given[-1] - 1)
    return KerasTensor((*given[:-1], fft_length), x[0].dtype)


def _check_framing(sequence_length: int, sequence_stride: int) -> None:
    for name, value in (("sequence_length", sequence_length), ("sequence_stride", sequence_stride)):
        if not isinstance(value, (int, np.integer)) or value < 1:
            raise ValueError(f"`{name}` must be a positive integer; got {value!r}.")


def _frame_count(size: int | None, length: int, stride: int) -> int | None:
    return None if size is None else max(0, (size - length) // stride + 1)


def _framed(x: KerasTensor, sequence_length: int, sequence_stride: int) -> KerasTensor:
    _check_framing(sequence_length, sequence_stride)
    _check_axes(x, 1)
    count = _frame_count(x.shape[-1], sequence_length, sequence_stride)
    return KerasTensor((*x.shape[:-1], count, sequence_length), x.dtype)


def _check_stft(sequence_length: int, sequence_stride: int, fft_length: int, window: Any) -> None:
    _check_framing(sequence_length, sequence_stride)
    if fft_length < sequence_length:
        raise ValueError(f"`fft_length` must be at least `sequence_length`; got {fft_length} and {sequence_length}.")
    if isinstance(window, str):
        if window not in WINDOWS:
            raise ValueError(f"`window` must be one of {tuple(WINDOWS)}, a tensor or None; got {window!r}.")
    elif window is not None and tuple(shape(window)) != (sequence_length,):
        raise ValueError(f"`window` must have the shape (sequence_length,), here ({sequence_length},); got {tuple(shape(window))}.")


def _spectrogram(
    x: KerasTensor, sequence_length: int, sequence_stride: int, fft_length: int, window: Any = "hann", center: bool = True
) -> tuple:
    _check_stft(sequence_length, sequence_stride, fft_length, window)
    _check_axes(x, 1)
    size = x.shape[-1]
    if center and size is not None:
        size += 2 * (fft_length // 2)
    spectrum = KerasTensor((*x.shape[:-1], _frame_count(size, fft_length, sequence_stride), fft_length // 2 + 1), x.dtype)
    return spectrum, spectrum


def _signal(
    x: Sequence[KerasTensor],
    sequence_length: int,
    sequence_stride: int,
    fft_length: int,
    length: int | None = None,
    window: Any = "hann",
    center: bool = True,
) -> KerasTensor:
    _check_stft(sequence_length, sequence_stride, fft_length, window)
    given = _pair_shape(x)
    _check_axes(x[0], 2)
    if given[-1] not in (None, fft_length // 2 + 1):
        raise ValueError(f"`x` must have {fft_length // 2 + 1} frequencies along the last axis for fft_length={fft_length}; got {given}.")
    size = None
    if given[-2] is not None:
        size = (given[-2] - 1) * sequence_stride + fft_length - (2 * (fft_length // 2) if center else 0)
        if length is not None:
            size = min(length, size + (fft_length // 2 if center else 0))
    return KerasTensor((*given[:-2], size), x[0].dtype)


def _parts(name: str, x: Any) -> Sequence[Any]:
    """A complex tensor as a pair; a pair as it is."""
    if isinstance(x, (tuple, list)):
        if len(x) != 2:
            raise ValueError(f"{name}: `x` must be a pair of tensors, the real and the imaginary part; got {len(x)} of them.")
        return x
    x = convert_to_tensor(x)
    if not dtypes.is_complex(x.dtype):
        raise ValueError(
            f"{name}: `x` must be a pair of tensors, the real and the imaginary part, or a complex tensor; got one tensor of dtype "
            f"{dtypes.standardize(x.dtype)} and shape {tuple(x.shape)}. Give `(x, zeros_like(x))` for real numbers."
        )
    return real(x), imag(x)


# -------------------------------------------------------------------------------------------------------------- transforms


def _on_pairs(transform: Any) -> Any:
    def reference(x: Sequence[np.ndarray], *args: Any, **kwargs: Any) -> Any:
        if x[0].shape != x[1].shape:
            raise ValueError("the shapes differ")
        result = transform(x[0] + 1j * x[1], *args, **kwargs)
        return (result.real, result.imag) if np.iscomplexobj(result) else result

    return reference


def _rfft(x: np.ndarray, fft_length: int | None = None) -> tuple:
    result = np.fft.rfft(x, fft_length)
    return result.real, result.imag


def _irfft(x: np.ndarray, fft_length: int | None = None) -> np.ndarray:
    return np.fft.irfft(x, fft_length)


def _pairs(*sizes: tuple) -> tuple:
    return tuple(call((draw(*size), draw(*size))) for size in sizes)


@op(
    promote=wide,
    infer=_transformed(1),
    cases=Cases(_on_pairs(np.fft.fft), _pairs((2, 6), (5,), (1,), (2, 3, 7), (0, 4)), differentiable=True, tolerance=3e-5),
)
def fft_(x: Tensors) -> tuple[Tensor, Tensor]:
    """Fourier transform of a pair; `fft` also takes complex tensors."""


@export("multikeras.ops.fft")
def fft(x: Any) -> tuple[Tensor, Tensor]:
    """Discrete Fourier transform along the last axis, `sum_n x[n] exp(-2 pi i k n / N)`.

    Args:
        x: Pair of tensors of one shape `(..., N)`, the real and the imaginary part, or one complex tensor.

    Returns:
        Pair of tensors of the same shape, real and imaginary part, of at least 32 bits.

    Raises:
        ValueError: `x` is neither, or the shapes differ.

    Example:

    >>> real, imag = multikeras.ops.fft(([1.0, 0.0, 0.0, 0.0], [0.0, 0.0, 0.0, 0.0]))
    >>> multikeras.ops.convert_to_numpy(real).tolist()
    [1.0, 1.0, 1.0, 1.0]
    """
    return fft_(_parts("fft", x))


@op(
    promote=wide,
    infer=_transformed(2),
    cases=Cases(_on_pairs(np.fft.fft2), _pairs((3, 4), (2, 5, 6), (2, 1, 3, 2), (0, 3, 4)), differentiable=True, tolerance=3e-5),
)
def fft2_(x: Tensors) -> tuple[Tensor, Tensor]:
    """Fourier transform of a pair in two dimensions; `fft2` also takes complex tensors."""


@export("multikeras.ops.fft2")
def fft2(x: Any) -> tuple[Tensor, Tensor]:
    """Discrete Fourier transform along the last two axes.

    Args:
        x: Pair of tensors of one shape `(..., M, N)`, the real and the imaginary part, or one complex tensor.

    Returns:
        Pair of tensors of the same shape, real and imaginary part, of at least 32 bits.

    Raises:
        ValueError: `x` is neither, or the shapes differ.

    Example:

    >>> real, imag = multikeras.ops.fft2((np.ones((2, 2)), np.zeros((2, 2))))
    >>> multikeras.ops.convert_to_numpy(real).tolist()
    [[4.0, 0.0], [0.0, 0.0]]
    """
    return fft2_(_parts("fft2", x))


@op(
    promote=wide,
    infer=_transformed(2),
    cases=Cases(_on_pairs(np.fft.ifft2), _pairs((3, 4), (2, 5, 6), (2, 1, 3, 2), (0, 3, 4)), differentiable=True, tolerance=3e-5),
)
def ifft2_(x: Tensors) -> tuple[Tensor, Tensor]:
    """Inverse Fourier transform of a pair in two dimensions; `ifft2` also takes complex tensors."""


@export("multikeras.ops.ifft2")
def ifft2(x: Any) -> tuple[Tensor, Tensor]:
    """Inverse of `fft2`, the discrete Fourier transform along the last two axes.

    Args:
        x: Pair of tensors of one shape `(..., M, N)`, the real and the imaginary part, or one complex tensor.

    Returns:
        Pair of tensors of the same shape, real and imaginary part, of at least 32 bits.

    Raises:
        ValueError: `x` is neither, or the shapes differ.

    Example:

    >>> spectrum = multikeras.ops.fft2((np.eye(2), np.zeros((2, 2))))
    >>> multikeras.ops.convert_to_numpy(multikeras.ops.ifft2(spectrum)[0]).tolist()
    [[1.0, 0.0], [0.0, 1.0]]
    """
    return ifft2_(_parts("ifft2", x))


@op(
    "core",
    promote=wide,
    infer=_half_spectrum,
    cases=Cases(
        _rfft,
        (
            call(draw(2, 6)),
            call(draw(7)),
            *(call(draw(2, 6), fft_length=length) for length in (2, 4, 5, 8, 9)),
            call(draw(2, 1, 5), fft_length=5),
            call(draw(0, 4), fft_length=6),
        ),
        differentiable=True,
        tolerance=3e-5,
    ),
)
def rfft(x: Tensor, fft_length: int | None = None) -> tuple[Tensor, Tensor]:
    """Discrete Fourier transform of real numbers along the last axis: the frequencies from 0 up to half the sampling rate.

    Args:
        x: Real tensor `(..., N)`.
        fft_length: Length to which `x` is cut or padded with zeros; its own by default.

    Returns:
        Pair of tensors `(..., fft_length // 2 + 1)`, real and imaginary part, of at least 32 bits.

    Example:

    >>> real, imag = multikeras.ops.rfft([1.0, 0.0, 0.0, 0.0])
    >>> multikeras.ops.convert_to_numpy(real).tolist()
    [1.0, 1.0, 1.0]
    """


@op(
    promote=wide,
    infer=_from_half_spectrum,
    cases=Cases(
        _on_pairs(_irfft),
        (
            *_pairs((2, 4), (5,)),
            *(call((draw(2, 4), draw(2, 4)), fft_length=length) for length in (2, 5, 6, 7, 8, 11)),
            call((draw(0, 4), draw(0, 4)), fft_length=6),
        ),
        differentiable=True,
        tolerance=3e-5,
    ),
)
def irfft_(x: Tensors, fft_length: int | None = None) -> Tensor:
    """Inverse Fourier transform of a pair to real numbers; `irfft` also takes complex tensors."""


@export("multikeras.ops.irfft")
def irfft(x: Any, fft_length: int | None = None) -> Tensor:
    """Inverse of `rfft`: real numbers from the frequencies from 0 up to half the sampling rate.

    The imaginary parts of frequency 0 and, where `fft_length` is even, of the highest one do not count.

    Args:
        x: Pair of tensors of one shape `(..., K)`, the real and the imaginary part, or one complex tensor.
        fft_length: Length of the result, `2 * (K - 1)` by default. The frequencies are cut or padded with zeros to fit it.

    Returns:
        Tensor `(..., fft_length)` of at least 32 bits.

    Raises:
        ValueError: `x` is neither a pair nor complex, or the shapes differ.

    Example:

    >>> signal = multikeras.ops.irfft(multikeras.ops.rfft([1.0, 2.0, 3.0]), fft_length=3)
    >>> multikeras.ops.convert_to_numpy(signal).astype("float64").round(4).tolist()
    [1.0, 2.0, 3.0]
    """
    return irfft_(_parts("irfft", x), fft_length)


# ------------------------------------------------------------------------------------------------------------------ frames


def _frames(x: np.ndarray, sequence_length: int, sequence_stride: int) -> np.ndarray:
    starts = range(0, x.shape[-1] - sequence_length + 1, sequence_stride)
    frames = [x[..., start : start + sequence_length] for start in starts]
    return np.stack(frames, -2) if frames else np.zeros((*x.shape[:-1], 0, sequence_length), x.dtype)


@op(
    "core",
    infer=_framed,
    cases=Cases(
        _frames,
        (
            call(draw(2, 10), 4, 2),
            call(draw(2, 10), 4, 3),
            call(draw(2, 10), 3, 5),
            call(draw(7), 7, 1),
            call(draw(2, 3, 5), 1, 1),
            call(draw(2, 3), 4, 1),
        ),
        ALL,
        differentiable=True,
    ),
)
def extract_sequences(x: Tensor, sequence_length: int, sequence_stride: int) -> Tensor:
    """Frames of a signal, cut out at equal distances along the last axis. What is left at the end is dropped.

    Args:
        x: Tensor `(..., N)`.
        sequence_length: Length of a frame.
        sequence_stride: Distance from the start of one frame to that of the next.

    Returns:
        Tensor `(..., frames, sequence_length)` with `(N - sequence_length) // sequence_stride + 1` frames, 0 if `x` is too short.

    Raises:
        ValueError: The length or the stride is not a positive integer.

    Example:

    >>> multikeras.ops.convert_to_numpy(multikeras.ops.extract_sequences(np.array([1, 2, 3, 4, 5]), 3, 2)).tolist()
    [[1, 2, 3], [3, 4, 5]]
    """


def _taper(window: Any, sequence_length: int, fft_length: int, dtype: Any) -> Any:
    """A window in the middle of `fft_length` samples; None for none."""
    if window is None:
        return None
    if isinstance(window, str):
        turns = [2 * math.pi * n / sequence_length for n in range(sequence_length)]
        window = [sum(c * (-1) ** k * math.cos(k * turn) for k, c in enumerate(WINDOWS[window])) for turn in turns]
    before = (fft_length - sequence_length) // 2
    return pad(convert_to_tensor(window, dtype), ((before, fft_length - sequence_length - before),))


def _window_values(window: Any, sequence_length: int, fft_length: int) -> np.ndarray:
    if window is None:
        return np.ones(fft_length)
    if isinstance(window, str):
        symmetric = {"hann": np.hanning, "hamming": np.hamming, "blackman": np.blackman, "boxcar": np.ones}[window]
        window = symmetric(sequence_length + 1)[:-1]
    before = (fft_length - sequence_length) // 2
    return np.pad(window, (before, fft_length - sequence_length - before))


def _stft(
    x: np.ndarray, sequence_length: int, sequence_stride: int, fft_length: int, window: Any = "hann", center: bool = True
) -> tuple[np.ndarray, np.ndarray]:
    if center:
        x = np.pad(x, [(0, 0)] * (x.ndim - 1) + [(fft_length // 2, fft_length // 2)], "reflect")
    return _rfft(_frames(x, fft_length, sequence_stride) * _window_values(window, sequence_length, fft_length))


def _istft(
    x: np.ndarray,
    sequence_length: int,
    sequence_stride: int,
    fft_length: int,
    length: int | None = None,
    window: Any = "hann",
    center: bool = True,
) -> np.ndarray:
    values = _window_values(window, sequence_length, fft_length)
    frames = np.fft.irfft(x, fft_length) * values
    count = frames.shape[-2]
    total = (count - 1) * sequence_stride + fft_length
    signal, weight = np.zeros((*frames.shape[:-2], total)), np.zeros(total)
    for i in range(count):
        place = slice(i * sequence_stride, i * sequence_stride + fft_length)
        signal[..., place] += frames[..., i, :]
        weight[place] += values**2
    signal = signal / np.where(weight > 1e-10, weight, 1)
    margin = fft_length // 2 if center else 0
    return signal[..., margin : total - margin if length is None else margin + length]


_SHORT_WINDOW = np.array([0.5, 1.0, 2.0, 1.5, 1.0])


@op(
    "core",
    promote=wide,
    infer=_spectrogram,
    cases=Cases(
        _stft,
        (
            call(draw(2, 16), 6, 3, 8),
            *(call(draw(2, 16), 6, 3, 8, window=window, center=False) for window in (*WINDOWS, None)),
            call(draw(16), 5, 2, 9),
            call(draw(2, 3, 20), 5, 4, 5, window=_SHORT_WINDOW),
            call(draw(12), 5, 7, 8, window=_SHORT_WINDOW.astype("float32"), center=False),
            call(draw(2, 6), 8, 3, 8, center=False),
            call(draw(1, 3), 6, 3, 8),
        ),
        differentiable=True,
        tolerance=3e-5,
        roads=(
            road(call(draw(2, 16), 6, 3, 8), jax="fft -while -scan", torch="unfold _fft_r2c", tensorflow="RFFT -FFT -While"),
            road(call(draw(2, 16), 6, 3, 8, center=False), jax="fft -while -scan", torch="unfold _fft_r2c -index_select"),
        ),
    ),
)
def stft(
    x: Tensor,
    sequence_length: int,
    sequence_stride: int,
    fft_length: int,
    window: Any = "hann",
    center: bool = True,
) -> tuple[Tensor, Tensor]:
    """Short-time Fourier transform: the spectra of the frames of a signal.

    Frames are of `fft_length` samples, and the window lies in the middle of them.

    Args:
        x: Real tensor `(..., N)`.
        sequence_length: Length of the window.
        sequence_stride: Distance from one frame to the next.
        fft_length: Length of the frames that are transformed, at least `sequence_length`.
        window: "hann" (the default), "hamming", "blackman" or "boxcar", all periodic; a tensor of shape `(sequence_length,)`; None
            for whole frames of `fft_length` samples as they are.
        center: Whether frames are centred on their time, for which the signal is continued by reflection at both ends. True by
            default; else the first frame starts with the signal.

    Returns:
        Pair of tensors `(..., frames, fft_length // 2 + 1)`, real and imaginary part, of at least 32 bits.

    Raises:
        ValueError: A length is no positive integer, `fft_length` is too small, or the window is unknown or has another length.

    Example:

    >>> real, imag = multikeras.ops.stft(np.ones(16), sequence_length=8, sequence_stride=4, fft_length=8)
    >>> tuple(real.shape)
    (5, 5)
    """
    _check_stft(sequence_length, sequence_stride, fft_length, window)
    if center:
        margin = fft_length // 2
        x = pad(x, ((0, 0),) * (len(x.shape) - 1) + ((margin, margin),), mode="reflect")
    frames = extract_sequences(x, fft_length, sequence_stride)
    taper = _taper(window, sequence_length, fft_length, frames.dtype)
    return rfft(frames if taper is None else frames * taper)


def _overlapped(frames: Any, stride: int) -> Any:
    """The sum of frames `(..., T, F)` laid `stride` apart, `(..., (T - 1) * stride + F)`.

    Frames are cut into blocks of `stride`. Block k of every frame goes k places later: rows that are k longer than those into which
    they are read again shift by one place each.
    """
    *batch, count, length = shape(frames)
    blocks = -(-length // stride)
    rest = blocks * stride - length
    axes = ((0, 0),) * len(batch)
    if rest:
        frames = pad(frames, (*axes, (0, 0), (0, rest)))
    rows = moveaxis(reshape(frames, (*batch, count, blocks, stride)), -2, -3)
    rows = reshape(pad(rows, (*axes, (0, 0), (0, blocks), (0, 0))), (*batch, blocks * (count + blocks), stride))
    shifted = reshape(rows[..., :-blocks, :], (*batch, blocks, count + blocks - 1, stride))
    signal = reshape(sum_(shifted, -3), (*batch, (count + blocks - 1) * stride))
    return signal[..., :-rest] if rest else signal


@op(
    promote=wide,
    infer=_signal,
    cases=Cases(
        _on_pairs(_istft),
        (
            call((draw(2, 6, 5), draw(2, 6, 5)), 6, 3, 8),
            *(call((draw(2, 5, 5), draw(2, 5, 5)), 6, 2, 8, window=window) for window in (*WINDOWS, None)),
            *(call((draw(4, 5), draw(4, 5)), 6, 3, 8, length=length, center=False) for length in (None, 10, 100)),
            *(call((draw(4, 5), draw(4, 5)), 6, 3, 8, length=length) for length in (3, 12, 100)),
            call((draw(2, 3, 4, 5), draw(2, 3, 4, 5)), 5, 2, 9, window=_SHORT_WINDOW),
            call((draw(3, 5), draw(3, 5)), 4, 10, 8),
            call((draw(1, 5), draw(1, 5)), 8, 1, 8, center=False),
        ),
        differentiable=True,
        tolerance=1e-4,
    ),
)
def istft_(
    x: Tensors,
    sequence_length: int,
    sequence_stride: int,
    fft_length: int,
    length: int | None = None,
    window: Any = "hann",
    center: bool = True,
) -> Tensor:
    """Inverse short-time Fourier transform of a pair; `istft` also takes complex tensors."""
    _check_stft(sequence_length, sequence_stride, fft_length, window)
    frames = irfft_(x, fft_length)
    taper = _taper(window, sequence_length, fft_length, frames.dtype)
    weight = convert_to_tensor([1.0] * fft_length, frames.dtype) if taper is None else square(taper)
    signal = _overlapped(frames if taper is None else frames * taper, sequence_stride)
    weight = _overlapped(broadcast_to(weight, tuple(shape(frames)[-2:])), sequence_stride)
    signal = signal / where(weight > 1e-10, weight, 1)
    margin = fft_length // 2 if center else 0
    if length is not None:
        return signal[..., margin : margin + length]
    return signal[..., margin:-margin] if margin else signal


@export("multikeras.ops.istft")
def istft(
    x: Any,
    sequence_length: int,
    sequence_stride: int,
    fft_length: int,
    length: int | None = None,
    window: Any = "hann",
    center: bool = True,
) -> Tensor:
    """Inverse of `stft`: the signal whose frames have the given spectra, or come closest to them.

    Griffin and Lim, 1984, https://doi.org/10.1109/TASSP.1984.1164317: frames times window are added up where they overlap, and
    divided by the sum of the squares of the windows there. Where no window reaches, the signal is 0.

    Args:
        x: Pair of tensors `(..., frames, fft_length // 2 + 1)`, the real and the imaginary part, or one complex tensor.
        sequence_length: Length of the window.
        sequence_stride: Distance from one frame to the next.
        fft_length: Length of the frames, at least `sequence_length`.
        length: Largest length of the result. By default that of the frames together, with `center` without half a frame at both
            ends.
        window: The window that `stft` was given.
        center: The `center` that `stft` was given.

    Returns:
        Tensor `(..., samples)` of at least 32 bits.

    Raises:
        ValueError: `x` is neither a pair nor complex, or does not fit the lengths.

    Example:

    >>> spectra = multikeras.ops.stft([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0], 4, 2, 4)
    >>> signal = multikeras.ops.istft(spectra, 4, 2, 4)
    >>> multikeras.ops.convert_to_numpy(signal).astype("float64").round(4).tolist()
    [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]
    """
    return istft_(_parts("istft", x), sequence_length, sequence_stride, fft_length, length, window, center)
