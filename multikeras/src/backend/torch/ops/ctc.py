"""Connectionist temporal classification through torch's kernel.

`functional.ctc_loss` gives NaN as the gradient of an infinite loss, or hides that loss. The kernel below it can keep the loss and leave
the gradient out.
"""

from typing import Any

import torch
from torch import Tensor


def ctc_loss_of_log_probabilities(
    target: Tensor, log_probabilities: Tensor, target_length: Tensor, output_length: Tensor, blank: int
) -> Tensor:
    arguments = log_probabilities.transpose(0, 1), target, output_length, target_length, blank
    if torch.compiler.is_compiling():
        return _opaque_loss(*arguments)[0]
    if not len(target):  # which the kernel refuses
        return log_probabilities.sum((1, 2))
    return torch._ctc_loss(*arguments, zero_infinity=True)[0]


@torch.library.custom_op("multikeras::ctc_loss", mutates_args=())
def _opaque_loss(
    log_probabilities: Tensor, target: Tensor, output_length: Tensor, target_length: Tensor, blank: int
) -> tuple[Tensor, Tensor]:
    """Loss and gradient as one operator of a graph: the kernel by itself has a result whose shape depends on values."""
    arguments = log_probabilities, target, output_length, target_length
    losses, alignments = torch._ctc_loss(*arguments, blank, zero_infinity=True)
    ones = torch.ones_like(losses)
    gradient = torch.ops.aten._ctc_loss_backward(ones, *arguments, losses, alignments, blank, True)
    return losses, gradient


@_opaque_loss.register_fake
def _(log_probabilities: Tensor, target: Tensor, output_length: Tensor, target_length: Tensor, blank: int) -> tuple[Tensor, Tensor]:
    return log_probabilities.new_empty(log_probabilities.shape[1]), torch.empty_like(log_probabilities)


def _keep_gradient(ctx: Any, inputs: tuple, output: tuple) -> None:
    ctx.save_for_backward(output[1])


def _scale_gradient(ctx: Any, upstream: Tensor, _: Tensor) -> tuple:
    (gradient,) = ctx.saved_tensors
    return gradient * upstream.unsqueeze(-1), None, None, None, None


_opaque_loss.register_autograd(_scale_gradient, setup_context=_keep_gradient)
