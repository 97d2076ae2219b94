"""The ways in which torch turns a function of tensors into compiled code, and its gradients."""

from collections.abc import Callable

import torch
from torch import Tensor


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
