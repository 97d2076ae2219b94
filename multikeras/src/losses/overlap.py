"""Losses of sets that should overlap, such as the pixels of an object."""

from collections.abc import Sequence
from typing import Any

from multikeras.src import ops
from multikeras.src.core import masks
from multikeras.src.core.export import export
from multikeras.src.losses.base import LossFunctionWrapper
from multikeras.src.losses.shape import fit_weights, matched


@export("multikeras.losses.dice")
def dice(y_true: Any, y_pred: Any, axis: int | Sequence[int] | None = None) -> Any:
    """Dice loss: `1 - 2 * sum(y_true * y_pred) / (sum(y_true) + sum(y_pred))`, and 1 where both sets are empty.

    Milletari et al., 2016, https://arxiv.org/abs/1606.04797

    Args:
        y_true: Targets from 0 to 1, of the shape of `y_pred`.
        y_pred: Probabilities. What a mask on them leaves out does not count.
        axis: Axes over which is summed; all when None, the default, which gives one number for the whole batch.

    Returns:
        Tensor of the shape of `y_pred` without these axes.

    Raises:
        ValueError: The shapes of targets and predictions differ.

    Example:

    >>> float(multikeras.losses.dice([[0.0, 1.0], [1.0, 1.0]], [[0.0, 1.0], [0.0, 0.0]]))
    0.5
    """
    both, missed, wrong = _overlap("dice", y_true, y_pred, axis)
    return 1 - ops.divide_no_nan(2 * both, 2 * both + missed + wrong)


@export("multikeras.losses.Dice")
class Dice(LossFunctionWrapper):
    """Dice loss: `1 - 2 * sum(y_true * y_pred) / (sum(y_true) + sum(y_pred))`, and 1 where both sets are empty.

    Milletari et al., 2016, https://arxiv.org/abs/1606.04797

    Args:
        reduction, name: See `Loss`.
        axis: Axes over which is summed; all when None, the default, which gives one number for the whole batch.
        dtype: See `Loss`.

    Example:

    >>> float(multikeras.losses.Dice()([[0.0, 1.0], [1.0, 1.0]], [[0.0, 1.0], [0.0, 0.0]]))
    0.5
    """

    heeds_mask = True

    def __init__(
        self,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "dice",
        axis: int | Sequence[int] | None = None,
        dtype: Any = None,
    ):
        super().__init__(dice, reduction=reduction, name=name, dtype=dtype, axis=axis)


@export("multikeras.losses.tversky")
def tversky(y_true: Any, y_pred: Any, alpha: float = 0.5, beta: float = 0.5, axis: int | Sequence[int] | None = None) -> Any:
    """Tversky loss: `1 - both / (both + alpha * wrong + beta * missed)`, and 1 where both sets are empty.

    Here `both` is the sum of `y_true * y_pred`, `wrong` that of `(1 - y_true) * y_pred` (false positives), and `missed` that of
    `y_true * (1 - y_pred)` (false negatives). With `alpha` and `beta` of 0.5 it is the Dice loss, with 1 that of the Jaccard index.

    Salehi et al., 2017, https://arxiv.org/abs/1706.05721

    Args:
        y_true: Targets from 0 to 1, of the shape of `y_pred`.
        y_pred: Probabilities. What a mask on them leaves out does not count.
        alpha: Weight of false positives. Default 0.5.
        beta: Weight of false negatives. Default 0.5.
        axis: Axes over which is summed; all when None, the default, which gives one number for the whole batch.

    Returns:
        Tensor of the shape of `y_pred` without these axes.

    Raises:
        ValueError: The shapes of targets and predictions differ.

    Example:

    >>> float(multikeras.losses.tversky([1.0, 0.0, 0.0, 0.0], [1.0, 1.0, 1.0, 0.0], alpha=0.5, beta=1.0))
    0.5
    """
    both, missed, wrong = _overlap("tversky", y_true, y_pred, axis)
    return 1 - ops.divide_no_nan(both, both + alpha * wrong + beta * missed)


@export("multikeras.losses.Tversky")
class Tversky(LossFunctionWrapper):
    """Tversky loss: `1 - both / (both + alpha * wrong + beta * missed)`, and 1 where both sets are empty.

    Here `both` is the sum of `y_true * y_pred`, `wrong` that of `(1 - y_true) * y_pred` (false positives), and `missed` that of
    `y_true * (1 - y_pred)` (false negatives). With `alpha` and `beta` of 0.5 it is the Dice loss, with 1 that of the Jaccard index.

    Salehi et al., 2017, https://arxiv.org/abs/1706.05721

    Args:
        alpha: Weight of false positives. Default 0.5.
        beta: Weight of false negatives. Default 0.5.
        reduction, name: See `Loss`.
        axis: Axes over which is summed; all when None, the default, which gives one number for the whole batch.
        dtype: See `Loss`.

    Example:

    >>> loss = multikeras.losses.Tversky(alpha=0.5, beta=1.0)
    >>> float(loss([1.0, 0.0, 0.0, 0.0], [1.0, 1.0, 1.0, 0.0]))
    0.5
    """

    heeds_mask = True

    def __init__(
        self,
        alpha: float = 0.5,
        beta: float = 0.5,
        reduction: str | None = "sum_over_batch_size",
        name: str | None = "tversky",
        axis: int | Sequence[int] | None = None,
        dtype: Any = None,
    ):
        super().__init__(tversky, reduction=reduction, name=name, dtype=dtype, alpha=alpha, beta=beta, axis=axis)


def _overlap(owner: str, y_true: Any, y_pred: Any, axis: int | Sequence[int] | None) -> tuple[Any, Any, Any]:
    """Sums of what is in both sets, only in the true one, and only in the predicted one."""
    mask = masks.get_mask(y_pred) if masks.Flag.raised else None
    y_true, y_pred = matched(owner, y_true, y_pred)
    axis = tuple(axis) if isinstance(axis, (list, tuple)) else axis
    parts = y_true * y_pred, y_true * (1 - y_pred), (1 - y_true) * y_pred
    if mask is not None:
        mask = fit_weights(mask, y_pred)
        parts = tuple(part * mask for part in parts)
    both, missed, wrong = (ops.sum(part, axis=axis) for part in parts)
    return both, missed, wrong
