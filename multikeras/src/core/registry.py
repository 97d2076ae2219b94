"""Which classes and functions a config may name, and the way from objects to configs and back.

A config names an object by a registered name only. Nothing here imports a module or looks an attribute up because a file says so.
"""

import base64
import marshal
import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from multikeras.src.core import config, dtypes
from multikeras.src.core.export import PUBLIC_NAMES, export, public_name, public_names
from multikeras.src.core.scope import context

_custom: dict[str, Any] = {}  # "package>name" -> object
_custom_names: dict[Any, str] = {}
_scopes: list[dict[str, Any]] = []
_aliases: dict[tuple[str, str], Any] = {}  # (module, class name) as another library writes it -> object
_alias_of: dict[Any, tuple[str, str]] = {}

_resolvers: list[tuple[str, Callable[[str], Any]]] = []  # (prefix of a module as files write it, class by its name there)


def add_resolver(module: str, find: Callable[[str], Any]) -> None:
    """Let `find(class_name)` answer for all classes that files place in `module` or below it."""
    _resolvers.append((module, find))


PLAIN = (type(None), bool, int, float, str)
FUNCTIONS = (types.FunctionType, types.BuiltinFunctionType, np.ufunc)


def add_alias(module: str, name: str, obj: Any, *, write: bool = True) -> None:
    """Let files name `obj` by `module` and `name`; with `write`, ours name it so too."""
    _aliases[module, name] = obj
    if write:
        _alias_of[obj] = (module, name)


@export(["multikeras.saving.register_keras_serializable", "multikeras.utils.register_keras_serializable"])
def register_keras_serializable(package: str = "Custom", name: str | None = None) -> Callable[[Any], Any]:
    """Register a class or function under a name, so that saved models can refer to it.

    Args:
        package: Name of the library or project that the object belongs to.
        name: Name of the object; its own when None.

    Returns:
        A decorator that registers and gives back its argument.

    Raises:
        ValueError: A class lacks `get_config`.

    Example:

    >>> @multikeras.saving.register_keras_serializable("shop")
    ... class Scale(multikeras.layers.Layer):
    ...     def call(self, x):
    ...         return 2 * x
    >>> multikeras.saving.get_registered_name(Scale)
    'shop>Scale'
    """

    def register(obj: Any) -> Any:
        if isinstance(obj, type) and not hasattr(obj, "get_config"):
            raise ValueError(
                f"Cannot register {obj.__name__}: a class in a saved model needs a `get_config` method; subclasses of Layer, Model "
                "and the other base classes have one."
            )
        registered = f"{package}>{name or obj.__name__}"
        _custom[registered] = obj
        _custom_names[obj] = registered
        return obj

    return register


@export(["multikeras.saving.get_registered_name", "multikeras.utils.get_registered_name"])
def get_registered_name(obj: Any) -> str:
    """The name under which an object was registered, its own name if it was not.

    Args:
        obj: A class or function.

    Returns:
        The name.

    Example:

    >>> multikeras.saving.get_registered_name(np.sum)
    'sum'
    """
    return _custom_names.get(obj, obj.__name__)


@export(["multikeras.saving.get_registered_object", "multikeras.utils.get_registered_object"])
def get_registered_object(name: str, custom_objects: dict | None = None, module_objects: dict | None = None) -> Any:
    """The class or function registered under a name, or None.

    Args:
        name: The name, as `get_registered_name` gives it.
        custom_objects: Further objects by name, looked at first.
        module_objects: Further objects by name, looked at last.

    Returns:
        The object, or None when the name is not known.

    Example:

    >>> multikeras.saving.get_registered_object("nowhere>Nothing") is None
    True
    """
    for table in (custom_objects or {}, *reversed(_scopes), _custom, module_objects or {}):
        if name in table:
            return table[name]
    return None


@export(["multikeras.saving.get_custom_objects", "multikeras.utils.get_custom_objects"])
def get_custom_objects() -> dict[str, Any]:
    """The table of registered objects by name. Changing it registers and unregisters.

    Returns:
        The live dict.

    Example:

    >>> "nowhere>Nothing" in multikeras.saving.get_custom_objects()
    False
    """
    return _custom


