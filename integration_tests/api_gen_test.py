import pathlib

import pytest

import api_gen
from multikeras.src.core import config, lazy

EXPORTS = {"config.floatx": config.floatx, "backend.floatx": config.floatx, "deep.space.module": lazy.module, "rng": config.rng}


def test_every_file_of_every_namespace_is_generated():
    folders = ["multikeras", "multikeras/backend", "multikeras/config", "multikeras/deep", "multikeras/deep/space"]
    expected = {pathlib.Path(folder, file) for folder in folders for file in ("__init__.py", "__init__.pyi")}
    assert set(api_gen.generate(EXPORTS)) == expected


def test_a_namespace_is_a_table():
    text = api_gen.generate(EXPORTS)[pathlib.Path("multikeras/deep/space/__init__.py")]
    assert '"module": "multikeras.src.core.lazy:module"' in text
    assert "submodules=[]" in text


def test_a_namespace_lists_those_below_it():
    files = api_gen.generate(EXPORTS)
    assert '        "backend",\n        "config",\n        "deep",\n' in files[pathlib.Path("multikeras/__init__.py")]
    assert "from multikeras.deep import space as space\n" in files[pathlib.Path("multikeras/deep/__init__.pyi")]


def test_a_stub_exports_its_names():
    text = api_gen.generate(EXPORTS)[pathlib.Path("multikeras/config/__init__.pyi")]
    assert "from multikeras.src.core.config import floatx as floatx\n" in text
    assert '__all__ = [\n    "floatx",\n]\n' in text


def test_an_object_may_not_share_its_name_with_a_namespace():
    with pytest.raises(ValueError, match=r"multikeras\.config is exported as an object and is a namespace as well"):
        api_gen.generate({"config": config.rng, "config.rng": config.rng})


def test_an_object_that_cannot_be_imported_is_refused():
    def local():
        pass

    with pytest.raises(LookupError, match=r"local.* is exported, but nothing can import it"):
        api_gen.generate({"local": local})


def test_an_object_is_found_above_the_backends(monkeypatch):
    class Storage:
        pass

    Storage.__module__ = "multikeras.src.backend.somewhere"
    monkeypatch.setattr(config, "AnyStorage", Storage, raising=False)
    assert api_gen.locate(Storage) == ("multikeras.src.core.config", "AnyStorage")


def test_stale_files_are_found(tmp_path):
    files = api_gen.generate(EXPORTS)
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    assert api_gen.stale(files, tmp_path) == ([], [])

    changed, missing = pathlib.Path("multikeras/__init__.pyi"), pathlib.Path("multikeras/config/__init__.py")
    left_over = pathlib.Path("multikeras/old/__init__.py")
    (tmp_path / changed).write_text("# edited by hand")
    (tmp_path / missing).unlink()
    for path in (left_over, pathlib.Path("multikeras/src/__init__.py")):
        (tmp_path / path).parent.mkdir()
        (tmp_path / path).write_text("")
    assert api_gen.stale(files, tmp_path) == ([changed, missing], [left_over])


def test_sources_are_listed_without_tests_and_without_single_backends():
    modules = set(api_gen.source_modules())
    assert {"multikeras.src.core", "multikeras.src.core.config", "multikeras.src.backend.contract"} <= modules
    assert not any(module.endswith("_test") for module in modules)
    assert not any(module.startswith(("multikeras.src.backend.jax", "multikeras.src.backend.numpy")) for module in modules)
