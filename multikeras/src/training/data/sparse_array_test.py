import numpy as np
import pytest

from multikeras.src.training.data.array import ArrayAdapter
from multikeras.src.training.data.sparse_array import is_sparse, to_rows

DENSE = np.array([[0, 1.5, 0], [0, 0, 0], [2.5, 0, -1]], "float32")


def scipy_matrices():
    sparse = pytest.importorskip("scipy.sparse")
    yield from (kind(DENSE) for kind in (sparse.csr_array, sparse.csc_array, sparse.coo_matrix, sparse.lil_matrix))
    yield sparse.coo_array(([1.0, 0.5, 2.5, -1.0], ([0, 0, 2, 2], [1, 1, 0, 2])), shape=(3, 3), dtype="float32")  # a place named twice


def torch_matrices():
    x = pytest.importorskip("torch").tensor(DENSE)
    yield from (x.to_sparse(), x.to_sparse_csr(), x.to_sparse().requires_grad_())


def tensorflow_matrices():
    yield pytest.importorskip("tensorflow").sparse.from_dense(DENSE)


def jax_matrices():
    sparse = pytest.importorskip("jax.experimental.sparse")
    yield from (sparse.BCOO.fromdense(DENSE), sparse.BCOO.fromdense(DENSE, nse=7), sparse.BCSR.fromdense(DENSE))


@pytest.mark.parametrize("matrices", [scipy_matrices, torch_matrices, tensorflow_matrices, jax_matrices])
def test_rows_of_sparse_matrices(matrices):
    for x in matrices():
        assert is_sparse(x)
        np.testing.assert_array_equal(to_rows(x, "x").toarray(), DENSE)
        shuffled = [batch[0].toarray() for batch in ArrayAdapter(x, batch_size=2, shuffle=True, seed=0).epoch(1)]
        dense = [batch[0] for batch in ArrayAdapter(DENSE, batch_size=2, shuffle=True, seed=0).epoch(1)]
        for found, wanted in zip(shuffled, dense, strict=True):
            np.testing.assert_array_equal(found, wanted)


def test_dense_arrays_are_not_sparse():
    assert not is_sparse(DENSE)


def test_only_matrices_have_rows():
    x = pytest.importorskip("torch").zeros(2, 2, 2).to_sparse()
    with pytest.raises(ValueError, match=r"x: sparse data must be a matrix.*shape \(2, 2, 2\)"):
        to_rows(x, "x")
