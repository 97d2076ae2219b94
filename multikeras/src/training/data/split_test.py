import numpy as np
import pytest

from multikeras.src.training.data.split import train_validation_split


def test_the_last_rows_are_cut_off():
    x, y = {"a": np.arange(10), "b": [np.arange(10) * 2]}, np.arange(10)
    (tx, ty, tw), (vx, vy, vw) = train_validation_split((x, y, None), 0.2)
    assert ty.tolist() == list(range(8)) and vy.tolist() == [8, 9]
    assert tx["b"][0].tolist() == list(range(0, 16, 2)) and vx["a"].tolist() == [8, 9]
    assert tw is None and vw is None
    assert np.shares_memory(ty, y)


def test_rounding_gives_the_larger_part_to_validation():
    head, tail = train_validation_split((np.arange(7), None, None), 0.5)
    assert (len(head[0]), len(tail[0])) == (3, 4)


@pytest.mark.parametrize("fraction", [0, 1, 1.5, -0.1])
def test_fraction_out_of_range(fraction):
    with pytest.raises(ValueError, match="between 0 and 1"):
        train_validation_split((np.arange(4), None, None), fraction)


def test_errors_name_the_numbers():
    with pytest.raises(ValueError, match="0.1 of 1 rows leaves 0 to train on and 1 to validate on"):
        train_validation_split((np.arange(1), None, None), 0.1)
    with pytest.raises(ValueError, match="got generator. Give validation_data"):
        train_validation_split(((i for i in range(3)), None, None), 0.5)
    with pytest.raises(ValueError, match="x: 3, y: 4"):
        train_validation_split((np.arange(3), np.arange(4), None), 0.5)
