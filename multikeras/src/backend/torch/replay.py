"""The record of a step as a Python function: nothing is left of layers, losses and autograd but the calls of torch's kernels."""

import math
from collections.abc import Callable, Iterator
from typing import Any

import torch

from multikeras.src.backend.torch.recording import Call, Held, Made, Recorder

aten = torch.ops.aten


class NotReplayableError(Exception):
    """A record cannot be made into a program."""


def program_of(recorder: Recorder) -> Callable[..., Any]:
    """A function of the inputs that does what the recorded step did, with the state as it then is.

    Raises:
        NotReplayableError: Another run would not do the same.
    """
    held = list(recorder.held)
    calls, result = _without_aliases(recorder.calls, recorder.result)
    calls = _with_constants(calls, held, result)
    source, names = _source(_needed(calls, result), held, recorder.inputs, result)
    exec(compile(source, "<recorded step>", "exec"), names)
    return _below_autograd(names["step"], recorder.differentiates)


def _below_autograd(program: Callable[..., Any], differentiates: bool) -> Callable[..., Any]:
    """A program whose kernels see what they saw under autograd, without it: some keep more when gradients are asked for."""

    def run(*inputs: torch.Tensor) -> Any:
        with torch.set_grad_enabled(differentiates), torch._C._AutoDispatchBelowAutograd():
            return program(*inputs)

    return run


# ------------------------------------------------------------------------------------------------------------ references


def _references(x: Any) -> Iterator[Made | Held]:
    if isinstance(x, (Made, Held)):
        yield x
    elif isinstance(x, dict):
        for value in x.values():
            yield from _references(value)
    elif isinstance(x, (list, tuple)):
        for value in x:
            yield from _references(value)


def _read(call: Call) -> list[Made | Held]:
    return [*_references(call.arguments), *_references(call.keywords)]


def _written(call: Call) -> Iterator[Made | Held]:
    """What a call writes into; Python code may write into all that it is given."""
    if call.aside:
        yield from _read(call)
        return
    for i, argument in enumerate(call.function._schema.arguments):
        if argument.is_write:
            given = i < len(call.arguments) and not argument.kwarg_only
            yield from _references(call.arguments[i] if given else call.keywords.get(argument.name))


def _replaced(x: Any, by: dict[Made, Made | Held]) -> Any:
    if isinstance(x, (Made, Held)):
        return by.get(x, x)
    if isinstance(x, dict):
        return {key: _replaced(value, by) for key, value in x.items()}
    if isinstance(x, (list, tuple)):
        return type(x)([_replaced(value, by) for value in x])
    return x


# -------------------------------------------------------------------------------------------------------- simplifications


def _without_aliases(calls: list[Call], result: Any) -> tuple[list[Call], Any]:
    """Without gradients a detached tensor is the tensor itself."""
    same_as: dict[Made, Made | Held] = {}
    kept = []
    for call in calls:
        arguments, keywords = _replaced(call.arguments, same_as), _replaced(call.keywords, same_as)
        if call.function in _ALIASES:
            same_as[call.results] = arguments[0]
        else:
            kept.append(call._replace(arguments=arguments, keywords=keywords))
    return kept, _replaced(result, same_as)


def _with_constants(calls: list[Call], held: list[torch.Tensor], result: Any) -> list[Call]:
    """Calls of operators on constants are made once."""
    constants = {Held(i) for i, x in enumerate(held) if not isinstance(x, torch.nn.Parameter)}  # which the variables of a model are
    changing = _changing(calls, constants, result)
    known: dict[Made, Held] = {}
    kept = []
    for call in calls:
        call = call._replace(arguments=_replaced(call.arguments, known), keywords=_replaced(call.keywords, known))
        if _repeats(call, changing) and constants.issuperset(_read(call)):
            constant = known[call.results] = Held(len(held))
            constants.add(constant)
            held.append(call.function(*_filled(call.arguments, held), **_filled(call.keywords, held)))
        else:
            kept.append(call)
    return kept


def _changing(calls: list[Call], constants: set[Held], result: Any) -> set[Made | Held]:
    """Tensors whose memory is written into, or given away at the end, with all that look into the same memory."""
    owners: dict[Made | Held, Made | Held] = {}
    found = set()
    for call in calls:
        if not call.aside and (call.function.is_view or call.function in _SHARING):
            for view in _references(call.results):
                owners[view] = owners.get(call.arguments[0], call.arguments[0])
        found.update(owners.get(x, x) for x in _written(call))
    if not constants.isdisjoint(found):
        raise NotReplayableError("The step writes into a tensor that it has not made, and that is not state of the model.")
    found.update(owners.get(x, x) for x in _references(result))
    return found | {x for x, owner in owners.items() if owner in found}


def _repeats(call: Call, changing: set[Made | Held]) -> bool:
    """Whether an operator gives one new tensor that stays as it is, and the same one for the same arguments."""
    if call.aside or type(call.results) is not Made or call.results in changing:
        return False
    return not call.function._schema.is_mutable and torch.Tag.nondeterministic_seeded not in call.function.tags


def _needed(calls: list[Call], result: Any) -> list[Call]:
    """Calls that change something or whose results are used."""
    wanted = set(_references(result))
    kept = []
    for call in reversed(calls):
        acts = call.aside or call.function._schema.is_mutable or torch.Tag.nondeterministic_seeded in call.function.tags
        if acts or not wanted.isdisjoint(_references(call.results)):
            kept.append(call)
            wanted.update(_read(call))
    return kept[::-1]


