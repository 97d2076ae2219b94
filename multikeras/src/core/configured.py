"""Configs without writing them: the constructor call of an object is its config."""

import functools
import inspect
from typing import Any, Self

from multikeras.src.core import registry
from multikeras.src.core.lazy import did_you_mean


def _capturing(cls: type, init: Any) -> Any:
    """`init` that first remembers with which arguments it was called on behalf of `cls`."""
    signature = inspect.signature(init)

    @functools.wraps(init)
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        state = self.__dict__
        outermost = "_constructor_calls" not in state
        if outermost:
            state["_constructor_calls"] = {}
        if cls not in state["_constructor_calls"]:
            try:
                bound = signature.bind(self, *args, **kwargs)
            except TypeError as error:
                raise TypeError(f"{cls.__name__}: {error}. Its signature is {cls.__name__}{_shown(signature)}.") from None
            bound.apply_defaults()
            state["_constructor_calls"][cls] = _arguments(bound)
        try:
            init(self, *args, **kwargs)
        except BaseException:
            if outermost:
                state.pop("_constructor_calls", None)
            raise
        if outermost:
            given = _called_as(self, type(self))
            state["_attributes_at_start"] = {key: state[key] for key in given if key in state}

    return __init__


def _shown(signature: inspect.Signature) -> str:
    parameters = [parameter for name, parameter in signature.parameters.items() if name != "self"]
    return str(signature.replace(parameters=[p.replace(annotation=p.empty) for p in parameters], return_annotation=signature.empty))


def _arguments(bound: inspect.BoundArguments) -> dict[str, Any]:
    """Bound arguments by name. Lists and dicts are copied, since the constructor may go on to change the caller's."""
    arguments: dict[str, Any] = {}
    for name, parameter in list(bound.signature.parameters.items())[1:]:
        value = bound.arguments[name]
        if parameter.kind is parameter.VAR_KEYWORD:
            arguments.update(value)
        elif parameter.kind is parameter.VAR_POSITIONAL:
            if value:
                arguments[f"*{name}"] = value
        else:
            arguments[name] = value.copy() if type(value) in (list, dict) else value
    return arguments


def _called_as(instance: Any, cls: type) -> dict[str, Any]:
    """The arguments of the first constructor call on the way up from `cls`."""
    calls = instance.__dict__.get("_constructor_calls", {})
    return next((calls[base] for base in cls.__mro__ if base in calls), {})


def unexpected_arguments(cls: type, kwargs: dict[str, Any]) -> TypeError:
    """The error for arguments that no constructor of the hierarchy takes."""
    known = {name for base in cls.__mro__ if "__init__" in vars(base) for name in inspect.signature(base.__init__).parameters}
    return TypeError(f"{cls.__name__} got unexpected arguments {sorted(kwargs)}.{did_you_mean(min(kwargs), known)}")


class Configured:
    """Base of everything that has a config. Subclasses need not write `get_config`.

    `get_config()` gives the arguments of the constructor call, ready for JSON. In a subclass that overrides it, `super().get_config()`
    gives the arguments that the parent's constructor was called with. An attribute that bears the name of an argument and was set to
    something else since then wins over what was given.
    """

    _is_root = True  # this `get_config` is not one that a user wrote

    def __init_subclass__(cls, **kwargs: Any):
        super().__init_subclass__(**kwargs)
        if "__init__" in cls.__dict__:
            cls.__init__ = _capturing(cls, cls.__dict__["__init__"])

    def get_config(self) -> dict[str, Any]:
        """The constructor's arguments, as values that can be written as JSON."""
        arguments = self._constructor_arguments()
        for name in arguments:
            if name.startswith("*"):
                raise NotImplementedError(
                    f"{type(self).__name__} takes variable positional arguments ({name}), which cannot be told by name in a config. "
                    "Override `get_config` and `from_config`."
                )
        try:
            return {name: registry.serialize(value) for name, value in arguments.items()}
        except TypeError as error:
            raise TypeError(f"The config of {type(self).__name__} cannot be made: {error}") from None

    def _constructor_arguments(self) -> dict[str, Any]:
        mro = type(self).__mro__
        overriding = [i for i, base in enumerate(mro) if "get_config" in base.__dict__ and not base.__dict__.get("_is_root")]
        below = mro[overriding[-1] + 1] if overriding else mro[0]
        arguments = dict(_called_as(self, below))
        at_start = self.__dict__.get("_attributes_at_start", {})
        for name in arguments:
            if name in at_start and name in self.__dict__ and self.__dict__[name] is not at_start[name]:
                arguments[name] = self.__dict__[name]
        return arguments

    @classmethod
    def from_config(cls, config: dict[str, Any]) -> Self:
        """An object made from what `get_config` gave."""
        return cls(**{name: registry.deserialize(value) for name, value in config.items()})
