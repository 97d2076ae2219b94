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
    if logits.ndim == 2:
        return functional.cross_entropy(logits, target.long(), reduction="none")
    rows = logits.reshape(-1, logits.shape[-1])
    return functional.cross_entropy(rows, target.reshape(-1).long(), reduction="none").reshape(target.shape)
