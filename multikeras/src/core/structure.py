"""The structure of models: what has been found out about it, and whether that still holds."""

import operator
import weakref
from collections.abc import Callable, Iterable
from typing import Any


class Changes:
    """Counts changes to what any layer is made of: attributes that hold state, weights, what is trainable."""

    count = 0
    settings = 0
    """Counts all public attributes set on layers, such as the rate of a dropout, and all global settings made."""
    is_traced: Callable[[], bool] = staticmethod(lambda: False)
    """Whether Python code is being traced into a program that must not depend on the count; a backend sets it."""


def changed() -> None:
    """Note a change of structure."""
    if not Changes.is_traced():
        Changes.count += 1


def configured() -> None:
    """Note a change of a setting."""
    if not Changes.is_traced():
        Changes.settings += 1


class Findings:
    """What was found out about the things below one owner, with the containers that were looked into."""

    def __init__(self) -> None:
        self._count = Changes.count
        self._results: dict[str, list] = {}
        self._containers: dict[int, tuple[Any, list]] = {}

    def hold(self) -> bool:
        """Whether nothing has changed since: containers change without a sign, so they are compared."""
        if self._count != Changes.count:
            return False
        return all(
            len(container) == len(held) and all(map(operator.is_, _items(container), held)) for container, held in self._containers.values()
        )

    def get(self, question: str, find: Callable[[], list]) -> list:
        """The answer to a question, found now or before."""
        if question not in self._results:
            outer, Findings.current = Findings.current, self
            try:
                answer = find()
            finally:
                Findings.current = outer
            if self._count != Changes.count:  # looking has changed something
                return answer
            self._results[question] = answer
        return self._results[question]

    def looked_into(self, container: Any) -> None:
        """Note a list, tuple, set or dict that holds part of the structure."""
        if not isinstance(container, tuple):
            self._containers[id(container)] = container, list(_items(container))

    current: "Findings | None" = None
    """Those for which something is being found out."""


_of: weakref.WeakKeyDictionary[Any, Findings] = weakref.WeakKeyDictionary()


def remembered(owner: Any, question: str, find: Callable[[], list]) -> list:
    """The answer to a question about the structure below `owner`: that of the last time, while nothing has changed."""
    if Changes.is_traced():
        return find()
    findings = _of.get(owner)
    if findings is None or not findings.hold():
        findings = _of[owner] = Findings()
    return list(findings.get(question, find))


def _items(container: Any) -> Iterable[Any]:
    return container.values() if isinstance(container, dict) else container
