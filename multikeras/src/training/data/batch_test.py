import numpy as np
import pytest

from multikeras.src.training.data.batch import as_batch, batches_of, pack_x_y_sample_weight, unpack_x_y_sample_weight


@pytest.mark.parametrize(
    "data, parts",
    [
        (1, (1, None, None)),
        ((1,), (1, None, None)),
        ([1, 2], (1, 2, None)),
        ((1, 2, 3), (1, 2, 3)),
        ({"a": 1}, ({"a": 1}, None, None)),
    ],
)
def test_unpack(data, parts):
    assert unpack_x_y_sample_weight(data) == parts


@pytest.mark.parametrize(
    "arguments, packed",
    [((1,), 1), (([1],), ([1],)), (((1,),), ((1,),)), ((1, 2), (1, 2)), ((1, None, 3), (1, None, 3))],
)
def test_pack(arguments, packed):
    assert pack_x_y_sample_weight(*arguments) == packed
    assert unpack_x_y_sample_weight(packed)[: len(arguments)] == arguments


def test_too_many_parts():
    with pytest.raises(ValueError, match="got 4 parts of types"):
        as_batch((1, 2, 3, 4))


def test_lists_of_numbers_become_arrays():
    x, y = next(batches_of([([[1.0], [2.0]], [0, 1])], "list"))
    assert x.shape == (2, 1) and y.shape == (2,)
    ((a, b),) = next(batches_of([((np.ones(2), np.ones(2)),)], "list"))  # a list of arrays stands for several inputs
    assert a.shape == b.shape == (2,)


@pytest.mark.parametrize("second", [np.ones((1, 2)), (np.ones((1, 2)),), {"a": np.ones(1)}, (np.ones((1, 2)), {"a": np.ones(1)})])
def test_batches_that_change_their_structure(second):
    batches = batches_of([(np.ones((2, 2)), np.ones(2)), second], "generator")
    next(batches)
    with pytest.raises(ValueError, match="Batch 2 of the generator given as data is unlike the first one. The structures differ"):
        next(batches)


def test_arrays_of_another_kind_are_of_the_same_structure():
    first = ({"a": np.ones(2)}, np.ones(2))
    assert len(list(batches_of([first, ({"a": np.ones(1)}, np.float32([1.0]))], "generator"))) == 2
    assert len(list(batches_of([(np.ones(2), np.ones(2)), (np.ones(2), np.ma.ones(2))], "generator"))) == 2


@pytest.mark.parametrize(
    "data, part",
    [
        ((np.ones(3), 1), "y is a scalar"),
        ((np.ones(3), np.float32(1)), "y is a scalar"),
        ({"a": np.ones(()), "b": np.ones(2)}, r"x\['a'\]"),
    ],
)
def test_single_samples_are_refused(data, part):
    with pytest.raises(ValueError, match=f"(?s)generator given as data yields single samples, since {part}.*Batch it"):
        next(batches_of([data], "generator"))
