"""Cross-entropies at their limits, and targets that do not fit."""

import numpy as np
import pytest

from multikeras.src import backend, ops
from multikeras.src.core import config
from multikeras.src.core.symbolic import KerasTensor


def numpy(x):
    return backend.to_numpy(x).astype("float64")


def test_binary_from_large_logits():
    loss = ops.binary_crossentropy([0.0, 1.0, 0.0, 1.0], [100.0, -100.0, -100.0, 100.0], from_logits=True)
    np.testing.assert_allclose(numpy(loss), [100, 100, 0, 0], atol=1e-6)


@pytest.mark.parametrize("dtype", ["float16", "bfloat16", "float32"])
def test_certain_probabilities_give_finite_losses(dtype):
    certain = ops.cast([0.0, 1.0], dtype)
    wrong = ops.binary_crossentropy(1 - certain, certain)
    assert backend.dtype_name(wrong) == dtype
    np.testing.assert_allclose(numpy(wrong), -np.log(config.epsilon()), rtol=0.02)
    np.testing.assert_allclose(numpy(ops.binary_crossentropy(certain, certain)), 0, atol=1e-6)
    np.testing.assert_allclose(numpy(ops.categorical_crossentropy(1 - certain, certain)), -np.log(config.epsilon()), rtol=0.02)
    np.testing.assert_allclose(numpy(ops.sparse_categorical_crossentropy(0, certain)), -np.log(config.epsilon()), rtol=0.02)


def test_probabilities_of_zero_throughout_give_finite_losses():
    nowhere = np.zeros((1, 3), "float32")
    np.testing.assert_allclose(numpy(ops.categorical_crossentropy([[0.0, 1.0, 0.0]], nowhere)), -np.log(config.epsilon()), rtol=1e-5)
    np.testing.assert_allclose(numpy(ops.sparse_categorical_crossentropy([1], nowhere)), -np.log(config.epsilon()), rtol=1e-5)


def test_sparse_from_large_logits():
    loss = ops.sparse_categorical_crossentropy([0, 1], [[1000.0, 0.0], [1000.0, 0.0]], from_logits=True)
    np.testing.assert_allclose(numpy(loss), [0, 1000])


@pytest.mark.parametrize("from_logits", [True, False])
@pytest.mark.parametrize("axis", [-1, 1])
@pytest.mark.parametrize("wrong", [3, -1, -100, 2**31 - 1])
def test_index_of_no_class_gives_nan(wrong, axis, from_logits):
    output = np.abs(np.random.default_rng(0).normal(size=(2, 3, 3))).astype("float32")
    target = np.array([[wrong, 0, 2], [1, wrong, 0]], "int32")
    loss = numpy(ops.sparse_categorical_crossentropy(target, output, from_logits=from_logits, axis=axis))
    right = numpy(ops.sparse_categorical_crossentropy(np.where(target == wrong, 0, target), output, from_logits=from_logits, axis=axis))
    np.testing.assert_allclose(loss, np.where(target == wrong, np.nan, right))


def test_sparse_takes_classes_that_cannot_be():
    loss = ops.sparse_categorical_crossentropy([1, 0], [[-np.inf, 1.0, 1.0]] * 2, from_logits=True)
    np.testing.assert_allclose(numpy(loss), [np.log(2), np.inf], rtol=1e-6)


def test_psnr_of_equal_tensors_is_infinite():
    assert numpy(ops.psnr(np.ones((2, 2)), np.ones((2, 2)), 1.0)) == np.inf


def test_psnr_of_unequal_shapes():
    with pytest.raises(ValueError, match=r"same shape; got \(2, 3\) and \(3,\)"):
        ops.psnr(np.ones((2, 3)), np.ones(3), 1.0)


@pytest.mark.parametrize("target", [[2, 0], [[2], [0]], [2.0, 0.0], np.array([2, 0], "uint8")], ids=str)
def test_forms_of_sparse_targets(target):
    logits = np.array([[0.5, 1.0, -1.0], [0.1, 0.2, 0.3]], "float32")
    one_hot = np.eye(3, dtype="float32")[[2, 0]]
    expected = ops.categorical_crossentropy(one_hot, logits, from_logits=True)
    np.testing.assert_allclose(numpy(ops.sparse_categorical_crossentropy(target, logits, from_logits=True)), numpy(expected), 1e-6)


def test_probabilities_are_divided_by_their_sum():
    np.testing.assert_allclose(numpy(ops.categorical_crossentropy([0.0, 1.0], [3.0, 1.0])), np.log(4), rtol=1e-6)
    np.testing.assert_allclose(numpy(ops.sparse_categorical_crossentropy(1, [3.0, 1.0])), np.log(4), rtol=1e-6)


@pytest.mark.requires_trainable_backend
def test_gradient_of_a_row_without_target_is_zero():
    logits = backend.Variable(np.array([[1.0, 2.0, 3.0]], "float32"))

    def loss():
        return ops.sum(ops.categorical_crossentropy(np.zeros((1, 3), "float32"), logits, from_logits=True)), None

    _, (gradient,) = backend.step.value_and_grad(loss, [logits])
    np.testing.assert_array_equal(numpy(gradient), np.zeros((1, 3)))


@pytest.mark.parametrize("output", [np.ones((2, 3), "float32"), KerasTensor((None, 3))], ids=["eager", "symbolic"])
def test_errors_name_the_shapes(output):
    with pytest.raises(ValueError, match=r"same shape; got \(2, 4\)"):
        ops.binary_crossentropy(np.ones((2, 4)), output)
    with pytest.raises(ValueError, match=r"same shape; got \(2, 4\)"):
        ops.categorical_crossentropy(np.ones((2, 4)), output)
    with pytest.raises(ValueError, match=r"got \(2, 3\).*axis=1.*categorical_crossentropy"):
        ops.sparse_categorical_crossentropy(np.ones((2, 3)), output)
    with pytest.raises(ValueError, match="`axis=2` does not exist"):
        ops.sparse_categorical_crossentropy(np.ones(2), output, axis=2)
