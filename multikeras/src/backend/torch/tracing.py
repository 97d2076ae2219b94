"""The ways in which torch turns a function of tensors into compiled code."""

from collections.abc import Callable

import torch


def dynamo(fn: Callable) -> Callable:
    """`fn` captured whole, without a graph break. What is made of the graph afterwards is torch's own affair."""
    torch._dynamo.reset()
    return torch.compile(fn, fullgraph=True, backend="eager")


TRACERS = {"dynamo": dynamo}
