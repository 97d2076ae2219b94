"""Sample uses of a layer: constructor arguments, and what it is called with."""

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from multikeras.src.core import dtypes
from multikeras.src.core.cases import Draw
from multikeras.src.core.symbolic import KerasTensor


@dataclass(frozen=True)
class LayerSample:
    """One use of a layer.

    Args:
        inputs: What the first argument of the call is: a shape with its batch size, for a float32 array, or a `Draw`, or a nest of these.
        arguments: Arguments of the constructor; a callable stands for one that is made anew for each layer.
        call: Further arguments of the call; `Draw`s stand for arrays.
        alternatives: Argument of the constructor -> another value than its default, where the suite cannot guess one.
        channel_axis: Where the channels of the inputs are with `data_format="channels_first"`.
    """

    inputs: Any
    arguments: dict[str, Any] = field(default_factory=dict)
    call: dict[str, Any] = field(default_factory=dict)
    alternatives: dict[str, Any] = field(default_factory=dict)
    channel_axis: int = 1

    def layer(self, cls: type, **others: Any) -> Any:
        """A new layer."""
        given = {name: value.make() if isinstance(value, Fresh) else value for name, value in self.arguments.items()}
        return cls(**{**given, **others})

    @property
    def draws(self) -> list[Draw]:
        """The arrays of a call, in order."""
        found: list[Draw] = []
        _substitute((_standard(self.inputs), self.call), found.append)
        return found

    def arrays(self, dtype: str = "float32") -> list[np.ndarray]:
        """Arrays for a call; floating ones in `dtype`."""
        rng = np.random.default_rng(zlib.crc32(repr(self.draws).encode()))
        return [_drawn(rng, draw, dtype) for draw in self.draws]

    def symbols(self, unknown: tuple[int, int] | None = None) -> list[KerasTensor]:
        """KerasTensors for a call; `unknown` is the place of a tensor and the axis whose size is not given."""
        found = []
        for i, draw in enumerate(self.draws):
            shape = [None if unknown == (i, axis) else size for axis, size in enumerate(draw.shape)]
            found.append(KerasTensor(shape, draw.dtype or "float32"))
        return found

    def apply(self, function: Callable, values: Sequence[Any], **others: Any) -> Any:
        """Call a layer, or a function like one, with `values` in the places of `draws`."""
        rest = iter(values)
        inputs, call = _substitute((_standard(self.inputs), self.call), lambda draw: next(rest))
        return function(inputs, **call, **others)


@dataclass(frozen=True)
class Fresh:
    """An argument that is made anew for each layer: a layer within a layer."""

    make: Callable[[], Any]


def _standard(inputs: Any) -> Any:
    """Shapes as draws."""
    if isinstance(inputs, tuple) and all(isinstance(size, int) for size in inputs):
        return Draw(inputs)
    if isinstance(inputs, list):
        return [_standard(x) for x in inputs]
    if isinstance(inputs, dict):
        return {key: _standard(x) for key, x in inputs.items()}
    return inputs


def _substitute(structure: Any, fill: Callable[[Draw], Any]) -> Any:
    if isinstance(structure, Draw):
        return fill(structure)
    if isinstance(structure, dict):
        return {key: _substitute(x, fill) for key, x in structure.items()}
    if isinstance(structure, (list, tuple)):
        return type(structure)([_substitute(x, fill) for x in structure])
    return structure


def _drawn(rng: np.random.Generator, draw: Draw, dtype: str) -> np.ndarray:
    name = draw.dtype or dtype
    if name == "bool":
        return rng.random(draw.shape) < 0.7
    if dtypes.is_integer(name):
        return np.asarray(rng.integers(int(max(draw.low, 0)), int(draw.high), draw.shape)).astype(name)
    return np.asarray(rng.uniform(draw.low, draw.high, draw.shape)).astype(dtypes.numpy_dtype(name))
