import numpy as np
import pytest

from multikeras.src.core import config, threefry
from multikeras.src.training.data.array import ArrayAdapter


def rows(adapter, epoch=0, start=0):
    return np.concatenate([batch[0] for batch in adapter.epoch(epoch, start)])


def test_batches_are_views_in_order_and_the_last_keeps_the_rest():
    x, y = np.arange(20, dtype="float32").reshape(10, 2), np.arange(10)
    adapter = ArrayAdapter(x, y, batch_size=4)
    batches = list(adapter.epoch())
    assert (adapter.num_batches, adapter.batch_size, adapter.size) == (3, 4, 10)
    assert [len(batch[0]) for batch in batches] == [4, 4, 2]
    assert all(np.shares_memory(batch[0], x) and np.shares_memory(batch[1], y) for batch in batches)
    np.testing.assert_array_equal(rows(adapter), x)


def test_parts_of_a_batch_follow_what_was_given():
    x, y, weight = np.zeros((3, 1)), np.zeros(3), np.ones(3)
    assert [len(next(ArrayAdapter(*parts).epoch())) for parts in ((x,), (x, y), (x, y, weight))] == [1, 2, 3]
    assert next(ArrayAdapter(x, None, weight).epoch())[1] is None


def test_nests_lists_and_dtypes():
    x = {"a": np.arange(4), "b": (np.ones((4, 2)), [["u"], ["v"], ["w"], ["x"]])}
    ((batch, y),) = ArrayAdapter(x, [0, 1, 0, 1], batch_size=8).epoch()
    assert list(batch) == ["a", "b"]
    assert batch["a"].dtype == np.int64 and batch["b"][0].dtype == np.float32
    assert batch["b"][1].shape == (4, 1) and batch["b"][1].dtype.kind == "U"
    assert y.tolist() == [0, 1, 0, 1]


def test_float64_becomes_floatx_and_other_floats_stay():
    try:
        config.set_floatx("float16")
        assert ArrayAdapter(np.ones((2, 1))).peek()[0].dtype == np.float16
        assert ArrayAdapter(np.ones((2, 1), "float32")).peek()[0].dtype == np.float32
    finally:
        config.set_floatx("float32")


def test_memory_mapped_data_stay_on_disk_and_are_cast_by_batch(tmp_path):
    x = np.memmap(tmp_path / "x", "float64", "w+", shape=(6, 2))
    x[:] = np.arange(12).reshape(6, 2)
    adapter = ArrayAdapter(x, batch_size=4)
    assert adapter.leaves[0] is x
    assert next(adapter.epoch())[0].dtype == np.float32
    np.testing.assert_array_equal(rows(adapter), x)


def test_shuffle_is_that_of_the_portable_generator_and_depends_on_the_epoch():
    x = np.arange(50)
    adapter = ArrayAdapter(x, batch_size=8, shuffle=True, seed=3)
    np.testing.assert_array_equal(rows(adapter, 2), threefry.permutation(threefry.fold_in(threefry.key(3), 2), 50))
    assert sorted(rows(adapter, 0)) == list(range(50))
    assert rows(adapter, 0).tolist() != rows(adapter, 1).tolist()
    assert rows(adapter, 1).tolist() == rows(ArrayAdapter(x, batch_size=8, shuffle=True, seed=3), 1).tolist()


def test_x_and_y_stay_together_when_shuffled():
    x = np.arange(30)
    for shuffle in (True, "batch"):
        for a, b, c in ArrayAdapter({"x": x}, x * 2, x * 3, batch_size=7, shuffle=shuffle, seed=0).epoch():
            np.testing.assert_array_equal(a["x"] * 2, b)
            np.testing.assert_array_equal(a["x"] * 3, c)


