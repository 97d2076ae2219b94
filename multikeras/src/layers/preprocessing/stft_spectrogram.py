"""Spectrograms from kernels that can be trained."""

from typing import Any

from multikeras.src import initializers, ops
from multikeras.src.core import config
from multikeras.src.core.export import export
from multikeras.src.initializers.stft import SCALINGS
from multikeras.src.layers.arguments import known_data_format, one_of, positive_int
from multikeras.src.layers.base import Layer
from multikeras.src.layers.input_spec import InputSpec
from multikeras.src.layers.normalization.batch_normalization import known_size

MODES = ("log", "magnitude", "psd", "real", "imag", "angle", "stft")


@export("multikeras.layers.STFTSpectrogram")
class STFTSpectrogram(Layer):
    """Short-time Fourier transform of each channel of a signal, by convolutions whose kernels start as that transform.

    The kernels are weights: training may change them, `trainable=False` keeps the transform.

    Args:
        mode: What is given of the complex spectrum: `"magnitude"`, of a power of `epsilon()` at least; `"log"`, its logarithm; `"psd"`,
            the power, that of negative frequencies included; `"real"`; `"imag"`; `"angle"`; `"stft"`, real and imaginary part side
            by side along the frequencies.
        frame_length: Number of samples in a frame.
        frame_step: Number of samples from one frame to the next; `frame_length // 2` when None.
        fft_length: Length of the transform, a positive multiple of 2; the first power of 2 from `frame_length` when None. There are
            `fft_length // 2 + 1` frequencies.
        window: Window of a frame: `"hann"`, `"hamming"`, `"blackman"`, `"bartlett"`, `"boxcar"`, an array of `frame_length`, or None
            for none.
        periodic: Whether the window continues itself where it ends, rather than being symmetric.
        scaling: `"density"`, `"spectrum"` or None, see `initializers.STFT`.
        padding: `"valid"` or `"same"`.
        expand_dims: Whether frequencies and channels have axes of their own; else they share one.
        data_format: `"channels_last"` or `"channels_first"`; that of the config file when None.
        **kwargs: `name`, `dtype` and the other arguments of `Layer`.

    Input: tensor `(batch, time, channels)`, or `(batch, channels, time)` for channels_first.

    Output: `(batch, frames, channels * frequencies)`, with `expand_dims` `(batch, frames, frequencies, channels)`; for channels_first
    `(batch, channels * frequencies, frames)` and `(batch, channels, frames, frequencies)`.

    Raises:
        ValueError: An argument is none of these, or the number of channels is not known.

    Example:

    >>> layer = multikeras.layers.STFTSpectrogram(frame_length=8, frame_step=4, fft_length=16, data_format="channels_last")
    >>> tuple(layer(np.ones((2, 32, 1), "float32")).shape)
    (2, 7, 9)
    """

    def __init__(
        self,
        mode: str = "log",
        frame_length: int = 256,
        frame_step: int | None = None,
        fft_length: int | None = None,
        window: Any = "hann",
        periodic: bool = False,
        scaling: str | None = "density",
        padding: str = "valid",
        expand_dims: bool = False,
        data_format: str | None = None,
        **kwargs: Any,
    ):
        super().__init__(**kwargs)
        owner = type(self).__name__
        self.mode = one_of(owner, "mode", mode, MODES)
        self.frame_length = positive_int(owner, "frame_length", frame_length)
        self.frame_step = frame_step
        self.fft_length = fft_length
        self._step = max(self.frame_length // 2, 1) if frame_step is None else positive_int(owner, "frame_step", frame_step)
        if self._step > self.frame_length:
            raise ValueError(f"{owner}: `frame_step` must not be larger than `frame_length`, got {frame_step} and {frame_length}.")
        size = max(2, 1 << (self.frame_length - 1).bit_length()) if fft_length is None else positive_int(owner, "fft_length", fft_length)
        if size < self.frame_length or size % 2:
            raise ValueError(f"{owner}: `fft_length` must be even and at least `frame_length`, got {fft_length} and {frame_length}.")
        self._frequencies = size // 2 + 1
        if scaling not in SCALINGS:
            raise ValueError(f"{owner}: `scaling` must be one of {SCALINGS}, got {scaling!r}.")
        self.window = window
        self.periodic = periodic
        self.scaling = scaling
        self.padding = one_of(owner, "padding", padding, ("valid", "same"))
        self.expand_dims = expand_dims
        self.data_format = known_data_format(owner, data_format)
        self.input_spec = InputSpec(ndim=3)

    def build(self, input_shape: tuple) -> None:
        channels_axis = 1 if self.data_format == "channels_first" else -1
        self.input_spec = InputSpec(ndim=3, axes={channels_axis: known_size(self, input_shape, channels_axis)})
        self.real_kernel = self._kernel("real") if self.mode != "imag" else None
        self.imag_kernel = self._kernel("imag") if self.mode != "real" else None

    def _kernel(self, side: str) -> Any:
        return self.add_weight(
            name=f"{side}_kernel",
            shape=(self.frame_length, 1, self._frequencies),
            initializer=initializers.STFT(side, self.window, self.scaling, self.periodic),
        )

    def call(self, inputs: Any) -> Any:
        is_first = self.data_format == "channels_first"
        signals = inputs if is_first else ops.transpose(inputs, (0, 2, 1))
        spectra = self._represented(ops.cast(signals, self.compute_dtype))  # (batch, channels, frames, frequencies)
        if self.expand_dims:
            return spectra if is_first else ops.transpose(spectra, (0, 2, 3, 1))
        batch, channels, frames, frequencies = ops.shape(spectra)
        if is_first:
            return ops.reshape(ops.transpose(spectra, (0, 1, 3, 2)), (batch, channels * frequencies, frames))
        return ops.reshape(ops.transpose(spectra, (0, 2, 1, 3)), (batch, frames, channels * frequencies))

    def _represented(self, signals: Any) -> Any:
        real = None if self.real_kernel is None else self._transformed(signals, self.real_kernel)
        imag = None if self.imag_kernel is None else self._transformed(signals, self.imag_kernel)
        if self.mode == "real":
            return real
        if self.mode == "imag":
            return imag
        if self.mode == "stft":
            return ops.concatenate([real, imag], axis=-1)
        if self.mode == "angle":
            return ops.arctan2(imag, real)
        power = ops.square(real) + ops.square(imag)
        if self.mode == "psd":
            return power * self._sides()
        magnitude = ops.sqrt(ops.maximum(power, config.epsilon()))
        return ops.log(magnitude) if self.mode == "log" else magnitude

    def _sides(self) -> Any:
        """How often each frequency stands in the full spectrum: all but the first and the last also as a negative one."""
        return ops.convert_to_tensor([1.0] + [2.0] * (self._frequencies - 2) + [1.0], self.compute_dtype)

    def _transformed(self, signals: Any, kernel: Any) -> Any:
        """Signals `(batch, channels, time)` as `(batch, channels, frames, frequencies)`."""
        batch, channels, time = ops.shape(signals)
        rows = ops.reshape(signals, (batch * channels, time, 1))
        frames = ops.conv(rows, kernel, self._step, padding=self.padding, data_format="channels_last")
        return ops.reshape(frames, (batch, channels, *ops.shape(frames)[1:]))
