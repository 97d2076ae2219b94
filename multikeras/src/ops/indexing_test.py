"""Keys of many kinds, ties, repeated positions and segments."""

import numpy as np
import pytest

from multikeras.src import backend, ops
from multikeras.src.core.symbolic import KerasTensor

X = np.arange(24.0, dtype="float32").reshape(2, 3, 4)


@pytest.mark.parametrize(
    "key",
    [
        np.int64(1),
        [],
        (slice(None), np.array([0, 2])),
        (0, slice(None), np.array([1, -1])),
        (np.array([[0], [1]]), np.array([0, 2])),
        X > 10,
        (Ellipsis, [True, False, True, False]),
    ],
    ids=str,
)
def test_get_item_agrees_with_numpy(key):
    expected = X[np.zeros(0, int) if isinstance(key, list) and not key else key]
    np.testing.assert_array_equal(backend.to_numpy(ops.get_item(X, key)), expected)


def test_get_item_takes_variables_and_symbols():
    indices = np.array([1, 0], "int32")
    np.testing.assert_array_equal(backend.to_numpy(ops.get_item(X, backend.Variable(indices, trainable=False))), X[indices])
    assert ops.get_item(KerasTensor((None, 3)), (slice(None), KerasTensor((5,), "int32"))).shape == (None, 5)
    with pytest.raises(TypeError, match="ops.take"):
        ops.get_item(X, KerasTensor((5,), "int32"))


def test_top_k_takes_the_first_of_equals():
    values, positions = ops.top_k(np.array([1.0, 3.0, 3.0, 2.0, 3.0]), 3)
    assert backend.to_numpy(values).tolist() == [3.0, 3.0, 3.0]
    assert backend.to_numpy(positions).tolist() == [1, 2, 4]


def test_in_top_k_counts_ties_and_refuses_what_is_out_of_range():
    predictions = np.array([[0.2, 0.5, 0.5], [0.1, np.nan, 0.3], [0.1, 0.2, 0.3]], "float32")
    assert backend.to_numpy(ops.in_top_k([2, 1, 3], predictions, 1)).tolist() == [True, False, False]


@pytest.mark.parametrize(
    ("reduction", "expected"),
    [(None, [5, 3, 4]), ("add", [8, 5, 6]), ("max", [5, 3, 4]), ("min", [1, 2, 2]), ("mul", [10, 6, 8])],
)
def test_scatter_update_combines(reduction, expected):
    inputs = np.array([1, 2, 2], "int32")
    result = ops.scatter_update(inputs, [[0], [0], [1], [-1]], [2, 5, 3, 4], reduction=reduction)
    assert backend.to_numpy(result).tolist() == expected


def test_scatter_update_knows_its_reductions():
    with pytest.raises(ValueError, match="Choose None or one of add, max, min, mul"):
        ops.scatter_update([1], [[0]], [2], reduction="mean")


def test_segments_find_their_number_and_fill_empty_ones():
    data, ids = np.array([1.0, 2.0, 3.0], "float32"), [0, 2, 0]
    assert backend.to_numpy(ops.segment_sum(data, ids)).tolist() == [4.0, 0.0, 2.0]
    assert backend.to_numpy(ops.segment_max(data, ids)).tolist() == [3.0, -np.inf, 2.0]
    assert backend.to_numpy(ops.segment_min(data, ids)).tolist() == [1.0, np.inf, 2.0]
    assert backend.to_numpy(ops.segment_prod(data, ids)).tolist() == [3.0, 1.0, 2.0]
    with pytest.raises(ValueError, match="Give `num_segments`"):
        ops.segment_sum(data, KerasTensor((3,), "int32"))


def test_slices_start_at_tensors():
    start = ops.convert_to_tensor([0, 1])
    np.testing.assert_array_equal(backend.to_numpy(ops.slice(X[0], start, (2, 2))), X[0, :2, 1:3])
    updated = backend.to_numpy(ops.slice_update(X[0], start, np.zeros((2, 2))))
    assert updated.dtype == "float32"
    np.testing.assert_array_equal(updated[:2, 1:3], 0)
    assert ops.slice(KerasTensor((3, 4)), (KerasTensor((), "int32"), 0), (2, 2)).shape == (2, 2)


def test_multi_hot_and_one_hot():
    assert backend.to_numpy(ops.multi_hot([[0, 1], [2, -1]], 3)).tolist() == [[1, 1, 0], [0, 0, 1]]
    assert backend.to_numpy(ops.one_hot([0, 3, -1], 2, dtype="int32")).tolist() == [[1, 0], [0, 0], [0, 0]]
    with pytest.raises(ValueError, match="num_classes"):
        ops.multi_hot([0])


@pytest.mark.parametrize("kth", [0, 3, -1, -6, (1, 4)])
@pytest.mark.parametrize("axis", [0, 1, -1, None])
@pytest.mark.parametrize("run", [lambda fn: fn, *backend.TRACERS.values()], ids=["eager", *backend.TRACERS])
def test_argpartition_parts_the_elements(kth, axis, run):
    x = np.random.default_rng(0).integers(0, 9, (6, 6)).astype("float32")
    x[2, 3] = np.nan
    positions = run(lambda x: ops.argpartition(x, kth, axis))(ops.convert_to_tensor(x))
    assert backend.dtype_name(positions) == "int32"
    x, axis = (x.ravel(), 0) if axis is None else (x, axis)
    found = np.moveaxis(np.take_along_axis(x, backend.to_numpy(positions), axis), axis, 0)
    in_order = np.moveaxis(np.sort(x, axis), axis, 0)
    np.testing.assert_array_equal(np.sort(found, 0), in_order)
    for one in np.ravel(kth) % len(found):
        np.testing.assert_array_equal(found[one], in_order[one])
        np.testing.assert_array_equal(np.sort(found[:one], 0), in_order[:one])


def test_argpartition_needs_such_an_element():
    with pytest.raises(ValueError, match="`kth=3` is out of range for 3 elements along axis -1"):
        ops.argpartition(np.zeros((2, 3)), 3)


@pytest.mark.parametrize(
    ("scatter", "expected"), [(ops.scatter_add, [8, 5, 6]), (ops.scatter_max, [5, 3, 4]), (ops.scatter_min, [1, 2, 2])]
)
def test_scatters_by_name(scatter, expected):
    assert backend.to_numpy(scatter(np.array([1, 2, 2], "int32"), [[0], [0], [1], [-1]], [2.0, 5.0, 3.0, 4.0])).tolist() == expected


def test_scalars_have_no_positions():
    with pytest.raises(ValueError, match="nonzero: a scalar has no positions"):
        ops.nonzero(ops.convert_to_tensor(5))


@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize("tracer", [None, *backend.TRACERS])
def test_take_counts_from_the_end_whatever_runs_it(tracer, axis):
    """Also where no kernel sees the indices one by one: in a map over rows of them, and in traced code that later gets others."""
    rows = np.array([[0, 1, 2], [-1, 0, -3]], "int32")

    def mapped(x, indices):
        return ops.vectorized_map(lambda pair: ops.take(pair[0], pair[1], axis=axis), (x, indices))

    function = mapped if tracer is None else backend.TRACERS[tracer](mapped)
    x = ops.convert_to_tensor(X[:, :, :3])
    for indices in (rows % 3, rows):
        expected = np.stack([np.take(one, index, axis) for one, index in zip(X[:, :, :3], indices, strict=True)])
        np.testing.assert_array_equal(backend.to_numpy(function(x, ops.convert_to_tensor(indices))), expected)
