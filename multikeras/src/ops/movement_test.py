"""Widths of padding in their shorter forms."""

import numpy as np
import pytest

from multikeras.src import backend, ops


@pytest.mark.parametrize("pad_width", [2, (1, 2), [(1, 2)], ((0, 1), (2, 0)), np.array([[1, 0], [0, 3]]), np.int64(1)], ids=str)
@pytest.mark.parametrize("mode", ["constant", "reflect", "symmetric", "edge", "wrap"])
def test_pad_takes_the_widths_that_numpy_takes(pad_width, mode):
    x = np.arange(6.0).reshape(2, 3)
    np.testing.assert_array_equal(backend.to_numpy(ops.pad(x, pad_width, mode)), np.pad(x, pad_width, mode))


def test_scalars_have_no_sides():
    assert backend.to_numpy(ops.pad(3.0, 2)) == 3.0


def test_pad_refuses_what_does_not_fit():
    with pytest.raises(ValueError, match="has 3 pairs for a tensor of 2 dimensions"):
        ops.pad(np.zeros((2, 2)), ((1, 1),) * 3)
    with pytest.raises(ValueError, match="unknown `mode='mean'`"):
        ops.pad(np.zeros(2), 1, "mean")
    with pytest.raises(ValueError, match='meaning with mode "constant" only'):
        ops.pad(np.zeros(2), 1, "edge", constant_values=1)
