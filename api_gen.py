"""Write the public namespaces of multikeras from the `@export`s of its sources.

    python api_gen.py            write multikeras/**/__init__.py and __init__.pyi, outside of multikeras/src
    python api_gen.py --check    write nothing; exit with 1 and name the files that are stale

Names are declared with namex. The files are written here and not by namex, whose `__init__.py` import every name at once: these
hold a table and look a name up when it is first used, so that `import multikeras` loads no backend.
"""

import argparse
import importlib
import json
import pathlib
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from multikeras.src.core import config
from multikeras.src.core.export import PACKAGE, PUBLIC_NAMES, SOURCES

ROOT = pathlib.Path(__file__).parent
MARK = "Written by api_gen.py from the @exports in multikeras/src; edit those."

ROOT_DOC = "multikeras: deep learning with the API of Keras 3 on JAX, PyTorch, TensorFlow and NumPy."

Place = tuple[str, str]
"""Module and attribute under which an object can be imported."""


def source_modules() -> Iterator[str]:
    """Dotted names of the modules that may export: all but the tests and the packages of the single backends.

    What a backend's package defines is not public, and importing it would need that backend's framework.
    """
    backends = ROOT / PACKAGE / "src" / "backend"
    for path in sorted((ROOT / PACKAGE / "src").rglob("*.py")):
        if path.stem.endswith("_test") or (path.is_relative_to(backends) and path.parent != backends):
            continue
        parts = path.relative_to(ROOT).with_suffix("").parts
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def locate(obj: Any) -> Place:
    """Where an exported object can be imported, whatever the backend: never in the package of a single backend."""
    above_backends = [
        module
        for module in sorted(sys.modules)
        if module.startswith(f"{PACKAGE}.src.") and not module.startswith(f"{PACKAGE}.src.backend.")
    ]
    preferred = SOURCES.get(id(obj), obj.__module__)
    for module in sorted(above_backends, key=lambda module: module != preferred):
        attributes = vars(sys.modules[module])
        if attributes.get(obj.__name__) is obj:
            return module, obj.__name__
        for attribute, value in attributes.items():
            if value is obj:
                return module, attribute
    raise LookupError(f"{obj!r} is exported, but nothing can import it: it is no attribute of a module of {PACKAGE}.src.")


def namespaces(exports: Mapping[str, Any]) -> dict[str, dict[str, Place | None]]:
    """Namespace ("" for the top, "layers", "optimizers.schedules") -> name in it -> where it is; None for a namespace below."""
    tree: dict[str, dict[str, Place | None]] = defaultdict(dict)
    for path, obj in exports.items():
        space, _, name = path.rpartition(".")
        tree[space][name] = locate(obj)
    for space in list(tree):
        while space:
            parent, _, name = space.rpartition(".")
            if tree[parent].setdefault(name, None) is not None:
                raise ValueError(f"{PACKAGE}.{space} is exported as an object and is a namespace as well.")
            space = parent
    return dict(tree)


def render(space: str, names: Mapping[str, Place | None]) -> tuple[str, str]:
    """The text of a namespace's `__init__.py` and of its `__init__.pyi`."""
    dotted = f"{PACKAGE}.{space}" if space else PACKAGE
    objects = {name: place for name, place in sorted(names.items()) if place is not None}
    below = sorted(name for name, place in names.items() if place is None)
    doc = f'"""{f"The public namespace `{dotted}`." if space else ROOT_DOC}\n\n{MARK}\n"""\n\n'
    version = "" if space else f"from {PACKAGE}.src.core.version import __version__ as __version__\n"

    table = literal("{}", (f'"{name}": "{module}:{attribute}"' for name, (module, attribute) in objects.items()))
    code = (
        f"{doc}from {PACKAGE}.src.core.lazy import namespace\n{version}\n"
        "__getattr__, __dir__, __all__ = namespace(\n"
        f"    __name__,\n    names={table},\n    submodules={literal('[]', map(json.dumps, below))},\n)\n"
    )
    stub = (
        f"{doc}{version}"
        + "".join(f"from {dotted} import {name} as {name}\n" for name in below)
        + "".join(f"from {module} import {attribute} as {name}\n" for name, (module, attribute) in objects.items())
        + f"\n__all__ = {literal('[]', map(json.dumps, sorted(names)), indent='')}\n"
    )
    return code, stub


def literal(brackets: str, rows: Iterable[str], indent: str = "    ") -> str:
    """A dict or list display with one row a line."""
    lines = "".join(f"{indent}    {row},\n" for row in rows)
    return f"{brackets[0]}\n{lines}{indent}{brackets[1]}" if lines else brackets


def generate(exports: Mapping[str, Any]) -> dict[pathlib.Path, str]:
    """Every generated file, by its path below the folder that holds the package."""
    files = {}
    for space, names in namespaces(exports).items():
        folder = pathlib.Path(PACKAGE, *filter(None, space.split(".")))
        files[folder / "__init__.py"], files[folder / "__init__.pyi"] = render(space, names)
    return files


def stale(files: Mapping[pathlib.Path, str], root: pathlib.Path) -> tuple[list[pathlib.Path], list[pathlib.Path]]:
    """The files that are missing or differ, and those of namespaces that no longer exist."""
    present = {
        path.relative_to(root): path.read_text(encoding="utf-8")
        for pattern in ("__init__.py", "__init__.pyi")
        for path in (root / PACKAGE).rglob(pattern)
        if not path.is_relative_to(root / PACKAGE / "src")
    }
    outdated = [path for path, text in files.items() if present.get(path) != text]
    return sorted(outdated), sorted(present.keys() - files.keys())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit with 1 if a file is stale")
    arguments = parser.parse_args()

    config.set_backend("numpy")  # which names there are does not depend on the backend, and NumPy is always there
    for module in source_modules():
        importlib.import_module(module)
    files = generate(PUBLIC_NAMES)
    outdated, left_over = stale(files, ROOT)
    for path in [*outdated, *left_over]:
        print(f"stale: {path}" if arguments.check else f"{'removed' if path in left_over else 'written'}: {path}")
    if arguments.check:
        if outdated or left_over:
            print("Run `python api_gen.py` and commit what it writes.")
        return int(bool(outdated or left_over))
    for path in outdated:
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_text(files[path], encoding="utf-8")
    for path in left_over:
        (ROOT / path).unlink()
    print(f"{len(PUBLIC_NAMES)} public names in {len(files) // 2} namespaces")
    return 0


if __name__ == "__main__":
    sys.exit(main())
