"""What the separable convolution layers share."""

from typing import Any

from multikeras.src import constraints, initializers, ops, regularizers
from multikeras.src.layers.arguments import positive_int
from multikeras.src.layers.convolutional.base_conv import BaseConv


class BaseSeparableConv(BaseConv):
    """`activation(separable_conv(inputs, depthwise_kernel, pointwise_kernel) + bias)`.

    Args:
        depth_multiplier: Number of channels that the depthwise kernel makes of each.
        depthwise_initializer, depthwise_regularizer, depthwise_constraint: As for the kernel of `Dense`.
        pointwise_initializer, pointwise_regularizer, pointwise_constraint: The same for the other kernel.
        **kwargs: Arguments of `BaseConv`.
    """

    def __init__(
        self,
        *,
        depth_multiplier: int,
        depthwise_initializer: Any,
        pointwise_initializer: Any,
        depthwise_regularizer: Any,
        pointwise_regularizer: Any,
        depthwise_constraint: Any,
        pointwise_constraint: Any,
        **kwargs: Any,
    ):
        super().__init__(
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
        self.pointwise_initializer = initializers.get(pointwise_initializer)
        self.pointwise_regularizer = regularizers.get(pointwise_regularizer)
        self.pointwise_constraint = constraints.get(pointwise_constraint)

    def _build_kernels(self, channels: int) -> int:
        self.depthwise_kernel = self.add_weight(
            name="depthwise_kernel",
            shape=(*self.kernel_size, channels, self.depth_multiplier),
            initializer=self.depthwise_initializer,
            regularizer=self.depthwise_regularizer,
            constraint=self.depthwise_constraint,
        )
        self.pointwise_kernel = self.add_weight(
            name="pointwise_kernel",
            shape=(*(1,) * self.rank, channels * self.depth_multiplier, self.filters),
            initializer=self.pointwise_initializer,
            regularizer=self.pointwise_regularizer,
            constraint=self.pointwise_constraint,
        )
        return self.filters

    def _convolve(self, inputs: Any) -> Any:
        return ops.separable_conv(
            inputs,
            self.depthwise_kernel,
            self.pointwise_kernel,
            self.strides,
            self.padding,
            self.data_format,
            self.dilation_rate,
        )