@export(
    [
        "multikeras.saving.CustomObjectScope",
        "multikeras.saving.custom_object_scope",
        "multikeras.utils.CustomObjectScope",
        "multikeras.utils.custom_object_scope",
    ]
)
class CustomObjectScope:
    """Register objects by name for the time of a `with` block.

    Args:
        custom_objects: dict of name -> class or function.

    Example:

    >>> def twice(x):
    ...     return 2 * x
    >>> with multikeras.saving.custom_object_scope({"twice": twice}):
    ...     multikeras.activations.get("twice")(3)
    6
    """

    def __init__(self, custom_objects: dict[str, Any]):
        self.custom_objects = dict(custom_objects)

    def __enter__(self) -> "CustomObjectScope":
        _scopes.append(self.custom_objects)
        return self

    def __exit__(self, *error: object) -> None:
        _scopes.remove(self.custom_objects)


# ------------------------------------------------------------------------------------------------------ objects to configs


@export(["multikeras.saving.serialize_keras_object", "multikeras.utils.serialize_keras_object"])
def serialize_keras_object(obj: Any) -> Any:
    """A description of an object, made of what JSON has, from which `deserialize_keras_object` makes it again.

    Args:
        obj: An object with `get_config`, a function, an array, a plain value, or a nest of these.

    Returns:
        dicts, lists, strings, numbers.

    Raises:
        TypeError: Something in it has no description.

    Example:

    >>> multikeras.saving.serialize_keras_object({"rates": (0.1, 0.2)})
    {'rates': [0.1, 0.2]}
    """
    kind = type(obj)
    if kind in PLAIN:
        return obj
    if kind in (list, tuple):
        return [serialize_keras_object(x) for x in obj]
    if isinstance(obj, dict):
        return {key: serialize_keras_object(value) for key, value in obj.items()}
    special = _special(obj)
    if special is not None:
        return special
    if isinstance(obj, FUNCTIONS):
        return _describe_function(obj)
    if isinstance(obj, type) or not hasattr(obj, "get_config"):
        raise TypeError(
            f"{obj!r} of type {kind.__name__} cannot be written into a config. Give its class a `get_config` method, or override "
            "`get_config` and `from_config` of the object that holds it."
        )
    return _describe_object(obj)


serialize = serialize_keras_object


def _special(obj: Any) -> Any:
    """What JSON lacks but configs hold."""
    if isinstance(obj, (np.bool_, np.integer, np.floating)):
        return obj.item()
    if isinstance(obj, np.ndarray):
        return {"class_name": "__numpy__", "config": {"value": obj.tolist(), "dtype": obj.dtype.name}}
    if dtypes.is_dtype(obj):
        return dtypes.standardize(obj)
    if isinstance(obj, bytes):
        return {"class_name": "__bytes__", "config": {"value": obj.decode("latin-1")}}
    if isinstance(obj, slice):
        parts = {"start": obj.start, "stop": obj.stop, "step": obj.step}
        return {"class_name": "__slice__", "config": {key: serialize(value) for key, value in parts.items()}}
    if obj is Ellipsis:
        return {"class_name": "__ellipsis__", "config": {}}
    if isinstance(obj, (set, frozenset)):
        return [serialize(x) for x in sorted(obj)]
    if hasattr(obj, "__array__") and not hasattr(obj, "get_config"):
        array = np.asarray(obj)
        return {"class_name": "__tensor__", "config": {"value": array.tolist(), "dtype": dtypes.standardize(array.dtype)}}
    return None


def _describe_function(function: Any) -> Any:
    name = public_name(function)
    activation = next((other for other in public_names(function) if other.startswith("multikeras.activations.")), None)
    if activation is not None:
        return activation.rpartition(".")[2]
    if name is not None and name.startswith("multikeras.ops."):
        module, _, own = ("keras" + name.removeprefix("multikeras")).rpartition(".")
        return {"module": module, "class_name": "function", "config": own, "registered_name": own}
    if name is not None or function in _custom_names or function.__name__ != "<lambda>":
        registered = _custom_names.get(function, "function" if name is not None else function.__name__)
        return {"module": "builtins", "class_name": "function", "config": function.__name__, "registered_name": registered}
    if function.__closure__:
        raise TypeError("a lambda that uses variables of the function around it cannot be saved. Register a named function instead.")
    code = base64.b64encode(marshal.dumps(function.__code__)).decode()
    return {"class_name": "__lambda__", "config": {"code": code, "defaults": serialize(function.__defaults__), "closure": None}}


