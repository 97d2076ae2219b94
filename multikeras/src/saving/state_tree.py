"""Which object's weights stand where in a file: the tree of a model's layers by the names of the attributes that hold them."""

from collections.abc import Iterator
from typing import Any

from multikeras.src.core.naming import to_snake_case
from multikeras.src.core.variable import Stateful
from multikeras.src.layers.base import BOOKKEEPING, Layer
from multikeras.src.models.model import Model
from multikeras.src.optimizers.base import Optimizer
from multikeras.src.optimizers.multi import MultiOptimizer
from multikeras.src.random.seed_generator import SeedGenerator

OF_MODELS = {
    "_call_function",
    "_compilation",
    "_functional",
    "_functions",
    "_graph_nodes",
    "_inputs",
    "_inputs_struct",
    "_layers",
    "_operations",
    "_outputs",
    "_outputs_struct",
    "_plan",
    "_resolved",
    "_stack",
    "history",
}
"""Attributes of models whose content stands elsewhere in the tree, under `layers`."""


KEEPERS = (Layer, Optimizer, Stateful)
"""Kinds of objects that keep variables."""


def walk(root: Any, kinds: tuple[type, ...] = KEEPERS) -> Iterator[tuple[str, Any]]:
    """Every object of a model that keeps variables, with its path; each once, under the first name by which it is reached."""
    visited: set[int] = set()

    def visit(path: str, obj: Any) -> Iterator[tuple[str, Any]]:
        if id(obj) in visited:
            return
        visited.add(id(obj))
        yield path, obj
        for name, value in _attributes(obj):
            inner = f"{path}/{name}" if path else name
            if isinstance(value, kinds):
                yield from visit(inner, value)
            elif isinstance(value, (list, tuple, dict, set)):
                yield from visit_container(inner, value)

    def visit_container(path: str, container: Any) -> Iterator[tuple[str, Any]]:
        used: dict[str, int] = {}
        for value in container.values() if isinstance(container, dict) else container:
            if isinstance(value, kinds):
                # Names of layers are made up anew in each process, those of classes are not.
                name = to_snake_case(type(value).__name__ if not hasattr(value, "_declared_class") else value._declared_class.__name__)
                count = used.get(name, 0)
                used[name] = count + 1
                yield from visit(f"{path}/{name}_{count}" if count else f"{path}/{name}", value)
            elif isinstance(value, (list, tuple, dict, set)):
                yield from visit_container(path, value)

    yield from visit("", root)


def seed_generators(root: Any) -> Iterator[tuple[str, SeedGenerator]]:
    """Every generator of seeds in a model, with its path."""
    return ((path, obj) for path, obj in walk(root, (*KEEPERS, SeedGenerator)) if isinstance(obj, SeedGenerator))


def _attributes(obj: Any) -> list[tuple[str, Any]]:
    """Attributes in the order in which they name things: public ones first, each group by the alphabet."""
    known = BOOKKEEPING | OF_MODELS if isinstance(obj, Model) else BOOKKEEPING
    held = {_public(obj, name): value for name, value in vars(obj).items() if name not in known}
    if isinstance(obj, Model):
        held["layers"] = obj.layers
    elif isinstance(obj, MultiOptimizer):
        held["optimizers"] = obj.optimizers
    return sorted(held.items(), key=lambda item: (item[0].startswith("_"), item[0]))


def _public(obj: Any, name: str) -> str:
    """The name of a property that shows what the attribute `name` holds, if it is the same without the underscore, else `name`."""
    shown = name.removeprefix("_")
    is_shown = shown != name and isinstance(getattr(type(obj), shown, None), property)
    return shown if is_shown and getattr(obj, shown, None) is getattr(obj, name) else name
