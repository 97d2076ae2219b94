import itertools

import numpy as np
import pytest

from multikeras.src.core import shapes

BATCH = [(), (1,), (3,), (2, 3), (2, 1), (4, 2, 3), (0,), (1, 0)]


def numpy_or_none(function, *args):
    try:
        return function(*args)
    except ValueError:
        return None


@pytest.mark.parametrize("pair", [*itertools.product(BATCH, repeat=2)])
def test_broadcast_as_numpy(pair):
    expected = numpy_or_none(np.broadcast_shapes, *pair)
    if expected is None:
        with pytest.raises(ValueError, match="do not broadcast"):
            shapes.broadcast(*pair)
    else:
        assert shapes.broadcast(*pair) == expected


def test_broadcast_of_unknown():
    assert shapes.broadcast((None, 1), (1, None)) == (None, None)
    assert shapes.broadcast((None, 3), (2, 1)) == (2, 3)
    assert shapes.broadcast((None,), (5, None)) == (5, None)


def test_broadcast_error_names_both_shapes():
    with pytest.raises(ValueError, match=r"\(2, 3\) and \(4,\) do not broadcast.* 4 meets 3"):
        shapes.broadcast((2, 3), (4,))


def test_canonical_axis():
    assert shapes.canonical_axis(-1, 3) == 2
    assert shapes.canonical_axes((0, -1), 3) == (0, 2)
    assert shapes.canonical_axes(None, 2) == (0, 1)
    with pytest.raises(ValueError, match=r"`dim=3` does not exist in a tensor of 3 dimensions; valid axes: from -3 to 2"):
        shapes.canonical_axis(3, 3, "dim")
    with pytest.raises(ValueError, match="scalar has no axes"):
        shapes.canonical_axis(0, 0)
    with pytest.raises(ValueError, match="must be an int"):
        shapes.canonical_axis(1.0, 3)
    with pytest.raises(ValueError, match="twice"):
        shapes.canonical_axes((0, -3), 3)


@pytest.mark.parametrize("axis", [None, 0, -1, (0, 2), ()])
@pytest.mark.parametrize("keepdims", [False, True])
def test_reduce_as_numpy(axis, keepdims):
    x = np.zeros((2, 3, 4))
    assert shapes.reduce(x.shape, axis, keepdims) == np.sum(x, axis=axis, keepdims=keepdims).shape


@pytest.mark.parametrize("newshape", [(6, 4), (-1,), (2, -1, 2), (3, 8, 1, -1), -1, (24,)])
def test_reshape_as_numpy(newshape):
    assert shapes.reshape((2, 3, 4), newshape) == np.zeros((2, 3, 4)).reshape(newshape).shape


def test_reshape_of_unknown():
    assert shapes.reshape((None, 4), (-1, 2, 2)) == (None, 2, 2)
    assert shapes.reshape((None, 4), (8, 2)) == (8, 2)
    assert shapes.reshape((8, 4), (None, 4)) == (None, 4)
    assert shapes.reshape((0, 3), (-1, 3)) == (0, 3)


@pytest.mark.parametrize("newshape", [(5, -1), (7,), (-1, -1), (-2, 3), (0, -1)])
def test_reshape_that_is_impossible(newshape):
    with pytest.raises(ValueError):
        shapes.reshape((2, 3), newshape)


def test_rearrangements_as_numpy():
    x = np.zeros((2, 1, 3))
    assert shapes.transpose(x.shape) == x.T.shape
    assert shapes.transpose(x.shape, (1, -1, 0)) == np.transpose(x, (1, -1, 0)).shape
    for axis in (0, -1, (0, 2), (-1, 1)):
        assert shapes.expand_dims(x.shape, axis) == np.expand_dims(x, axis).shape
    assert shapes.squeeze(x.shape) == (2, 3)
    assert shapes.squeeze((None, 1), 0) == (1,)
    assert shapes.pad(x.shape, ((0, 1), (2, 3), (4, 5))) == (3, 6, 12)
    assert shapes.pad((None, 2), ((1, 1), (1, 1))) == (None, 4)
    for repeats in (2, (2,), (3, 1, 2, 2)):
        assert shapes.tile(x.shape, repeats) == np.tile(x, repeats).shape
    for repeats, axis in ((2, None), (2, -1), ([1, 2, 3], 2), ([2], 0)):
        assert shapes.repeat(x.shape, repeats, axis) == np.repeat(x, repeats, axis).shape
    for parts, axis in ((3, 2), ([1, 2], -1), ([1, 7], 0), ([2, 1], -1)):
        assert shapes.split(x.shape, parts, axis) == [part.shape for part in np.split(x, parts, axis)]
    assert shapes.split((None, 4), 2, 0) == [(None, 4), (None, 4)]


def test_rearrangement_errors():
    with pytest.raises(ValueError, match="its size is 2, not 1"):
        shapes.squeeze((2, 1), 0)
    with pytest.raises(ValueError, match="each of the 3 axes"):
        shapes.transpose((1, 2, 3), (0, 1))
    with pytest.raises(ValueError, match="into 2 equal parts"):
        shapes.split((3,), 2)
    with pytest.raises(ValueError, match="counts"):
        shapes.repeat((3,), [1, 2], 0)
    with pytest.raises(ValueError, match="pair for each"):
        shapes.pad((3,), ((1, 1), (1, 1)))


def test_joins():
    assert shapes.concatenate([(2, 3), (2, 4)], -1) == (2, 7)
    assert shapes.concatenate([(None, 3), (2, None)], 0) == (None, 3)
    assert shapes.stack([(2, None), (None, 3)], -1) == (2, 3, 2)
    with pytest.raises(ValueError, match="differ in a dimension other than axis 0"):
        shapes.concatenate([(2, 3), (2, 4)], 0)
    with pytest.raises(ValueError, match="one shape"):
        shapes.stack([(2,), (3,)])
    for join in (shapes.concatenate, shapes.stack):
        with pytest.raises(ValueError, match="at least one"):
            join([])