def _describe_object(obj: Any) -> dict[str, Any]:
    cls = getattr(obj, "_declared_class", type(obj))
    registered = None
    if cls in _custom_names:
        module, name, registered = cls.__module__, cls.__name__, _custom_names[cls]
    elif cls in _alias_of:
        module, name = _alias_of[cls]
    elif public_name(cls) is not None:
        module, _, name = ("keras" + public_name(cls).removeprefix("multikeras")).rpartition(".")
    else:
        module, name, registered = cls.__module__, cls.__name__, cls.__name__
    description = {"module": module, "class_name": name, "config": obj.get_config(), "registered_name": registered}
    for key in ("build_config", "compile_config"):
        get = getattr(obj, f"get_{key}", None)
        value = get() if get is not None else None
        if value is not None:
            description[key] = serialize(value)
    return description


# ------------------------------------------------------------------------------------------------------ configs to objects

FUNCTION_NAMESPACES = ("activations", "losses", "metrics")


class _Reading:
    """What is known while one config is being read."""

    def __init__(self, safe_mode: bool):
        self.safe_mode = safe_mode
        self.shared: dict[int, Any] = {}


@contextmanager
def _reading(safe_mode: bool | None) -> Iterator[_Reading]:
    """Only False is a wish: True, the default everywhere, leaves it to the reading around it, or to the global setting."""
    outer = context.reading
    unsafe = safe_mode is False
    if outer is not None and not (unsafe and outer.safe_mode):
        yield outer
        return
    context.reading = _Reading(not unsafe and not config.is_unsafe_deserialization_enabled())
    try:
        yield context.reading
    finally:
        context.reading = outer


def in_safe_mode(safe_mode: bool | None = None) -> bool:
    """Whether code that comes with a config must not run: not with False; else as the reading under way says, or the global setting."""
    with _reading(safe_mode) as reading:
        return reading.safe_mode


@export(["multikeras.saving.deserialize_keras_object", "multikeras.utils.deserialize_keras_object"])
def deserialize_keras_object(config: Any, custom_objects: dict[str, Any] | None = None, safe_mode: bool = True, **kwargs: Any) -> Any:
    """Make the object that a description from `serialize_keras_object` tells of.

    Only registered names are known: the library's own classes, those of `register_keras_serializable`, of an open
    `custom_object_scope` and of `custom_objects`. A description that names anything else is refused; nothing is imported.

    Args:
        config: The description.
        custom_objects: Further classes and functions by name.
        safe_mode: When False, code of lambdas in the description is run. Never do that with files of others.

    Returns:
        The object.

    Raises:
        ValueError: A name is not registered, or code would have to be run in safe mode.
        TypeError: A registered class lacks `from_config`.

    Example:

    >>> layer = multikeras.layers.Dense(2, name="head")
    >>> again = multikeras.saving.deserialize_keras_object(multikeras.saving.serialize_keras_object(layer))
    >>> again.name, again.units
    ('head', 2)
    """
    if kwargs:
        raise TypeError(f"deserialize_keras_object got unexpected arguments {sorted(kwargs)}.")
    with _reading(safe_mode) as reading:
        if custom_objects:
            with CustomObjectScope(custom_objects):
                return _read(config, reading)
        return _read(config, reading)


deserialize = deserialize_keras_object


def is_description(value: Any) -> bool:
    """Whether a value is the description of an object rather than plain data."""
    return isinstance(value, dict) and "class_name" in value and "config" in value


def _read(value: Any, reading: _Reading) -> Any:
    if isinstance(value, list):
        return [_read(x, reading) for x in value]
    if not isinstance(value, dict):
        return value
    if not is_description(value):
        return {key: _read(x, reading) for key, x in value.items()}
    name, inner = value["class_name"], value["config"]
    if name in _READERS:
        return _READERS[name](inner, reading)
    if name == "function":
        return _find_function(inner, value.get("module"), value.get("registered_name"))
    return _read_object(value, reading)


