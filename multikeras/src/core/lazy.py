"""Names that are looked up on first use: optional packages, and the generated public namespaces."""

import difflib
import importlib
import importlib.util
import sys
from collections.abc import Callable, Iterable, Mapping
from types import ModuleType
from typing import Any


class LazyModule:
    """Stands for a package until one of its attributes is asked for; made by `lazy.module`."""

    def __init__(self, name: str, extra: str | None, feature: str | None) -> None:
        self._name = name
        self._extra = extra
        self._feature = feature
        self._module: ModuleType | None = None

    def __getattr__(self, attribute: str) -> Any:
        # The fields of a half-made instance (copy, pickle) must not lead back here through `self._module`.
        if attribute.startswith("__") or "_module" not in self.__dict__:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {attribute!r}")
        if self._module is None:
            self._module = self._load()
        return getattr(self._module, attribute)

    def __repr__(self) -> str:
        return f"<lazy module {self._name!r}, {'not loaded' if self._module is None else 'loaded'}>"

    def _load(self) -> ModuleType:
        try:
            return importlib.import_module(self._name)
        except ModuleNotFoundError as error:
            # A package that is there but lacks one of its own dependencies says so itself.
            if error.name is None or not f"{self._name}.".startswith(f"{error.name}."):
                raise
            raise ImportError(self._absence(), name=error.name) from error

    def _absence(self) -> str:
        needed = self._name.partition(".")[0]
        subject = f"{self._feature} needs" if self._feature else "This feature needs"
        command = f'pip install "multikeras[{self._extra}]"' if self._extra else f"pip install {needed}"
        return f"{subject} the package {needed!r}, which is not installed. Install it with: {command}"


def module(name: str, *, extra: str | None = None, feature: str | None = None) -> Any:
    """A package that is imported when one of its attributes is first used.

    Args:
        name: dotted module name, such as `"pandas"` or `"PIL.Image"`.
        extra: the extra of multikeras that brings the package; None for packages that multikeras always depends on and
            that are only kept out of its own import.
        feature: what the package is needed for, as the beginning of a sentence ("Reading data frames").

    Returns:
        An object with the attributes of the module. The first access raises an `ImportError` that names the feature and
        the `pip install` command if the package is not installed.
    """
    return LazyModule(name, extra, feature)


def is_installed(name: str) -> bool:
    """Whether a top-level package could be imported; imports nothing.

    A folder without code, as an uninstalled package may leave behind, does not count.
    """
    if name in sys.modules:
        return sys.modules[name] is not None
    spec = importlib.util.find_spec(name)
    return spec is not None and spec.origin is not None


def is_instance_of(x: Any, module_name: str, *class_names: str) -> bool:
    """Whether `x` is an instance of a class of a package that may be absent; imports nothing.

    An object can only exist if its class's module has been imported, so looking among the loaded modules is enough.

    Args:
        x: any object.
        module_name: dotted name of the module, such as `"pandas"` or `"torch.utils.data"`.
        class_names: names of classes in that module; one match is enough.
    """
    loaded = sys.modules.get(module_name)
    if loaded is None:
        return False
    classes = tuple(getattr(loaded, name) for name in class_names if hasattr(loaded, name))
    return isinstance(x, classes)


def namespace(
    module_name: str, names: Mapping[str, str], submodules: Iterable[str] = ()
) -> tuple[Callable[[str], Any], Callable[[], list[str]], list[str]]:
    """The `__getattr__`, `__dir__` and `__all__` of a generated public namespace.

    Args:
        module_name: the `__name__` of the namespace.
        names: public name -> where the object is, as `"module:attribute"`.
        submodules: names of the namespaces directly below this one.
    """
    submodules = frozenset(submodules)
    public = sorted({*names, *submodules})

    def __getattr__(name: str) -> Any:
        if name in names:
            source, _, attribute = names[name].partition(":")
            value = getattr(importlib.import_module(source), attribute)
        elif name in submodules:
            value = importlib.import_module(f"{module_name}.{name}")
        else:
            raise AttributeError(f"module {module_name!r} has no attribute {name!r}.{did_you_mean(name, public)}")
        setattr(sys.modules[module_name], name, value)
        return value

    def __dir__() -> list[str]:
        return sorted({*public, *vars(sys.modules[module_name])})

    return __getattr__, __dir__, public


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """`" Did you mean 'x'?"` with the known name that is nearest to `name`, or an empty string."""
    by_lower = {candidate.lower(): candidate for candidate in known}
    nearest = difflib.get_close_matches(name.lower(), by_lower, n=1)
    return f" Did you mean {by_lower[nearest[0]]!r}?" if nearest else ""
