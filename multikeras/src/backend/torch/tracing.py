"""The ways in which torch turns a function of tensors into compiled code, and what it makes of it."""

from collections.abc import Callable
from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode


def dynamo(fn: Callable) -> Callable:
    """`fn` captured whole, without a graph break. What is made of the graph afterwards is torch's own affair."""
    torch._dynamo.reset()
    return torch.compile(fn, fullgraph=True, backend="eager")


TRACERS = {"dynamo": dynamo}


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
