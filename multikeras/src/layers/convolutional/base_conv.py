"""What the convolution layers share."""

import math
from typing import Any

from multikeras.src import activations, constraints, initializers, ops, regularizers
from multikeras.src.layers.arguments import known_data_format, one_of, positive_int, positive_ints
from multikeras.src.layers.base import Layer
from multikeras.src.layers.input_spec import InputSpec


class BaseConv(Layer):
    """`activation(conv(inputs, kernel) + bias)` over any number of spatial axes.

    Subclasses that convolve in another way replace `_build_kernels` and `_convolve`.

    Args:
        rank: Number of spatial axes.
        filters: Number of output channels; None where the input tells it.
        kernel_size, strides, dilation_rate: One int, or one for each spatial axis.
        padding: "valid" or "same"; for one axis also "causal".
        data_format: Where the channels are; that of the configuration when None.
        groups: Number of groups of channels that are convolved apart.
        activation, use_bias, kernel_initializer, bias_initializer, kernel_regularizer, bias_regularizer, activity_regularizer,
        kernel_constraint, bias_constraint: As for `Dense`.
        **kwargs: Arguments of `Layer`.
    """

    paddings: tuple[str, ...] = ("valid", "same")

    def __init__(
        self,
        rank: int,
        filters: int | None,
        kernel_size: Any,
        strides: Any,
        padding: str,
        data_format: str | None,
        dilation_rate: Any,
        groups: int,
        activation: Any,
        use_bias: bool,
        kernel_initializer: Any,
        bias_initializer: Any,
        kernel_regularizer: Any,
        bias_regularizer: Any,
        activity_regularizer: Any,
        kernel_constraint: Any,
        bias_constraint: Any,
        **kwargs: Any,
    ):
        super().__init__(activity_regularizer=activity_regularizer, **kwargs)
        owner = type(self).__name__
        self.rank = rank
        self.filters = None if filters is None else positive_int(owner, "filters", filters)
        self.kernel_size = positive_ints(owner, "kernel_size", kernel_size, rank)
        self.strides = positive_ints(owner, "strides", strides, rank)
        self.padding = one_of(owner, "padding", padding, self.paddings)
        self.data_format = known_data_format(owner, data_format)
        self.dilation_rate = positive_ints(owner, "dilation_rate", dilation_rate, rank)
        self.groups = positive_int(owner, "groups", groups)
        self.activation = activations.get(activation)
        self.use_bias = use_bias
        self.kernel_initializer = initializers.get(kernel_initializer)
        self.bias_initializer = initializers.get(bias_initializer)
        self.kernel_regularizer = regularizers.get(kernel_regularizer)
        self.bias_regularizer = regularizers.get(bias_regularizer)
        self.kernel_constraint = constraints.get(kernel_constraint)
        self.bias_constraint = constraints.get(bias_constraint)
        self.bias = None
        self.input_spec = InputSpec(ndim=rank + 2)
        if self.filters is not None and self.filters % self.groups:
            raise ValueError(f"{owner}: `filters` must be a multiple of `groups`, got {filters} and {groups}.")
        if max(self.strides) > 1 and max(self.dilation_rate) > 1:
            raise ValueError(
                f"{owner}: `strides` and `dilation_rate` cannot both be larger than 1, got {self.strides} and {self.dilation_rate}."
            )

    @property
    def _channel_axis(self) -> int:
        return -1 if self.data_format == "channels_last" else 1

    def build(self, input_shape: tuple) -> None:
        channels = input_shape[self._channel_axis]
        if channels is None:
            raise ValueError(
                f"{self._label}: the size of the channel axis of the input must be known, got shape {tuple(input_shape)} with "
                f"data_format={self.data_format!r}."
            )
        size = self._build_kernels(channels)
        if self.use_bias:
            self.bias = self.add_weight(
                name="bias",
                shape=(size,),
                initializer=self.bias_initializer,
                regularizer=self.bias_regularizer,
                constraint=self.bias_constraint,
            )
        self.input_spec = InputSpec(ndim=self.rank + 2, axes={self._channel_axis: channels})

    def _build_kernels(self, channels: int) -> int:
        """Make the kernels for inputs of so many channels. Returns the number of output channels."""
        if channels % self.groups:
            raise ValueError(f"{self._label}: the {channels} channels of the input do not divide into {self.groups} groups.")
        self.kernel = self._add_kernel((*self.kernel_size, channels // self.groups, self.filters))
        return self.filters

    def _add_kernel(self, shape: tuple[int, ...]) -> Any:
        return self.add_weight(
            name="kernel",
            shape=shape,
            initializer=self.kernel_initializer,
            regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint,
        )

    def convolution_op(self, inputs: Any, kernel: Any) -> Any:
        """The convolution alone, without bias and activation: what to override for another one.

        Args:
            inputs: Inputs of the layer.
            kernel: Its kernel, or one like it.
        """
        return ops.conv(inputs, kernel, self.strides, self.padding, self.data_format, self.dilation_rate)

    def _convolve(self, inputs: Any) -> Any:
        return self.convolution_op(inputs, self.kernel)

    def call(self, inputs: Any) -> Any:
        x = self._convolve(inputs)
        if self.bias is not None:
            last = self.data_format == "channels_last"
            x = ops.add(x, self.bias if last else ops.reshape(self.bias, (1, math.prod(self.bias.shape), *(1,) * self.rank)))
        return x if self.activation is activations.linear else self.activation(x)
