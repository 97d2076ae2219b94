"""Cross-entropies from logits through torch's fused kernels."""

from torch import Tensor
from torch.nn import functional


def binary_crossentropy_with_logits(target: Tensor, logits: Tensor) -> Tensor:
    return functional.binary_cross_entropy_with_logits(logits, target, reduction="none")


def categorical_crossentropy_with_logits(target: Tensor, logits: Tensor) -> Tensor:
    classes = logits.shape[-1]
    losses = functional.cross_entropy(logits.reshape(-1, classes), target.reshape(-1, classes), reduction="none")
    return losses.reshape(logits.shape[:-1])


def sparse_categorical_crossentropy_with_logits(target: Tensor, logits: Tensor) -> Tensor:
    classes = logits.shape[-1]
    labels = target.long()
    known = labels.clamp(0, classes - 1)  # others stop the process on a GPU, and -100 counts as a target to leave out
    if logits.ndim == 2:
        losses = functional.cross_entropy(logits, known, reduction="none")
    else:
        losses = functional.cross_entropy(logits.reshape(-1, classes), known.reshape(-1), reduction="none").reshape(target.shape)
    return losses.masked_fill(known != labels, float("nan"))
