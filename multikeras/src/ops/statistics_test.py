"""Counts while tracing, arguments that are refused."""

import numpy as np
import pytest

from multikeras.src import backend
from multikeras.src.core.symbolic import KerasTensor
from multikeras.src.ops import statistics
from multikeras.src.ops.sparsity import is_sparse


@pytest.mark.parametrize("tracer", backend.TRACERS)
def test_bincount_of_traced_values_is_minlength_long(tracer):
    counted = backend.TRACERS[tracer](lambda x: statistics.bincount(x, minlength=3))
    rows = backend.convert(np.array([[0, 2, 2], [1, 7, 0]], "int32"))
    assert backend.to_numpy(counted(rows)).tolist() == [[1, 0, 2], [1, 1, 0]]


def test_bincount_of_symbols():
    assert statistics.bincount(KerasTensor((None, 3), "int32")).shape == (None, None)
    assert statistics.bincount(KerasTensor((3,), "int32"), KerasTensor((3,), "float64")).dtype == "float64"


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"x": [-1, 2]}, ValueError, "negative"),
        ({"x": [1.0, 2.0]}, TypeError, "integers"),
        ({"x": [[[1]]]}, ValueError, "one or two dimensions"),
        ({"x": [1, 2], "weights": [1.0]}, ValueError, "`weights`"),
        ({"x": [1], "minlength": -1}, ValueError, "`minlength`"),
    ],
)
def test_bincount_refuses(arguments, error, message):
    with pytest.raises(error, match=message):
        statistics.bincount(**arguments)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [({"bins": 0}, "`bins`"), ({"bins": [0, 1]}, "`bins`"), ({"range": (1, 0)}, "`range`")],
)
def test_histogram_refuses(arguments, message):
    with pytest.raises(ValueError, match=message):
        statistics.histogram([1.0, 2.0], **arguments)


@pytest.mark.parametrize(
    ("x1", "x2", "mode", "message"),
    [([[1.0]], [1.0], "valid", "one dimension"), ([1.0], [1.0], "wrap", "`mode`"), ([1.0], np.zeros(0), "full", "elements")],
)
def test_correlate_refuses(x1, x2, mode, message):
    with pytest.raises(ValueError, match=message):
        statistics.correlate(x1, x2, mode)


def test_diff_refuses_negative_orders():
    with pytest.raises(ValueError, match="`n`"):
        statistics.diff([1, 2], n=-1)


def test_corrcoef_refuses_batches():
    with pytest.raises(ValueError, match="two dimensions"):
        statistics.corrcoef(np.ones((2, 2, 2)))


@pytest.mark.skipif(not backend.SPARSE, reason="NumPy has no sparse tensors")
@pytest.mark.parametrize(("x", "weights"), [([1, 4, 1], None), ([[3, 0], [3, 3]], None), ([1, 4, 1], [0.5, 1.0, 2.0])])
def test_sparse_counts_are_the_dense_ones(x, weights):
    dense, sparse = (statistics.bincount(np.array(x), weights, sparse=kind) for kind in (False, True))
    assert is_sparse(sparse)
    assert backend.dtype_name(sparse) == backend.dtype_name(dense)
    np.testing.assert_array_equal(backend.to_numpy(sparse), backend.to_numpy(dense))
    assert statistics.bincount(KerasTensor((3,), "int32"), sparse=True).sparse


@pytest.mark.skipif(backend.SPARSE, reason="sparse tensors are there")
def test_sparse_counts_without_sparse_tensors():
    with pytest.raises(ValueError, match="no sparse tensors"):
        statistics.bincount([1], sparse=True)
