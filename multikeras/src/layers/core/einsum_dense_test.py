import numpy as np
import pytest

from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.layers import EinsumDense

RNG = np.random.default_rng(0)


@pytest.mark.parametrize(
    "equation, output_shape, bias_axes, shape, kernel_shape, bias_shape",
    [
        ("ab,bc->ac", 5, None, (2, 4), (4, 5), None),
        ("abc,cd->abd", (None, 5), "d", (2, 3, 4), (4, 5), (5,)),
        ("abc,cde->abde", (None, 5, 6), "be", (2, 3, 4), (4, 5, 6), (3, 1, 6)),
        ("...x,xy->...y", 6, "y", (2, 3, 5, 4), (4, 6), (6,)),
        ("...x,xy->...y", (None, 6), "y", (2, 3, 4), (4, 6), (6,)),
        ("ab...,bc->ac...", 5, "c", (2, 3, 4, 6), (3, 5), (5, 1, 1)),
        ("aecd,abcd->acbe", (4, 2, 3), None, (2, 3, 4, 5), (2, 2, 4, 5), None),
    ],
)
def test_weights_values_and_gradients(agrees, equation, output_shape, bias_axes, shape, kernel_shape, bias_shape):
    layer = EinsumDense(equation, output_shape, bias_axes=bias_axes)
    agrees(layer, lambda x, kernel, bias=0: np.einsum(equation, x, kernel) + bias, RNG.normal(size=shape))
    assert layer.kernel.shape == kernel_shape
    assert (layer.bias is None) == (bias_shape is None) and (bias_shape is None or layer.bias.shape == bias_shape)


def test_unknown_dimensions_stay_unknown():
    layer = EinsumDense("abc,cd->abd", (None, 5), activation="relu")
    assert layer(KerasTensor((None, None, 4))).shape == (None, None, 5)


@pytest.mark.parametrize(
    "equation, output_shape, bias_axes, message",
    [
        ("abc,cd->abd", (None, None), None, "size of the axis 'd'"),
        ("abc,cd->abd", (7, 5), None, "size 3 in the input"),
        ("abc,cd->abd", 5, None, "must have 2 sizes"),
        ("ab,bc->ac", 5, None, "does not fit the shape"),
        ("abc,cd->abd", (None, 5), "z", "axis 'z'"),
        ("abc->abc", (3, 4), None, "input,kernel->output"),
        ("abc,c...->ab...", (3, 4), None, "input,kernel->output"),
    ],
)
def test_equations_that_do_not_fit(equation, output_shape, bias_axes, message):
    with pytest.raises(ValueError, match=message):
        EinsumDense(equation, output_shape, bias_axes=bias_axes).build((2, 3, 4))


@pytest.mark.parametrize("argument", ["lora_rank", "quantization_config", "gptq_unpacked_column_size"])
def test_what_is_not_built_is_refused(argument):
    with pytest.raises(NotImplementedError, match=argument):
        EinsumDense("ab,bc->ac", 5, **{argument: 2})
