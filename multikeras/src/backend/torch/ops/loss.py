"""Cross-entropies from logits through torch's fused kernels."""

from contextlib import suppress

import torch
from torch import Tensor
from torch.nn import functional

NO_LABEL = -(2**63)
"""In place of torch's -100, which would count as a target to leave out."""


def binary_crossentropy_with_logits(target: Tensor, logits: Tensor) -> Tensor:
    return functional.binary_cross_entropy_with_logits(logits, target, reduction="none")


def categorical_crossentropy_with_logits(target: Tensor, logits: Tensor) -> Tensor:
    classes = logits.shape[-1]
    losses = functional.cross_entropy(logits.reshape(-1, classes), target.reshape(-1, classes), reduction="none")
    return losses.reshape(logits.shape[:-1])


def sparse_categorical_crossentropy_with_logits(target: Tensor, logits: Tensor) -> Tensor:
    classes = logits.shape[-1]
    labels, scores = target.long(), logits
    if logits.ndim != 2:
        labels, scores = labels.reshape(-1), logits.reshape(-1, classes)
    if logits.is_cpu and not torch.compiler.is_compiling():
        # A label of no class is an error here, whereas on a GPU it would stop the process.
        with suppress(IndexError):
            losses = functional.cross_entropy(scores, labels, reduction="none", ignore_index=NO_LABEL)
            return losses if scores is logits else losses.reshape(target.shape)
    known = labels.clamp(0, classes - 1)
    losses = functional.cross_entropy(scores, known, reduction="none")
    return losses.masked_fill(known != labels, float("nan")).reshape(target.shape)
