"""What the convolutional LSTM layers share."""

from typing import Any

from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.layers.input_spec import InputSpec
from multikeras.src.layers.rnn.conv_lstm_cell import ConvLSTMCell
from multikeras.src.layers.rnn.gated_rnn import GatedRNN, of_cell


class BaseConvLSTM(GatedRNN):
    """Runs a `ConvLSTMCell` over sequences of images with any number of spatial axes.

    Args:
        rank: Number of spatial axes.
        return_sequences, return_state, go_backwards, stateful: As for `RNN`.
        activity_regularizer: Regularizer of the output.
        cell_arguments: The arguments of `ConvLSTMCell`.
        **kwargs: `name`, `dtype`, `unroll`, `zero_output_for_mask` and the other arguments of `Layer`.
    """

    def __init__(
        self,
        rank: int,
        return_sequences: bool,
        return_state: bool,
        go_backwards: bool,
        stateful: bool,
        activity_regularizer: Any,
        cell_arguments: dict[str, Any],
        **kwargs: Any,
    ):
        cell = ConvLSTMCell(
            rank, **cell_arguments, name="conv_lstm_cell", dtype=kwargs.get("dtype"), trainable=kwargs.get("trainable", True)
        )
        super().__init__(
            cell,
            return_sequences=return_sequences,
            return_state=return_state,
            go_backwards=go_backwards,
            stateful=stateful,
            activity_regularizer=activity_regularizer,
            **kwargs,
        )
        self.input_spec = InputSpec(ndim=rank + 3)

    filters = of_cell("filters")
    kernel_size = of_cell("kernel_size")
    strides = of_cell("strides")
    padding = of_cell("padding")
    data_format = of_cell("data_format")
    dilation_rate = of_cell("dilation_rate")
    recurrent_activation = of_cell("recurrent_activation")
    unit_forget_bias = of_cell("unit_forget_bias")

    def build(self, sequences_shape: tuple, initial_state_shape: Any = None) -> None:
        if not self.cell.built:
            self.cell.build((sequences_shape[0], *sequences_shape[2:]))
        super().build(sequences_shape, initial_state_shape)
        self.input_spec = InputSpec(shape=(None, None, *sequences_shape[2:]))

    def _state_specs(self, batch_size: int | None) -> list[Any]:
        return [KerasTensor((batch_size, *self.cell.state_shape), self.cell.compute_dtype) for _ in range(self.cell.state_count)]
