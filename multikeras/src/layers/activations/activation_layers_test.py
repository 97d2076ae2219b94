import numpy as np
import pytest

from multikeras.src import layers, ops
from multikeras.src.core import masks

X = np.random.default_rng(0).normal(size=(2, 3, 4))


def softmax(x, axis):
    e = np.exp(x - x.max(axis, keepdims=True))
    return e / e.sum(axis, keepdims=True)


@pytest.mark.parametrize(
    "layer, reference",
    [
        (layers.Activation("tanh"), np.tanh),
        (layers.Activation(ops.square), np.square),
        (layers.ReLU(), lambda x: np.maximum(x, 0)),
        (layers.ReLU(max_value=0.5), lambda x: np.clip(x, 0, 0.5)),
        (
            layers.ReLU(max_value=0.5, negative_slope=0.1, threshold=0.2),
            lambda x: np.where(x >= 0.2, np.minimum(x, 0.5), 0.1 * (x - 0.2)),
        ),
        (layers.LeakyReLU(0.3), lambda x: np.where(x >= 0, x, 0.3 * x)),
        (layers.ELU(0.7), lambda x: np.where(x > 0, x, 0.7 * np.expm1(x))),
        (layers.PReLU(), lambda x, alpha: np.where(x >= 0, x, alpha * x)),
        (layers.PReLU(shared_axes=[1]), lambda x, alpha: np.where(x >= 0, x, alpha * x)),
        (layers.Softmax(), lambda x: softmax(x, -1)),
        (layers.Softmax(axis=[1, 2]), lambda x: softmax(x, (1, 2))),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_values_and_gradients(agrees, layer, reference):
    agrees(layer, reference, X)


def test_shared_slopes():
    layer = layers.PReLU(shared_axes=[1, 2])
    layer.build((None, None, None, 5))
    assert layer.alpha.shape == (1, 1, 5)
    with pytest.raises(ValueError, match="must be known"):
        layers.PReLU().build((None, None, 5))


@pytest.mark.parametrize("dtype", ["float32", "float16", "bfloat16"])
def test_softmax_of_unmasked_elements(dtype):
    mask = np.array([[True, False, True], [False, False, False]])
    y = layers.Softmax(dtype=dtype)(np.array([[1, 9, 1], [1, 2, 3]], "float32"), mask=mask)
    assert ops.convert_to_numpy(ops.cast(y, "float32")).tolist() == [[0.5, 0, 0.5], [0, 0, 0]]


def test_softmax_takes_the_mask_of_steps():
    steps = layers.Embedding(3, 4, mask_zero=True)(np.array([[1, 0]]))
    y = layers.Softmax(axis=1)(steps)
    assert ops.convert_to_numpy(y)[0].tolist() == [[1] * 4, [0] * 4]
    assert ops.convert_to_numpy(masks.get_mask(y)).tolist() == [[True, False]]


@pytest.mark.parametrize(
    "make, argument",
    [
        (lambda: layers.ReLU(max_value=-1.0), "max_value"),
        (lambda: layers.ReLU(negative_slope=None), "negative_slope"),
        (lambda: layers.ReLU(threshold=-1.0), "threshold"),
        (lambda: layers.LeakyReLU(-0.1), "negative_slope"),
    ],
)
def test_negative_arguments(make, argument):
    with pytest.raises(ValueError, match=argument):
        make()