@pytest.mark.parametrize("pair", [*itertools.product([(3,), (2, 3), (3, 4), (5, 2, 3), (5, 3, 4), (1, 3, 3), (4, 5, 3, 3)], repeat=2)])
def test_matmul_as_numpy(pair):
    expected = numpy_or_none(lambda a, b: np.matmul(np.zeros(a), np.zeros(b)).shape, *pair)
    if expected is None:
        with pytest.raises(ValueError, match="Shapes"):
            shapes.matmul(*pair)
    else:
        assert shapes.matmul(*pair) == expected


def test_matmul_of_unknown():
    assert shapes.matmul((None, 3), (3, 4)) == (None, 4)
    assert shapes.matmul((None, None), (3, 4)) == (None, 4)
    with pytest.raises(ValueError, match="no scalars"):
        shapes.matmul((), (3,))


KEYS = [
    0,
    -1,
    slice(None),
    slice(1, 9),
    slice(None, None, -2),
    slice(-2, 0, -1),
    None,
    ...,
    (0, ..., 1),
    (..., None, 0),
    (slice(1), None, slice(2, None)),
    np.array([0, 1, 0]),
    (slice(None), np.array([[0, 1], [2, 0]])),
    (0, slice(None), np.array([0, 1])),
    (slice(None), 0, np.array([0, 1])),
    (np.array([[0], [1]]), slice(None), np.array([1, 2])),
    (np.array([0, 1]), None, np.array([1, 2])),
    [0, 1],
    ([0, 1], ..., [2, 3]),
    np.array([True, False]),
    np.ones((2, 3), bool),
    (slice(None), np.array([True, False, True]), 0),
    np.array(1),
    True,
    (0, 1, 2),
    (),
]


@pytest.mark.parametrize("key", KEYS, ids=str)
def test_getitem_as_numpy(key):
    assert shapes.shape_of_getitem((2, 3, 4), key) == np.zeros((2, 3, 4))[key].shape


def test_getitem_of_unknown():
    class Symbol:
        shape = (None,)
        dtype = "bool"

    assert shapes.shape_of_getitem((None, 3), slice(1, 5)) == (None, 3)
    assert shapes.shape_of_getitem((None, 3), (7, slice(0, Symbol()))) == (None,)
    assert shapes.shape_of_getitem((None, 3), Symbol()) == (None, 3)


@pytest.mark.parametrize("key", [(0, 0, 0), (..., ...), 2, (0, -4), "name", (0, 1.5)])
def test_getitem_errors(key):
    with pytest.raises(IndexError):
        shapes.shape_of_getitem((2, 3), key)


@pytest.mark.parametrize("data_format", ["channels_last", "channels_first"])
def test_convolution(data_format):
    def image(batch, *rest):
        return (batch, *rest) if data_format == "channels_last" else (batch, rest[-1], *rest[:-1])

    def shape_of(function, *args, **kwargs):
        return function(*args, data_format=data_format, **kwargs)

    x = image(None, 8, 9, 6)
    assert shape_of(shapes.conv, x, (3, 2, 6, 4)) == image(None, 6, 8, 4)
    assert shape_of(shapes.conv, x, (3, 3, 3, 4), 2, "same") == image(None, 4, 5, 4)
    assert shape_of(shapes.conv, x, (3, 3, 6, 4), (1, 2), "valid", dilation_rate=(2, 1)) == image(None, 4, 4, 4)
    assert shape_of(shapes.depthwise_conv, x, (3, 3, 6, 2)) == image(None, 6, 7, 12)
    assert shape_of(shapes.conv_transpose, x, (3, 2, 5, 6), 2) == image(None, 17, 18, 5)
    assert shape_of(shapes.conv_transpose, x, (3, 2, 5, 6), 2, "same") == image(None, 16, 18, 5)
    assert shape_of(shapes.conv_transpose, x, (3, 3, 5, 6), 2, "same", (0, 1)) == image(None, 15, 18, 5)
    assert shape_of(shapes.pool, x, 2) == image(None, 4, 4, 6)
    assert shape_of(shapes.pool, x, (2, 3), 1, "same") == x
    assert shape_of(shapes.conv, image(1, None, 9, 6), (3, 2, 6, 4)) == image(1, None, 8, 4)


def test_convolution_errors():
    with pytest.raises(ValueError, match="larger than the input"):
        shapes.conv((1, 2, 3), (3, 3, 4))
    with pytest.raises(ValueError, match="multiple"):
        shapes.conv((1, 8, 3), (3, 2, 4))
    with pytest.raises(ValueError, match="groups"):
        shapes.conv((1, 8, 6), (3, 2, 4))
    with pytest.raises(ValueError, match="3 dimensions"):
        shapes.conv((1, 8, 8, 3), (3, 3, 4))
    with pytest.raises(ValueError, match="one for each"):
        shapes.pool((1, 8, 8, 3), (2, 2, 2))


def test_standardize_shape():
    assert shapes.standardize_shape([np.int64(2), None, 3]) == (2, None, 3)
    for bad in (5, None, "ab", [1.5], [-1]):
        with pytest.raises(ValueError):
            shapes.standardize_shape(bad)


def test_compatibility():
    assert shapes.is_compatible((None, 3), (2, 3))
    assert not shapes.is_compatible((None, 3), (2, 4))
    assert not shapes.is_compatible((3,), (3, 1))
