"""Runs the example of every public class and function on the active backend."""

import doctest
import inspect
import io
from collections.abc import Iterator
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import multikeras
from multikeras.src.core.export import public_name

OPTIONS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE


def public_objects(namespace: ModuleType) -> Iterator[Any]:
    """The objects of a public namespace and of those below it, aliases included."""
    for name in namespace.__all__:
        value = getattr(namespace, name)
        if isinstance(value, ModuleType):
            yield from public_objects(value)
        else:
            yield value


def examples(obj: Any, name: str) -> list[doctest.DocTest]:
    """The examples of an object's own docstring, followed by those of the methods that a class defines itself."""
    documented = {name: obj}
    if inspect.isclass(obj):
        documented |= {f"{name}.{member}": value for member, value in vars(obj).items() if not member.startswith("__")}
    parser = doctest.DocTestParser()
    tests = [
        parser.get_doctest(text, {"multikeras": multikeras, "np": np}, path, obj.__module__, 0)
        for path, value in documented.items()
        if isinstance(text := getattr(value, "__doc__", None), str)
    ]
    return [test for test in tests if test.examples]


OBJECTS = {public_name(obj): obj for obj in public_objects(multikeras)}


@pytest.mark.parametrize("name", sorted(OBJECTS))
def test_example(name, tmp_path, monkeypatch):
    tests = examples(OBJECTS[name], name)
    assert tests and tests[0].name == name, f"The docstring of {name} has no example; write one with `>>>`."
    monkeypatch.chdir(tmp_path)
    runner, report = doctest.DocTestRunner(optionflags=OPTIONS), io.StringIO()
    for test in tests:
        runner.run(test, out=report.write)
    assert runner.failures == 0, report.getvalue()
