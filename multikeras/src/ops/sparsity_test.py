import warnings

import numpy as np
import pytest
import scipy.sparse

import multikeras
from multikeras.src import backend, ops
from multikeras.src.ops import sparsity
from multikeras.src.ops.sparsity import is_sparse

needs_sparse = pytest.mark.skipif(not backend.SPARSE, reason="the backend has no sparse tensors")


def some(rows=6, columns=8):
    return scipy.sparse.random_array((rows, columns), density=0.3, rng=np.random.default_rng(0), dtype="float32").tocsr()


def test_scipy_array_becomes_a_tensor():
    given = some()
    x = ops.convert_to_tensor(given)
    assert is_sparse(x) == backend.SPARSE
    assert ops.is_tensor(x)
    assert ops.shape(x) == (6, 8)
    np.testing.assert_array_equal(ops.convert_to_numpy(x), given.toarray())


def test_dense_on_demand():
    x = ops.convert_to_tensor(some(), sparse=False)
    assert not is_sparse(x)
    np.testing.assert_array_equal(ops.convert_to_numpy(x), some().toarray())


@needs_sparse
def test_op_without_sparse_form_says_so_once():
    sparsity._told.discard("cumsum")
    with pytest.warns(UserWarning, match="cumsum.*dense tensor"):
        total = ops.cumsum(ops.convert_to_tensor(some()), axis=1)
    np.testing.assert_allclose(ops.convert_to_numpy(total), np.cumsum(some().toarray(), 1), rtol=1e-6)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        ops.cumsum(ops.convert_to_tensor(some()), axis=1)


@needs_sparse
def test_sum_of_a_number_and_a_sparse_tensor_is_dense():
    y = ops.add(ops.convert_to_tensor(some()), 1.0)
    assert not is_sparse(y)
    np.testing.assert_allclose(ops.convert_to_numpy(y), some().toarray() + 1)


@needs_sparse
def test_product_with_a_number_stays_sparse():
    y = ops.multiply(2, ops.convert_to_tensor(some()))
    assert is_sparse(y)
    np.testing.assert_allclose(ops.convert_to_numpy(y), some().toarray() * 2)


def test_symbols_know_what_stays_sparse():
    x = multikeras.Input((8,), sparse=True)
    assert ops.relu(x).sparse
    assert ops.transpose(x).sparse
    assert not ops.exp(x).sparse
    assert not ops.matmul(x, ops.ones((8, 2))).sparse


def test_model_takes_sparse_input():
    inputs = multikeras.Input((8,), sparse=True)
    outputs = multikeras.layers.Dense(3, activation="relu")(ops.abs(inputs))
    model = multikeras.Model(inputs, outputs)
    expected = model(some().toarray())
    np.testing.assert_allclose(
        ops.convert_to_numpy(model(ops.convert_to_tensor(some()))), ops.convert_to_numpy(expected), rtol=1e-5, atol=1e-6
    )


@pytest.mark.requires_trainable_backend
def test_gradients_from_sparse_input_are_those_from_dense_input():
    layer = multikeras.layers.Dense(2, activation="tanh")
    layer.build((None, 8))

    def gradients(x):
        def loss():
            return ops.mean(ops.square(layer(x))), None

        (value, _), found = multikeras.utils.value_and_grad(loss, layer.trainable_variables)
        return [ops.convert_to_numpy(array) for array in (value, *found)]

    sparse, dense = gradients(ops.convert_to_tensor(some())), gradients(some().toarray())
    for a, b in zip(sparse, dense, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-5, atol=1e-6)


@needs_sparse
def test_one_hot_and_multi_hot_are_sparse_on_demand():
    x = np.array([[0, 3, 3], [2, -1, 9]])
    for function in (ops.one_hot, ops.multi_hot):
        found = function(x, 4, sparse=True)
        assert is_sparse(found) and function(multikeras.Input((3,), dtype="int32"), 4, sparse=True).sparse
        np.testing.assert_array_equal(ops.convert_to_numpy(found), ops.convert_to_numpy(function(x, 4)))
        weights = np.arange(8, dtype="float32").reshape(4, 2)
        if function is ops.multi_hot:
            np.testing.assert_allclose(
                ops.convert_to_numpy(ops.matmul(found, weights)), ops.convert_to_numpy(ops.matmul(function(x, 4), weights))
            )


@needs_sparse
def test_vectors_of_a_sparse_encoding_are_on_the_last_axis():
    with pytest.raises(ValueError, match="one_hot.*`axis` must be -1"):
        ops.one_hot([0, 1], 3, axis=0, sparse=True)
