"""From the losses of samples to one number."""

from typing import Any

from multikeras.src import ops
from multikeras.src.losses.shape import fit_weights

REDUCTIONS = ("sum_over_batch_size", "sum", "mean", "mean_with_sample_weight", "none", None)
_MEANS = ("sum_over_batch_size", "mean")


def check_reduction(reduction: Any, owner: str) -> str | None:
    """A reduction, None for "none".

    Raises:
        ValueError: There is no such reduction.
    """
    if reduction not in REDUCTIONS:
        raise ValueError(f"{owner}: `reduction` must be one of {REDUCTIONS}, got {reduction!r}.")
    return None if reduction == "none" else reduction


def reduce_weighted_values(values: Any, sample_weight: Any = None, reduction: str | None = "sum_over_batch_size", mask: Any = None) -> Any:
    """Losses of samples, weighted and reduced.

    Args:
        values: Tensor of losses.
        sample_weight: Weights that broadcast against `values`, trailing axes of size 1 aside.
        reduction: "sum"; "mean" or "sum_over_batch_size", the mean over all values that are not masked out, 0 of an
            empty batch; "mean_with_sample_weight", the sum divided by that of the weights; None for no reduction.
        mask: Bool tensor, False where a value does not count.

    Returns:
        A scalar tensor, or the weighted values.

    Raises:
        ValueError: Weights or mask do not fit the values.
    """
    if sample_weight is None and mask is None:
        if reduction == "sum":
            return ops.sum(values)
        return values if reduction is None else _mean(values)
    weights = None if sample_weight is None else fit_weights(sample_weight, values)
    if mask is not None:
        mask = fit_weights(mask, values)
        weights = mask if weights is None else weights * mask
    values = values * weights
    if reduction is None:
        return values
    if reduction == "sum":
        return ops.sum(values)
    if reduction in _MEANS:
        return _mean(values) if mask is None else ops.divide_no_nan(_mean(values), _mean(mask))
    weights = ops.broadcast_to(weights, ops.shape(values))
    return ops.divide_no_nan(ops.sum(values), ops.sum(weights))


def _mean(values: Any) -> Any:
    """The mean, 0 of an empty batch."""
    return ops.sum(values) if 0 in values.shape else ops.mean(values)
