"""Values away from an argument's default, guessed from its name and its default."""

import inspect
from collections.abc import Iterator
from typing import Any

from multikeras.src.constraints.norm import MaxNorm
from multikeras.src.initializers.constant import Constant
from multikeras.src.layers.base import Layer
from multikeras.src.regularizers.norm import L2

BY_NAME = {
    "activation": ("relu", "tanh"),
    "recurrent_activation": ("tanh",),
    "axis": (1, 2),
    "data_format": ("channels_first",),
    "dtype": ("mixed_bfloat16",),
    "interpolation": ("bilinear",),
    "merge_mode": ("sum",),
    "name": ("another_name",),
    "padding": ("same",),
    "rate": (0.25,),
    "seed": (7,),
    "strides": (2, 1),
    "trainable": (False,),
    "use_cudnn": (False,),
}
"""Argument -> what to try in turn."""

BY_ENDING = {"initializer": (Constant(0.25),), "regularizer": (L2(0.25),), "constraint": (MaxNorm(3.0),)}
"""Last word of an argument -> what to try in turn."""

OF_EVERY_LAYER = ("name", "trainable", "dtype")


def constructor_arguments(cls: type[Layer]) -> dict[str, inspect.Parameter]:
    """The named arguments of a layer's constructor, with those of every layer where it passes others on."""
    parameters = dict(list(inspect.signature(cls.__init__).parameters.items())[1:])
    named = {name: p for name, p in parameters.items() if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)}
    if any(p.kind is p.VAR_KEYWORD for p in parameters.values()):
        base = inspect.signature(Layer.__init__).parameters
        named |= {name: base[name] for name in OF_EVERY_LAYER if name not in named}
    return named


def alternatives(name: str, present: Any) -> Iterator[Any]:
    """Values for an argument that are not `present`, its default or the value that a sample gives it."""
    for value in (*BY_NAME.get(name, ()), *BY_ENDING.get(name.rpartition("_")[2], ()), *_other(present)):
        if not _equal(value, present):
            yield value


def _other(present: Any) -> Iterator[Any]:
    if isinstance(present, bool):
        yield not present
    elif isinstance(present, int):
        yield present + 1
        yield present * 2
    elif isinstance(present, float):
        yield present / 2 + 0.1
    elif isinstance(present, tuple | list) and present:
        for changed in zip(*(_other(x) for x in present), strict=True):
            yield type(present)(changed)
    elif present is None:
        yield from (1, 1.5, True)


def _equal(a: Any, b: Any) -> bool:
    return type(a) is type(b) and a == b
