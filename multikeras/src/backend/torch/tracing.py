"""The ways in which torch turns a function of tensors into compiled code, what it makes of it, and gradients."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode


def dynamo(fn: Callable) -> Callable:
    """`fn` captured whole, without a graph break. What is made of the graph afterwards is torch's own affair."""
    torch._dynamo.reset()
    return torch.compile(fn, fullgraph=True, backend="eager")


TRACERS = {"dynamo": dynamo}


def gradients(fn: Callable) -> Callable:
    def of(*values: Tensor) -> tuple:
        inputs = [value if value.requires_grad else value.detach().requires_grad_() for value in values]
        with torch.enable_grad():
            result = fn(*inputs)
            if not result.requires_grad:  # it depends on none of them
                return tuple(torch.zeros_like(value) for value in inputs)
            return torch.autograd.grad(result, inputs, create_graph=True, materialize_grads=True)

    return of


class _Dispatch(TorchDispatchMode):
    """Writes down the ATen functions that run."""

    def __init__(self):
        super().__init__()
        self.names: list[str] = []

    def __torch_dispatch__(self, func: Any, types: Any, args: tuple = (), kwargs: dict | None = None) -> Any:
        self.names.append(func.overloadpacket.__name__)
        return func(*args, **(kwargs or {}))


def dispatched(fn: Callable, *tensors: torch.Tensor) -> list[str]:
    with _Dispatch() as dispatch:
        fn(*tensors)
    return dispatch.names
