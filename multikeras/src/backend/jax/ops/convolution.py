"""Convolution on JAX."""

from jax import Array, lax

from multikeras.src.backend.jax.tensor import compiled


def _layouts(rank: int, data_format: str, kernel: str = "IO") -> tuple[str, str, str]:
    """How inputs, kernel and outputs are laid out, in the letters of `lax.conv_general_dilated`."""
    spatial = "DHW"[-rank:]
    data = f"N{spatial}C" if data_format == "channels_last" else f"NC{spatial}"
    return data, spatial + kernel, data


def _channels(inputs: Array, data_format: str) -> int:
    return inputs.shape[-1 if data_format == "channels_last" else 1]


@compiled("strides", "padding", "data_format", "dilation_rate")
def conv(inputs, kernel, strides, padding, data_format, dilation_rate) -> Array:
    return lax.conv_general_dilated(
        inputs,
        kernel,
        strides,
        padding.upper(),
        rhs_dilation=dilation_rate,
        dimension_numbers=_layouts(len(strides), data_format),
        feature_group_count=_channels(inputs, data_format) // kernel.shape[-2],
    )


@compiled("strides", "padding", "data_format", "dilation_rate")
def depthwise_conv(inputs, kernel, strides, padding, data_format, dilation_rate) -> Array:
    kernel = kernel.reshape(*kernel.shape[:-2], 1, kernel.shape[-2] * kernel.shape[-1])
    return conv(inputs, kernel, strides, padding, data_format, dilation_rate)


@compiled("strides", "padding", "output_padding", "data_format", "dilation_rate")
def conv_transpose(inputs, kernel, strides, padding, output_padding, data_format, dilation_rate) -> Array:
    rank = len(strides)
    extra = output_padding if isinstance(output_padding, tuple) else (output_padding,) * rank
    windows = [(size - 1) * rate + 1 for size, rate in zip(kernel.shape, dilation_rate, strict=False)]
    return lax.conv_general_dilated(
        inputs,
        lax.rev(kernel, tuple(range(rank))),
        (1,) * rank,
        [_transposed_padding(*spec, padding) for spec in zip(windows, strides, extra, strict=True)],
        lhs_dilation=strides,
        rhs_dilation=dilation_rate,
        dimension_numbers=_layouts(rank, data_format, "OI"),
    )


def _transposed_padding(window: int, stride: int, extra: int | None, padding: str) -> tuple[int, int]:
    """Padding of the spread-out inputs under which the convolution is the transpose of one with `padding`."""
    before = after = window - 1
    if padding == "valid":
        return before, after + (max(stride - window, 0) if extra is None else extra)
    excess = window - stride if extra is None else window // 2 * 2 - extra  # negative where places are missing
    cropped = max(excess, 0) // 2
    return before - cropped, after - (excess - cropped)