def _filled(x: Any, held: list[torch.Tensor]) -> Any:
    if type(x) is Held:
        return held[x.index]
    if isinstance(x, dict):
        return {key: _filled(value, held) for key, value in x.items()}
    if type(x) in (list, tuple):
        return type(x)([_filled(value, held) for value in x])
    return x


# ---------------------------------------------------------------------------------------------------------------- source


class _Source:
    """Lines of Python, and what their names stand for."""

    def __init__(self, held: list[torch.Tensor]):
        self.lines: list[str] = []
        self.names: dict[str, Any] = {}
        self._held = held
        self._by_value: dict[tuple[str, int], str] = {}

    def name(self, prefix: str, value: Any) -> str:
        key = prefix, id(value)
        if key not in self._by_value:
            self._by_value[key] = f"{prefix}{len(self._by_value)}"
            self.names[self._by_value[key]] = value
        return self._by_value[key]

    def expression(self, x: Any) -> str:
        if type(x) is Made:
            return f"t{x.index}"
        if type(x) is Held:
            return self.name("held", self._held[x.index])
        if type(x) in (list, tuple) and any(True for _ in _references(x)):
            return f"[{', '.join(map(self.expression, x))}]"
        if x is None or type(x) in (int, bool, str) or (type(x) is float and math.isfinite(x)):
            return repr(x)
        return self.name("constant", x)

    def add(self, call: Call) -> None:
        arguments = [self.expression(x) for x in call.arguments]
        arguments += [f"{name}={self.expression(x)}" for name, x in call.keywords.items()]
        function = call.function if call.aside else _BINDINGS.get(call.function) or call.function._op
        line = f"{self.name('function', function)}({', '.join(arguments)})"
        results = self.results(call.results)
        self.lines.append(f"{results} = {line}" if results else line)

    def literal(self, x: Any) -> str:
        """A nest of results."""
        if type(x) is dict:
            return "{" + ", ".join(f"{key!r}: {self.literal(one)}" for key, one in x.items()) + "}"
        if type(x) is tuple:
            return "(" + "".join(f"{self.literal(one)}, " for one in x) + ")"
        if type(x) is list:
            return f"[{', '.join(map(self.literal, x))}]"
        return self.expression(x)

    def results(self, x: Any) -> str:
        if type(x) is Made:
            return f"t{x.index}"
        if type(x) is list and any(_references(x)):
            return f"[{', '.join(self.results(one) or '_' for one in x)}]"
        return ""


def _source(calls: list[Call], held: list[torch.Tensor], inputs: int, result: Any) -> tuple[str, dict[str, Any]]:
    """The program as text, and the names in it. Each tensor is let go after its last use, as its memory serves the next ones."""
    source = _Source(held)
    last: dict[Made, int] = {}
    for i, call in enumerate(calls):
        for x in (*_read(call), *_references(call.results)):
            if type(x) is Made:
                last[x] = i
    returned = set(_references(result))
    ending: dict[int, list[str]] = {}
    for x, i in last.items():
        if x not in returned:
            ending.setdefault(i, []).append(f"t{x.index}")
    for i, call in enumerate(calls):
        source.add(call)
        if i in ending:
            source.lines.append(f"del {', '.join(ending[i])}")
    source.lines.append(f"return {source.literal(result)}")
    parameters = ", ".join(f"t{i}" for i in range(inputs))
    return f"def step({parameters}):\n    " + "\n    ".join(source.lines), source.names


# --------------------------------------------------------------------------------------------------- what torch's operators are

_ALIASES = frozenset({aten.detach.default, aten.alias.default, aten.lift_fresh.default})
"""Without gradients the result is the argument."""

_SHARING = frozenset({aten._unsafe_view.default})
"""Not marked as views, though they are."""

_BINDINGS: dict[Any, Callable] = {
    aten.add.Tensor: torch.add,
    aten.add_.Tensor: torch.Tensor.add_,
    aten.addmm.default: torch.addmm,
    aten.argmax.default: torch.argmax,
    aten.bmm.default: torch.bmm,
    aten.copy_.default: torch.Tensor.copy_,
    aten.div.Scalar: torch.div,
    aten.div.Tensor: torch.div,
    aten.eq.Tensor: torch.eq,
    aten.exp.default: torch.exp,
    aten.expand.default: torch.Tensor.expand,
    aten.gelu.default: torch.nn.functional.gelu,
    aten.ge.Scalar: torch.ge,
    aten.log.default: torch.log,
    aten.mean.dim: torch.mean,
    aten.mm.default: torch.mm,
    aten.mul.Scalar: torch.mul,
    aten.mul.Tensor: torch.mul,
    aten.mul_.Tensor: torch.Tensor.mul_,
    aten.neg.default: torch.neg,
    aten.relu.default: torch.relu,
    aten.select.int: torch.select,
    aten.sigmoid.default: torch.sigmoid,
    aten.sqrt.default: torch.sqrt,
    aten.sub.Tensor: torch.sub,
    aten.sum.dim_IntList: torch.sum,
    aten.t.default: torch.t,
    aten.tanh.default: torch.tanh,
    aten.transpose.int: torch.transpose,
    aten.unsqueeze.default: torch.unsqueeze,
    aten.view.default: torch.Tensor.view,
    aten.where.self: torch.where,
}
"""torch's own Python functions, which read their arguments in a third less time, for the operators that steps call most."""
