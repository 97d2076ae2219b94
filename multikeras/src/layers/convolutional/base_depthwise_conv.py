"""What the depthwise convolution layers share."""

from typing import Any

from multikeras.src import ops
from multikeras.src.layers.arguments import positive_int
from multikeras.src.layers.convolutional.base_conv import BaseConv


class BaseDepthwiseConv(BaseConv):
    """`activation(depthwise_conv(inputs, kernel) + bias)`, with a kernel `(..., channels, depth_multiplier)`.

    Args:
        depth_multiplier: Number of output channels for each input channel.
        depthwise_initializer, depthwise_regularizer, depthwise_constraint: As for the kernel of `Dense`.
        **kwargs: Arguments of `BaseConv`.
    """

    def __init__(
        self,
        *,
        depth_multiplier: int,
        depthwise_initializer: Any,
        depthwise_regularizer: Any,
        depthwise_constraint: Any,
        **kwargs: Any,
    ):
        super().__init__(
            filters=None,
            groups=1,
            kernel_initializer=depthwise_initializer,
            kernel_regularizer=depthwise_regularizer,
            kernel_constraint=depthwise_constraint,
            **kwargs,
        )
        self.depth_multiplier = positive_int(type(self).__name__, "depth_multiplier", depth_multiplier)
        self.depthwise_initializer = self.kernel_initializer
        self.depthwise_regularizer = self.kernel_regularizer
        self.depthwise_constraint = self.kernel_constraint

    def _build_kernels(self, channels: int) -> int:
        self.kernel = self._add_kernel((*self.kernel_size, channels, self.depth_multiplier))
        return channels * self.depth_multiplier

    def _convolve(self, inputs: Any) -> Any:
        return ops.depthwise_conv(inputs, self.kernel, self.strides, self.padding, self.data_format, self.dilation_rate)
