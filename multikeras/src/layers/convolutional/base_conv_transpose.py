"""What the transposed convolution layers share."""

from typing import Any

from multikeras.src import ops
from multikeras.src.layers.convolutional.base_conv import BaseConv


class BaseConvTranspose(BaseConv):
    """`activation(conv_transpose(inputs, kernel) + bias)`, with a kernel `(..., filters, channels)`.

    Args:
        output_padding: Places added after each spatial axis, one int or one for each, less than `strides`.
        **kwargs: Arguments of `BaseConv`.
    """

    def __init__(self, *, output_padding: Any, **kwargs: Any):
        super().__init__(groups=1, **kwargs)
        extra = output_padding if output_padding is None or isinstance(output_padding, int) else tuple(output_padding)
        each = (extra,) * self.rank if isinstance(extra, int) else extra
        if each is not None and (len(each) != self.rank or not all(0 <= n < s for n, s in zip(each, self.strides, strict=True))):
            raise ValueError(
                f"{type(self).__name__}: `output_padding` must be 0 or more and less than `strides={self.strides}` along each "
                f"axis, got {output_padding!r}."
            )
        self.output_padding = each

    def _build_kernels(self, channels: int) -> int:
        self.kernel = self._add_kernel((*self.kernel_size, self.filters, channels))
        return self.filters

    def _convolve(self, inputs: Any) -> Any:
        return ops.conv_transpose(
            inputs, self.kernel, self.strides, self.padding, self.output_padding, self.data_format, self.dilation_rate
        )
