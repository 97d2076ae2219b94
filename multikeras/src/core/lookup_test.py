import pytest

from multikeras.src.core import registry
from multikeras.src.core.configured import Configured
from multikeras.src.core.export import export
from multikeras.src.core.lookup import Lookup


@pytest.fixture
def fruits(monkeypatch):
    """A namespace of two classes and a function."""
    names = {}
    for module in ("multikeras.src.core.export", "multikeras.src.core.lookup", "multikeras.src.core.registry"):
        monkeypatch.setattr(f"{module}.PUBLIC_NAMES", names)

    @export(["multikeras.fruits.RedApple", "multikeras.fruits.red_apple"])
    class RedApple(Configured):
        def __init__(self, size=1):
            self.size = size

        def __call__(self):
            return self.size

    @export("multikeras.fruits.squash")
    def squash(x):
        return x

    export("multikeras.fruits.get")(lambda identifier: identifier)
    return Lookup("fruit", "fruits", aliases={"apple": "red_apple"}), RedApple, squash


@pytest.mark.parametrize("name", ["RedApple", "red_apple", "redapple", "REDAPPLE", "apple"])
def test_names(fruits, name):
    look, apple, _ = fruits
    assert type(look.get(name)) is apple


def test_classes_are_made_and_all_else_is_given_back(fruits):
    look, apple, squash = fruits
    one = apple(3)
    assert look.get(one) is one
    assert type(look.get(apple)) is apple
    assert look.get("squash") is squash
    assert look.get(None) is None


def test_configs(fruits):
    look, apple, _ = fruits
    written = look.serialize(apple(3))
    assert (written["module"], written["class_name"], written["config"]) == ("keras.fruits", "RedApple", {"size": 3})
    assert look.get(written).size == 3
    assert look.deserialize({"class_name": "red_apple", "config": {"size": 4}}).size == 4


def test_custom_objects_come_first(fruits):
    look, apple, _ = fruits

    class GreenApple(apple):
        pass

    assert type(look.deserialize({"class_name": "RedApple", "config": {}}, {"RedApple": GreenApple})) is GreenApple
    with registry.CustomObjectScope({"red_apple": GreenApple}):
        assert type(look.get("red_apple")) is GreenApple
    assert type(look.get("red_apple")) is apple


@pytest.mark.parametrize(
    ("identifier", "message"),
    [
        ("red_aple", "There is no fruit named 'red_aple'. Did you mean 'red_apple'\\? Known ones: red_apple, squash."),
        ("get", "There is no fruit named 'get'"),
        (3, "3 of type int is no fruit. Pass the name of one"),
        ({"size": 3}, "The config of a fruit must be a dict with the keys 'class_name' and 'config'"),
        ({"class_name": "Pear", "config": {}}, "There is no fruit named 'Pear'"),
    ],
)
def test_errors(fruits, identifier, message):
    with pytest.raises(ValueError, match=message):
        fruits[0].get(identifier)
