"""Gradients, compiled steps, placement of data, fused optimizer kernels."""

import inspect
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import Any

import numpy as np
import torch

from multikeras.src.backend.torch.optimizer import update_all as update_all
from multikeras.src.backend.torch.recorded_step import RecordedStep
from multikeras.src.backend.torch.recording import aside as aside
from multikeras.src.backend.torch.tensor import convert, placement
from multikeras.src.core import tree
from multikeras.src.core.variable import Variable

JIT_PAYS = False
"""Whether `jit_compile="auto"` compiles."""

COMPILES_CALLS = False
"""Whether a compiled function takes less time than the same ops one by one, so that calls of whole models go through one."""

LOOPS = False
"""Whether a loop of steps inside one compiled function takes less time than as many calls."""

RECORDS = True
"""Whether a step that only calls ops is recorded, and then runs without its Python code."""

READS_LATER = False
"""Whether a step may still read its batch, in memory of the host, after the call of it has returned."""


_ISOLATED = {"isolate_recompiles": True} if "isolate_recompiles" in inspect.signature(torch.compile).parameters else {}
"""All models run the same few functions: each is given its own number of compilations, where torch can do that."""


def value_and_grad(fn: Callable[[], tuple[Any, Any]], variables: Sequence[Variable]) -> tuple[tuple[Any, Any], list[Any]]:
    """The loss, what came with it, and the gradients of the loss, which also stand in `.grad` of the parameters."""
    parameters = [variable._value for variable in variables]
    for parameter in parameters:
        parameter.grad = None
    with torch.enable_grad():
        loss, aux = fn()
        if loss.requires_grad:  # else it depends on none of the variables
            loss.backward()
    return (loss.detach(), detach(aux)), [parameter.grad for parameter in parameters]


def detach(structure: Any) -> Any:
    """A nest with its tensors cut off from the graph that made them."""
    if isinstance(structure, torch.Tensor):
        return structure.detach()
    if type(structure) is tuple:  # what steps return, in a fraction of the time
        return tuple([detach(x) for x in structure])
    return tree.map_structure(lambda x: x.detach() if isinstance(x, torch.Tensor) else x, structure)


def compile_step(
    fn: Callable[[Any], Any],
    variables: Sequence[Variable],
    reads: Sequence[Variable] = (),
    *,
    jit: bool | None = None,
    eager: bool = False,
    donate: bool = False,
    repeats: Callable[[], bool] | None = None,
) -> Callable[[Any], Any]:
    """A step over one batch: as it is, through `torch.compile` with `jit=True`, or recorded while it `repeats`."""
    if jit and not eager:
        return torch.compile(fn, dynamic=False, **_ISOLATED)
    return fn if eager or repeats is None else RecordedStep(fn, lambda: not _is_one_of_many() and repeats())


def compile_loop(
    fn: Callable[[Any], Any],
    variables: Sequence[Variable],
    reads: Sequence[Variable] = (),
    *,
    jit: bool | None = None,
    eager: bool = False,
    repeats: Callable[[], bool] | None = None,
) -> Callable[[Sequence[Any], int], Any]:
    """The step over each of a list of batches; the loop is Python's."""
    step = compile_step(fn, variables, reads, jit=jit, eager=eager, repeats=repeats)

    def run(batches: Sequence[Any], count: int) -> Any:
        for batch in batches[:count]:
            logs = step(place(batch))
        return logs

    return run


def stack(batches: Sequence[Any], length: int) -> Any:
    """Batches for one call of a loop: they stay apart."""
    return list(batches)


def place(batch: Any) -> Any:
    """The batch as tensors on the device."""
    if type(batch) is tuple and all(type(x) is np.ndarray for x in batch):  # most are, and are placed in half the time
        return tuple([_place(x) for x in batch])
    return tree.map_structure(_place, batch)


def _place(x: Any) -> Any:
    if type(x) is np.ndarray and x.flags.carray and x.dtype.type in _SHARED and placement.device.type == "cpu":
        return torch.from_numpy(x)
    return x if x is None else convert(x)


_SHARED = frozenset({np.float32, np.float64, np.int32, np.int64, np.uint8, np.bool_, np.float16, np.int8, np.int16})


def no_grad() -> AbstractContextManager[None]:
    """A scope in which no gradients are recorded."""
    return torch.no_grad()


def runs_each_step() -> bool:
    """Whether the Python code of a step runs at each step: not while `torch.compile` traces it."""
    return not torch.compiler.is_compiling()


def whole(gradients: Sequence[Any]) -> Sequence[Any]:
    """Gradients as whole tensors, which they are."""
    return gradients


def replica_sum(x: torch.Tensor) -> torch.Tensor:
    """The sum over the processes of `torch.distributed`, differentiable; `x` as it is outside of a group."""
    return _ReplicaSum.apply(x) if _is_one_of_many() else x


def _is_one_of_many() -> bool:
    """Whether other processes train the same model, whose gradients meet in hooks of autograd's that no record shows."""
    return torch.distributed.is_available() and torch.distributed.is_initialized() and torch.distributed.get_world_size() > 1


class _ReplicaSum(torch.autograd.Function):
    """A sum over processes, whose gradient is one too: each part counts in the result of every process."""

    @staticmethod
    def forward(ctx: Any, x: torch.Tensor) -> torch.Tensor:
        total = x.clone()
        torch.distributed.all_reduce(total)
        return total

    @staticmethod
    def backward(ctx: Any, gradient: torch.Tensor) -> torch.Tensor:
        total = gradient.contiguous().clone()
        torch.distributed.all_reduce(total)
        return total
