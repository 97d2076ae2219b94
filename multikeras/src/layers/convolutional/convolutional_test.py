import itertools
import math

import numpy as np
import pytest

from multikeras.src import layers, ops
from multikeras.src.core.symbolic import KerasTensor

RNG = np.random.default_rng(0)
SIZES = (6, 5, 4)


def padded(x, kernel, strides, rates, padding):
    """Zeros along the spatial axes of a channels_last array, by TensorFlow's rule: the odd one goes after."""
    widths = []
    for n, k, s, d in zip(x.shape[1:], kernel, strides, rates, strict=False):
        extent = (k - 1) * d + 1
        total = {"valid": 0, "causal": extent - 1, "same": max((math.ceil(n / s) - 1) * s + extent - n, 0)}[padding]
        widths.append((total, 0) if padding == "causal" else (total // 2, total - total // 2))
    return np.pad(x, [(0, 0), *widths, (0, 0)])


def convolve(x, kernel, strides, rates, padding, groups=1):
    """Convolution by the definition, a loop over the taps."""
    rank = x.ndim - 2
    size, (cin, cout) = kernel.shape[:rank], kernel.shape[rank:]
    x = padded(x, size, strides, rates, padding)
    counts = [(n - (k - 1) * d - 1) // s + 1 for n, k, s, d in zip(x.shape[1:], size, strides, rates, strict=False)]
    y = np.zeros((x.shape[0], *counts, cout))
    per_group = cout // groups
    for tap in itertools.product(*map(range, size)):
        places = tuple(slice(t * d, t * d + (c - 1) * s + 1, s) for t, d, c, s in zip(tap, rates, counts, strides, strict=True))
        seen = x[(slice(None), *places)]
        for g in range(groups):
            out = slice(g * per_group, (g + 1) * per_group)
            y[..., out] += seen[..., g * cin : (g + 1) * cin] @ kernel[tap][:, out]
    return y


def depthwise(x, kernel, strides, rates, padding):
    *size, channels, multiplier = kernel.shape
    return convolve(x, kernel.reshape(*size, 1, channels * multiplier), strides, rates, padding, groups=channels)


def in_format(reference, data_format):
    if data_format == "channels_last":
        return reference
    return lambda x, *weights: np.moveaxis(reference(np.moveaxis(x, 1, -1), *weights), -1, 1)


def images(rank, data_format, channels=4):
    x = RNG.normal(size=(2, *SIZES[:rank], channels))
    return x if data_format == "channels_last" else np.moveaxis(x, -1, 1)


def tuples(rank, *values):
    return [(value,) * rank for value in values]


@pytest.mark.parametrize(
    "rank, padding, stride, rate, groups, data_format",
    [
        (1, "valid", 2, 1, 1, "channels_first"),
        (1, "same", 2, 1, 2, "channels_last"),
        (1, "causal", 1, 2, 1, "channels_last"),
        (1, "causal", 2, 1, 2, "channels_first"),
        (2, "valid", 1, 2, 1, "channels_last"),
        (2, "same", 2, 1, 2, "channels_first"),
        (2, "same", 2, 1, 1, "channels_last"),
        (3, "same", 2, 1, 2, "channels_last"),
        (3, "valid", 1, 1, 1, "channels_first"),
    ],
)
def test_conv(agrees, rank, padding, stride, rate, groups, data_format):
    layer = getattr(layers, f"Conv{rank}D")(
        6,
        2,
        strides=stride,
        padding=padding,
        dilation_rate=rate,
        groups=groups,
        data_format=data_format,
        activation="tanh",
    )
    strides, rates = tuples(rank, stride, rate)
    reference = in_format(lambda x, k, b: np.tanh(convolve(x, k, strides, rates, padding, groups) + b), data_format)
    agrees(layer, reference, images(rank, data_format))


@pytest.mark.parametrize("data_format", ["channels_last", "channels_first"])
@pytest.mark.parametrize("padding, stride", [("valid", 2), ("same", 1)])
@pytest.mark.parametrize("rank", [1, 2])
def test_depthwise_and_separable(agrees, rank, padding, stride, data_format):
    arguments = {"strides": stride, "padding": padding, "depth_multiplier": 2, "data_format": data_format}
    strides, rates = tuples(rank, stride, 1)

    def separable(x, deep, point, bias):
        return convolve(depthwise(x, deep, strides, rates, padding), point, *tuples(rank, 1, 1), "valid") + bias

    def deep(x, kernel, bias):
        return depthwise(x, kernel, strides, rates, padding) + bias

    x = images(rank, data_format, channels=3)
    agrees(getattr(layers, f"DepthwiseConv{rank}D")(3, **arguments), in_format(deep, data_format), x)
    agrees(getattr(layers, f"SeparableConv{rank}D")(5, 3, **arguments), in_format(separable, data_format), x)


@pytest.mark.parametrize("data_format", ["channels_last", "channels_first"])
@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("rank", [1, 2, 3])
def test_transpose_is_the_adjoint_of_conv(rank, padding, data_format):
    """`<conv(x), y> = <x, conv_transpose(y)>` for the same kernel and sizes that are multiples of the stride."""
    x = RNG.normal(size=(2, *(6, 4, 4)[:rank], 3))
    kernel = RNG.normal(size=(2,) * rank + (3, 5))
    convolved = convolve(x, kernel, *tuples(rank, 2, 1), padding)
    y = RNG.normal(size=convolved.shape)
    layer = getattr(layers, f"Conv{rank}DTranspose")(3, 2, strides=2, padding=padding, use_bias=False, data_format=data_format)
    given = y if data_format == "channels_last" else np.moveaxis(y, -1, 1)
    layer.build(given.shape)
    layer.kernel.assign(kernel)
    back = ops.convert_to_numpy(layer(given))
    back = back if data_format == "channels_last" else np.moveaxis(back, 1, -1)
    assert back.shape == x.shape
    np.testing.assert_allclose(np.sum(back * x), np.sum(convolved * y), rtol=1e-4, atol=1e-3)


@pytest.mark.parametrize("output_padding, size", [(None, 8), (0, 7), (1, 8)])
def test_output_padding(output_padding, size):
    layer = layers.Conv2DTranspose(3, 3, strides=2, padding="same", output_padding=output_padding, data_format="channels_last")
    assert layer(KerasTensor((None, 4, 4, 2))).shape == (None, size, size, 3)
    assert tuple(layer(np.ones((1, 4, 4, 2), "float32")).shape) == (1, size, size, 3)


def test_unknown_sizes():
    layer = layers.Conv2D(4, 3, padding="same", strides=2, data_format="channels_last")
    assert layer(KerasTensor((None, None, 5, 3))).shape == (None, None, 3, 4)
    with pytest.raises(ValueError, match="channel axis"):
        layers.Conv2D(4, 3, data_format="channels_last")(KerasTensor((None, 5, 5, None)))


@pytest.mark.parametrize(
    "arguments, message",
    [
        ({"filters": 0}, "filters"),
        ({"kernel_size": (3, 0)}, "kernel_size"),
        ({"kernel_size": (3, 3, 3)}, "kernel_size"),
        ({"padding": "causal"}, "padding"),
        ({"data_format": "channels"}, "data_format"),
        ({"groups": 3}, "multiple of `groups`"),
        ({"strides": 2, "dilation_rate": 2}, "cannot both"),
    ],
)
def test_arguments_that_do_not_fit(arguments, message):
    with pytest.raises(ValueError, match=message):
        layers.Conv2D(**{"filters": 4, "kernel_size": 3} | arguments)


def test_inputs_that_do_not_fit():
    with pytest.raises(ValueError, match="2 groups"):
        layers.Conv2D(4, 3, groups=2, data_format="channels_last")(np.ones((1, 5, 5, 3), "float32"))
    with pytest.raises(ValueError, match="4 dimensions"):
        layers.Conv2D(4, 3)(np.ones((5, 5, 3), "float32"))
    with pytest.raises(ValueError, match="output_padding"):
        layers.Conv2DTranspose(4, 3, strides=2, output_padding=2)
