"""What users may pass where an object of some kind is wanted: a name, a config, a class, a callable, or the object itself."""

from collections.abc import Iterator
from typing import Any

from multikeras.src.core import registry
from multikeras.src.core.export import PUBLIC_NAMES
from multikeras.src.core.lazy import did_you_mean


class Lookup:
    """The objects of one public namespace, found by name in whatever case: "glorot_uniform" and "GlorotUniform" are one.

    Args:
        kind: What an object is called in messages, such as "initializer".
        namespace: The public namespace that has them, such as "initializers".
        aliases: Further names that are understood, each with the public name that it stands for.
        excluded: Public names of the namespace that are no objects of this kind.
    """

    def __init__(
        self,
        kind: str,
        namespace: str,
        *,
        aliases: dict[str, str] | None = None,
        excluded: tuple[str, ...] = ("get", "serialize", "deserialize"),
    ):
        self.kind = kind
        self.namespace = namespace
        self.aliases = aliases or {}
        self.excluded = excluded
        self._found: dict[str, Any] = {}

    def get(self, identifier: Any) -> Any:
        """The object that `identifier` stands for; None for None.

        Raises:
            ValueError: It stands for none.
        """
        if identifier is None:
            return None
        if isinstance(identifier, dict):
            return self.deserialize(identifier)
        found = self.find(identifier) if isinstance(identifier, str) else identifier
        if isinstance(found, type):
            return found()
        if callable(found):
            return found
        raise ValueError(
            f"{identifier!r} of type {type(identifier).__name__} is no {self.kind}. Pass the name of one, an object or class "
            f"of `multikeras.{self.namespace}`, its config as a dict, a function, or None."
        )

    def find(self, name: str) -> Any:
        """The class or function of a name.

        Raises:
            ValueError: There is none.
        """
        custom = registry.get_registered_object(name)
        if custom is not None:
            return custom
        if name not in self._found:
            self._found[name] = self._search(name)
        return self._found[name]

    def _search(self, name: str) -> Any:
        public = dict(self._public())
        found = public.get(name) or public.get(self.aliases.get(name, ""))
        if found is None:
            found = next((obj for other, obj in public.items() if _plain(other) == _plain(name)), None)
        if found is None:
            raise ValueError(self._unknown(name, public))
        return found

    def serialize(self, obj: Any) -> Any:
        """The description of an object, or the name of a function."""
        return registry.serialize(obj)

    def deserialize(self, config: Any, custom_objects: dict[str, Any] | None = None) -> Any:
        """The object that a description from `serialize` tells of.

        Raises:
            ValueError: Its class is not known.
        """
        with registry.CustomObjectScope(custom_objects or {}):
            if isinstance(config, str):
                return self.get(config)
            if isinstance(config, dict) and not registry.is_description(config):
                raise ValueError(
                    f"The config of a {self.kind} must be a dict with the keys 'class_name' and 'config', as "
                    f"`multikeras.{self.namespace}.serialize` gives it; got {config!r}."
                )
            return registry.deserialize(self._with_module(config))

    def _with_module(self, config: Any) -> Any:
        """Configs written by hand may leave the module out."""
        if not isinstance(config, dict) or config.get("module") is not None:
            return config
        if registry.get_registered_object(config["class_name"]) is not None:
            return config
        return {**config, "module": f"keras.{self.namespace}", "class_name": self.find(config["class_name"]).__name__}

    def _public(self) -> Iterator[tuple[str, Any]]:
        for path, obj in PUBLIC_NAMES.items():
            namespace, _, name = path.rpartition(".")
            if namespace == self.namespace and name not in self.excluded:
                yield name, obj

    def _unknown(self, name: str, public: dict[str, Any]) -> str:
        names = {obj: other for other, obj in public.items()}  # one name of each
        known = ", ".join(sorted(names.values()))
        return (
            f"There is no {self.kind} named {name!r}.{did_you_mean(name, public)} Known ones: {known}. One of your own is "
            "found by name after `@multikeras.saving.register_keras_serializable()`, or within a `custom_object_scope`."
        )


def _plain(name: str) -> str:
    return name.replace("_", "").lower()
