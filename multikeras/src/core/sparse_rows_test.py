import numpy as np
import pytest

from multikeras.src.core.coordinates import coordinates
from multikeras.src.core.sparse_rows import SparseRows

DENSE = np.array([[0, 1, 0, 2], [0, 0, 0, 0], [3, 0, 4, 0], [0, 0, 0, 5], [6, 0, 0, 0]], "float32")


def rows():
    places = np.argwhere(DENSE)[::-1]
    return SparseRows.from_coordinates(places, DENSE[tuple(places.T)], DENSE.shape)


def test_places_may_come_in_any_order():
    x = rows()
    assert (len(x), x.shape, x.ndim, x.dtype) == (5, (5, 4), 2, np.float32)
    np.testing.assert_array_equal(x.toarray(), DENSE)
    np.testing.assert_array_equal(np.asarray(x, "int32"), DENSE.astype("int32"))


@pytest.mark.parametrize("cut", [slice(0, 2), slice(1, 2), slice(3, 99), slice(-2, None), slice(4, 2)])
def test_slices_are_those_of_an_array(cut):
    np.testing.assert_array_equal(rows()[cut].toarray(), DENSE[cut])


@pytest.mark.parametrize("numbers", [[4, 0, 2], [1], [], [3, 3]])
def test_rows_are_taken_in_any_order(numbers):
    np.testing.assert_array_equal(rows().take(np.array(numbers, int)).toarray(), DENSE[numbers])


def test_coordinates_are_in_order():
    places, values, shape = coordinates(rows()[2:])
    assert places.tolist() == [[0, 0], [0, 2], [1, 3], [2, 0]] and values.tolist() == [3, 4, 5, 6] and shape == (3, 4)


def test_what_rows_cannot_do():
    with pytest.raises(ValueError, match="a step of 2"):
        rows()[::2]
    with pytest.raises(ValueError, match="axis 1"):
        rows().take(np.array([0]), axis=1)
