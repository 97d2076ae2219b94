import numpy as np
import pytest

from multikeras.src import layers, ops
from multikeras.src.core import masks
from multikeras.src.core.symbolic import KerasTensor

RNG = np.random.default_rng(0)
A, B, C = RNG.normal(size=(2, 3, 4)), RNG.normal(size=(2, 1, 4)), RNG.normal(size=(2, 4))
INDICES = np.array([[1, 0], [1, 1]]), np.array([[0, 0], [1, 0]])


def cosines(x, y):
    x, y = (v / np.linalg.norm(v, axis=-1, keepdims=True) for v in (x, y))
    return np.einsum("bik,bjk->bij", x, y)


@pytest.mark.parametrize(
    "layer, reference, inputs",
    [
        (layers.Add(), lambda a, b, c: a + b + c[:, None], (A, B, C)),
        (layers.Multiply(), lambda a, b, c: a * b * c[:, None], (A, B, C)),
        (layers.Average(), lambda a, b, c: (a + b + c[:, None]) / 3, (A, B, C)),
        (layers.Maximum(), lambda a, b, c: np.maximum(np.maximum(a, b), c[:, None]), (A, B, C)),
        (layers.Minimum(), lambda a, b, c: np.minimum(np.minimum(a, b), c[:, None]), (A, B, C)),
        (layers.Subtract(), lambda a, b: a - b, (A, B)),
        (layers.Concatenate(axis=1), lambda a, b: np.concatenate([a, b], 1), (A, B)),
        (layers.Concatenate(), lambda a, b: np.concatenate([a, b], -1), (A, A[..., :2])),
        (layers.Dot((2, 1)), lambda a, b: a @ b, (A, RNG.normal(size=(2, 4, 5)))),
        (layers.Dot(-1), lambda a, b: np.sum(a * b, -1, keepdims=True), (C, C[::-1])),
        (layers.Dot((2, 1)), lambda a, b: np.einsum("bij,bj->bi", a, b), (A, C)),
        (layers.Dot(1), lambda a, b: np.einsum("bijk,bim->bjkm", a, b), (RNG.normal(size=(2, 3, 4, 5)), A)),
        (layers.Dot(-1, normalize=True), cosines, (A, B)),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_values_and_gradients(agrees, layer, reference, inputs):
    agrees(layer, reference, *inputs)


def test_functions_call_the_layers():
    a, b = A.astype("float32"), A[::-1].astype("float32")
    for function, expected in (
        (layers.add, a + b),
        (layers.subtract, a - b),
        (layers.multiply, a * b),
        (layers.average, (a + b) / 2),
        (layers.maximum, np.maximum(a, b)),
        (layers.minimum, np.minimum(a, b)),
        (layers.concatenate, np.concatenate([a, b], -1)),
        (layers.dot, np.einsum("bik,bjk->bij", a, b)),
    ):
        np.testing.assert_allclose(ops.convert_to_numpy(function([a, b])), expected, rtol=1e-5, atol=1e-6)
    assert layers.add([KerasTensor((None, 3)), KerasTensor((None, 3))], name="total")._keras_history[0].name == "total"


def test_unknown_sizes():
    a, c = KerasTensor((None, None, 4)), KerasTensor((None, 4))
    assert layers.Add()([a, c]).shape == (None, None, 4)
    assert layers.Concatenate(axis=1)([a, KerasTensor((None, 3, 4))]).shape == (None, None, 4)
    assert layers.Dot(2)([a, a]).shape == (None, None, None)


def mask_of(layer, *inputs):
    mask = masks.get_mask(layer(list(inputs)))
    return None if mask is None else ops.convert_to_numpy(mask).tolist()


def test_masks():
    first, second = (layers.Embedding(3, 4, mask_zero=True)(indices) for indices in INDICES)
    plain = np.ones((2, 2, 4), "float32")
    either = [[True, False], [True, True]]
    assert mask_of(layers.Add(), first, second) == either
    assert mask_of(layers.Add(), first, plain) is None
    assert mask_of(layers.Concatenate(), first, second) == either
    assert mask_of(layers.Concatenate(axis=1), first, second) == [[True, False, False, False], [True, True, True, False]]
    assert mask_of(layers.Concatenate(axis=1), first, plain) == [[True, False, True, True], [True, True, True, True]]
    assert mask_of(layers.Dot(-1), first, second) is None


@pytest.mark.parametrize(
    "layer, shapes, message",
    [
        (layers.Add(), [(2, 3), (3, 3)], "batch sizes differ"),
        (layers.Add(), [(2, 5, 3), (2, 4, 1)], "do not broadcast"),
        (layers.Subtract(), [(2, 3)] * 3, "exactly 2"),
        (layers.Concatenate(), [(2, 3), (3, 3)], "differ in a dimension"),
        (layers.Concatenate(axis=5), [(2, 3), (2, 3)], "does not exist"),
        (layers.Dot(1), [(2, 3), (2, 4)], "sizes along"),
        (layers.Dot(0), [(2, 3), (2, 3)], "batch axis"),
        (layers.Dot(1), [(2, 3)], "exactly 2"),
    ],
)
def test_shapes_that_do_not_fit(layer, shapes, message):
    with pytest.raises(ValueError, match=message):
        layer([KerasTensor(shape) for shape in shapes])


def test_a_single_tensor_is_no_list():
    with pytest.raises(ValueError, match="list of tensors"):
        layers.Add()(A)
    with pytest.raises(ValueError, match="axes"):
        layers.Dot(1.5)
