"""Arguments of convolution and pooling in their many forms, and the errors for those that do not fit."""

from functools import partial

import numpy as np
import pytest

from multikeras.src import backend, ops
from multikeras.src.core import config
from multikeras.src.core.symbolic import KerasTensor

X = np.linspace(-1, 1, 2 * 6 * 7 * 3, dtype="float32").reshape(2, 6, 7, 3)
KERNEL = np.linspace(-1, 1, 3 * 2 * 3 * 4, dtype="float32").reshape(3, 2, 3, 4)


def numpy(x):
    return backend.to_numpy(x)


@pytest.mark.parametrize("strides", [(2, 2), [2, 2], np.int64(2)])
def test_forms_of_strides(strides):
    np.testing.assert_array_equal(numpy(ops.conv(X, KERNEL, strides)), numpy(ops.conv(X, KERNEL, 2)))


def test_padding_in_capitals():
    np.testing.assert_array_equal(numpy(ops.conv(X, KERNEL, padding="SAME")), numpy(ops.conv(X, KERNEL, padding="same")))


def test_data_format_comes_from_the_settings():
    config.set_image_data_format("channels_first")
    result = ops.conv(np.moveaxis(X, -1, 1), KERNEL)
    config.set_image_data_format("channels_last")
    np.testing.assert_allclose(np.moveaxis(numpy(result), 1, -1), numpy(ops.conv(X, KERNEL)), atol=1e-5)


def test_nested_lists():
    assert numpy(ops.conv([[[1.0], [2.0], [3.0]]], [[[1.0]], [[1.0]]])).tolist() == [[[3.0], [5.0]]]
    assert numpy(ops.max_pool([[[1.0], [2.0], [3.0]]], 2, 1)).tolist() == [[[2.0], [3.0]]]


def test_integers():
    integers = np.arange(8, dtype="int32").reshape(1, 4, 2)
    assert backend.dtype_name(ops.conv(integers, np.ones((2, 2, 1), "int32"))) == config.floatx()
    assert backend.dtype_name(ops.average_pool(integers, 2)) == config.floatx()
    for pool in (lambda x, data_format: ops.max_pool(x, 2, data_format=data_format), partial(ops.adaptive_max_pool, output_size=2)):
        largest = pool(integers, data_format="channels_last")
        assert backend.dtype_name(largest) == "int32"
        assert numpy(largest).tolist() == [[[2, 3], [6, 7]]]
        assert numpy(pool(np.moveaxis(integers, 1, 2), data_format="channels_first")).tolist() == [[[2, 6], [3, 7]]]


@pytest.mark.parametrize("padding", ["valid", "same"])
def test_convolution_undoes_the_shape_of_its_transpose(padding):
    wide = ops.conv_transpose(X, np.swapaxes(KERNEL, 2, 3), strides=2, padding=padding)
    assert ops.conv(wide, np.swapaxes(KERNEL, 2, 3), 2, padding).shape == X.shape


def test_separable_convolution_is_one_convolution():
    depthwise, pointwise = KERNEL[..., :2], np.linspace(0, 1, 24, dtype="float32").reshape(1, 1, 6, 4)
    whole = np.einsum("hwcm,cmf->hwcf", depthwise, pointwise.reshape(3, 2, 4))
    separate = ops.separable_conv(X, depthwise, pointwise, strides=2, padding="same")
    np.testing.assert_allclose(numpy(separate), numpy(ops.conv(X, whole, 2, "same")), atol=1e-5)


def test_infinities_stay_in_their_windows():
    x = np.array([[[np.inf], [1.0], [2.0], [3.0], [-np.inf]]], "float32")
    assert numpy(ops.adaptive_average_pool(x, 4))[0, :, 0].tolist() == [np.inf, 1.5, 2.5, -np.inf]
    assert numpy(ops.adaptive_max_pool(x, 4))[0, :, 0].tolist() == [np.inf, 2.0, 3.0, 3.0]


def test_sizes_that_are_not_known():
    images = KerasTensor((None, None, 7, 3))
    assert ops.conv(images, KERNEL, padding="same").shape == (None, None, 7, 4)
    assert ops.conv_transpose(images, np.swapaxes(KERNEL, 2, 3), 2).shape == (None, None, 14, 4)
    assert ops.max_pool(images, 2).shape == (None, None, 3, 3)


@pytest.mark.parametrize("images", [X, KerasTensor(X.shape)], ids=["eager", "symbolic"])
def test_errors_name_the_shapes(images):
    with pytest.raises(ValueError, match=r"conv: .*\(2, 6, 7, 3\) has 3 channels.*\(3, 2, 2, 4\)"):
        ops.conv(images, np.ones((3, 2, 2, 4)))
    with pytest.raises(ValueError, match=r"conv: The window \(9, 2\).*\(2, 6, 7, 3\)"):
        ops.conv(images, np.ones((9, 2, 3, 4)))
    with pytest.raises(ValueError, match=r"conv: Expected an input of 3 dimensions"):
        ops.conv(images, np.ones((3, 3, 4)))
    with pytest.raises(ValueError, match=r"depthwise_conv: .* 3 channels.*takes 4"):
        ops.depthwise_conv(images, np.ones((3, 2, 4, 1)))
    with pytest.raises(ValueError, match=r"max_pool: The window \(9, 9\)"):
        ops.max_pool(images, 9)
    with pytest.raises(ValueError, match=r"adaptive_max_pool: `output_size` must be a positive int or 2 of them"):
        ops.adaptive_max_pool(images, (1, 2, 3))
    with pytest.raises(ValueError, match=r"depth_to_space: the 3 channels do not divide into 4 parts"):
        ops.depth_to_space(images, 2)
    with pytest.raises(ValueError, match=r"space_to_depth: height and width must be multiples of `block_size=4`"):
        ops.space_to_depth(images, 4)
    with pytest.raises(ValueError, match=r"unfold: a block of size 9 .* axis of size 3"):
        ops.unfold(images, (1, 9))
    with pytest.raises(ValueError, match=r"fold: .* has 30 blocks of 4 elements .*must have the shape \(batch, channels \* 4, 30\)"):
        ops.fold(np.ones((2, 8, 29)), (6, 7), 2)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"strides": (1, 2, 3)}, "`strides` must be a positive int or 2 of them"),
        ({"strides": 0}, "`strides` must be a positive int or 2 of them"),
        ({"dilation_rate": -1}, "`dilation_rate` must be a positive int or 2 of them"),
        ({"padding": "full"}, '`padding` must be "valid" or "same"'),
        ({"data_format": "NHWC"}, "`data_format` must be one of"),
    ],
)
def test_errors_name_the_argument(arguments, message):
    with pytest.raises(ValueError, match=f"conv: {message}"):
        ops.conv(X, KERNEL, **arguments)


def test_output_padding_stays_under_the_strides():
    with pytest.raises(ValueError, match="`output_padding` must be 0 or more and less than `strides`"):
        ops.conv_transpose(X, np.swapaxes(KERNEL, 2, 3), strides=2, output_padding=2)
