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
from multikeras.src import backend
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
        # Also those of bases that are not public themselves: their methods are documented nowhere else.
        for cls in [
            obj,
            *(base for base in obj.__mro__ if base.__module__.startswith("multikeras.") and public_name(base) is None),
        ]:
            documented |= {f"{name}.{member}": value for member, value in vars(cls).items() if not member.startswith("__")}
    parser = doctest.DocTestParser()
    tests = [
        parser.get_doctest(text, {"multikeras": multikeras, "np": np}, path, obj.__module__, 0)
        for path, value in documented.items()
        if isinstance(text := getattr(value, "__doc__", None), str)
    ]
    return [test for test in tests if test.examples]


OBJECTS = {public_name(obj): obj for obj in public_objects(multikeras)}


class Runner(doctest.DocTestRunner):
    """Takes note of examples that need gradients where the backend has none."""

    lacks_gradients = False

    def report_unexpected_exception(self, out, test, example, exc_info):
        if not backend.CAN_TRAIN and issubclass(exc_info[0], NotImplementedError):
            self.lacks_gradients = True
        super().report_unexpected_exception(out, test, example, exc_info)


@pytest.mark.parametrize("name", sorted(OBJECTS))
def test_example(name, tmp_path, monkeypatch):
    tests = examples(OBJECTS[name], name)
    assert tests and tests[0].name == name, f"The docstring of {name} has no example; write one with `>>>`."
    monkeypatch.chdir(tmp_path)
    failures, report = 0, io.StringIO()
    for test in tests:
        runner = Runner(optionflags=OPTIONS)
        runner.run(test, out=report.write)
        failures += 0 if runner.lacks_gradients else runner.failures
    assert failures == 0, report.getvalue()
