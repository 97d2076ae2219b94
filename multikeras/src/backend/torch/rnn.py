"""Fused kernels of recurrent layers, and how the others run best."""

from typing import Any

import torch
from torch import Tensor


def projects_each_step(sequences: Tensor) -> bool:
    return False


def unrolls(steps: Any) -> bool:
    return False


def lstm(
    sequences: Tensor, states: list[Tensor], kernel: Tensor, recurrent_kernel: Tensor, bias: Tensor | None
) -> tuple[Tensor, list[Tensor]] | None:
    """All outputs and the last states, or None where the kernel cannot run. Gates are i, f, g, o, as in torch."""
    if torch.compiler.is_compiling() and torch.is_grad_enabled() and sequences.device.type == "cpu":
        return None  # compiled gradients fail on the missing workspace of the CPU's kernel (torch 2.13)
    weights = [kernel.t(), recurrent_kernel.t()]
    if bias is not None:
        weights += [bias, torch.zeros_like(bias)]  # torch's second bias is one too many
    states = [state[None] for state in states]
    outputs, h, c = torch.lstm(sequences, states, weights, bias is not None, 1, 0.0, torch.is_grad_enabled(), False, True)
    return outputs, [h[0], c[0]]


def gru(
    sequences: Tensor, states: list[Tensor], kernel: Tensor, recurrent_kernel: Tensor, bias: Tensor | None
) -> tuple[Tensor, list[Tensor]]:
    """All outputs and the last state, with the reset gate after the product. Gates are z, r, n, in torch r, z, n."""
    units = recurrent_kernel.shape[0]

    def reordered(x: Tensor) -> Tensor:
        z, r, n = x.split(units, -1)
        return torch.cat([r, z, n], -1)

    weights = [reordered(kernel).t(), reordered(recurrent_kernel).t()]
    if bias is not None:
        weights += list(reordered(bias).unbind(0))
    outputs, h = torch.gru(sequences, states[0][None], weights, bias is not None, 1, 0.0, torch.is_grad_enabled(), False, True)
    return outputs, [h[0]]
