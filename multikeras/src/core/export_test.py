import pytest

from multikeras.src.core import export as export_module
from multikeras.src.core.export import PUBLIC_NAMES, export, public_name


@pytest.fixture(autouse=True)
def own_names(monkeypatch):
    """Each test gets a table of public names of its own."""
    names = {}
    monkeypatch.setattr(export_module, "PUBLIC_NAMES", names)
    return names


def test_every_path_leads_to_the_object_and_the_first_is_canonical(own_names):
    @export(["multikeras.layers.Dense", "multikeras.Dense"])
    class Dense:
        pass

    assert own_names == {"layers.Dense": Dense, "Dense": Dense}
    assert public_name(Dense) == "multikeras.layers.Dense"


def test_single_path_on_a_function(own_names):
    @export("multikeras.ops.exp")
    def exp(x):
        return x

    assert own_names == {"ops.exp": exp}
    assert public_name(exp) == "multikeras.ops.exp"
    assert exp(3) == 3


def test_subclasses_and_instances_have_no_public_name():
    @export("multikeras.layers.Dense")
    class Dense:
        pass

    class Wider(Dense):
        pass

    assert public_name(Wider) is None
    assert public_name(Dense()) is None
    assert public_name(3) is None


def test_two_objects_may_not_claim_one_name(own_names):
    @export("multikeras.ops.relu")
    def relu(x):
        return x

    def other(x):
        return -x

    with pytest.raises(ValueError, match=r"multikeras\.ops\.relu is claimed by .*other but belongs to .*relu"):
        export(["multikeras.ops.other", "multikeras.ops.relu"])(other)
    assert own_names == {"ops.relu": relu}
    assert public_name(other) is None


def test_a_definition_that_runs_again_takes_its_name_over(own_names):
    def define():
        @export("multikeras.ops.relu")
        def relu(x):
            return x

        return relu

    first, second = define(), define()
    assert first is not second
    assert own_names == {"ops.relu": second}


def test_a_name_outside_the_package_is_refused():
    with pytest.raises(ValueError, match=r"should start with 'multikeras\.'"):
        export("keras.layers.Dense")


def test_the_real_table_is_keyed_without_the_package():
    assert PUBLIC_NAMES
    assert not any(name.startswith("multikeras.") for name in PUBLIC_NAMES)
