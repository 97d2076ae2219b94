"""Conversion, dtypes and shapes."""

import numpy as np
import pytest

from multikeras.src import backend, ops
from multikeras.src.core.scope import scoped
from multikeras.src.core.symbolic import KerasTensor


def test_convert_to_tensor_keeps_dtypes_and_symbols():
    assert ops.dtype(ops.convert_to_tensor(np.ones(2, "float64"))) == "float64"
    assert ops.dtype(ops.convert_to_tensor(backend.Variable(np.ones(2, "float32")), "float16")) == "float16"
    symbol = KerasTensor((None,))
    assert ops.convert_to_tensor(symbol) is symbol
    assert ops.convert_to_tensor(symbol, "int32").dtype == "int32"
    with pytest.raises(ValueError, match="ragged=True"):
        ops.convert_to_tensor([1], ragged=True)
    if not backend.SPARSE:
        with pytest.raises(ValueError, match="sparse=True"):
            ops.convert_to_tensor([1], sparse=True)


@pytest.mark.parametrize("array", [np.arange(6.0)[::-1], np.ones((1, 3))[::-1], np.ones((2, 3))[::-1][:0]])
def test_arrays_that_run_backwards(array):
    np.testing.assert_array_equal(backend.to_numpy(ops.convert_to_tensor(array)), array)


def test_a_symbol_has_no_values():
    with pytest.raises(TypeError, match="has no values yet"):
        ops.convert_to_numpy(KerasTensor((2,)))


@pytest.mark.parametrize(
    ("source", "target", "given", "expected"),
    [
        ("float32", "int32", [3e10, -3e10, 1.5], [2147483520, -(2**31), 1]),
        ("int32", "uint8", [-7, 12, 300], [0, 12, 255]),
        ("int32", "float16", [100000, -100000, 3], [65504.0, -65504.0, 3.0]),
        ("float32", "float16", [1e6, -1e6, 0.5], [65504.0, -65504.0, 0.5]),
        ("uint8", "int32", [0, 255], [0, 255]),
        ("float32", "bool", [0.0, 0.5], [False, True]),
    ],
)
def test_saturate_cast_stays_in_range(source, target, given, expected):
    result = backend.to_numpy(ops.saturate_cast(np.array(given, source), target))
    assert result.dtype == target and result.tolist() == expected


def test_created_tensors_have_unknown_shapes_only_while_results_are_inferred():
    with scoped(recording=False):
        assert ops.zeros((None, 2)).shape == ops.full((None, 2), 3).shape == (None, 2)
        assert ops.arange(None).shape == (None,)
    assert ops.ones_like(KerasTensor((None, 2), "int32")).dtype == "int32"
    assert isinstance(ops.zeros_like(KerasTensor((3, 2))), KerasTensor)


def test_shapes_are_taken_in_any_form():
    for shape in (4, [4], (4,), np.array([4]), np.int64(4)):
        assert ops.shape(ops.zeros(shape)) == ops.shape(ops.reshape(np.zeros((2, 2)), shape)) == (4,)


def test_repeat_with_a_number_for_each():
    assert backend.to_numpy(ops.repeat(np.array([[1], [2]]), [2, 1], axis=0)).tolist() == [[1], [1], [2]]
    assert ops.repeat(KerasTensor((3, 2)), [2, 1, 1], axis=0).shape == (None, 2)


def test_pad_says_what_does_not_fit():
    with pytest.raises(ValueError, match="3 pairs for a tensor of 2 dimensions"):
        ops.pad(np.zeros((2, 2)), [(1, 1)] * 3)
    with pytest.raises(ValueError, match="unknown `mode='mirror'`"):
        ops.pad([1], 1, mode="mirror")
    with pytest.raises(ValueError, match="constant_values"):
        ops.pad([1], 1, mode="edge", constant_values=1)
