import collections
import sys
import textwrap
import types

import pytest

from multikeras.src.core import lazy


@pytest.fixture
def package(tmp_path, monkeypatch):
    """Writes modules into a folder on the path; forgets them after the test."""

    def write(name, source):
        (tmp_path / f"{name}.py").write_text(textwrap.dedent(source))

    before = set(sys.modules)
    monkeypatch.syspath_prepend(tmp_path)
    yield write
    for name in set(sys.modules) - before:
        del sys.modules[name]


def test_module_is_imported_on_first_use(package):
    package("lazily_loaded", "answer = 42")
    loaded = lazy.module("lazily_loaded", extra="answers")
    assert "lazily_loaded" not in sys.modules
    assert "not loaded" in repr(loaded)
    assert loaded.answer == 42
    assert "lazily_loaded" in sys.modules


def test_absence_names_the_feature_and_the_command():
    absent = lazy.module("package_that_is_absent", extra="frames", feature="Reading data frames")
    with pytest.raises(ImportError) as caught:
        absent.DataFrame
    assert str(caught.value) == (
        "Reading data frames needs the package 'package_that_is_absent', which is not installed. "
        'Install it with: pip install "multikeras[frames]"'
    )


def test_absence_of_a_package_without_an_extra_names_the_package():
    with pytest.raises(ImportError, match=r"pip install package_that_is_absent$"):
        lazy.module("package_that_is_absent.part").thing


def test_a_package_that_lacks_its_own_dependency_says_so_itself(package):
    package("broken_package", "import package_that_is_absent")
    with pytest.raises(ModuleNotFoundError, match="No module named 'package_that_is_absent'"):
        lazy.module("broken_package", extra="frames").DataFrame


def test_missing_attributes_are_those_of_the_module():
    with pytest.raises(AttributeError, match="module 'collections' has no attribute 'DataFrame'"):
        lazy.module("collections").DataFrame


def test_special_attributes_do_not_load_the_module():
    absent = lazy.module("package_that_is_absent")
    assert not hasattr(absent, "__wrapped__")


def test_is_installed(tmp_path, monkeypatch):
    (tmp_path / "leftover_folder").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    assert lazy.is_installed("numpy")
    assert lazy.is_installed("wsgiref")
    assert not lazy.is_installed("package_that_is_absent")
    assert not lazy.is_installed("leftover_folder")
    monkeypatch.setitem(sys.modules, "wsgiref", None)
    assert not lazy.is_installed("wsgiref")


def test_is_instance_of():
    queue = collections.deque()
    assert lazy.is_instance_of(queue, "collections", "deque")
    assert lazy.is_instance_of(queue, "collections", "Counter", "deque")
    assert not lazy.is_instance_of(queue, "collections", "Counter")
    assert not lazy.is_instance_of(queue, "collections", "NoSuchClass")


def test_is_instance_of_imports_nothing(package):
    package("never_imported", "class Frame: pass")
    assert not lazy.is_instance_of(object(), "never_imported", "Frame")
    assert "never_imported" not in sys.modules


@pytest.fixture
def shapes(package, monkeypatch):
    """A namespace `shapes` whose table holds `Circle`, and which has a namespace `solids` below it."""
    package("shape_sources", "class Circle: pass")
    package("shapes_solids", "")
    names = types.ModuleType("shapes")
    names.__path__ = []
    names.__getattr__, names.__dir__, names.__all__ = lazy.namespace(
        "shapes", {"Circle": "shape_sources:Circle", "Disc": "shape_sources:Circle"}, ["solids"]
    )
    solids = types.ModuleType("shapes.solids")
    monkeypatch.setitem(sys.modules, "shapes", names)
    monkeypatch.setitem(sys.modules, "shapes.solids", solids)
    return names


def test_namespace_loads_names_on_first_use_and_caches_them(shapes):
    assert "shape_sources" not in sys.modules
    circle = shapes.Circle
    assert circle is sys.modules["shape_sources"].Circle
    assert vars(shapes)["Circle"] is circle
    assert shapes.Disc is circle


def test_namespace_loads_the_namespaces_below_it(shapes):
    assert shapes.solids is sys.modules["shapes.solids"]


def test_namespace_lists_its_names(shapes):
    assert shapes.__all__ == ["Circle", "Disc", "solids"]
    assert set(shapes.__all__) <= set(dir(shapes))


@pytest.mark.parametrize("wrong, meant", [("Circel", "Circle"), ("circle", "Circle"), ("solid", "solids")])
def test_a_wrong_name_gets_a_suggestion(shapes, wrong, meant):
    with pytest.raises(AttributeError, match=rf"module 'shapes' has no attribute '{wrong}'. Did you mean '{meant}'\?"):
        getattr(shapes, wrong)


def test_a_strange_name_gets_no_suggestion(shapes):
    with pytest.raises(AttributeError, match=r"module 'shapes' has no attribute 'qqq'\.$"):
        shapes.qqq