def test_shuffle_of_batches_keeps_neighbours_together():
    adapter = ArrayAdapter(np.arange(22), batch_size=5, shuffle="batch", seed=1)
    batches = [batch[0].tolist() for batch in adapter.epoch(4)]
    assert sorted(batches[:4]) == [list(range(k, k + 5)) for k in (0, 5, 10, 15)] and batches[4] == [20, 21]
    assert batches[:4] != sorted(batches[:4]) or batches != [batch[0].tolist() for batch in adapter.epoch(5)]


@pytest.mark.parametrize("shuffle", [False, True, "batch"])
def test_an_epoch_can_be_entered_in_the_middle(shuffle):
    first = ArrayAdapter(np.arange(23), batch_size=4, shuffle=shuffle)
    second = ArrayAdapter(np.arange(23), batch_size=4, shuffle=shuffle)
    second.restore(first.state(1, 2))
    assert rows(second, 1, 2).tolist() == rows(first, 1).tolist()[8:]


def test_tensors_and_frames_are_taken():
    torch = pytest.importorskip("torch")
    pandas = pytest.importorskip("pandas")
    tensor = torch.arange(6.0, requires_grad=True).reshape(3, 2)
    frame = pandas.DataFrame({"a": [1, 2, 3], "b": [0.5, 1.5, 2.5]})
    ((x, y),) = ArrayAdapter(tensor, frame).epoch()
    np.testing.assert_array_equal(x, [[0, 1], [2, 3], [4, 5]])
    np.testing.assert_array_equal(y, [[1, 0.5], [2, 1.5], [3, 2.5]])
    assert y.dtype == np.float32
    mixed = pandas.DataFrame({"a": [1, 2], "b": [True, False]})
    assert ArrayAdapter(mixed).peek()[0].dtype == np.float32
    assert ArrayAdapter(pandas.Series(["u", "v"])).peek()[0].tolist() == ["u", "v"]


def test_class_weight_becomes_sample_weight():
    x, weights = np.zeros((4, 1)), {0: 2.0, 2: 0.5}
    for y in (np.array([0, 1, 2, 2]), np.array([[0], [1], [2], [2]]), np.eye(3)[[0, 1, 2, 2]]):
        assert ArrayAdapter(x, y, class_weight=weights).peek()[2].tolist() == [2.0, 1.0, 0.5, 0.5]
    batch = ArrayAdapter(x, [0, 1, 2, 2], [1.0, 2.0, 3.0, 4.0], class_weight=weights).peek()
    assert batch[2].tolist() == [2.0, 2.0, 1.5, 2.0]


@pytest.mark.parametrize(
    "arguments, message",
    [
        ({"x": {"a": np.zeros(3), "b": np.zeros(4)}, "y": np.zeros(3)}, r"x\['a'\]: 3, x\['b'\]: 4, y: 3"),
        ({"x": np.zeros((0, 2))}, "no samples"),
        ({"x": np.zeros(())}, "x: expected an array whose first axis is the samples"),
        ({"x": [[1, 2], [3]]}, "rectangular"),
        ({"x": np.zeros(3), "batch_size": 0}, "batch_size must be a positive int"),
        ({"x": np.zeros(3), "shuffle": "rows"}, "shuffle must be"),
        ({"x": np.zeros(3), "y": [0, 1, 2], "class_weight": {-1: 1.0}}, "no class -1"),
        ({"x": np.zeros(3), "y": np.eye(3), "class_weight": {3: 1.0}}, "no class 3; the labels allow 0 to 2"),
        ({"x": np.zeros(3), "class_weight": {0: 1.0}}, "no targets"),
        ({"x": np.zeros(2), "y": {"a": np.zeros(2), "b": np.zeros(2)}, "class_weight": {0: 1.0}}, "2 targets"),
    ],
)
def test_wrong_arguments(arguments, message):
    with pytest.raises(ValueError, match=message):
        ArrayAdapter(**arguments)


def test_objects_are_refused_by_name():
    with pytest.raises(TypeError, match=r"x\['a'\].*NoneType"):
        ArrayAdapter({"a": np.array(["u", None], object)})
    with pytest.raises(TypeError, match="x: expected an array.*got object"):
        ArrayAdapter(object())
