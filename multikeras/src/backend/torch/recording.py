"""What a step does, written down while it runs: its calls of torch's operators, below autograd, in a list that can run again."""

import dataclasses
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import torch
from torch.utils._python_dispatch import TorchDispatchMode, _disable_current_modes


@dataclasses.dataclass(frozen=True, slots=True)
class Made:
    """A tensor that the step was given, or that one of its calls made."""

    index: int


@dataclasses.dataclass(frozen=True, slots=True)
class Held:
    """A tensor that was there before: the storage of a variable, or a constant."""

    index: int


class Call(NamedTuple):
    """One call, with `Made` and `Held` in place of tensors."""

    function: Callable
    arguments: tuple
    keywords: dict[str, Any]
    results: Any
    aside: bool
    """Whether it is Python code, not an operator."""


class _Current(threading.local):
    recorder: "Recorder | None" = None


_current = _Current()


def aside(function: Callable, *arguments: Any) -> Any:
    """Call Python code that does more than operators show. In a record this is one call, which runs the code anew each time."""
    recorder = _current.recorder
    return function(*arguments) if recorder is None else recorder.call_aside(function, arguments)


def note_read() -> None:
    """Note that values of a tensor leave torch: a record would hold what was computed from them as a constant."""
    if _current.recorder is not None:
        _current.recorder.give_up("values of a tensor are read")


class Recorder(TorchDispatchMode):
    """Runs a step and writes down what it does.

    Args:
        inputs: Tensors in whose place the next run has others.

    Attributes:
        calls: What was done.
        held: Tensors that were there before.
        inputs: Number of the inputs, which are the first of the tensors made.
        differentiates: Whether gradients could be recorded in some of it, for which kernels may lay something by.
        result: What the step gave, with `Made` and `Held` in place of tensors.
        failure: Why the record is of no use; None if it is.
    """

    def __init__(self, inputs: Sequence[torch.Tensor]):
        super().__init__()
        self.calls: list[Call] = []
        self.held: list[torch.Tensor] = []
        self.inputs = len(inputs)
        self.result: Any = None
        self.failure: str | None = None
        self._held: dict[int, Held] = {}
        # A tensor carries its number itself. A table of tensors would keep them all alive, and so need the memory of the whole step.
        self._key = object()
        self.differentiates = False
        self._made = 0
        for x in inputs:
            self._number(x)

    def run(self, step: Callable[[], Any]) -> Any:
        """Call the step."""
        outer, _current.recorder = _current.recorder, self
        try:
            with self:
                result = step()
        finally:
            _current.recorder = outer
        if self.failure is None:
            self.result = self._described_result(result)
        return result

    def give_up(self, why: str) -> None:
        """Let the step run on without a record."""
        if self.failure is None:
            self.failure = why
            self.calls.clear()
            self.held.clear()

    def call_aside(self, function: Callable, arguments: tuple) -> Any:
        given = tuple(self._described(x) for x in arguments)
        _current.recorder = None
        try:
            with _disable_current_modes():
                result = function(*arguments)
        finally:
            _current.recorder = self
        self._note(function, given, {}, result, aside=True)
        return result

    def __torch_dispatch__(self, func: Any, types: Any, args: tuple = (), kwargs: dict[str, Any] | None = None) -> Any:
        kwargs = kwargs or {}
        if self.failure is not None:
            return func(*args, **kwargs)
        given = tuple([self._described(x) for x in args])
        named = {name: self._described(x) for name, x in kwargs.items()}
        if func not in _REPEATABLE:
            self._judge(func, args)
        self.differentiates |= torch.is_grad_enabled()
        result = func(*args, **kwargs)
        self._note(func, given, named, result, aside=False)
        return result

    def _note(self, function: Callable, given: tuple, named: dict[str, Any], result: Any, *, aside: bool) -> None:
        if self.failure is None:
            self.calls.append(Call(function, given, named, self._numbered(result), aside))

    def _judge(self, func: Any, args: tuple) -> None:
        if _DEPENDS_ON_VALUES.isdisjoint(func.tags):
            _REPEATABLE.add(func)
        elif func is torch.ops.aten.index.Tensor and all(x is None or x.dtype in _POSITIONS for x in args[1]):
            return
        else:
            self.give_up(f"{func} makes shapes or numbers from values")

    def _described(self, x: Any) -> Any:
        """An argument as it stands in the record."""
        if isinstance(x, torch.Tensor):
            return self._reference(x)
        if type(x) in (list, tuple):
            return [self._described(one) for one in x]
        return x

    def _reference(self, x: torch.Tensor) -> Made | Held:
        key, index = getattr(x, _NUMBER, (None, 0))
        if key is self._key:
            return Made(index)
        reference = self._held.get(id(x))
        if reference is None:
            if type(x) not in _PLAIN or x.layout is not torch.strided:
                self.give_up(f"a tensor of type {type(x).__name__} and layout {x.layout} is used")
            if x._backward_hooks or getattr(x, "_post_accumulate_grad_hooks", None):
                self.give_up("a tensor has hooks")
            reference = self._held[id(x)] = Held(len(self.held))
            self.held.append(x)
        return reference

    def _described_result(self, x: Any) -> Any:
        if type(x) in (list, tuple):
            return type(x)([self._described_result(one) for one in x])
        if type(x) in (dict, OrderedDict):
            return {key: self._described_result(one) for key, one in x.items()}
        if not isinstance(x, torch.Tensor) and type(x) not in (int, float, bool, str, type(None)):
            self.give_up(f"the step returns a {type(x).__name__}")
        return self._described(x)

    def _numbered(self, result: Any) -> Any:
        """The results of a call as they stand in the record: those that are new get a number."""
        if isinstance(result, torch.Tensor):
            key, index = getattr(result, _NUMBER, (None, 0))
            if key is self._key:
                return Made(index)
            return self._held.get(id(result)) or self._number(result)
        if type(result) in (list, tuple):
            return [self._numbered(one) for one in result]
        return result

    def _number(self, x: torch.Tensor) -> Made:
        reference = Made(self._made)
        self._made += 1
        setattr(x, _NUMBER, (self._key, reference.index))
        return reference


def same(one: Recorder, other: Recorder) -> bool:
    """Whether two runs did the same: the same calls, of the same variables and equal constants."""
    if one.failure is not None or other.failure is not None or len(one.calls) != len(other.calls):
        return False
    pairs = zip(one.held, other.held, strict=False)
    return (
        one.calls == other.calls
        and len(one.held) == len(other.held)
        and all(a is b or _equal_constants(a, b) for a, b in pairs)
        and one.result == other.result
    )


def _equal_constants(a: torch.Tensor, b: torch.Tensor) -> bool:
    return a.dtype is b.dtype and a.shape == b.shape and a.device == b.device and torch.equal(_bits(a), _bits(b))


def _bits(x: torch.Tensor) -> torch.Tensor:
    return x.detach().resolve_conj().resolve_neg().reshape(-1).view(torch.uint8)


_NUMBER = "_multikeras_number"
_PLAIN = frozenset({torch.Tensor, torch.nn.Parameter})
_DEPENDS_ON_VALUES = frozenset({torch.Tag.data_dependent_output, torch.Tag.dynamic_output_shape})
_POSITIONS = frozenset({torch.int32, torch.int64})
_REPEATABLE: set[Any] = set()
