import pytest

from multikeras.src.training.data.batch import as_batch, pack_x_y_sample_weight, unpack_x_y_sample_weight


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
