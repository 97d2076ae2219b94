import pytest

from multikeras.src import backend
from multikeras.src.core import naming
from multikeras.src.core.naming import name_scope


@pytest.mark.parametrize(
    "name, snake",
    [
        ("Dense", "dense"),
        ("MaxPooling2D", "max_pooling2d"),
        ("Conv2DTranspose", "conv2d_transpose"),
        ("LSTMCell", "lstm_cell"),
        ("ReLU", "re_lu"),
        ("RNN", "rnn"),
    ],
)
def test_to_snake_case(name, snake):
    assert naming.to_snake_case(name) == snake


def test_unique_names_count_and_start_anew():
    assert [naming.unique_name("dense") for _ in range(3)] == ["dense", "dense_1", "dense_2"]
    assert naming.unique_name("conv") == "conv"
    naming.reset_names()
    assert naming.unique_name("dense") == "dense"


def test_get_uid_counts_with_the_names():
    assert [naming.get_uid("block"), naming.get_uid("block"), naming.get_uid()] == [1, 2, 1]
    assert naming.unique_name("block") == "block_2"


@pytest.mark.parametrize("name", ["a/b", 3, None])
def test_names_that_cannot_be(name):
    with pytest.raises(ValueError, match=r"Dense: `name` must be a string without '/'"):
        naming.check_name(name, "Dense")


def test_name_scopes_nest_and_close():
    with name_scope("model"), name_scope("block"):
        inner = backend.Variable(0.0, name="scale")
    with pytest.raises(KeyError), name_scope("model"):
        raise KeyError
    assert inner.path == "model/block/scale"
    assert backend.Variable(0.0, name="scale").path == "scale"


def test_name_scope_checks_its_name():
    with pytest.raises(ValueError, match="name_scope"):
        name_scope("a/b")