def _read_object(value: dict[str, Any], reading: _Reading) -> Any:
    shared = value.get("shared_object_id")
    if shared in reading.shared:
        return reading.shared[shared]
    cls = find_class(value.get("module"), value["class_name"], value.get("registered_name"))
    if not isinstance(cls, type):
        return cls
    if not hasattr(cls, "from_config"):
        raise TypeError(f"{cls.__name__} cannot be made from a config: it has no `from_config` method.")
    obj = cls.from_config(value["config"])
    if value.get("build_config") and hasattr(obj, "build_from_config"):
        obj.build_from_config(value["build_config"])
    if value.get("compile_config") and hasattr(obj, "compile_from_config"):
        obj.compile_from_config(value["compile_config"])
    if shared is not None:
        reading.shared[shared] = obj
    return obj


def find_class(module: str | None, name: str, registered_name: str | None = None) -> Any:
    """The registered class that a description names.

    Raises:
        ValueError: No such class is registered.
    """
    for key in (registered_name, name):
        custom = get_registered_object(key) if key else None
        if custom is not None:
            return custom
    if (module, name) in _aliases:
        return _aliases[module, name]
    for prefix, find in _resolvers:
        if module is not None and module.startswith(prefix):
            found = find(name)
            if found is not None:
                return found
    package, _, namespace = (module or "").partition(".")
    if package in ("keras", "multikeras"):
        found = PUBLIC_NAMES.get(f"{namespace}.{name}" if namespace else name)
        if isinstance(found, type) and hasattr(found, "from_config"):
            return found
    raise ValueError(
        f"The class {name!r} of module {module!r} is not known here, and nothing is imported because a file says so. If it is "
        f"yours, decorate it with `@multikeras.saving.register_keras_serializable()` before loading, or pass "
        f"`custom_objects={{{name!r}: {name}}}`."
    )


def _find_function(name: Any, module: str | None, registered_name: str | None) -> Any:
    for key in (registered_name, name):
        custom = get_registered_object(key) if isinstance(key, str) else None
        if custom is not None:
            return custom
    package, _, own = (module or "").partition(".")
    is_op = package in ("keras", "multikeras") and own.partition(".")[0] == "ops"
    for namespace in (own,) if is_op else FUNCTION_NAMESPACES:
        found = PUBLIC_NAMES.get(f"{namespace}.{name}")
        if found is not None and not isinstance(found, type):
            return found
    raise ValueError(
        f"The function {name!r} is not known here, and nothing is imported because a file says so. If it is yours, decorate it "
        f"with `@multikeras.saving.register_keras_serializable()` before loading, or pass `custom_objects={{{name!r}: ...}}`."
    )


def _read_lambda(inner: dict[str, Any], reading: _Reading) -> Any:
    if reading.safe_mode:
        raise ValueError(
            "The config holds the code of a lambda, and running code from a file is as dangerous as running an unknown program. "
            "If you trust where the file comes from, pass `safe_mode=False`; better, register a named function and save again."
        )
    # Files of the first releases of Keras 3 hold the three as a list.
    code, defaults, closure = inner["value"] if "value" in inner else (inner[key] for key in ("code", "defaults", "closure"))
    return types.FunctionType(
        marshal.loads(base64.b64decode(code)),
        {"__builtins__": __builtins__},
        argdefs=None if defaults is None else tuple(_read(defaults, reading)),
        closure=None if closure is None else tuple(types.CellType(_read(value, reading)) for value in closure),
    )


def _read_array(inner: dict[str, Any], reading: _Reading) -> np.ndarray:
    return np.array(inner["value"], dtype=dtypes.numpy_dtype(inner["dtype"]))


def _read_slice(inner: dict[str, Any], reading: _Reading) -> slice:
    return slice(*(_read(inner.get(key), reading) for key in ("start", "stop", "step")))


_READERS: dict[str, Callable[[dict[str, Any], _Reading], Any]] = {
    "__numpy__": _read_array,
    "__tensor__": _read_array,
    "__bytes__": lambda inner, reading: inner["value"].encode("latin-1"),
    "__slice__": _read_slice,
    "__ellipsis__": lambda inner, reading: Ellipsis,
    "__tuple__": lambda inner, reading: tuple(_read(inner["value"], reading)),
    "__lambda__": _read_lambda,
}
