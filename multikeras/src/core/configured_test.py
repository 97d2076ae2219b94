"""The config of an object is the call that made it."""

import copy
import json
import pickle

import numpy as np
import pytest

from multikeras.src.core import registry
from multikeras.src.core.configured import Configured


class Base(Configured):
    def __init__(self, units, scale=1.0, *, axes=(0, 1), **kwargs):
        self.units, self.scale, self.axes, self.rest = units, scale, axes, kwargs


def config_of(obj) -> dict:
    """The config after a way through JSON."""
    return json.loads(json.dumps(obj.get_config()))


def test_arguments_with_defaults_and_extra_keywords():
    assert config_of(Base(3, axes=(1,), color="red")) == {"units": 3, "scale": 1.0, "axes": [1], "color": "red"}


def test_round_trip():
    again = Base.from_config(config_of(Base(3, scale=0.5)))
    assert (again.units, again.scale, again.axes) == (3, 0.5, [0, 1])


def test_the_argument_is_kept_as_it_was_given():
    class Rounded(Base):
        def __init__(self, units):
            super().__init__(units * 2)

    assert Rounded(4).get_config() == {"units": 4}


def test_an_attribute_changed_since_wins():
    obj = Base(3)
    obj.scale = 7.0
    assert obj.get_config()["scale"] == 7.0


def test_what_the_constructor_makes_of_an_argument_does_not_win():
    class Named(Configured):
        def __init__(self, activation):
            self.activation = str.upper(activation)

    assert Named("relu").get_config() == {"activation": "relu"}


def test_lists_are_copied():
    given = [1, 2]
    obj = Base(given)
    given.append(3)
    assert obj.get_config()["units"] == [1, 2]


def test_super_get_config_gives_the_parents_arguments():
    class Child(Base):
        def __init__(self, width, **kwargs):
            super().__init__(units=width * 2, **kwargs)
            self.width = width

        def get_config(self):
            config = super().get_config()
            del config["units"]
            return {**config, "width": self.width}

    config = config_of(Child(5, scale=2.0))
    assert config == {"scale": 2.0, "axes": [0, 1], "width": 5}
    assert Child.from_config(config).units == 10


def test_a_subclass_without_constructor():
    class Child(Base):
        pass

    assert Child(3).get_config()["units"] == 3


def test_several_levels():
    class Middle(Base):
        def __init__(self, depth, **kwargs):
            super().__init__(depth + 1, **kwargs)

    class Leaf(Middle):
        def __init__(self, color, depth=2):
            super().__init__(depth)
            self.color = color

    assert config_of(Leaf("red")) == {"color": "red", "depth": 2}
    assert Leaf.from_config(config_of(Leaf("red", depth=8))).units == 9


def test_objects_in_arguments():
    @registry.register_keras_serializable("configured_test")
    class Part(Configured):
        def __init__(self, size):
            self.size = size

    class Whole(Configured):
        def __init__(self, parts):
            self.parts = parts

    again = Whole.from_config(config_of(Whole({"left": Part(1), "right": [Part(2)]})))
    assert (again.parts["left"].size, again.parts["right"][0].size) == (1, 2)


def test_positional_variadic_arguments_need_a_config_of_their_own():
    class Many(Configured):
        def __init__(self, *parts):
            self.parts = parts

    assert Many().get_config() == {}
    with pytest.raises(NotImplementedError, match=r"Many takes variable positional arguments \(\*parts\)"):
        Many(1, 2).get_config()


def test_what_json_cannot_hold_is_named():
    with pytest.raises(TypeError, match="The config of Base cannot be made: .*object"):
        Base(object()).get_config()


def test_a_wrong_call_shows_the_signature():
    with pytest.raises(TypeError, match=r"Base: missing a required argument: 'units'. Its signature is Base\(units, scale=1.0"):
        Base()


def test_a_failed_constructor_leaves_nothing_behind():
    class Picky(Configured):
        def __init__(self, size):
            if size < 0:
                raise ValueError("negative")
            self.size = size

    obj = Picky(3)
    with pytest.raises(ValueError, match="negative"):
        Picky.__init__(obj.__class__.__new__(Picky), -1)
    assert obj.get_config() == {"size": 3}


@pytest.mark.parametrize("copier", [copy.deepcopy, copy.copy, lambda obj: pickle.loads(pickle.dumps(obj))])
def test_copies_keep_the_config(copier):
    assert copier(Base(3, axes=(2,))).get_config() == Base(3, axes=(2,)).get_config()


def test_arrays():
    again = Base.from_config(config_of(Base(np.array([1.5, 2.5], "float32"))))
    assert again.units.dtype == "float32"
    assert again.units.tolist() == [1.5, 2.5]
