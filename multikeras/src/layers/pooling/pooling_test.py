import itertools
import math

import numpy as np
import pytest

from multikeras.src import layers, ops
from multikeras.src.core import masks
from multikeras.src.core.symbolic import KerasTensor

RNG = np.random.default_rng(0)
SIZES = (6, 5, 4)


def pooled(x, reduce, pool, stride, padding):
    """A value for each window of a channels_last array; what lies outside does not count."""
    counts = [math.ceil(n / stride) if padding == "same" else (n - pool) // stride + 1 for n in x.shape[1:-1]]
    before = [max((c - 1) * stride + pool - n, 0) // 2 if padding == "same" else 0 for n, c in zip(x.shape[1:], counts, strict=False)]
    y = np.zeros((x.shape[0], *counts, x.shape[-1]))
    for place in itertools.product(*map(range, counts)):
        starts = [p * stride - b for p, b in zip(place, before, strict=True)]
        window = x[(slice(None), *(slice(max(s, 0), s + pool) for s in starts))]
        y[(slice(None), *place)] = reduce(window, axis=tuple(range(1, x.ndim - 1)))
    return y


def in_format(reference, data_format):
    if data_format == "channels_last":
        return reference
    return lambda x: np.moveaxis(reference(np.moveaxis(x, 1, -1)), -1, 1)


def images(rank, data_format):
    x = RNG.normal(size=(2, *SIZES[:rank], 3))
    return x if data_format == "channels_last" else np.moveaxis(x, -1, 1)


@pytest.mark.parametrize(
    "rank, padding, stride, data_format",
    [
        (1, "valid", None, "channels_first"),
        (1, "same", 2, "channels_last"),
        (2, "valid", 2, "channels_last"),
        (2, "same", 1, "channels_first"),
        (3, "same", 2, "channels_last"),
        (3, "valid", None, "channels_first"),
    ],
)
def test_windows(agrees, rank, padding, stride, data_format):
    for name, reduce in (("MaxPooling", np.max), ("AveragePooling", np.mean)):
        layer = getattr(layers, f"{name}{rank}D")(3, strides=stride, padding=padding, data_format=data_format)
        agrees(
            layer,
            in_format(lambda x, reduce=reduce: pooled(x, reduce, 3, stride or 3, padding), data_format),
            images(rank, data_format),
        )


@pytest.mark.parametrize(
    "rank, data_format, keepdims",
    [(1, "channels_last", False), (1, "channels_first", True), (2, "channels_first", False), (3, "channels_last", True)],
)
def test_whole(agrees, rank, data_format, keepdims):
    first = 1 if data_format == "channels_last" else 2
    axes = tuple(range(first, first + rank))
    for name, reduce in (("GlobalMaxPooling", np.max), ("GlobalAveragePooling", np.mean)):
        layer = getattr(layers, f"{name}{rank}D")(data_format=data_format, keepdims=keepdims)
        agrees(layer, lambda x, reduce=reduce: reduce(x, axis=axes, keepdims=keepdims), images(rank, data_format))


@pytest.mark.parametrize("data_format", ["channels_last", "channels_first"])
def test_masked_steps_do_not_count(data_format):
    x, mask = images(1, data_format).astype("float32"), np.array([[1, 0, 1, 1, 0, 0], [0] * 6], bool)
    y = layers.GlobalAveragePooling1D(data_format=data_format)(x, mask=mask)
    steps = x if data_format == "channels_last" else np.moveaxis(x, 1, -1)
    np.testing.assert_allclose(ops.convert_to_numpy(y), [steps[0, mask[0]].mean(0), np.zeros(3)], rtol=1e-5, atol=1e-6)
    assert masks.get_mask(y) is None


@pytest.mark.parametrize("rank, data_format", [(1, "channels_first"), (2, "channels_last"), (3, "channels_first")])
def test_number_of_windows(agrees, rank, data_format):
    for name, reduce in (("AdaptiveMaxPooling", np.max), ("AdaptiveAveragePooling", np.mean)):
        layer = getattr(layers, f"{name}{rank}D")((2, 5, 4)[:rank], data_format=data_format)
        # Six rows in two halves; columns and planes, one by one, stay as they are.
        halves = in_format(lambda x, reduce=reduce: np.stack([reduce(x[:, :3], axis=1), reduce(x[:, 3:], axis=1)], 1), data_format)
        agrees(layer, halves, images(rank, data_format))


def test_many_steps_in_half_precision():
    x, mask = np.full((1, 4000, 1), 40.0, "float16"), np.ones((1, 4000), bool)
    y = layers.GlobalAveragePooling1D(dtype="float16")(x, mask=mask)
    np.testing.assert_allclose(ops.convert_to_numpy(y), [[40.0]], rtol=1e-2)


def test_unknown_sizes():
    layer = layers.MaxPooling2D(2, padding="same", data_format="channels_last")
    assert layer(KerasTensor((None, None, 5, 3))).shape == (None, None, 3, 3)
    assert layers.AdaptiveMaxPooling2D((4, 2))(KerasTensor((None, None, 5, 3))).shape == (None, 4, 2, 3)


def test_errors():
    with pytest.raises(ValueError, match="pool_size"):
        layers.MaxPooling2D((2, 2, 2))
    with pytest.raises(ValueError, match="padding"):
        layers.AveragePooling1D(2, padding="causal")
    with pytest.raises(ValueError, match="output_size"):
        layers.AdaptiveAveragePooling2D((2, 0))
    with pytest.raises(ValueError, match="data_format"):
        layers.GlobalMaxPooling2D(data_format="last")
    with pytest.raises(ValueError, match="larger than the input"):
        layers.MaxPooling1D(3)(np.ones((1, 2, 1), "float32"))
