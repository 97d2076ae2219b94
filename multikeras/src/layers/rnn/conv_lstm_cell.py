"""The step of a convolutional LSTM."""

from typing import Any

from multikeras.src import ops
from multikeras.src.core import shapes
from multikeras.src.layers.arguments import known_data_format, one_of, positive_int, positive_ints
from multikeras.src.layers.rnn.lstm_cell import LSTMCell


class ConvLSTMCell(LSTMCell):
    """The step of an LSTM with convolutions in the place of both products; the states are images.

    The convolution of the states keeps their size: its strides and dilation are 1, its padding "same".

    Args:
        rank: Number of spatial axes.
        filters: Number of channels of states and output.
        kernel_size: Size of both kernels, one int, or one for each spatial axis.
        strides, padding, data_format, dilation_rate: As for `Conv2D`, of the convolution of the inputs.
        **kwargs: Arguments of `LSTMCell` without `units`.
    """

    def __init__(
        self,
        rank: int,
        filters: int,
        kernel_size: Any,
        strides: Any,
        padding: str,
        data_format: str | None,
        dilation_rate: Any,
        **kwargs: Any,
    ):
        owner = f"ConvLSTM{rank}D"
        super().__init__(positive_int(owner, "filters", filters), **kwargs)
        self.rank = rank
        self.kernel_size = positive_ints(owner, "kernel_size", kernel_size, rank)
        self.strides = positive_ints(owner, "strides", strides, rank)
        self.padding = one_of(owner, "padding", padding, ("valid", "same"))
        self.data_format = known_data_format(owner, data_format)
        self.dilation_rate = positive_ints(owner, "dilation_rate", dilation_rate, rank)
        if max(self.strides) > 1 and max(self.dilation_rate) > 1:
            raise ValueError(
                f"{owner}: `strides` and `dilation_rate` cannot both be larger than 1, got {self.strides} and {self.dilation_rate}."
            )

    @property
    def filters(self) -> int:
        """Number of channels of states and output."""
        return self.units

    @property
    def gate_axis(self) -> int:
        """The axis of the channels."""
        return -1 if self.data_format == "channels_last" else 1

    @property
    def state_shape(self) -> tuple[int, ...]:
        return self._state_shape

    def build(self, input_shape: tuple) -> None:
        if None in input_shape[1:]:
            raise ValueError(f"{self._label}: all sizes of images but the batch size must be known, got shape {tuple(input_shape)}.")
        super().build(input_shape)
        widened = shapes.conv(input_shape, self.kernel.shape, self.strides, self.padding, self.data_format, self.dilation_rate)
        spatial = widened[1:-1] if self.data_format == "channels_last" else widened[2:]
        self._state_shape = (*spatial, self.units) if self.data_format == "channels_last" else (self.units, *spatial)

    def _kernel_shapes(self, input_shape: tuple) -> tuple[tuple[int, ...], tuple[int, ...]]:
        width = self.units * self.gates
        return (*self.kernel_size, input_shape[self.gate_axis], width), (*self.kernel_size, self.units, width)

    def project(self, inputs: Any) -> Any:
        x = ops.conv(inputs, self.kernel, self.strides, self.padding, self.data_format, self.dilation_rate)
        if self.bias is None:
            return x
        last = self.data_format == "channels_last"
        return x + (self.bias if last else ops.reshape(self.bias, (-1, *(1,) * self.rank)))

    def recur(self, h: Any) -> Any:
        return ops.conv(h, self.recurrent_kernel, 1, "same", self.data_format)
